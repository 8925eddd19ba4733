import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { guardian, messageBatch, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import type { AlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'

const opened: AlertOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

/** Half past eight: nine of twenty children are missing, and a person has to say whether that is right. */
async function nineOfTwenty(prepare: (office: AlertOffice) => void = () => undefined) {
  const office = createAlertOffice(createSmallSchool({ students: 20, devices: 2 }))
  opened.push(office)
  prepare(office)
  office.press([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], '07:30')
  office.read('08:30')
  await office.tick('08:30')
  const [batch] = office.shown()
  if (batch === undefined) throw new Error('nothing is held')
  return { office, batch }
}

const phones = (office: AlertOffice) => office.alerts().map(({ phone }) => Number(phone.slice(-3)))

function refusal(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, ...error.details }
    throw error
  }
  return null
}

describe('a person’s word about held alerts', () => {
  it('counts at once, also while the alerts are being looked at', async () => {
    const office = createAlertOffice(createSmallSchool({ students: 20, devices: 2 }))
    opened.push(office)
    office.press([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], '07:30')
    office.read('08:10', 2)
    office.read('08:30', 1)
    await office.tick('08:30')
    const [batch] = office.shown()
    if (batch === undefined) throw new Error('nothing is held')
    const { id, ...row } = office.db.select().from(messageBatch).all()[0] as typeof messageBatch.$inferSelect
    office.db
      .insert(messageBatch)
      .values({ ...row, id: newId<typeof id>(), plan: 'no longer there', closedAt: row.closedAt - 1 })
      .run()
    // Now nothing stands against it. The other one is looked at first.
    office.read('08:31')
    const looking = office.jobs.alerts.run(new AbortController().signal)
    office.batches['messages.discardBatch']({ batchId: id, why: 'they are at a wedding' }, office.caller)
    await looking
    expect(phones(office)).toEqual([])
  })

  it('sends them once, with the name of who said it', async () => {
    const { office, batch } = await nineOfTwenty()
    expect(office.send(batch, 9)).toEqual({ messages: 9 })
    expect(phones(office)).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20])
    expect(office.shown()).toMatchObject([
      {
        state: 'released',
        by: 'Mary Secretary',
        decidedAt: office.at('08:30'),
        students: 9,
        messages: 9,
        costMinor: 720,
        canRelease: false,
      },
    ])
    expect(office.audited).toEqual([batch.id])
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_changed' })
    await office.tick('08:35')
    expect(office.alerts()).toHaveLength(9)
  })

  it('is refused with the new number when the list has changed since it was shown', async () => {
    const { office, batch } = await nineOfTwenty()
    office.press(12, '08:31')
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_changed', messages: 8 })
    expect([office.alerts(), office.shown()[0]?.state]).toEqual([[], 'held'])
    expect(office.send(batch, 8)).toEqual({ messages: 8 })
  })

  it('is enough while a terminal is not read', async () => {
    const office = createAlertOffice(createSmallSchool({ students: 4, devices: 2 }))
    opened.push(office)
    office.press([1, 2, 3], '07:30')
    office.read('08:30', 1)
    await office.tick('08:30')
    const [batch] = office.shown()
    expect(batch?.reasons.map(({ code }) => code)).toEqual(['terminal_not_read'])
    if (batch !== undefined) office.send(batch, 1)
    expect(phones(office)).toEqual([4])
  })

  it('cannot send on a day that is closed by now, or past', async () => {
    const { office, batch } = await nineOfTwenty()
    office.closeDay(schoolDay)
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_blocked' })
    expect(office.shown()).toMatchObject([{ canRelease: false }])
    await office.tick('08:31')
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_blocked' })
    const other = await nineOfTwenty()
    other.office.clock.set(other.office.at('08:00', '2026-05-13'))
    expect(refusal(() => other.office.send(other.batch, 9))).toEqual({ code: 'batch_blocked' })
    await other.office.tick('08:01', '2026-05-13')
    expect(refusal(() => other.office.send(other.batch, 9))).toEqual({ code: 'batch_blocked' })
    expect([...office.alerts(), ...other.office.alerts()]).toEqual([])
  })

  it('cannot send what is too old', async () => {
    const { office, batch } = await nineOfTwenty()
    office.clock.set(office.at('12:30'))
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_blocked' })
  })

  it('keeps them at home for good', async () => {
    const { office, batch } = await nineOfTwenty()
    office.discard(batch)
    await office.tick('08:40')
    expect(office.shown()).toMatchObject([
      { state: 'discarded', by: 'Mary Secretary', why: 'power cut', students: 9, messages: 0 },
    ])
    expect(office.db.select().from(messageBatch).all()).toMatchObject([{ why: 'power cut' }])
    expect(refusal(() => office.send(batch, 9))).toEqual({ code: 'batch_changed' })
    expect(refusal(() => office.discard(batch))).toEqual({ code: 'batch_changed' })
    expect([office.audited, office.alerts()]).toEqual([[batch.id], []])
  })
})

describe('brothers and sisters in one release', () => {
  it('share a text whatever the time for it is, and the number shown is the number sent', async () => {
    const { office, batch } = await nineOfTwenty(one => {
      one.policy({ mergeSeconds: 0 })
      one.siblings(12, 20)
    })
    expect(batch).toMatchObject({ students: 9, messages: 8, costMinor: 640 })
    office.send(batch, 8)
    const [shared] = office.alerts()
    expect(shared).toMatchObject({ phone: '+254700000012', state: 'queued' })
    expect(shared?.body).toContain('have not arrived by 08:30 today, 12/05')
    expect(office.shown()).toMatchObject([{ students: 9, messages: 8 }])
  })

  it('get a second text where one would cost two parts', async () => {
    const { office, batch } = await nineOfTwenty(one => one.siblings(12, 13, 14, 15, 16))
    expect(batch).toMatchObject({ students: 9 })
    const { messages } = office.send(batch, batch.messages)
    const bodies = office.alerts().filter(({ phone }) => phone === '+254700000012')
    expect(bodies.length).toBeGreaterThan(1)
    expect(bodies.every(({ body }) => body.length <= 160)).toBe(true)
    expect(messages).toBe(4 + bodies.length)
  })
})

describe('who is in a batch', () => {
  it('is said with the guardian who would be told, or why nobody can be', async () => {
    const { office, batch } = await nineOfTwenty(({ db, child }) => {
      db.delete(studentGuardian)
        .where(eq(studentGuardian.studentId, child(13)))
        .run()
      db.update(guardian).set({ blocked: 'opted_out' }).where(eq(guardian.phone, '+254700000014')).run()
    })
    expect(batch).toMatchObject({ students: 9, messages: 7 })
    const expected = [
      { fullName: 'Child Number12', className: 'Grade 7 East', guardianName: 'Parent 12', note: null },
      { fullName: 'Child Number13', guardianName: null, note: 'no_guardian' },
      { fullName: 'Child Number14', guardianName: 'Parent 14', note: 'blocked' },
    ]
    expect(office.who(batch).slice(0, 3)).toMatchObject(expected)
    office.send(batch, 7)
    expect(office.who(batch)).toHaveLength(9)
    expect(office.who(batch).slice(0, 3)).toMatchObject(expected)
    expect(office.shown()).toMatchObject([{ students: 9, messages: 7 }])
  })
})
