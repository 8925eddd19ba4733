import { describe, expect, it } from 'vitest'
import { expectDay } from './oracle.ts'
import { localAt } from './school-day.ts'
import { demoSchool } from './school-data.ts'

const school = demoSchool(1)
const day = '2026-05-12'
const enrolled = school.students.filter(student => student.enrolled)
const pinAt = (i: number) => String(enrolled[i]?.pin)
const log = (pin: string, minutes: number, serial = 'A') => ({ serial, pin, local: localAt(day, minutes) })
const receivers = (i: number) => enrolled[i]?.guardians.filter(({ receives }) => receives).length ?? 0

describe('expectDay', () => {
  it('takes the first press of the day, whatever the order of the lines', () => {
    const expected = expectDay(school, day, [
      log(pinAt(0), 500),
      log(pinAt(0), 450),
      log(pinAt(1), 481),
      log(pinAt(2), 770),
      log(pinAt(3), 400 - 1440),
    ])
    expect(expected).toMatchObject({
      punches: 5,
      roll: 600,
      present: 1,
      late: 1,
      absent: 593,
      notRecorded: 5,
      unmatched: 0,
    })
    expect(expected.marks.get(Number(pinAt(0)))).toBe('present')
    const away = enrolled.map((_, i) => i).slice(2)
    expect(expected.messages).toEqual({
      arrival: receivers(0),
      late: receivers(1),
      leftEarly: receivers(0),
      absent: away.reduce((sum, i) => sum + receivers(i), 0),
    })
  })

  it('counts a line that is read twice once, and people not on the roll apart', () => {
    const lines = [log('9001', 450), log('9001', 450), log('9001', 450, 'B')]
    expect(expectDay(school, day, lines)).toMatchObject({ punches: 2, unmatched: 2, present: 0 })
  })
})
