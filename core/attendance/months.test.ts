import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { DeviceId, StreamId, StudentId } from '../contract/common.ts'
import type { SessionPlan } from '../contract/calendar.ts'
import type { ClassMonth, SchoolMonth } from '../contract/morning.ts'
import { addDays } from '../day.ts'
import { sessionMark, standing, stream, streamStay, student } from '../db/schema.ts'
import { deactivateStudents, moveStudents } from '../school/membership.repo.ts'
import { addStream } from '../school/school.repo.ts'
import { createAttendanceOffice } from '../testing/attendance-office.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { classMonth } from './class-month.ts'
import { ratesUseCases } from './rates.use-cases.ts'
import { createRecordPunches } from './record-punches.ts'
import { schoolMonth } from './school-month.ts'
import { createStandingJob } from './standing.job.ts'
import { studentHistory } from './student-history.ts'
import { createTimetables } from './timetable.ts'

// Four weeks of Term 2: 27 April to 22 May, of which 1 May is a holiday, 8 May a half day, 13 May closed, and on 15 May
// nothing was recorded. 16 days with two known sessions, one with one.

const school = createSmallSchool({ students: 8, devices: 1 })
afterAll(() => school.close())
const { db, clock, at, press } = school
const [gate] = school.devices as [DeviceId]
const office = createAttendanceOffice(school)
const rates = ratesUseCases(school)
const record = createRecordPunches(school)
const job = createStandingJob(school)
const [east] = db.select().from(stream).all() as [typeof stream.$inferSelect]
const west = addStream(db, { classId: east.classId, name: 'West' })
const lastDay = '2026-05-22'
const signal = new AbortController().signal

/** always here, away for the last three days, moved, left, exempt, came later, on an activity, gone after lunch. */
const [here, away, moved, left, exempt, newcomer, active, halves] = school.students as [
  StudentId,
  StudentId,
  StudentId,
  StudentId,
  StudentId,
  StudentId,
  StudentId,
  StudentId,
]
const pinOf = (id: StudentId) => school.students.indexOf(id) + 1

function isAway(id: StudentId, day: string): boolean {
  if (id === away) return day >= '2026-05-20'
  if (id === active) return day === '2026-05-12'
  if (id === left) return day > '2026-05-08'
  if (id === newcomer) return day < '2026-05-11'
  return id === exempt
}

beforeAll(async () => {
  db.update(student).set({ exempt: true }).where(eq(student.id, exempt)).run()
  db.update(student).set({ admittedOn: '2026-05-11' }).where(eq(student.id, newcomer)).run()
  db.update(streamStay).set({ fromDay: '2026-05-11' }).where(eq(streamStay.studentId, newcomer)).run()
  for (let day = '2026-04-27'; day <= lastDay; day = addDays(day, 1)) {
    clock.set(at('06:00', day))
    if (day === '2026-05-08') {
      const half = { from: day, to: day, session: 'PM', scope: { kind: 'school' }, reason: 'Sports day' } as const
      office.calendar['calendar.close'](half, office.caller)
    }
    if (day === '2026-05-09') deactivateStudents(db, [left], { leftOn: '2026-05-08', why: null })
    if (day === '2026-05-11') moveStudents(db, [moved], west, day)
    if (day === '2026-05-13') {
      const closed = { from: day, to: day, session: null, scope: { kind: 'school' }, reason: 'Elections' } as const
      office.calendar['calendar.close'](closed, office.caller)
    }
    const schoolIsOn = createTimetables()(readCalendar(db)).isSchoolDay(day) && day !== '2026-05-15'
    if (schoolIsOn) {
      const present = school.students.filter(id => !isAway(id, day))
      const presses = present.map(id => press(pinOf(id), at(id === here ? '08:10' : '07:30', day)))
      const goes = present.includes(halves) ? [press(pinOf(halves), at('12:50', day))] : []
      clock.set(at('13:00', day))
      record(gate, [...presses, ...goes], 'backlog')
    }
    if (day === '2026-05-12') {
      const activity = { studentIds: [active], fromDay: day, toDay: day, session: null, reason: 'activity', note: '' }
      office.byHand['attendance.explain'](activity, office.caller)
    }
    if (day === '2026-05-21') {
      const sick = { studentIds: [away], fromDay: '2026-05-20', toDay: day, session: null, reason: 'sick', note: '' }
      office.byHand['attendance.explain'](sick, office.caller)
    }
    await office.until('17:00', day)
  }
  await job.run(signal)
})

const timetable = () => createTimetables()(readCalendar(db))
const monthOf = (streamId: StreamId, month: string) => classMonth(db, timetable(), clock.now(), streamId, month)
const schoolIn = (month: string) => schoolMonth(db, timetable(), clock.now(), month)
const standingOf = (id: StudentId) => db.select().from(standing).where(eq(standing.studentId, id)).get()

describe('the standing of a term', () => {
  it.each([
    [
      'who was always there, late each morning',
      here,
      { possible: 33, attended: 33, late: 17, absent: 0, enrolledDays: 17 },
    ],
    [
      'who missed the last three days',
      away,
      { possible: 33, absent: 6, missedHalfDays: 6, missedRate: 1818, daysInARow: 3 },
    ],
    ['who moved to another stream', moved, { possible: 33, attended: 33, enrolledDays: 17 }],
    ['whom a teacher marks', exempt, { possible: 0, enrolledDays: 0, missedRate: 0 }],
    ['who came in week three', newcomer, { possible: 16, attended: 16, enrolledDays: 8 }],
    ['who was on an activity', active, { possible: 33, attended: 33, absent: 0 }],
    ['who left after lunch', halves, { possible: 33, attended: 17, absent: 16, missedHalfDays: 16, daysInARow: 0 }],
  ])('is what a hand count gives for one %s', (_, id, expected) => {
    expect(standingOf(id)).toMatchObject({ ...expected, termFrom: '2026-04-27', stale: false })
  })

  it('has the most frequent reason, and none for those who left', () => {
    expect(standingOf(away)?.mainReason).toBe('sick')
    expect(standingOf(left)?.stale ?? true).toBe(true)
  })

  it('equals one that is worked out from all marks of the term, and says so when a mark changes', async () => {
    for (const id of school.students.filter(one => one !== left)) {
      const rows = db.select().from(sessionMark).where(eq(sessionMark.studentId, id)).all()
      const absent = rows.filter(row => row.mark === 'absent').length
      const attended = rows.filter(row => row.mark === 'present' || row.mark === 'late').length
      expect(standingOf(id)).toMatchObject({ absent, attended, possible: absent + attended })
    }
    const mark = { studentIds: [here], day: lastDay, session: 'AM' as const, mark: 'absent' as const, why: 'mistake' }
    office.byHand['attendance.setMark'](mark, office.caller)
    expect(standingOf(here)).toMatchObject({ absent: 0, stale: true })
    await job.run(signal)
    expect(standingOf(here)).toMatchObject({ absent: 1, attended: 32, stale: false })
  })
})

describe('a month', () => {
  it('has everybody who was in the stream, on the days when he or she was', () => {
    const may = monthOf(east.id, '2026-05')
    const cellsOf = (id: StudentId, day: string) => {
      const from = 2 * may.days.findIndex(one => one.day === day)
      return may.rows
        .find(row => row.studentId === id)
        ?.cells.slice(from, from + 2)
        .map(cell => cell.mark)
    }
    expect(may.rows.map(row => row.studentId).sort()).toEqual([...school.students].sort())
    expect(cellsOf(moved, '2026-05-08')).toEqual(['present', 'none'])
    expect(cellsOf(moved, '2026-05-11')).toEqual(['none', 'none'])
    expect(cellsOf(left, '2026-05-08')).toEqual(['present', 'none'])
    expect(cellsOf(left, '2026-05-11')).toEqual(['none', 'none'])
    expect(cellsOf(newcomer, '2026-05-07')).toEqual(['none', 'none'])
    expect(cellsOf(exempt, '2026-05-12')).toEqual(['not_recorded', 'not_recorded'])
    expect(cellsOf(active, '2026-05-12')).toEqual(['present', 'present'])
    expect(cellsOf(halves, '2026-05-12')).toEqual(['present', 'absent'])
    expect(cellsOf(here, '2026-05-15')).toEqual(['not_recorded', 'not_recorded'])
    expect(cellsOf(here, '2026-05-29')).toEqual(['not_yet_in', 'not_yet_in'])
    expect(may.days.filter(one => one.label !== '').map(one => `${one.day} ${one.label} ${one.schoolDay}`)).toEqual([
      '2026-05-01 Labour Day false',
      '2026-05-08 Sports day true',
      '2026-05-13 Elections false',
    ])
  })

  it('has as many boys and girls as its rows say', () => {
    const may = monthOf(east.id, '2026-05')
    for (const [i, boys] of may.boys.entries()) {
      const present = may.rows.filter(row => ['present', 'late'].includes(row.cells[i]?.mark ?? ''))
      expect([boys, may.girls[i]]).toEqual([
        present.filter(row => row.gender === 'M').length,
        present.filter(row => row.gender === 'F').length,
      ])
    }
  })

  it.each(['2026-04', '2026-05', '2026-06'])('of the school is the sum of its registers: %s', month => {
    const { rows } = schoolIn(month)
    for (const streamId of [east.id, west]) {
      const register = monthOf(streamId, month)
      const row = rows.find(one => one.streamId === streamId)
      expect(row ?? nothing).toMatchObject(sumOf(register))
    }
  })

  it('has the roll at its end, and streams of a class only when asked', () => {
    const { rows } = schoolIn('2026-05')
    expect(rows.map(row => [row.className, row.roll])).toEqual([
      ['Grade 7 East', 6],
      ['Grade 7 West', 1],
    ])
    expect(schoolMonth(db, timetable(), clock.now(), '2026-05', east.classId).rows).toEqual(rows)
  })
})

const nothing = { attended: 0, possible: 0, late: 0, absent: 0, notRecorded: 0 }

function sumOf({ rows }: ClassMonth): Omit<SchoolMonth['rows'][number], 'streamId' | 'className' | 'roll'> {
  const sum = (of: (row: ClassMonth['rows'][number]) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    attended: sum(row => row.attended),
    possible: sum(row => row.possible),
    late: sum(row => row.late),
    absent: sum(row => row.absent),
    notRecorded: sum(row => row.cells.filter(cell => cell.mark === 'not_recorded').length),
  }
}

describe('the early-warning list', () => {
  const ask = (tier?: 'chronic' | 'severe') =>
    rates['attendance.earlyWarning']({ ...(tier && { tier }), offset: 0, limit: 100 })
  const limits = { watch: 8, chronic: 10, serious: 20, severe: 40, afterDays: 10, inARow: [3, 5, 10] }

  it('counts those of a worse tier in the milder ones, and judges nobody on fewer days than set', () => {
    rates['attendance.saveWarningLimits'](limits, office.caller)
    const { counts, rows, total, term } = ask()
    expect(term).toBe('Term 2')
    expect(counts).toEqual({ watch: 2, chronic: 2, serious: 1, severe: 1, inARow: [1, 0, 0] })
    expect(rows.map(row => [row.studentId, row.tier, row.missedDays, row.daysInARow])).toEqual([
      [halves, 'severe', 8, 0],
      [away, 'chronic', 3, 3],
    ])
    expect(total).toBe(2)
    rates['attendance.saveWarningLimits']({ ...limits, afterDays: 30 }, office.caller)
    expect(ask()).toMatchObject({ rows: [], total: 0 })
    rates['attendance.saveWarningLimits'](limits, office.caller)
  })

  it('shows a tier with the worse ones, and the last note', () => {
    expect(ask('severe')).toMatchObject({ rows: [{ studentId: halves }], total: 1 })
    expect(ask('chronic')).toMatchObject({ total: 2 })
    rates['attendance.warningNote']({ studentId: halves, text: 'Home visit on Monday' }, office.caller)
    expect(ask('severe')).toMatchObject({ rows: [{ note: 'Home visit on Monday' }] })
  })

  it('refuses limits that do not rise', () => {
    const save = (changes: object) => () =>
      rates['attendance.saveWarningLimits']({ ...limits, ...changes }, office.caller)
    expect(save({ chronic: 8 })).toThrow('invalid_input')
    expect(save({ inARow: [3, 3, 10] })).toThrow('invalid_input')
  })
})

describe('a student’s history', () => {
  it('has each day as the class of that day kept it', () => {
    const days = studentHistory(db, timetable(), clock.now(), active, '2026-05-08', '2026-05-15')
    expect(
      days.map(({ day, label, marks }) => [day, label, marks.map(({ mark, reason }) => reason ?? mark).join(' ')]),
    ).toEqual([
      ['2026-05-08', 'Sports day', 'present'],
      ['2026-05-09', '', ''],
      ['2026-05-10', '', ''],
      ['2026-05-11', '', 'present present'],
      ['2026-05-12', '', 'activity activity'],
      ['2026-05-13', 'Elections', ''],
      ['2026-05-14', '', 'present present'],
      ['2026-05-15', '', 'not_recorded not_recorded'],
    ])
  })

  it('ends with the day on which the student left, and begins with the first', () => {
    const marksOf = (id: StudentId) =>
      studentHistory(db, timetable(), clock.now(), id, '2026-05-07', '2026-05-12').map(({ marks }) => marks.length)
    expect(marksOf(left)).toEqual([2, 1, 0, 0, 0, 0])
    expect(marksOf(newcomer)).toEqual([0, 0, 0, 0, 2, 2])
  })
})

describe('a session of today', () => {
  const day = '2026-05-25'

  function expectSums(): void {
    const { rows } = schoolIn('2026-05')
    for (const streamId of [east.id, west]) {
      expect(rows.find(row => row.streamId === streamId)).toMatchObject(sumOf(monthOf(streamId, '2026-05')))
    }
  }

  it('counts for each child once it is closed for that child', async () => {
    clock.set(at('07:00', day))
    db.update(student).set({ boarding: true }).where(eq(student.id, moved)).run()
    const [all] = timetable().settings.sessionPlans as [SessionPlan]
    const early: SessionPlan = {
      ...all,
      id: 'boarders',
      boarding: 'boarding',
      AM: all.AM && { ...all.AM, closes: 485 },
    }
    office.sessions['sessions.save']({ plans: [early, all] }, office.caller)
    clock.set(at('07:30', day))
    record(gate, [press(pinOf(moved), clock.now()), press(pinOf(here), clock.now())], 'live')
    await job.run(signal)
    expect([standingOf(moved)?.possible, standingOf(here)?.possible]).toEqual([33, 33])
    expectSums()

    await office.until('08:20', day)
    await job.run(signal)
    expect([standingOf(moved)?.possible, standingOf(here)?.possible]).toEqual([34, 33])
    expect(monthOf(west, '2026-05').rows[0]).toMatchObject({ possible: 17 })
    expectSums()

    await office.until('08:40', day)
    await job.run(signal)
    expect([standingOf(moved)?.possible, standingOf(here)?.possible]).toEqual([34, 34])
    expectSums()
  })
})
