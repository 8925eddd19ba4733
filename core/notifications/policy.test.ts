import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { messagePolicy } from '../contract/messages.ts'
import type { MessagePolicy } from '../contract/messages.ts'
import {
  audit,
  guardian,
  message,
  schoolClass,
  sessionClose,
  sessionMark,
  stream,
  student,
  studentGuardian,
} from '../db/schema.ts'
import type { GuardianId, SchoolId, StreamId, StudentId, ClassId } from '../contract/common.ts'
import type { Db } from '../db/open.ts'
import { newId } from '../ids.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestApp } from '../testing/test-app.ts'
import { defaultSettings } from '../settings/settings.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { addMessage } from './outbox.repo.ts'
import type { NewMessage } from './outbox.repo.ts'
import { partsLeft } from './settle-rules.ts'

const today = '2026-05-12'

/** Two streams of ten children each; every child has a guardian of its own who wants messages. */
function addPeople({ db, schoolId }: TestApp): { streams: StreamId[]; classId: ClassId } {
  if (schoolId === null) throw new Error('no school')
  const classId = newId<ClassId>()
  db.insert(schoolClass).values({ id: classId, schoolId, name: 'Grade 7', level: 7 }).run()
  const streams = ['East', 'West'].map((name, s) => {
    const streamId = newId<StreamId>()
    db.insert(stream).values({ id: streamId, classId, name }).run()
    for (let i = 0; i < 10; i++) addChild(db, schoolId, streamId, s * 10 + i)
    return streamId
  })
  return { streams, classId }
}

function addChild(db: Db, schoolId: SchoolId, streamId: StreamId, n: number): void {
  const studentId = newId<StudentId>()
  const guardianId = newId<GuardianId>()
  const names = { firstName: 'Child', lastName: String(n) }
  db.insert(student)
    .values({
      id: studentId,
      schoolId,
      admissionNumber: `A${n}`,
      ...names,
      gender: 'F',
      streamId,
      pin: n + 1,
      createdAt: 0,
    })
    .run()
  const phone = `+2547000000${String(n).padStart(2, '0')}`
  const language = n % 2 === 0 ? 'en' : 'sw'
  db.insert(guardian).values({ id: guardianId, schoolId, fullName: 'G', phone, language, createdAt: 0 }).run()
  db.insert(studentGuardian).values({ id: newId(), studentId, guardianId, receivesMessages: true }).run()
}

function policyOf(db: Db): MessagePolicy {
  return messagePolicy.strip().parse(readSettings(db).messages)
}

describe('the policy', () => {
  it('is read with the price of each kind: from the roll at first', async () => {
    const test = createTestApp()
    addPeople(test)
    const admin = await test.as('school_admin')
    const { forecast } = await admin.call('messages.policy', {})
    // 20 children, one guardian each, 5 % late; Term 2 ends on 31 July.
    expect(forecast.term.late).toEqual({ messages: 55, costMinor: 4400 })
    expect(forecast.term.arrival.messages).toBe(957)
    expect(forecast.today).toEqual({ messages: 3, costMinor: 240 })
  })

  it('then from the last ten school days', async () => {
    const test = createTestApp()
    addPeople(test)
    const children = test.db.select({ id: student.id }).from(student).all()
    for (const day of ['2026-05-08', '2026-05-11']) {
      const facts = { session: 'AM' as const, day }
      test.db
        .insert(sessionClose)
        .values({ id: newId(), ...facts, closedAt: 1, settled: true })
        .run()
      children.forEach(({ id: studentId }, i) => {
        const mark = i < 4 ? ('late' as const) : ('present' as const)
        test.db
          .insert(sessionMark)
          .values({ ...facts, studentId, mark, updatedAt: 1 })
          .run()
      })
    }
    const admin = await test.as('school_admin')
    const { term, today: expected } = (await admin.call('messages.policy', {})).forecast
    expect(term.late.messages).toBe(4 * 55)
    expect(term.absent.messages).toBe(0)
    expect(expected.messages).toBe(4)
  })

  it('begins absence alerts on the school day after they were switched on, and again only after they were off', async () => {
    const test = createTestApp()
    const admin = await test.as('super_admin')
    const save = (change: Partial<MessagePolicy>) =>
      admin.call('messages.savePolicy', { ...policyOf(test.db), ...change })
    const begin = async () => (await admin.call('messages.policy', {})).alertsFrom
    // Friday: the weekend comes between.
    test.clock.at = Date.UTC(2026, 4, 15, 6)
    await save({ absent: true })
    expect(await begin()).toBe('2026-05-18')
    test.clock.at = Date.UTC(2026, 4, 20, 6)
    await save({ absent: true, dailyCap: 50 })
    expect(await begin()).toBe('2026-05-18')
    await save({ absent: false })
    expect(await begin()).toBeNull()
    await save({ absent: true })
    expect(await begin()).toBe('2026-05-21')
  })

  it('that was stored before it had all its fields is read with the usual values', () => {
    const test = createTestApp()
    const { arrival, late, departure, staleAfterMinutes, quietFrom, quietUntil, senderName, priceMinorPerSegment } =
      defaultSettings.messages
    const old = { arrival, late, departure, staleAfterMinutes, quietFrom, quietUntil, senderName, priceMinorPerSegment }
    test.db.$client
      .prepare('insert into setting (key, value, updated_at) values (?, ?, 0)')
      .run('messages', JSON.stringify(old))
    expect(readSettings(test.db).messages).toEqual(defaultSettings.messages)
  })
})

describe('the caps', () => {
  it.each([
    [{ dailyCap: 0, monthlyCap: 0 }, { today: 900, month: 9000 }, null],
    [{ dailyCap: 50, monthlyCap: 0 }, { today: 20, month: 9000 }, 30],
    [{ dailyCap: 50, monthlyCap: 100 }, { today: 20, month: 95 }, 5],
    [{ dailyCap: 50, monthlyCap: 0 }, { today: 60, month: 60 }, 0],
  ])('%j after %j leave %s parts', (caps, used, left) => {
    expect(partsLeft(caps, used)).toBe(left)
  })
})

function sentMessage(facts: Partial<NewMessage>): NewMessage {
  return {
    kind: 'late',
    channel: 'sms',
    studentId: null,
    guardianId: null,
    batchId: null,
    correctsId: null,
    day: today,
    phone: '+254700000001',
    language: 'en',
    body: 'x',
    segments: 1,
    state: 'submitted',
    note: null,
    notBefore: null,
    expiresAt: 1,
    at: 1,
    ...facts,
  }
}

describe('the statement', () => {
  it('counts what left by kind, what it cost, and what failed by reason', async () => {
    const test = createTestApp()
    const admin = await test.as('school_admin')
    const add = (facts: Partial<NewMessage>, costMinor: number | null = null) => {
      const id = addMessage(test.db, sentMessage(facts))
      test.db.$client.prepare('update message set cost_minor = ? where id = ?').run(costMinor, id)
    }
    add({}, 80)
    add({ state: 'delivered', segments: 2 }, 160)
    add({ state: 'uncertain', note: 'timeout' })
    add({ state: 'rejected', note: 'UserInBlacklist' })
    add({ state: 'expired', note: 'late_not_sent' })
    add({ state: 'expired', note: 'late_not_sent' })
    add({ state: 'queued' })
    add({ kind: 'absent' }, 100)
    add({ day: '2026-05-11' }, 999)
    add({ channel: 'email', segments: 0 })
    writeSetting(test.db, 'smsBalance', [{ minor: 5000, currency: 'KES', at: 1 }], 1)
    expect(await admin.call('messages.statement', { from: today, to: today })).toEqual({
      from: today,
      to: today,
      lines: [
        { kind: 'absent', messages: 1, parts: 1, costMinor: 100, delivered: 0, failed: 0 },
        { kind: 'late', messages: 3, parts: 4, costMinor: 320, delivered: 1, failed: 3 },
      ],
      failures: [
        { reason: 'late_not_sent', messages: 2 },
        { reason: 'UserInBlacklist', messages: 1 },
      ],
      uncertain: 1,
      balance: { minor: 5000, currency: 'KES', at: 1 },
      estimatedParts: 1,
    })
  })

  it('can be printed', async () => {
    const test = createTestApp()
    addMessage(test.db, sentMessage({ state: 'rejected', note: 'UserInBlacklist' }))
    const admin = await test.as('school_admin')
    const document = await admin.call('reports.smsStatement', { from: today, to: today })
    expect(document).toMatchObject({ fileName: `messages-${today}-${today}.pdf`, pages: 1 })
    expect(test.pages.at(-1)?.html).toContain('blocked by the parent')
  })
})

describe('an emergency message', () => {
  const textEn = 'The river is high. Please keep your children at home today.'
  const why = 'flood warning'

  it('goes to every guardian who can be reached, in his language, once each', async () => {
    const test = createTestApp()
    const { streams } = addPeople(test)
    test.db.$client.prepare("update guardian set blocked = 'inactive' where phone = ?").run('+254700000000')
    const admin = await test.as('school_admin')
    const text = { textEn, textSw: 'Mto umejaa. Watoto wabaki nyumbani leo.' }
    const scope = { kind: 'streams' as const, streamIds: streams.slice(0, 1) }
    const preview = await admin.call('messages.emergencyPreview', { scope, ...text })
    expect(preview).toEqual({ guardians: 9, unreachable: 1, parts: 9, costMinor: 720 })
    await expect(admin.call('messages.emergency', { scope, ...text, why, expected: 10 })).rejects.toMatchObject({
      code: 'batch_changed',
    })
    expect(await admin.call('messages.emergency', { scope, ...text, why, expected: 9 })).toEqual({ messages: 9 })
    const asked = test.db.select().from(audit).where(eq(audit.channel, 'messages.emergency')).all()
    expect(asked.map(row => [row.outcome, row.why])).toEqual([
      ['batch_changed', null],
      ['ok', why],
    ])
    const bodies = test.db.select({ body: message.body }).from(message).all()
    expect(bodies.filter(({ body }) => body === textEn)).toHaveLength(4)
    expect(bodies.filter(({ body }) => body === text.textSw)).toHaveLength(5)
  })

  it('leaves in the night', async () => {
    const test = createTestApp()
    addPeople(test)
    test.clock.at = Date.UTC(2026, 4, 12, 20)
    await test.openAccount()
    const admin = await test.as('school_admin')
    await admin.call('messages.emergency', { scope: { kind: 'school' }, textEn, why, expected: 20 })
    test.app.start()
    await expect.poll(() => test.sent.length).toBe(20)
    await test.app.stop()
  })

  it('is nobody’s to send but those who may write messages', async () => {
    const clerk = await createTestApp().as('clerk')
    await expect(
      clerk.call('messages.emergency', { scope: { kind: 'school' }, textEn, why, expected: 1 }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('blocked phones', () => {
  it('are listed with their children and who is written to instead, and can be let again', async () => {
    const test = createTestApp()
    addPeople(test)
    const [first] = test.db.select({ id: student.id }).from(student).orderBy(student.pin).all()
    const { schoolId } = test
    if (first === undefined || schoolId === null) throw new Error('no people')
    const second = newId<GuardianId>()
    test.db
      .insert(guardian)
      .values({ id: second, schoolId, fullName: 'Uncle', phone: '+254711111111', createdAt: 0 })
      .run()
    test.db
      .insert(studentGuardian)
      .values({ id: newId(), studentId: first.id, guardianId: second, receivesMessages: true, position: 1 })
      .run()
    test.db.$client
      .prepare("update guardian set blocked = 'opted_out', blocked_at = 5 where phone = '+254700000000'")
      .run()
    const admin = await test.as('school_admin')
    const [blocked, ...others] = await admin.call('messages.blocked', {})
    expect(others).toEqual([])
    expect(blocked).toMatchObject({
      reason: 'opted_out',
      since: 5,
      instead: 'Uncle',
      students: [{ className: 'Grade 7 East' }],
    })
    expect(blocked?.phone).not.toContain('700000000')
    if (blocked === undefined) throw new Error('nobody is blocked')
    await admin.call('messages.unblock', { guardianId: blocked.guardianId })
    expect(await admin.call('messages.blocked', {})).toEqual([])
  })
})
