import { markFor } from '../../../core/attendance/rules.ts'
import type { SessionTimes } from '../../../core/attendance/rules.ts'
import type { Timetable } from '../../../core/attendance/timetable.ts'
import { createTimetables, sessionNames } from '../../../core/attendance/timetable.ts'
import { readCalendar } from '../../../core/calendar/closures.repo.ts'
import type {
  AttendanceRecordId,
  Day,
  DeviceId,
  PunchId,
  SessionName,
  StudentId,
} from '../../../core/contract/common.ts'
import { addDays } from '../../../core/day.ts'
import type { Db } from '../../../core/db/open.ts'
import { createRandom } from '../../../core/devices/virtual/random.ts'
import { today, years } from './calendar.ts'
import { idAt } from './ids.ts'
import { onRoll } from './people.ts'
import type { Child, People } from './people.ts'

export const punchTarget = 4_000_000
export const backlogSize = 100_000
const minuteMs = 60_000
/** Minutes of the day: gates open, and the end of the last lesson. */
const firstMinute = 6 * 60 + 30
const reasons = ['sick', 'sick', 'sent_home_fees', 'bereavement', 'work']

/** Fills five years of school days up to a moment of the last one, as the rules would have filled them. */
export function addAttendance(db: Db, { children, gates }: People, now: number): void {
  const timetable = createTimetables()(readCalendar(db))
  const days = schoolDays(timetable)
  const random = createRandom(23)
  const write = writers(db)
  let punches = 0

  const unread = new Set(unreadDays(days))

  days.forEach((day, d) => {
    const settled = !unread.has(day)
    const year = Number(day.slice(0, 4))
    const isToday = day === today
    const until = isToday ? now : Infinity
    const present = new Map<StudentId, number>()
    const reasonOf = new Map<StudentId, string>()
    const here = children.filter(child => child.levelIn(year) !== null)
    for (const child of here) {
      if (random.int(1000) >= child.reliability * 1000) {
        if (random.int(5) === 0) {
          const reason = random.pick(reasons)
          reasonOf.set(child.id, reason)
          write.reason(idAt(timetable.zone.atOf(day, 600)), child.id, day, day, reason, timetable.zone.atOf(day, 600))
        }
        continue
      }
      const late = random.int(100) < 5
      const minute = late ? 481 + random.int(50) : firstMinute + random.int(480 - firstMinute)
      const at = timetable.zone.atOf(day, minute) + random.int(60) * 1000
      if (at < until) present.set(child.id, at)
    }
    // The rest of the day's share are second presses, which make no record.
    let repeats = Math.floor((punchTarget * (d + 1)) / days.length) - punches - present.size
    for (const child of here) {
      const at = present.get(child.id)
      if (at === undefined) continue
      const gate = gates[child.pin % gates.length] as DeviceId
      const id = idAt<PunchId>(at)
      write.punch(id, gate, child, timetable.zone.atToRaw(at), at, day)
      write.record(idAt<AttendanceRecordId>(at), id, child.id, gate, day, at)
      punches += 1
      if (repeats <= 0 || isToday) continue
      repeats -= 1
      punches += 1
      const again = at + minuteMs
      write.punch(idAt<PunchId>(again), gate, child, timetable.zone.atToRaw(again), again, day)
    }
    for (const session of sessionNames) {
      const closed = new Map<string, SessionTimes>()
      for (const plan of timetable.plansOn(day)) {
        const times = timetable.sessionTimes(day, session, plan)
        if (times === null || times.closesAt > now) continue
        closed.set(plan.id, times)
        write.close(idAt(times.closesAt), day, session, plan.id, times.closesAt, settled)
      }
      // In the order of the key, so that the table is filled from one end to the other.
      for (const child of here) {
        const plan = timetable.planFor(day, { level: child.levelIn(year) ?? 0, boarding: false })
        const times = plan && timetable.sessionTimes(day, session, plan)
        if (times === null) continue
        const at = present.get(child.id)
        const isClosed = closed.has(plan?.id ?? '')
        if (!isClosed && (at === undefined || session === 'PM')) continue
        const records = at === undefined ? [] : [{ eventType: 'IN', at } as const]
        const context = { sessionState: isClosed ? 'closed' : 'open', settled, canBeRecorded: true } as const
        const { mark, arrivedAt } = markFor(session, times, records, context)
        const reason = mark === 'present' ? null : (reasonOf.get(child.id) ?? null)
        write.mark(child.id, day, session, mark, arrivedAt, reason, times.closesAt)
      }
    }
  })
}

/** One gate could not be reached on these days, so nobody can tell who was absent: their sessions wait for its log. */
function unreadDays(days: readonly Day[]): Day[] {
  return days.slice(-1 - backlogSize / onRoll, -1)
}

/** The leaving of everybody on those days: what that gate holds. */
export function leavingPresses(db: Db, people: People): { pin: number; at: number; rawTime: number }[] {
  const timetable = createTimetables()(readCalendar(db))
  const here = people.children.filter(child => child.levelIn(Number(today.slice(0, 4))) !== null)
  const days = unreadDays(schoolDays(timetable))
  return days
    .flatMap(day =>
      here.map(({ pin }) => {
        const at = timetable.zone.atOf(day, 15 * 60 + 40 + (pin % 50)) + (pin % 60) * 1000
        return { pin, at, rawTime: timetable.zone.atToRaw(at) }
      }),
    )
    .sort((a, b) => a.at - b.at)
}

function schoolDays(timetable: Timetable): Day[] {
  const days: Day[] = []
  for (let day = `${years[0]}-01-01`; day <= today; day = addDays(day, 1))
    if (timetable.isSchoolDay(day)) days.push(day)
  return days
}

/** One prepared statement for each table: seventeen million rows go through them. */
function writers({ $client: client }: Db) {
  const punch = client.prepare(
    `insert into punch (id, device_id, pin, raw_time, at, day, verify, state, source, student_id, recorded_at)
     values (?, ?, ?, ?, ?, ?, 1, 255, 'live', ?, ?)`,
  )
  const record = client.prepare(
    `insert into attendance_record (id, punch_id, student_id, device_id, day, event_type, at, verification_method, source)
     values (?, ?, ?, ?, ?, 'IN', ?, 'FINGERPRINT', 'live')`,
  )
  const mark = client.prepare(
    `insert into session_mark (student_id, day, session, mark, arrived_at, reason, updated_at) values (?, ?, ?, ?, ?, ?, ?)`,
  )
  const close = client.prepare(
    `insert into session_close (id, day, session, plan, closed_at, settled) values (?, ?, ?, ?, ?, ?)`,
  )
  const reason = client.prepare(
    `insert into absence_reason (id, student_id, from_day, to_day, reason, excused, counts_present, alerts_parent, at, by)
     values (?, ?, ?, ?, ?, 1, 0, 0, ?, 'Office')`,
  )
  return {
    punch: (id: PunchId, gate: DeviceId, child: Child, rawTime: number, at: number, day: Day) =>
      punch.run(id, gate, String(child.pin), rawTime, at, day, child.id, at),
    record: (id: AttendanceRecordId, punchId: PunchId, student: StudentId, gate: DeviceId, day: Day, at: number) =>
      record.run(id, punchId, student, gate, day, at),
    mark: (
      student: StudentId,
      day: Day,
      session: SessionName,
      kind: string,
      at: number | null,
      why: string | null,
      now: number,
    ) => mark.run(student, day, session, kind, at, why, now),
    close: (id: string, day: Day, session: SessionName, plan: string, at: number, settled: boolean) =>
      close.run(id, day, session, plan, at, Number(settled)),
    reason: (id: string, student: StudentId, from: Day, to: Day, code: string, at: number) =>
      reason.run(id, student, from, to, code, at),
  }
}
