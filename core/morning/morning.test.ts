import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { addUser, findUser } from '../access/access.repo.ts'
import { attendanceUseCases } from '../attendance/attendance.use-cases.ts'
import { createRecordPunches } from '../attendance/record-punches.ts'
import { createSettleSessions } from '../attendance/settle-sessions.job.ts'
import { writeStandings } from '../attendance/standing.repo.ts'
import type { NotInStudent } from '../contract/attendance.ts'
import type { DeviceId, StudentId } from '../contract/common.ts'
import { absenceReason, callLog, guardian, photo, student, studentGuardian } from '../db/schema.ts'
import { replaceDeviceUsers } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import { guardiansOf } from '../school/guardians.repo.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import type { Caller } from '../use-case.ts'
import { undoUseCases } from '../undo/undo.use-cases.ts'
import { morningUseCases } from './morning.use-cases.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp(students = 4) {
  const school = createSmallSchool({ students, devices: 2 })
  opened.push(school)
  const { db, clock, at, devices, press } = school
  const audited: string[] = []
  const grace = { username: 'grace', fullName: 'Grace Wanjiru', role: 'school_admin' } as const
  addUser(db, { ...grace, passwordHash: '', at: at('06:00') })
  const id = findUser(db, 'grace')?.id
  if (id === undefined) throw new Error('no user')
  const user = { ...grace, id }
  const caller: Caller = { windowId: 1, user: null, audit: (_, facts) => audited.push(facts?.entityId ?? '') }
  const covered = new Map<DeviceId, number | null>(devices.map(id => [id, null]))
  const attendance = attendanceUseCases(school, () => covered)
  const record = createRecordPunches(school)
  const settle = createSettleSessions(school, () => covered)
  const [gate1, gate2] = devices as [DeviceId, DeviceId]
  return {
    ...school,
    audited,
    caller: { ...caller, user },
    gate1,
    gate2,
    morning: morningUseCases(school),
    undo: undoUseCases(school, { onUndone: () => [], studentsChanged: () => undefined }),
    pressed: (pin: number | string, time: string, day = schoolDay, device = gate1) => {
      clock.set(at(time, day))
      record(device, [press(pin, at(time, day))], 'live')
    },
    /** The morning of a day in which these pins come; every terminal is read. */
    morningOf: async (day: string, ...pins: number[]) => {
      clock.set(at('07:40', day))
      for (const pin of pins) record(gate1, [press(pin, at('07:40', day))], 'live')
      clock.set(at('18:00', day))
      for (const id of devices) covered.set(id, at('18:00', day))
      await settle.run(new AbortController().signal)
    },
    notIn: (): NotInStudent[] => attendance['attendance.notIn']({ search: '' }).flatMap(({ students: rows }) => rows),
    unmatched: () => attendance['attendance.unmatched']({ limit: 100, offset: 0 }).map(({ pin }) => pin),
    counted: () => attendance['attendance.summary']({}).unmatchedPunches,
    calls: () => db.select().from(callLog).all(),
  }
}

describe('those who are not in', () => {
  it('are shown with whom to call: the first guardian, the phone masked', () => {
    const { db, clock, at, students, notIn } = setUp(2)
    const [first, second] = students as [StudentId, StudentId]
    clock.set(at('08:20'))
    const [uncle] = guardiansOf(db, second)
    if (uncle === undefined) throw new Error('no guardian')
    db.update(studentGuardian).set({ position: 1 }).where(eq(studentGuardian.studentId, first)).run()
    db.insert(studentGuardian).values({ id: newId(), studentId: first, guardianId: uncle.id }).run()
    db.insert(photo)
      .values({ studentId: second, jpeg: Buffer.from([1]), at: at('08:00') })
      .run()
    expect(notIn().map(({ guardian: one, hasPhoto }) => [one, hasPhoto])).toEqual([
      [{ id: uncle.id, name: 'Parent 2', phone: '+254 7•• ••• 002' }, false],
      [{ id: uncle.id, name: 'Parent 2', phone: '+254 7•• ••• 002' }, true],
    ])
    db.update(guardian)
      .set({ deletedAt: at('08:00') })
      .where(eq(guardian.id, uncle.id))
      .run()
    expect(notIn().map(row => row.guardian?.name ?? null)).toEqual(['Parent 1', null])
  })

  it('are shown with how often they were away this term, and how long now', async () => {
    const { clock, at, morningOf, notIn } = setUp(4)
    // Wednesday, Friday, Monday; the Monday before belongs to the term as well.
    await morningOf('2026-05-06', 1, 2, 3)
    await morningOf('2026-05-08', 1, 3)
    await morningOf('2026-05-11', 1, 2)
    clock.set(at('08:20'))
    expect(notIn().map(row => [row.absencesThisTerm, row.daysInARow, row.lastSeenDay])).toEqual([
      [0, 0, '2026-05-11'],
      [1, 0, '2026-05-11'],
      [1, 1, '2026-05-08'],
      [3, 3, null],
    ])
  })

  it('are shown with what is worked out of the term already', () => {
    const { db, clock, at, students, notIn } = setUp(1)
    const [first] = students as [StudentId]
    clock.set(at('08:20'))
    const rates = { possible: 20, attended: 17, late: 0, absent: 3, missedRate: 1500, mainReason: null }
    const row = { ...rates, studentId: first, enrolledDays: 10, missedHalfDays: 3, daysInARow: 1 }
    writeStandings(db, [{ ...row, termFrom: '2026-01-05' }])
    expect(notIn().map(({ absencesThisTerm }) => absencesThisTerm)).toEqual([0])
    writeStandings(db, [{ ...row, termFrom: '2026-04-27' }])
    expect(notIn().map(({ absencesThisTerm, daysInARow }) => [absencesThisTerm, daysInARow])).toEqual([[1.5, 1]])
  })

  it('are shown with the reason that holds on this day', () => {
    const { db, clock, at, students, notIn } = setUp(3)
    clock.set(at('08:20'))
    const meaning = { excused: true, countsPresent: false, alertsParent: false, at: at('08:00'), by: 'Grace' }
    const give = (n: number, fromDay: string, toDay: string, more: object = {}) =>
      db
        .insert(absenceReason)
        .values({ id: newId(), studentId: students[n] ?? newId(), fromDay, toDay, reason: 'sick', ...meaning, ...more })
        .run()
    give(0, '2026-05-11', '2026-05-13', { note: 'malaria' })
    give(1, '2026-05-11', '2026-05-11')
    give(2, schoolDay, schoolDay, { session: 'PM' })
    give(2, schoolDay, schoolDay, { withdrawnAt: at('08:01') })
    expect(notIn().map(row => row.reason)).toEqual([{ code: 'sick', until: '2026-05-13', note: 'malaria' }, null, null])
  })
})

describe('a call', () => {
  it('stays with every child it was about: who, when, outcome', () => {
    const { db, clock, at, students, morning, caller, notIn, calls, events } = setUp(3)
    const [first, second, third] = students as [StudentId, StudentId, StudentId]
    const [mother] = guardiansOf(db, first)
    if (mother === undefined) throw new Error('no guardian')
    db.insert(studentGuardian).values({ id: newId(), studentId: second, guardianId: mother.id }).run()
    clock.set(at('08:40'))
    const about = { studentIds: [first, second, third, first], guardianId: mother.id, day: schoolDay }
    morning['attendance.logCall']({ ...about, outcome: 'reached', note: 'on the way' }, caller)
    const said = { at: at('08:40'), by: 'Grace Wanjiru', outcome: 'reached', note: 'on the way' }
    expect(notIn().map(row => row.lastCall)).toEqual([said, said, said])
    expect(calls().map(row => [row.studentId, row.guardianId])).toEqual([
      [first, mother.id],
      [second, mother.id],
      [third, null],
    ])
    expect(events).toEqual([{ name: 'attendance.changed', payload: { day: schoolDay } }])
    clock.set(at('08:50'))
    morning['attendance.logCall']({ studentIds: [first], day: schoolDay, outcome: 'busy', note: '' }, caller)
    expect(notIn()[0]?.lastCall).toMatchObject({ outcome: 'busy', at: at('08:50') })
    expect(calls()).toHaveLength(4)
  })

  it('that is taken back is no longer shown, and stays on record', () => {
    const { clock, at, students, morning, undo, caller, notIn, calls, audited } = setUp(1)
    const [first] = students as [StudentId]
    clock.set(at('08:40'))
    const { undoId } = morning['attendance.logCall'](
      { studentIds: [first], day: schoolDay, outcome: 'reached', note: '' },
      caller,
    )
    clock.set(at('08:41'))
    expect(undo['undo.run']({ undoId }, caller)).toEqual({ what: 'call_log', count: 1 })
    expect(notIn()[0]?.lastCall).toBeNull()
    expect(calls()).toMatchObject([{ studentId: first, outcome: 'reached', withdrawnAt: at('08:40') }])
    expect(audited).toEqual([first, ''])
  })

  it('cannot be about tomorrow, a stranger, or a guardian of somebody else', () => {
    const { db, clock, at, students, morning, caller, calls } = setUp(2)
    const [first, second] = students as [StudentId, StudentId]
    clock.set(at('08:40'))
    const [other] = guardiansOf(db, second)
    const call = (more: object) => () =>
      morning['attendance.logCall'](
        { studentIds: [first], day: schoolDay, outcome: 'reached', note: '', ...more },
        caller,
      )
    expect(call({ day: '2026-05-13' })).toThrow(expect.objectContaining({ code: 'day_in_future' }))
    expect(call({ studentIds: [first, newId()] })).toThrow(expect.objectContaining({ code: 'not_found' }))
    expect(call({ guardianId: other?.id })).toThrow(expect.objectContaining({ code: 'not_found' }))
    expect(calls()).toEqual([])
  })
})

describe('punches that are nobody’s', () => {
  it('are gathered by terminal and PIN, with the one student they can be', () => {
    const { db, pressed, morning, at, gate1, gate2, students } = setUp(3)
    const names = [
      ['Brian', 'Otieno'],
      ['Brian', 'Mwangi'],
      ['Faith', 'Wanjiru'],
    ] as const
    for (const [i, [firstName, lastName]] of names.entries()) {
      db.update(student)
        .set({ firstName, lastName })
        .where(eq(student.id, students[i] ?? newId()))
        .run()
    }
    replaceDeviceUsers(db, gate1, [
      { uid: 8, userId: '501', name: 'Wanjiru Faith', privilege: 0, card: 0 },
      { uid: 9, userId: '502', name: 'Brian', privilege: 0, card: 0 },
    ])
    pressed('501', '07:31', '2026-05-11')
    pressed('502', '07:20')
    pressed('501', '07:31')
    pressed('777', '07:40', schoolDay, gate2)
    const { pins, times } = morning['attendance.inbox']()
    expect(times).toEqual([])
    const [stranger, faith, someBrian] = pins
    expect(pins).toHaveLength(3)
    expect(stranger).toEqual({
      deviceId: gate2,
      deviceName: 'Gate 2',
      pin: '777',
      nameOnDevice: null,
      punches: 1,
      firstAt: at('07:40'),
      lastAt: at('07:40'),
      suggestion: null,
    })
    expect(faith).toEqual({
      deviceId: gate1,
      deviceName: 'Gate 1',
      pin: '501',
      nameOnDevice: 'Wanjiru Faith',
      punches: 2,
      firstAt: at('07:31', '2026-05-11'),
      lastAt: at('07:31'),
      suggestion: { studentId: students[2], fullName: 'Faith Wanjiru', className: 'Grade 7 East' },
    })
    // Two children are called Brian: nobody is suggested rather than one of them.
    expect(someBrian).toMatchObject({ pin: '502', nameOnDevice: 'Brian', suggestion: null })
  })

  it('that are put aside are neither counted nor listed, until the PIN presses again', () => {
    const { pressed, morning, caller, gate1, gate2, unmatched, counted, events } = setUp(1)
    pressed('501', '07:31')
    pressed('501', '07:35')
    pressed('501', '07:36', schoolDay, gate2)
    expect([unmatched(), counted()]).toEqual([['501', '501', '501'], 3])
    events.length = 0
    morning['attendance.dismissPin']({ deviceId: gate1, pin: '501', why: 'a visitor' }, caller)
    expect(events).toEqual([{ name: 'attendance.unmatched', payload: { day: null } }])
    expect([unmatched(), counted()]).toEqual([['501'], 1])
    expect(morning['attendance.inbox']().pins).toMatchObject([{ deviceId: gate2, punches: 1 }])
    expect(() => morning['attendance.dismissPin']({ deviceId: gate1, pin: '501', why: 'again' }, caller)).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
    pressed('501', '09:00')
    expect(morning['attendance.inbox']().pins).toMatchObject([
      { deviceId: gate1, punches: 1 },
      { deviceId: gate2, punches: 1 },
    ])
  })

  it('without a possible time are listed by themselves and put aside one by one', () => {
    const { morning, caller, gate1, db, emit, clock, at } = setUp(1)
    clock.set(at('08:00'))
    const record = createRecordPunches({
      ...{ db, emit, terminals: () => [] },
      clock: { now: () => at('08:00'), speed: () => 1 },
    })
    record(gate1, [{ userId: '1', uid: null, rawTime: 0, verify: 1, state: 0 }], 'live')
    record(gate1, [{ userId: '501', uid: null, rawTime: 0, verify: 1, state: 0 }], 'live')
    const { pins, times } = morning['attendance.inbox']()
    expect(pins).toEqual([])
    expect(times.map(({ pin, recordedAt }) => [pin, recordedAt])).toEqual([
      ['501', at('08:00')],
      ['1', at('08:00')],
    ])
    const punchIds = times.filter(({ pin }) => pin === '1').map(({ punchId }) => punchId)
    morning['attendance.dismissPunches']({ punchIds, why: 'the clock was wrong' }, caller)
    expect(morning['attendance.inbox']().times.map(({ pin }) => pin)).toEqual(['501'])
    expect(() => morning['attendance.dismissPunches']({ punchIds, why: 'again' }, caller)).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  })
})
