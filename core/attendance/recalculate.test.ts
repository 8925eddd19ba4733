import { afterEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { change, deviceUser, sessionMark, student } from '../db/schema.ts'
import { roll } from '../school/students.repo.ts'
import { moveStudents } from '../school/membership.repo.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { createAttendanceOffice } from '../testing/attendance-office.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import type { MixedSchool } from '../testing/mixed-school.ts'
import { schoolDay } from '../testing/small-school.ts'
import { childrenOn } from './day-facts.repo.ts'
import { leaveForLater, recalculate } from './recalculate.ts'

const opened: MixedSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

const days = ['2026-05-07', '2026-05-08', '2026-05-11', schoolDay]

/** Four school days that are over: 3 came each day, nobody else. */
async function fourDays() {
  const school = createMixedSchool()
  opened.push(school)
  const office = createAttendanceOffice(school)
  for (const day of days) {
    office.live(3, '07:30', day)
    await office.until('17:00', day)
  }
  return { ...school, ...office }
}

describe('making marks anew', () => {
  it('writes nothing where nothing is different', async () => {
    const { db, clock } = await fourDays()
    const written = db.select().from(change).all().length
    expect(recalculate(db, { clock }, { from: '2026-01-01', to: '2026-12-31' })).toEqual({ days: 0, marks: 0 })
    expect(db.select().from(change).all()).toHaveLength(written)
  })

  it('puts right what is wrong, within its days and students', async () => {
    const { db, clock, marks, students } = await fourDays()
    const before = days.map(day => marks(day))
    db.update(sessionMark).set({ mark: 'late' }).run()
    const [, , third = students[0]] = students
    const one = { from: '2026-05-08', to: '2026-05-11', studentIds: third === undefined ? [] : [third] }
    expect(recalculate(db, { clock }, one)).toEqual({ days: 2, marks: 4 })
    recalculate(db, { clock }, { from: '2026-05-07', to: '2026-05-11' })
    expect(days.map(day => marks(day)).slice(0, 3)).toEqual(before.slice(0, 3))
    expect(marks()).not.toEqual(before[3])
  })

  it('does not say of last week what the terminals know today', async () => {
    const { db, clock, marks, students } = await fourDays()
    const before = marks('2026-05-07')
    db.update(student)
      .set({ exempt: false })
      .where(eq(student.id, students[4] ?? ('' as never)))
      .run()
    db.delete(deviceUser).run()
    recalculate(db, { clock }, { from: days[0] ?? '', to: schoolDay })
    // 3 was recorded then; of the others no terminal can tell any more, or could tell then.
    expect(marks('2026-05-07').filter(line => line.startsWith('3'))).toEqual(
      before.filter(line => line.startsWith('3')),
    )
    expect(marks('2026-05-07').filter(line => line.includes('absent'))).toEqual([])
  })

  it('is left to the job where it would take long, the newest day first, and goes on after a stop', async () => {
    const { db, clock, marks, jobs, events } = await fourDays()
    const before = days.map(day => marks(day))
    db.update(sessionMark).set({ mark: 'late' }).run()
    leaveForLater(db, days.slice(0, 2), clock.now())
    leaveForLater(db, days.slice(2), clock.now())
    const stop = new AbortController()
    events.length = 0
    stop.abort()
    await jobs.redo.run(stop.signal)
    expect(readSettings(db).recalculation).toMatchObject([{ from: '2026-05-07', to: schoolDay }])
    await jobs.redo.run(new AbortController().signal)
    expect(days.map(day => marks(day))).toEqual(before)
    expect(readSettings(db).recalculation).toEqual([])
    expect(events.map(({ payload }) => payload)).toEqual([...days].reverse().map(day => ({ day })))
  })

  it('is done again by the job when more was asked for in between', async () => {
    const { db, clock, jobs } = await fourDays()
    leaveForLater(db, days, clock.now())
    const running = jobs.redo.run(new AbortController().signal)
    leaveForLater(db, days, clock.now())
    await running
    expect(readSettings(db).recalculation).toEqual([])
    writeSetting(db, 'recalculation', [{ from: '2026-06-01', to: '2026-06-05', version: 1 }], 0)
    await jobs.redo.run(new AbortController().signal)
    expect(readSettings(db).recalculation).toEqual([])
  })
})

describe('whom the marks speak of', () => {
  it('are those on the roll, each in the class of that day', async () => {
    const { db, students, streams } = await fourDays()
    const [simba] = streams
    if (simba !== undefined) moveStudents(db, students.slice(2, 4), simba, schoolDay)
    for (const day of [...days, '2026-05-13', '2020-01-01']) {
      const facts = roll(db, day).map(({ id, pin, level, boarding, classId, streamId, exempt }) => ({
        id,
        pin,
        level,
        boarding,
        classId,
        streamId,
        exempt,
      }))
      const own = [...childrenOn(db, day).values()].map(child => ({ ...child, left: undefined }))
      const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id)
      expect(own.sort(byId)).toEqual(facts.sort(byId))
      const [some = students[0]] = students.slice(2)
      if (some !== undefined)
        expect([...childrenOn(db, day, [some]).keys()]).toEqual(own.some(({ id }) => id === some) ? [some] : [])
    }
  })
})
