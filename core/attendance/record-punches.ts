import { readCalendar } from '../calendar/closures.repo.ts'
import type { PunchSource } from '../contract/attendance.ts'
import type { AttendanceRecordId, Day, DeviceId, PunchId, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import { transact } from '../db/transact.ts'
import { deviceNames } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import type { RawPunch } from '../ports.ts'
import type { StudentByPin } from '../school/students.repo.ts'
import type { Deps } from '../use-case.ts'
import { recordedEvents, unmatchedEvents } from './announcements.ts'
import type { DayUpdate } from './announcements.ts'
import { insertPunches, punchesOf, recordsOf, writeRecords } from './attendance.repo.ts'
import type { NewPunch, StoredPunch, StoredRecord } from './attendance.repo.ts'
import { updateMarks } from './register.ts'
import { readDay } from './rules.ts'
import { tellParents } from './tell-parents.ts'
import type { PressTelling } from './telling.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'
import { verificationMethod } from './verification.ts'
import { whoPressed } from './who-pressed.ts'

/** A terminal's clock is set at each connection; a time further ahead than this cannot be right. */
const furthestAheadMs = 24 * 60 * 60_000

/** What the transaction needs beside the punches. */
export type Work = PressTelling & {
  readonly now: number
  /** Who is behind the PINs of these punches. */
  readonly students: ReadonlyMap<StudentId, StudentByPin>
}

/**
 * Makes the function that takes in a terminal's punches, live or read back, in any order and however often. Each
 * call is one transaction: when it returns, punches, attendance, marks and messages are on the disk; then they are
 * announced. It returns how many of the punches were new.
 * @throws AppError (from the function it returns) `disk_full`, `storage_failed`, `database_damaged`: nothing of the
 * call was kept, and the terminal must keep its punches
 */
export function createRecordPunches(
  deps: Pick<Deps, 'db' | 'clock' | 'emit'> & Pick<PressTelling, 'terminals'>,
): (deviceId: DeviceId, punches: readonly RawPunch[], source: PunchSource) => number {
  const { clock, terminals } = deps
  const timetables = createTimetables()
  return (deviceId, punches, source) => {
    if (punches.length === 0) return 0
    const { events, fresh } = transact(deps.db, tx => {
      const facts = { tx, clock, now: clock.now(), timetable: timetables(readCalendar(tx)), terminals }
      return record(facts, deviceId, punches, source)
    })
    for (const event of events) deps.emit(event)
    return fresh
  }
}

function record(
  facts: Omit<Work, 'students'>,
  deviceId: DeviceId,
  punches: readonly RawPunch[],
  source: PunchSource,
): { readonly events: readonly AnyEvent[]; readonly fresh: number } {
  const { tx, now, timetable } = facts
  const byPin = whoPressed(
    tx,
    deviceId,
    punches.map(({ userId }) => userId),
  )
  const rows = punches.map(raw => punchRow(raw, deviceId, source, timetable, byPin, now))
  const fresh = insertPunches(tx, rows)
  const students = new Map([...byPin.values()].map(student => [student.id, student]))
  const work: Work = { ...facts, students }
  const days = [...studentDays(fresh)].map(([day, ids]) => updateDay(work, day, [...ids]))
  const events = [...recordedEvents(days, students, deviceNames(tx)), ...unmatchedEvents(fresh)]
  return { events, fresh: fresh.length }
}

function punchRow(
  raw: RawPunch,
  deviceId: DeviceId,
  source: PunchSource,
  timetable: Timetable,
  byPin: ReadonlyMap<string, StudentByPin>,
  now: number,
): NewPunch {
  const shown = timetable.zone.rawToAt(raw.rawTime)
  const at = shown === null || shown > now + furthestAheadMs ? null : shown
  return {
    id: newId<PunchId>(),
    deviceId,
    pin: raw.userId,
    rawTime: raw.rawTime,
    at,
    day: at === null ? null : timetable.dayOf(at),
    verify: raw.verify,
    state: raw.state,
    source,
    // A punch without a time cannot be put into anybody's day: it waits with the unmatched ones.
    studentId: at === null ? null : (byPin.get(raw.userId)?.id ?? null),
    recordedAt: now,
  }
}

function studentDays(punches: readonly NewPunch[]): Map<Day, Set<StudentId>> {
  const days = new Map<Day, Set<StudentId>>()
  for (const { day, studentId } of punches) {
    if (!day || !studentId) continue
    days.set(day, (days.get(day) ?? new Set()).add(studentId))
  }
  return days
}

/** Reads these students' day anew from all their punches, and writes what has become different. */
export function updateDay({ students, now, ...work }: Work, day: Day, ids: readonly StudentId[]): DayUpdate {
  const { tx, timetable } = work
  const punches = punchesOf(tx, day, ids)
  const before = recordsOf(tx, day, ids)
  const readings = ids.map(id => ({ id, ...readAgain(day, punches.get(id) ?? [], before.get(id) ?? []) }))
  const added = readings.flatMap(reading => reading.added)
  const turned = readings.flatMap(reading => reading.turned)
  const removed = readings.flatMap(reading => reading.removed)
  const recordsChanged = added.length + turned.length + removed.length > 0
  if (recordsChanged) writeRecords(tx, { added, turned, removed }, now)

  const recordsOfEach = new Map(readings.map(({ id, records }) => [id, records]))
  const { marks, changed } = updateMarks({ tx, timetable, now }, day, { studentIds: ids, records: recordsOfEach })
  if (recordsChanged && day === timetable.dayOf(now)) {
    const news = readings
      .filter(({ id }) => students.get(id)?.active === true)
      .map(({ id, records }) => ({ studentId: id, before: before.get(id) ?? [], records }))
    tellParents(work, day, news)
  }
  return { day, added, changed: recordsChanged || changed > 0, marks }
}

/** A record keeps its id as long as its press has one, so that messages and the cloud can refer to it. */
function readAgain(day: Day, punches: readonly StoredPunch[], before: readonly StoredRecord[]) {
  const known = new Map(before.map(record => [record.punchId, record]))
  const records = readDay(punches).map(({ punch, eventType }): StoredRecord => {
    const old = known.get(punch.id)
    if (old !== undefined) return old.eventType === eventType ? old : { ...old, eventType }
    return {
      id: newId<AttendanceRecordId>(),
      punchId: punch.id,
      studentId: punch.studentId,
      deviceId: punch.deviceId,
      day,
      eventType,
      at: punch.at,
      verificationMethod: verificationMethod(punch.verify),
      source: punch.source,
    }
  })
  const kept = new Set(records.map(({ punchId }) => punchId))
  return {
    records,
    added: records.filter(({ punchId }) => !known.has(punchId)),
    turned: records.filter(record => known.has(record.punchId) && known.get(record.punchId) !== record),
    removed: before.filter(({ punchId }) => !kept.has(punchId)),
  }
}
