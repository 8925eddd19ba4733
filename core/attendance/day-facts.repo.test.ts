import { afterAll, expect, it } from 'vitest'
import type { StreamId, StudentId } from '../contract/common.ts'
import { addDays } from '../day.ts'
import { sessionMark } from '../db/schema.ts'
import { deactivateStudents, moveStudents, restoreStudents } from '../school/membership.repo.ts'
import { roll } from '../school/students.repo.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import { childrenOn, studentsOfDay } from './day-facts.repo.ts'

const school = createMixedSchool()
afterAll(() => school.close())

it('says of every day who was there, and in which stream, as the roll does', () => {
  const { db, students } = school
  const [simba, east, west] = school.streams as [StreamId, StreamId, StreamId]
  const [first, , third, fourth] = students as [StudentId, StudentId, StudentId, StudentId]
  moveStudents(db, [third, fourth], west, '2026-05-06')
  moveStudents(db, [fourth], simba, '2026-05-14')
  deactivateStudents(db, [first], { leftOn: '2026-05-07', why: null })
  restoreStudents(db, [first], '2026-05-18')
  moveStudents(db, [first], east, '2026-05-19')

  for (let day = '2026-05-01'; day < '2026-05-25'; day = addDays(day, 1)) {
    const expected = new Map(
      roll(db, day).map(({ id, streamId, level, boarding }) => [id, { streamId, level, boarding }]),
    )
    const children = [...childrenOn(db, day).values()].map(
      ({ id, streamId, level, boarding }) => [id, { streamId, level, boarding }] as const,
    )
    expect([day, new Map(children)]).toEqual([day, expected])
    for (const id of students) {
      const { streamId, level } = childrenOn(db, day, [id]).get(id) ?? {}
      const other = expected.get(id)
      expect([day, streamId, level]).toEqual([day, other?.streamId, other?.level])
    }
  }
})

it('knows everybody who may have marks of a day: the roll of it, and those with marks who are not on it', () => {
  const { db, students } = school
  const gone = students[6] as StudentId
  const [day, monthsLater] = ['2026-05-20', '2026-07-01']
  db.insert(sessionMark).values({ studentId: gone, day, session: 'PM', mark: 'absent', updatedAt: 0 }).run()
  expect(childrenOn(db, day).has(gone)).toBe(false)
  expect(studentsOfDay(db, day)).toEqual(expect.arrayContaining([gone, ...childrenOn(db, day).keys()]))
  expect(studentsOfDay(db, monthsLater)).not.toContain(gone)
  for (let other = '2026-05-01'; other < '2026-05-25'; other = addDays(other, 1)) {
    expect(studentsOfDay(db, other)).toEqual(expect.arrayContaining([...childrenOn(db, other).keys()]))
  }
})
