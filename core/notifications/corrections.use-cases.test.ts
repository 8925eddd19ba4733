import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { audit, guardian, message, messageBatch } from '../db/schema.ts'
import { readSettings } from '../settings/settings.repo.ts'
import { createDispatcher } from '../testing/message-office.ts'
import { createParentsOffice } from '../testing/parents-office.ts'
import type { ParentsOffice } from '../testing/parents-office.ts'
import { createTestApp } from '../testing/test-app.ts'
import { claimDue } from './claims.repo.ts'
import { storeOutcome } from './settle.ts'

const opened: ParentsOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

/** Nine children of whom 5 to 9 are missing, with their alerts queued. */
async function fiveMissing(prepare: (office: ParentsOffice) => void = () => undefined) {
  const office = createParentsOffice({ students: 9, devices: 2 })
  opened.push(office)
  office.policy({ absentShareClass: 100, absentShareSchool: 100 })
  prepare(office)
  office.press([1, 2, 3, 4], '07:30')
  office.read('08:30')
  await office.tick('08:30')
  return office
}

const out = ['sending', 'submitted', 'delivered', 'uncertain', 'held_provider'] as const

describe('correcting the alert of one child', () => {
  it.each(out)('tells the phone that got it, once, when it is %s', async state => {
    const office = await fiveMissing()
    office.become(state)
    expect(office.correct(6)).toEqual({ messages: 1 })
    expect(office.told().slice(5)).toEqual(['correction queued ..06'])
    expect(office.bodies('correction')).toEqual([
      'Mwangaza: Please ignore our earlier message. Child Number6 (Grade 7 East) IS at school today, 12/05. We are sorry.',
    ])
    const [, alert] = office.ids()
    const [correction] = office.ids('correction')
    expect(alert && office.rowOf(alert)).toMatchObject({ corrected: true })
    expect(correction && office.rowOf(correction)).toMatchObject({ corrects: alert })
    expect(office.audited.at(-1)).toBe(office.child(6))
    for (const after of ['submitted', 'undelivered'] as const) {
      office.become(after)
      expect(() => office.correct(6)).toThrow('nothing_to_correct')
    }
    expect(office.ids('correction')).toHaveLength(1)
  })

  it.each(['queued', 'rejected', 'undelivered', 'expired', 'cancelled'] as const)(
    'has nothing to correct when it is %s',
    async state => {
      const office = await fiveMissing()
      office.become(state)
      const before = office.told()
      expect(() => office.correct(6)).toThrow('nothing_to_correct')
      expect(office.told()).toEqual(before)
    },
  )

  it('is for its day only, because it says today', async () => {
    const office = await fiveMissing()
    office.become('submitted')
    expect(() => office.correct(6, '2026-05-11')).toThrow('nothing_to_correct')
    office.clock.set(office.at('09:00', '2026-05-13'))
    expect(() => office.correct(6)).toThrow('nothing_to_correct')
    expect(() => office.recall()).toThrow('batch_blocked')
    expect(office.ids('correction')).toEqual([])
  })

  it('speaks of that child only where brothers and sisters shared a text', async () => {
    const office = await fiveMissing(({ siblings }) => siblings(6, 7))
    office.become('submitted')
    office.correct(7)
    expect(office.bodies('correction')).toEqual([expect.stringContaining('Child Number7 (Grade 7 East) IS')])
    expect(() => office.correct(7)).toThrow('nothing_to_correct')
    office.correct(6)
    expect(office.bodies('correction')).toEqual([
      expect.stringContaining('Child Number7'),
      expect.stringContaining('Child Number6'),
    ])
    expect(() => office.correct(6)).toThrow('nothing_to_correct')
  })

  it('goes to the phone and in the language of the alert, whoever has become guardian since', async () => {
    const office = await fiveMissing(({ db }) => db.update(guardian).set({ language: 'sw' }).run())
    office.become('submitted')
    office.db.update(guardian).set({ language: 'en', phone: '+254799999999', blocked: 'opted_out' }).run()
    office.correct(6)
    const [correction] = office.db.select().from(message).where(eq(message.kind, 'correction')).all()
    expect(correction).toMatchObject({ phone: '+254700000006', language: 'sw', state: 'queued' })
    expect(correction?.body).toContain('YUKO shuleni')
  })

  it('leaves at any hour', async () => {
    const office = await fiveMissing()
    office.become('submitted')
    office.clock.set(office.at('20:00'))
    office.correct(6)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent.map(({ phone }) => phone)).toEqual(['+254700000006'])
  })

  it('says all: the finger that comes afterwards is no more news', async () => {
    const office = await fiveMissing()
    office.become('submitted')
    office.correct(6)
    office.live(6, '08:47')
    expect(office.told().slice(5)).toEqual(['correction queued ..06'])
  })

  it('stops an alert that did not leave and would be tried again', async () => {
    const office = await fiveMissing()
    const unreachable = { kind: 'unreachable', reason: 'line_failed' } as const
    const { run, sent } = await createDispatcher(
      office,
      Array.from({ length: 20 }, () => unreachable),
    )
    const [, alert] = office.ids()
    if (alert === undefined) throw new Error('no alert')
    office.db.update(message).set({ state: 'uncertain' }).where(eq(message.id, alert)).run()
    office.correct(6)
    office.resolve(alert, 'send_again')
    await run()
    expect(office.rowOf(alert)).toMatchObject({ state: 'cancelled', note: 'not_expected' })
    expect(sent.map(({ id }) => id)).not.toContain(alert)
  })
})

describe('an alert on its way', () => {
  it('that the provider does not take is not tried again when the child came meanwhile', async () => {
    const office = await fiveMissing(({ siblings }) => siblings(6, 7))
    const settings = readSettings(office.db)
    const claimed = claimDue(office.db, {
      channel: 'sms',
      now: office.clock.now(),
      messages: 9,
      parts: null,
      quiet: false,
    })
    office.live(5, '08:31')
    office.live(7, '08:31')
    const retry = { kind: 'retry', reason: 'GatewayError', afterMs: 60_000, tries: 3 } as const
    for (const one of claimed) storeOutcome(office.db, settings, one, retry, office.clock.now())
    const told = office.told()
    expect(told.filter(line => line.endsWith('..05'))).toEqual([
      'absent cancelled earlier_punch ..05',
      'arrived_after queued ..05',
    ])
    expect(told.filter(line => line.startsWith('absent queued'))).toEqual([
      'absent queued GatewayError ..06',
      'absent queued GatewayError ..08',
      'absent queued GatewayError ..09',
    ])
    const waiting = office.alerts().filter(({ state }) => state === 'queued')
    expect(waiting.map(({ body }) => body).join(' ')).not.toMatch(/Number[57]/)
  })
})

describe('recalling a batch', () => {
  it('corrects what left, takes back the rest, and is written down with the reason', async () => {
    const office = await fiveMissing()
    const ids = office.ids()
    const states = ['delivered', 'submitted', 'uncertain', 'queued', 'undelivered'] as const
    ids.forEach((id, i) =>
      office.db
        .update(message)
        .set({ state: states[i] ?? 'queued' })
        .where(eq(message.id, id))
        .run(),
    )
    expect(office.shown()).toMatchObject([{ state: 'released', recallable: 3 }])
    expect(office.recall()).toEqual({ messages: 3 })
    expect(office.told()).toEqual([
      'absent delivered ..05',
      'absent submitted ..06',
      'absent uncertain ..07',
      'absent cancelled recalled ..08',
      'absent undelivered ..09',
      'correction queued ..05',
      'correction queued ..06',
      'correction queued ..07',
    ])
    expect(office.shown()).toMatchObject([
      { state: 'recalled', by: 'Mary Secretary', why: 'wrong terminal', recallable: 0 },
    ])
    expect(office.db.select({ why: messageBatch.why }).from(messageBatch).all()).toEqual([{ why: 'wrong terminal' }])
    expect(() => office.recall()).toThrow('batch_changed')
    expect(() => office.correct(5)).toThrow('nothing_to_correct')
    expect(office.ids('correction')).toHaveLength(3)
  })

  it('corrects all children of a text in one', async () => {
    const office = await fiveMissing(({ siblings }) => siblings(6, 7, 8))
    office.become('submitted')
    expect(office.recall()).toEqual({ messages: office.ids().length })
    const texts = office.bodies('correction').filter(body => body.includes('Number6'))
    expect(texts).toHaveLength(1)
    expect(office.bodies('correction').join(' ')).toMatch(/Number6 .* and Child Number7/)
    expect(office.shown()).toMatchObject([{ recallable: 0 }])
  })

  it('leaves out the children who came, or were corrected, already', async () => {
    const office = await fiveMissing(({ siblings }) => siblings(6, 7))
    office.become('submitted')
    office.live(6, '08:40')
    office.correct(9)
    expect(office.recall()).toEqual({ messages: 3 })
    const corrected = office.bodies('correction').map(body => /Number(\d+)/.exec(body)?.[1])
    expect(corrected.sort()).toEqual(['5', '7', '8', '9'])
  })

  it('lets nothing go afterwards that was held back', async () => {
    const office = await fiveMissing()
    const { undoId } = office.mark([6], 'present')
    office.recall()
    office.undo(undoId)
    expect(office.told()).toEqual(['05', '06', '07', '08', '09'].map(pin => `absent cancelled recalled ..${pin}`))
  })

  it('is refused while it is held', async () => {
    const office = await fiveMissing(({ policy }) => policy({ absentShareClass: 10 }))
    expect(() => office.recall()).toThrow('batch_changed')
    expect(office.shown()).toMatchObject([{ state: 'held' }])
  })

  it('needs the right to write messages, and leaves its reason in the audit', async () => {
    const app = createTestApp()
    const { db } = app
    const batchId = '0190163d-8694-739b-aea5-966c26f8ad91' as never
    db.insert(messageBatch)
      .values({
        id: batchId,
        day: '2026-05-12',
        session: 'AM',
        plan: 'all',
        state: 'released',
        reasons: [],
        closedAt: 1,
      })
      .run()
    const teacher = await app.as('teacher')
    await expect(teacher.call('messages.recallBatch', { batchId, why: 'power cut' })).rejects.toThrow('forbidden')
    const admin = await app.as('school_admin')
    expect(await admin.call('messages.recallBatch', { batchId, why: 'power cut' })).toEqual({ messages: 0 })
    const rows = db.select().from(audit).where(eq(audit.entity, 'message_batch')).all()
    expect(rows.at(-1)).toMatchObject({ entityId: batchId })
    expect(JSON.stringify(rows.at(-1))).toContain('power cut')
  })
})
