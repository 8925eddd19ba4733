import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceId, SessionName } from '../contract/common.ts'
import { student } from '../db/schema.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { attendanceUseCases } from './attendance.use-cases.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp(students = 5) {
  const school = createSmallSchool({ students, devices: 2 })
  opened.push(school)
  const { devices, clock, at } = school
  const [gate1, gate2] = devices as [DeviceId, DeviceId]
  const covered = new Map<DeviceId, number | null>(devices.map(id => [id, null]))
  const record = createRecordPunches(school)
  const ask = attendanceUseCases(school, () => covered)
  const job = createSettleSessions(school, () => covered)
  return {
    ...school,
    ask,
    gate1,
    gate2,
    covered,
    live: (pin: number | string, time: string, day = schoolDay) => {
      clock.set(at(time, day))
      record(gate1, [school.press(pin, at(time, day))], 'live')
    },
    tick: async (time: string, day = schoolDay) => {
      clock.set(at(time, day))
      await job.run(new AbortController().signal)
    },
    counts: (session?: SessionName) => ask['attendance.summary'](session ? { session } : {}).counts,
  }
}

describe('the summary', () => {
  it('adds up to the roll at every moment of the day', async () => {
    const { live, tick, counts, covered, gate1, gate2, at } = setUp()
    const seen: string[] = []
    const look = async (time: string, session: SessionName) => {
      await tick(time)
      const { roll, ...rest } = counts(session)
      expect(Object.values(rest).reduce((a, b) => a + b)).toBe(roll)
      seen.push(`${time} ${session} ${Object.values(rest).join(' ')}`)
    }
    await look('05:00', 'AM')
    live(1, '07:30')
    live(2, '07:40')
    live(3, '08:05')
    await look('08:10', 'AM')
    await look('08:30', 'AM')
    covered.set(gate1, at('08:31'))
    covered.set(gate2, at('08:31'))
    await look('08:32', 'AM')
    live(4, '09:00')
    await look('09:01', 'AM')
    await look('09:01', 'PM')
    live(2, '12:45')
    await look('13:41', 'PM')
    live(2, '14:05')
    await look('14:20', 'PM')
    // present late absent notYetIn notRecorded
    expect(seen).toEqual([
      '05:00 AM 0 0 0 5 0',
      '08:10 AM 2 1 0 2 0',
      '08:30 AM 2 1 0 0 2',
      '08:32 AM 2 1 2 0 0',
      '09:01 AM 2 2 1 0 0',
      '09:01 PM 0 0 0 5 0',
      '13:41 PM 3 0 0 2 0',
      '14:20 PM 3 1 0 0 1',
    ])
  })

  it('speaks of the morning until the afternoon opens, and of today', () => {
    const { ask, clock, at } = setUp()
    const session = (time: string) => {
      clock.set(at(time))
      const { day, session } = ask['attendance.summary']({})
      return `${day} ${session}`
    }
    expect(session('13:39:59')).toBe(`${schoolDay} AM`)
    expect(session('13:40')).toBe(`${schoolDay} PM`)
    clock.set(at('03:00', '2026-05-13'))
    expect(ask['attendance.summary']({}).day).toBe('2026-05-13')
  })

  it('names the terminals it waits for, and what else the screen shows', async () => {
    const { ask, live, tick, covered, gate1, at } = setUp()
    live(1, '07:30')
    live(2, '08:05')
    live(77, '08:06')
    live(2, '10:00')
    covered.set(gate1, at('08:30'))
    await tick('10:01')
    expect(ask['attendance.summary']({})).toEqual({
      day: schoolDay,
      session: 'AM',
      schoolDay: true,
      sessionState: 'closed',
      onTimeUntil: '08:00',
      closesAt: '08:30',
      counts: { roll: 5, present: 1, late: 1, absent: 0, notYetIn: 0, notRecorded: 3 },
      notExpected: 0,
      reasons: {},
      manual: 0,
      locked: false,
      plans: [{ id: 'all', name: 'Whole school', onTimeUntil: '08:00', closesAt: '08:30', state: 'closed', roll: 5 }],
      waitingFor: ['Gate 2'],
      insideNow: 1,
      unmatchedPunches: 1,
    })
  })

  it('leaves out who has left and who is not there yet', () => {
    const { counts, db, clock, at } = setUp()
    clock.set(at('08:00'))
    const all = db.select().from(student).all()
    const change = (i: number, set: Partial<typeof student.$inferInsert>) => {
      const id = all[i]?.id
      if (id) db.update(student).set(set).where(eq(student.id, id)).run()
    }
    change(0, { leftOn: '2026-05-11', active: false })
    change(1, { admittedOn: '2026-05-13' })
    expect(counts().roll).toBe(3)
  })
})

describe('the lists', () => {
  it('feeds the newest records first, and says which made a child late', () => {
    const { ask, live, clock, at } = setUp()
    live(1, '07:30')
    live(2, '08:05')
    live(2, '09:00')
    live(2, '09:40')
    live(1, '16:05')
    const feed = ask['attendance.feed']({ limit: 4 })
    expect(feed.map(row => [row.studentName, row.eventType, row.at, row.late, row.deviceName])).toEqual([
      ['Child Number1', 'OUT', at('16:05'), false, 'Gate 1'],
      ['Child Number2', 'IN', at('09:40'), false, 'Gate 1'],
      ['Child Number2', 'OUT', at('09:00'), false, 'Gate 1'],
      ['Child Number2', 'IN', at('08:05'), true, 'Gate 1'],
    ])
    clock.set(at('08:00', '2026-05-13'))
    expect(ask['attendance.feed']({ limit: 2 })).toEqual([])
    expect(ask['attendance.feed']({ limit: 3, day: schoolDay })).toHaveLength(3)
  })

  it('lists who is not in by stream, with the day he or she was last seen', () => {
    const { ask, live } = setUp(3)
    live(2, '07:30', '2026-05-08')
    live(3, '07:30', '2026-05-08')
    live(3, '07:30', '2026-05-11')
    live(1, '07:40')
    expect(ask['attendance.notIn']({ search: '' })).toMatchObject([
      {
        className: 'Grade 7 East',
        students: [
          { fullName: 'Child Number2', admissionNumber: 'A0002', mark: 'not_yet_in', lastSeenDay: '2026-05-08' },
          { fullName: 'Child Number3', admissionNumber: 'A0003', mark: 'not_yet_in', lastSeenDay: '2026-05-11' },
        ],
      },
    ])
  })

  it('shows unknown fingers, and impossible times on the day they came in', () => {
    const { ask, live, gate1, at, clock, db, press } = setUp()
    live(77, '07:30', '2026-05-11')
    live(78, '07:31')
    clock.set(at('07:40'))
    createRecordPunches({ db, clock, emit: () => undefined, terminals: () => [] })(
      gate1,
      [{ ...press(1, at('07:40')), rawTime: 0xffffffff }],
      'backlog',
    )
    const rows = (day?: string) =>
      ask['attendance.unmatched']({ limit: 100, offset: 0, ...(day && { day }) }).map(row => `${row.pin} ${row.reason}`)
    expect(rows()).toEqual(['1 impossible_time', '78 unknown_pin'])
    expect(rows('2026-05-11')).toEqual(['77 unknown_pin'])
    expect(ask['attendance.unmatched']({ limit: 1, offset: 1 })).toHaveLength(1)
  })

  it('draws first arrivals in five minutes each beside those of a week before', () => {
    const { ask, live } = setUp()
    live(1, '07:31', '2026-05-05')
    live(1, '06:00')
    live(2, '07:34:59')
    live(3, '07:30')
    live(3, '08:00')
    live(4, '11:00')
    const chart = ask['attendance.arrivals']({ session: 'AM' })
    const filled = (bins: number[] | null) => bins?.flatMap((arrivals, i) => (arrivals > 0 ? [[i, arrivals]] : []))
    expect([chart.fromMinute, chart.today.length, chart.lastWeekDay]).toEqual([360, 42, '2026-05-05'])
    expect([filled(chart.today), filled(chart.lastWeek)]).toEqual([
      [
        [0, 1],
        [18, 2],
      ],
      [[18, 1]],
    ])
    expect(ask['attendance.arrivals']({ session: 'AM', day: '2026-05-05' }).lastWeek).toBeNull()
  })

  it("tells a student's days up to today", async () => {
    const { ask, live, students, tick, at } = setUp()
    const [studentId] = students as [(typeof students)[number]]
    live(1, '07:30', '2026-05-11')
    await tick('20:00', '2026-05-11')
    live(1, '08:10')
    const history = ask['attendance.student']({ studentId, fromDay: '2026-05-10', toDay: '2026-05-20' })
    expect(history).toEqual([
      { day: '2026-05-10', schoolDay: false, marks: [], label: '', events: [] },
      {
        day: '2026-05-11',
        schoolDay: true,
        marks: [
          { session: 'AM', mark: 'present', reason: null, manual: false },
          { session: 'PM', mark: 'present', reason: null, manual: false },
        ],
        label: '',
        events: [{ eventType: 'IN', at: at('07:30', '2026-05-11'), deviceName: 'Gate 1', source: 'live' }],
      },
      {
        day: '2026-05-12',
        schoolDay: true,
        marks: [
          { session: 'AM', mark: 'late', reason: null, manual: false },
          { session: 'PM', mark: 'not_yet_in', reason: null, manual: false },
        ],
        label: '',
        events: [{ eventType: 'IN', at: at('08:10'), deviceName: 'Gate 1', source: 'live' }],
      },
    ])
  })

  it('refuses a span of days that is turned round or endless, and a student that is none', () => {
    const { ask, students } = setUp()
    const [studentId] = students as [(typeof students)[number]]
    const history = (fromDay: string, toDay: string) => ask['attendance.student']({ studentId, fromDay, toDay })
    expect(() => history('2026-05-12', '2026-05-11')).toThrow('invalid_input')
    expect(() => history('2020-01-01', '2026-05-11')).toThrow('invalid_input')
    const nobody = studentId.replace(/.{4}$/, '0000') as typeof studentId
    expect(() => ask['attendance.student']({ studentId: nobody, fromDay: schoolDay, toDay: schoolDay })).toThrow(
      'not_found',
    )
  })
})
