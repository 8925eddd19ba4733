import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AttendanceEvent } from '../contract/attendance.ts'
import type { DeviceId } from '../contract/common.ts'
import { attendanceRecord, change, message, punch, sessionMark } from '../db/schema.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { defaultSettings } from '../settings/settings.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { createRecordPunches } from './record-punches.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp(now = '07:00') {
  const school = createSmallSchool({ students: 3, devices: 2 })
  opened.push(school)
  school.clock.set(school.at(now))
  const [gate1, gate2] = school.devices as [DeviceId, DeviceId]
  const recordPunches = createRecordPunches(school)
  const clockOf = (at: number) => new Date(at + 3 * 3_600_000).toISOString().slice(11, 19)
  return {
    ...school,
    gate1,
    gate2,
    recordPunches,
    records: () =>
      school.db
        .select()
        .from(attendanceRecord)
        .orderBy(attendanceRecord.at)
        .all()
        .map(row => `${clockOf(row.at)} ${row.eventType}`),
    marks: () =>
      school.db
        .select()
        .from(sessionMark)
        .all()
        .map(row => `${row.session} ${row.mark}`),
    messages: () =>
      school.db
        .select()
        .from(message)
        .orderBy(message.createdAt)
        .all()
        .map(row => `${row.kind} ${row.state}`),
    recorded: () =>
      school.events.flatMap((event): AttendanceEvent[] => (event.name === 'attendance.recorded' ? event.payload : [])),
    live: (pin: number | string, time: string, gate = gate1) => {
      school.clock.set(Math.max(school.clock.now(), school.at(time)))
      recordPunches(gate, [school.press(pin, school.at(time))], 'live')
    },
    readBack: (pin: number | string, time: string, gate = gate1) => {
      recordPunches(gate, [school.press(pin, school.at(time))], 'backlog')
    },
  }
}

describe('taking in punches', () => {
  it('records a live punch, marks the child and announces it with everything the feed shows', () => {
    const { live, records, marks, recorded, students, gate1, at, events } = setUp()
    live(2, '07:40')
    expect(records()).toEqual(['07:40:00 IN'])
    expect(marks()).toEqual(['AM present'])
    expect(recorded()).toEqual([
      {
        id: expect.any(String) as string,
        punchId: expect.any(String) as string,
        studentId: students[1],
        studentName: 'Child Number2',
        admissionNumber: 'A0002',
        className: 'Grade 7 East',
        deviceId: gate1,
        deviceName: 'Gate 1',
        eventType: 'IN',
        at: at('07:40'),
        late: false,
        verificationMethod: 'FINGERPRINT',
        source: 'live',
      },
    ])
    expect(events.map(({ name }) => name)).toEqual(['attendance.recorded', 'attendance.changed'])
  })

  it('takes a punch once, however often and by whichever way it comes', () => {
    const { live, readBack, records, events, db } = setUp()
    live(1, '07:40')
    events.length = 0
    readBack(1, '07:40')
    live(1, '07:40')
    expect(records()).toEqual(['07:40:00 IN'])
    expect(db.select().from(punch).all()).toHaveLength(1)
    expect(events).toEqual([])
  })

  it('tells how many punches were new', () => {
    const { recordPunches, gate1, press, at } = setUp('09:00')
    const both = [press(1, at('07:40')), press(2, at('07:41'))]
    expect(recordPunches(gate1, both, 'live')).toBe(2)
    expect(recordPunches(gate1, [...both, press(3, at('07:42'))], 'backlog')).toBe(1)
  })

  it('keeps a double press as a punch and makes no second record of it', () => {
    const { live, records, db } = setUp()
    live(1, '07:40')
    live(1, '07:40:04')
    expect(records()).toEqual(['07:40:00 IN'])
    expect(db.select().from(punch).all()).toHaveLength(2)
  })

  it('turns IN and OUT when an earlier punch comes to light, and lets a record go that became a repeat', () => {
    const { live, readBack, records, gate2, db } = setUp()
    live(1, '08:20')
    live(1, '12:45')
    const [first] = db.select().from(attendanceRecord).orderBy(attendanceRecord.at).all()
    readBack(1, '07:40', gate2)
    expect(records()).toEqual(['07:40:00 IN', '08:20:00 OUT', '12:45:00 IN'])
    expect(
      db
        .select()
        .from(attendanceRecord)
        .all()
        .map(({ id }) => id),
    ).toContain(first?.id)
    readBack(1, '12:30', gate2)
    expect(records()).toEqual(['07:40:00 IN', '08:20:00 OUT', '12:30:00 IN'])
  })

  it('says with the record whether it makes the child late', () => {
    const { live, recorded } = setUp()
    live(1, '08:00:59')
    live(2, '08:01')
    live(2, '16:05')
    expect(recorded().map(({ eventType, late }) => [eventType, late])).toEqual([
      ['IN', false],
      ['IN', true],
      ['OUT', false],
    ])
  })

  it('keeps the punch of an unknown finger and says so', () => {
    const { live, records, events, db } = setUp()
    live(999, '07:40')
    live('007', '07:41')
    expect(records()).toEqual([])
    expect(events.map(({ name }) => name)).toEqual(['attendance.unmatched', 'attendance.unmatched'])
    expect(
      db
        .select()
        .from(punch)
        .all()
        .map(row => [row.pin, row.studentId]),
    ).toEqual([
      ['999', null],
      ['007', null],
    ])
  })

  it('keeps a punch of an impossible time without putting it into a day', () => {
    const { recordPunches, press, gate1, at, db, events } = setUp()
    const noDate = { ...press(1, at('07:00')), rawTime: 0xffffffff }
    const inTwoDays = press(1, at('07:00', '2026-05-14'))
    const tomorrow = press(2, at('06:59', '2026-05-13'))
    recordPunches(gate1, [noDate, inTwoDays, tomorrow], 'backlog')
    const kept = db.select().from(punch).all()
    expect(kept.map(({ pin, day }) => [pin, day])).toEqual([
      ['1', null],
      ['1', null],
      ['2', '2026-05-13'],
    ])
    expect(events).toContainEqual({ name: 'attendance.unmatched', payload: { day: null } })
  })

  it('records on a day without school, but marks nobody and calls nobody late', () => {
    const { live, recordPunches, press, gate1, at, records, marks, messages, clock } = setUp()
    const saturday = at('11:00', '2026-05-16')
    clock.set(saturday)
    recordPunches(gate1, [press(1, saturday)], 'live')
    expect([records(), marks(), messages()]).toEqual([['11:00:00 IN'], [], []])
    live(1, '07:00')
  })

  it('counts the small hours to the day before where the school says so', () => {
    const { db, recordPunches, press, gate1, at, clock } = setUp()
    writeSetting(db, 'dayStartsAtMinute', 240, 0)
    clock.set(at('05:00', '2026-05-13'))
    recordPunches(gate1, [press(1, at('03:59:59', '2026-05-13')), press(1, at('04:00', '2026-05-13'))], 'backlog')
    expect(
      db
        .select()
        .from(attendanceRecord)
        .orderBy(attendanceRecord.at)
        .all()
        .map(({ day, eventType }) => [day, eventType]),
    ).toEqual([
      ['2026-05-12', 'IN'],
      ['2026-05-13', 'IN'],
    ])
  })

  it('is all or nothing, and announces nothing, when it fails on the way', () => {
    const { db, live, records, events } = setUp()
    db.$client.exec(`create trigger no_message before insert on message begin select raise(abort, 'full'); end`)
    expect(() => live(1, '08:20')).toThrow()
    expect([records(), events, db.select().from(punch).all(), db.select().from(change).all()]).toEqual([[], [], [], []])
  })

  it('writes down for the cloud what became of the day, without names', () => {
    const { live, db, students } = setUp()
    live(1, '07:40')
    const written = db.select().from(change).all()
    expect(written.map(({ entity, op }) => [entity, op])).toEqual([
      ['attendance_record', 'put'],
      ['session_mark', 'put'],
    ])
    expect(JSON.stringify(written)).toContain(students[0])
    expect(JSON.stringify(written)).not.toContain('Child')
  })
})

describe('messages', () => {
  it('queues one for a late child, in the same breath, and none for the rest', () => {
    const { live, messages } = setUp()
    live(1, '07:40')
    live(2, '08:20')
    live(2, '08:21')
    live(1, '16:05')
    expect(messages()).toEqual(['late queued'])
  })

  it('queues arrivals and departures where the school wants them', () => {
    const { live, messages, db } = setUp()
    writeSetting(db, 'messages', { ...defaultSettings.messages, arrival: true, departure: true }, 0)
    live(1, '07:40')
    live(1, '12:45')
    live(1, '13:50')
    live(1, '16:05')
    expect(messages()).toEqual(['arrival queued', 'departure queued', 'departure queued'])
  })

  it('takes back "late" when an earlier punch of another terminal comes to light', () => {
    const { live, readBack, messages, marks, gate2 } = setUp()
    live(1, '08:20')
    expect([messages(), marks()]).toEqual([['late queued'], ['AM late']])
    readBack(1, '07:55', gate2)
    expect([messages(), marks()]).toEqual([['late cancelled'], ['AM present']])
  })

  it('takes back only the leaving that was none', () => {
    const { live, readBack, messages, db, gate2 } = setUp()
    writeSetting(
      db,
      'messages',
      { ...defaultSettings.messages, late: false, leftEarly: false, departure: true, staleAfterMinutes: 600 },
      0,
    )
    live(1, '07:00')
    live(1, '09:00')
    live(1, '10:00')
    live(1, '12:00')
    readBack(1, '11:00', gate2)
    expect(messages()).toEqual(['departure queued', 'departure cancelled', 'departure queued'])
  })

  it('sends nothing about another day than today', () => {
    const { recordPunches, press, gate1, at, messages } = setUp()
    recordPunches(gate1, [press(1, at('08:20', '2026-05-11'))], 'backlog')
    expect(messages()).toEqual([])
  })
})

describe('a log of thousands', () => {
  it('costs as many statements as a single punch', () => {
    const school = createSmallSchool({ students: 501, devices: 1 })
    opened.push(school)
    const { db, clock, at, press, devices } = school
    const [gate] = devices as [DeviceId]
    const recordPunches = createRecordPunches(school)
    clock.set(at('17:00'))
    const prepare = vi.spyOn(db.$client, 'prepare')
    const statementsFor = (pins: readonly number[]) => {
      prepare.mockClear()
      const punches = pins.map(pin => press(pin, at('07:00') + pin * 1000))
      expect(recordPunches(gate, punches, 'backlog')).toBe(pins.length)
      return prepare.mock.calls.length
    }
    const one = statementsFor([501])
    expect(statementsFor(Array.from({ length: 500 }, (_, i) => i + 1))).toBe(one)
  })
})
