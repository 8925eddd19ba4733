import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceId } from '../contract/common.ts'
import { sessionClose, sessionMark, student } from '../db/schema.ts'
import { replaceDeviceUsers } from '../devices/devices.repo.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp() {
  const school = createSmallSchool({ students: 4, devices: 2 })
  opened.push(school)
  const { db, devices, clock, at } = school
  const [gate1, gate2] = devices as [DeviceId, DeviceId]
  const covered = new Map<DeviceId, number | null>([
    [gate1, null],
    [gate2, null],
  ])
  const newJob = () => createSettleSessions(school, () => covered)
  let job = newJob()
  const record = createRecordPunches(school)
  return {
    ...school,
    gate1,
    gate2,
    covered,
    press: (pin: number, clockText: string, gate = gate1, day = schoolDay) =>
      record(gate, [school.press(pin, at(clockText, day))], 'live'),
    tick: async (clockText: string, day = schoolDay) => {
      clock.set(at(clockText, day))
      await job.run(new AbortController().signal)
    },
    restart: () => {
      job = newJob()
    },
    coverAll: (clockText: string, day = schoolDay) => {
      for (const id of devices) covered.set(id, at(clockText, day))
    },
    marks: (session: 'AM' | 'PM', day = schoolDay) =>
      db
        .select({ pin: student.pin, mark: sessionMark.mark, session: sessionMark.session, day: sessionMark.day })
        .from(sessionMark)
        .innerJoin(student, eq(student.id, sessionMark.studentId))
        .all()
        .filter(row => row.session === session && row.day === day)
        .sort((a, b) => a.pin - b.pin)
        .map(row => row.mark),
    closed: () =>
      db
        .select()
        .from(sessionClose)
        .all()
        .map(row => `${row.day} ${row.session} ${row.settled ? 'settled' : 'waiting'}`)
        .sort(),
  }
}

describe('closing a session', () => {
  it('gives every student a mark, and calls nobody absent before every terminal is read', async () => {
    const { press, tick, coverAll, covered, gate2, marks, closed, at } = setUp()
    press(1, '07:30')
    press(2, '08:10')
    await tick('08:29:59')
    expect([marks('AM'), closed()]).toEqual([['present', 'late'], []])
    await tick('08:30')
    expect(marks('AM')).toEqual(['present', 'late', 'not_recorded', 'not_recorded'])
    coverAll('08:30')
    covered.set(gate2, at('08:29:59'))
    await tick('08:31')
    expect([marks('AM')[2], closed()]).toEqual(['not_recorded', ['2026-05-12 AM waiting']])
    covered.set(gate2, at('08:30'))
    await tick('08:32')
    expect(marks('AM')).toEqual(['present', 'late', 'absent', 'absent'])
    expect(closed()).toEqual(['2026-05-12 AM settled'])
  })

  it('turns absent into present when a punch is read back after all', async () => {
    const { press, tick, coverAll, marks, gate2 } = setUp()
    press(1, '07:30')
    coverAll('09:00')
    await tick('09:00')
    press(2, '07:45', gate2)
    press(3, '08:15', gate2)
    expect(marks('AM')).toEqual(['present', 'present', 'late', 'absent'])
  })

  it('does not call a child absent that no terminal knows', async () => {
    const { db, devices, press, tick, coverAll, marks } = setUp()
    const known = [1, 2, 3].map(pin => ({ uid: pin, userId: String(pin), name: '', privilege: 0, card: 0 }))
    for (const id of devices) replaceDeviceUsers(db, id, known)
    press(1, '07:30')
    coverAll('09:00')
    await tick('09:00')
    expect(marks('AM')).toEqual(['present', 'absent', 'absent', 'not_recorded'])
  })

  it('leaves a school day on which nobody was recorded unrecorded', async () => {
    const { tick, coverAll, marks, closed } = setUp()
    coverAll('18:00')
    await tick('18:00')
    expect([marks('AM'), closed()]).toEqual([[], []])
  })

  it('leaves a morning unrecorded when the first child of all came after it', async () => {
    const { press, tick, coverAll, marks, closed } = setUp()
    await tick('13:50')
    press(1, '13:50')
    expect(marks('AM')).toEqual([])
    coverAll('18:00')
    await tick('18:00')
    expect(closed()).toEqual(['2026-05-12 PM settled'])
    expect([marks('AM'), marks('PM')]).toEqual([[], ['present', 'absent', 'absent', 'absent']])
  })

  it('announces the day when something has changed, and is quiet otherwise', async () => {
    const { press, tick, coverAll, events } = setUp()
    press(1, '07:30')
    coverAll('09:00')
    events.length = 0
    await tick('09:00')
    await tick('09:01')
    expect(events).toEqual([{ name: 'attendance.changed', payload: { day: schoolDay } }])
  })
})

describe('opening the afternoon', () => {
  it('counts those who are inside, who press no finger for it', async () => {
    const { press, tick, marks } = setUp()
    press(1, '07:30')
    press(2, '07:31')
    press(2, '12:45')
    await tick('13:39:59')
    expect(marks('PM')).toEqual([])
    await tick('13:40')
    expect(marks('PM')).toEqual(['present'])
    press(1, '13:50')
    expect(marks('PM')).toEqual([])
  })
})

describe('days gone by', () => {
  it('closes a day that ended while the app was off, once its terminals are read', async () => {
    const { press, tick, coverAll, marks, closed, restart } = setUp()
    const monday = '2026-05-11'
    await tick('07:00', monday)
    restart()
    await tick('07:00')
    press(1, '07:30', undefined, monday)
    coverAll('07:00')
    await tick('07:01')
    expect(closed()).toEqual([`${monday} AM settled`, `${monday} PM settled`])
    expect(marks('PM', monday)).toEqual(['present', 'absent', 'absent', 'absent'])
  })

  it('closes one day after another while the app runs on', async () => {
    const { press, tick, coverAll, closed } = setUp()
    const days = ['2026-05-12', '2026-05-13', '2026-05-14']
    for (const day of days) {
      await tick('07:00', day)
      press(1, '07:30', undefined, day)
      coverAll('18:00', day)
      await tick('18:00', day)
    }
    expect(closed()).toEqual(days.flatMap(day => [`${day} AM settled`, `${day} PM settled`]))
  })

  it('closes a day that the calendar has made a school day, while the app runs on', async () => {
    const { db, press, tick, coverAll, closed, at } = setUp()
    const sunday = '2026-05-10'
    press(1, '07:30', undefined, sunday)
    coverAll('18:00')
    await tick('07:00')
    expect(closed()).toEqual([])
    writeSetting(db, 'schoolWeekdays', [1, 2, 3, 4, 5, 7], at('07:00'))
    await tick('07:01')
    expect(closed()).toEqual([`${sunday} AM settled`, `${sunday} PM settled`])
  })

  it('does not close a day without school', async () => {
    const { press, tick, coverAll, closed } = setUp()
    press(1, '07:30', undefined, '2026-05-10')
    coverAll('18:00')
    await tick('18:00')
    expect(closed()).toEqual([])
  })
})
