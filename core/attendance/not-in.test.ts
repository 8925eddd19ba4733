import { inArray } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { NotInStream } from '../contract/attendance.ts'
import { schoolClass, student } from '../db/schema.ts'
import { addStream } from '../school/school.repo.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import type { AlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { notIn } from './not-in.ts'
import { createTimetables } from './timetable.ts'

const opened: AlertOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

/** East: children 1 to 4, South: 5 and 6, West: 7 to 9. It is 07:00, and nobody has come. */
function threeStreams() {
  const office = createAlertOffice(createSmallSchool({ students: 9, devices: 1 }))
  opened.push(office)
  const { db, clock, at, students } = office
  const classId = db.select({ id: schoolClass.id }).from(schoolClass).get()?.id
  if (classId === undefined) throw new Error('there is no class')
  for (const [name, from, to] of [
    ['South', 4, 6],
    ['West', 6, 9],
  ] as const) {
    const streamId = addStream(db, { classId, name })
    db.update(student)
      .set({ streamId })
      .where(inArray(student.id, students.slice(from, to)))
      .run()
  }
  clock.set(at('07:00'))
  const list = (room: number, search = ''): NotInStream[] => {
    const timetable = createTimetables()(readCalendar(db))
    return notIn(db, { timetable, now: clock.now(), day: schoolDay, session: 'AM', search }, room)
  }
  const shown = (room: number, search = '') =>
    list(room, search).map(({ className, students: named, unnamed }) => {
      const { students: others, handled, matching } = unnamed
      const numbers = named.map(({ admissionNumber }) => admissionNumber.slice(-1)).join('')
      return `${className.slice(8)} ${numbers || '-'} ${others} ${handled} ${matching}`
    })
  return { ...office, list, shown }
}

it('names everybody where there is room', () => {
  const { shown } = threeStreams()
  expect(shown(9)).toEqual(['East 1234 0 0 0', 'South 56 0 0 0', 'West 789 0 0 0'])
  expect(shown(9, 'nobody at all')).toEqual(shown(9))
})

it('names the first classes as long as there is room for them, and counts the others', () => {
  const { shown } = threeStreams()
  expect(shown(6)).toEqual(['East 1234 0 0 0', 'South 56 0 0 0', 'West - 3 0 3'])
  expect(shown(5)).toEqual(['East 1234 0 0 0', 'South - 2 0 2', 'West - 3 0 3'])
  expect(shown(1)).toEqual(['East 1234 0 0 0', 'South - 2 0 2', 'West - 3 0 3'])
})

it('names those who hold the words sought, wherever they are', () => {
  const { shown } = threeStreams()
  expect(shown(5, 'west')).toEqual(['East - 4 0 0', 'South - 2 0 0', 'West 789 0 0 0'])
  expect(shown(5, 'NUMBER2')).toEqual(['East 2 3 0 0', 'South - 2 0 0', 'West - 3 0 0'])
  expect(shown(3, 'child')).toEqual(['East 1234 0 0 0', 'South - 2 0 2', 'West - 3 0 3'])
})

it('counts who is handled among those it does not name', () => {
  const { shown, explain, mark } = threeStreams()
  explain(8, 'sick')
  mark([9], 'absent')
  expect(shown(6)).toEqual(['East 1234 0 0 0', 'South 56 0 0 0', 'West - 3 2 3'])
})

it('says the same of a child whether others are named or not', () => {
  const { list } = threeStreams()
  expect(list(5, 'number7')[2]?.students).toEqual([list(9)[2]?.students[0]])
})
