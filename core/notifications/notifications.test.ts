import { describe, expect, it } from 'vitest'
import type { AttendanceRecordId, ClassId, GuardianId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import {
  guardian,
  message,
  messageAttempt,
  school,
  schoolClass,
  stream,
  student,
  studentGuardian,
} from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { SmsGateway, SmsOutcome } from '../ports.ts'
import { defaultSettings } from '../settings/settings.ts'
import type { Settings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import { createDispatchJob } from './dispatch.job.ts'
import { messageCounts, recoverInterrupted } from './messages.repo.ts'
import { cancelQueued, queueMessages } from './queue-messages.ts'
import type { MessageCause } from './queue-messages.ts'

const day = '2026-05-12'
const zone = createZone('Africa/Nairobi')
const at = (hour: number, minute: number) => zone.atOf(day, hour * 60 + minute)
const settings: Settings = {
  ...defaultSettings,
  messages: { ...defaultSettings.messages, arrival: true, departure: true, senderName: 'Mwangaza Sch' },
}

/** One child with two guardians; the second does not want messages. */
function setUp() {
  const db = openDatabase({ database: ':memory:', backups: '' })
  const ids = {
    school: newId<SchoolId>(),
    class: newId<ClassId>(),
    stream: newId<StreamId>(),
    student: newId<StudentId>(),
    guardians: [newId<GuardianId>(), newId<GuardianId>()] as const,
  }
  db.insert(school).values({ id: ids.school, name: 'Mwangaza', code: 'M', createdAt: 0 }).run()
  db.insert(schoolClass).values({ id: ids.class, schoolId: ids.school, name: 'Grade 7', level: 7 }).run()
  db.insert(stream).values({ id: ids.stream, classId: ids.class, name: 'East' }).run()
  db.insert(student)
    .values({
      id: ids.student,
      schoolId: ids.school,
      admissionNumber: '0234',
      firstName: 'Brian',
      lastName: 'Ng’ang’a',
      gender: 'M',
      streamId: ids.stream,
      pin: 7,
      createdAt: 0,
    })
    .run()
  ids.guardians.forEach((id, i) => {
    const language = i === 0 ? 'sw' : 'en'
    const phone = `+25470000000${String(i)}`
    db.insert(guardian).values({ id, schoolId: ids.school, fullName: 'G', phone, language, createdAt: 0 }).run()
    db.insert(studentGuardian)
      .values({ id: newId(), studentId: ids.student, guardianId: id, receivesMessages: i === 0 })
      .run()
  })
  return { db, studentId: ids.student }
}

function late(studentId: StudentId, when = at(8, 47)): MessageCause {
  return { kind: 'late', studentId, attendanceRecordId: newId<AttendanceRecordId>(), at: when, day }
}

function rows(db: Db) {
  return db.select({ state: message.state, note: message.note, body: message.body }).from(message).all()
}

/** A job on a still clock, with a gateway that gives these outcomes one after another, then accepts. */
function dispatcher(db: Db, outcomes: (SmsOutcome | Error)[], now = { at: at(8, 48) }) {
  const sent: string[] = []
  const events: AnyEvent[] = []
  const smsGateway: SmsGateway = {
    name: 'test',
    send: ({ id }) => {
      sent.push(id)
      const outcome = outcomes.shift() ?? { kind: 'accepted', providerId: `P${String(sent.length)}` }
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)
    },
  }
  const clock = { now: () => now.at, speed: () => 1 }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const job = createDispatchJob({ db, clock, log, smsGateway, emit: event => events.push(event) })
  return { sent, events, now, run: () => job.run(new AbortController().signal) }
}

describe('queueMessages', () => {
  it('writes one text in the guardian’s language, in characters that fit one part', () => {
    const { db, studentId } = setUp()
    const added = queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    expect(added).toBe(1)
    expect(rows(db)).toEqual([
      {
        state: 'queued',
        note: null,
        body: "Mwangaza Sch: Brian Ng'ang'a (Grade 7 East) amechelewa; amefika 08:47 leo, 12/05.",
      },
    ])
  })

  it('makes no second message of the same cause', () => {
    const { db, studentId } = setUp()
    const clock = { now: () => at(8, 48), speed: () => 1 }
    queueMessages(db, { clock }, settings, [late(studentId), late(studentId)])
    expect(queueMessages(db, { clock }, settings, [late(studentId, at(8, 40))])).toBe(0)
    expect(rows(db)).toHaveLength(1)
  })

  it('tells of two departures on one day, once each', () => {
    const { db, studentId } = setUp()
    const clock = { now: () => at(16, 1), speed: () => 1 }
    const leave = (when: number): MessageCause => ({ ...late(studentId, when), kind: 'departure' })
    queueMessages(db, { clock }, settings, [leave(at(15, 30)), leave(at(16, 0)), leave(at(16, 0))])
    expect(rows(db)).toHaveLength(2)
  })

  it('writes nothing that the school’s policy leaves out', () => {
    const { db, studentId } = setUp()
    const clock = { now: () => at(7, 1), speed: () => 1 }
    const cause: MessageCause = { ...late(studentId, at(7, 0)), kind: 'arrival' }
    expect(queueMessages(db, { clock }, defaultSettings, [cause])).toBe(0)
  })

  it.each([
    ['old news', at(9, 33), at(8, 47), 'late_not_sent'],
    ['the evening', at(19, 0), at(18, 50), 'quiet_hours'],
    ['the night', at(5, 59), at(5, 50), 'quiet_hours'],
  ])('keeps %s as a row that says why it is not sent', (_, now, when, note) => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => now, speed: () => 1 } }, settings, [late(studentId, when)])
    expect(rows(db)).toMatchObject([{ state: 'expired', note }])
  })

  it('takes back only what has not left, and sends it once when its cause is back', async () => {
    const { db, studentId } = setUp()
    const clock = { now: () => at(8, 48), speed: () => 1 }
    queueMessages(db, { clock }, settings, [late(studentId)])
    expect(cancelQueued(db, { kind: 'late', studentId, day }, at(8, 49))).toBe(1)
    expect(rows(db)).toMatchObject([{ state: 'cancelled', note: 'earlier_punch' }])
    const { run, sent } = dispatcher(db, [])
    await run()
    expect(sent).toEqual([])
    expect(cancelQueued(db, { kind: 'late', studentId, day }, at(8, 50))).toBe(0)
    queueMessages(db, { clock }, settings, [late(studentId)])
    await run()
    await run()
    expect(sent).toHaveLength(1)
  })
})

describe('sending', () => {
  it('sends each message once and writes what came of it', async () => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    const { run, sent, events } = dispatcher(db, [])
    await run()
    await run()
    expect(sent).toHaveLength(1)
    expect(rows(db)).toMatchObject([{ state: 'submitted', note: null }])
    expect(db.select().from(messageAttempt).all()).toMatchObject([{ attempt: 1, outcome: 'accepted', reason: null }])
    expect(events.at(-1)).toMatchObject({ name: 'messages.changed', payload: { submitted: 1, queued: 0 } })
  })

  it.each([
    [{ kind: 'refused', reason: 'InvalidPhoneNumber' }, 'rejected'],
    [{ kind: 'ambiguous', reason: 'timeout' }, 'uncertain'],
  ] as const)('never tries again after %j', async (outcome, state) => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    const { run, sent, now } = dispatcher(db, [outcome])
    await run()
    now.at += 20 * 60_000
    await run()
    expect(sent).toHaveLength(1)
    expect(rows(db)).toMatchObject([{ state, note: outcome.reason }])
  })

  it('parks a message as uncertain when the gateway itself breaks, and goes on with the next', async () => {
    const { db, studentId } = setUp()
    const clock = { now: () => at(16, 1), speed: () => 1 }
    const leave = (when: number): MessageCause => ({ ...late(studentId, when), kind: 'departure' })
    queueMessages(db, { clock }, settings, [leave(at(15, 40)), leave(at(16, 0))])
    const { run, sent } = dispatcher(db, [new Error('broken')], { at: at(16, 2) })
    await run()
    expect(sent).toHaveLength(2)
    expect(messageCounts(db)).toMatchObject({ uncertain: 1, submitted: 1, sending: 0 })
  })

  it('tries again ten minutes after the gateway could not be reached, and not once the news is old', async () => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    const down: SmsOutcome = { kind: 'unreachable', reason: 'refused' }
    const { run, sent, now } = dispatcher(db, [down, down])
    await run()
    now.at = at(8, 57)
    await run()
    expect(sent).toHaveLength(1)
    now.at = at(8, 58)
    await run()
    expect(sent).toHaveLength(2)
    now.at = at(9, 32)
    await run()
    expect(sent).toHaveLength(2)
    expect(rows(db)).toMatchObject([{ state: 'expired', note: 'late_not_sent' }])
  })

  it('does not send again what was being sent when the program stopped', async () => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    db.update(message).set({ state: 'sending' }).run()
    expect(recoverInterrupted(db, at(8, 49))).toBe(1)
    const { run, sent } = dispatcher(db, [])
    await run()
    expect(sent).toEqual([])
    expect(messageCounts(db)).toMatchObject({ uncertain: 1, queued: 0, sending: 0 })
  })

  it('keeps an answer that could not be stored, and stores it before anything else is sent', async () => {
    const { db, studentId } = setUp()
    queueMessages(db, { clock: { now: () => at(8, 48), speed: () => 1 } }, settings, [late(studentId)])
    const { run, sent } = dispatcher(db, [])
    db.$client.exec("CREATE TRIGGER broken BEFORE UPDATE OF sent_at ON message BEGIN SELECT RAISE(ABORT, 'no'); END")
    await expect(run()).rejects.toThrow()
    expect(messageCounts(db)).toMatchObject({ sending: 1 })
    db.$client.exec('DROP TRIGGER broken')
    await run()
    expect(sent).toHaveLength(1)
    expect(rows(db)).toMatchObject([{ state: 'submitted' }])
  })
})
