import { setImmediate as breathe } from 'node:timers/promises'
import type { Day, SessionName } from '../contract/common.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { pinsOnDevices } from '../devices/devices.repo.ts'
import type { Job } from '../jobs/runner.ts'
import { roll } from '../school/students.repo.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { anyRecordBefore, daysWithRecords, recordsOfDay } from './attendance.repo.ts'
import { closeOf, settledDays, writeClose } from './marks.repo.ts'
import type { Coverage } from './register.ts'
import { updateMarks } from './register.ts'
import type { SessionState } from './rules.ts'
import { sessionStateAt } from './rules.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables, sessionNames } from './timetable.ts'

type Moment = { readonly day: Day; readonly session: SessionName; readonly state: SessionState }

/**
 * Opens and closes the sessions of school days. When a session closes every student on the roll gets a mark: who was
 * not seen is "not recorded" until every terminal has been read up to the close, and absent from then on. Days that
 * closed while the app was off, or whose terminals are read later, are caught up. A session in which nobody at all
 * was recorded stays open for ever: nobody knows about it, which is not the same as everyone being absent.
 */
export function createSettleSessions(deps: Pick<Deps, 'db' | 'clock' | 'emit'>, coveredUntil: () => Coverage): Job {
  const timetables = createTimetables()
  const opened = new Set<string>()

  function update({ day, session, state }: Moment, timetable: Timetable, coverage: Coverage, now: number): void {
    const changed = transact(deps.db, tx =>
      state === 'open'
        ? openSession(tx, day, session, timetable, now)
        : closeSession(tx, day, session, timetable, coverage, now),
    )
    if (changed) deps.emit({ name: 'attendance.changed', payload: { day } })
  }

  return {
    name: 'settle-sessions',
    everyMs: 1000,
    async run(signal) {
      const now = deps.clock.now()
      const timetable = timetables(readSettings(deps.db))
      const coverage = coveredUntil()
      for (const moment of momentsToLookAt(deps.db, timetable, now)) {
        if (signal.aborted) return
        const key = `${moment.day} ${moment.session}`
        if (moment.state === 'before' || (moment.state === 'open' && opened.has(key))) continue
        update(moment, timetable, coverage, now)
        if (moment.state === 'open') opened.add(key)
        // After a holiday a term may have to be caught up: punches get their turn between two sessions.
        await breathe()
      }
    },
  }
}

/** Sessions of today, and those of earlier school days that have records and are not settled. */
function momentsToLookAt(tx: Tx, timetable: Timetable, now: number): Moment[] {
  const today = timetable.dayOf(now)
  const days = schoolDaysUntil(timetable, today)
  return sessionNames.flatMap(session => {
    const settled = settledDays(tx, session, days)
    return daysWithRecords(
      tx,
      days.filter(day => !settled.has(day)),
    ).map(day => ({ day, session, state: sessionStateAt(timetable.sessionTimes(day, session), now) }))
  })
}

function schoolDaysUntil(timetable: Timetable, today: Day): Day[] {
  const days: Day[] = []
  for (const { from, to } of timetable.settings.terms) {
    for (let day = from; day <= to && day <= today; day = addDays(day, 1)) {
      if (timetable.isSchoolDay(day)) days.push(day)
    }
  }
  return days
}

/** Who is inside when a session opens is in it, and nobody presses a finger for that. */
function openSession(tx: Tx, day: Day, session: SessionName, timetable: Timetable, now: number): boolean {
  return markAll(tx, day, session, timetable, { sessionState: 'open', settled: false }, now) > 0
}

function closeSession(
  tx: Tx,
  day: Day,
  session: SessionName,
  timetable: Timetable,
  coverage: Coverage,
  now: number,
): boolean {
  const { closesAt, endsAt } = timetable.sessionTimes(day, session)
  const close = closeOf(tx, day, session)
  const settled = [...coverage.values()].every(until => until !== null && until >= closesAt)
  if (close?.settled === settled) return false
  if (close === null && !anyRecordBefore(tx, day, endsAt)) return false
  markAll(tx, day, session, timetable, { sessionState: 'closed', settled }, now)
  writeClose(tx, { day, session, closedAt: closesAt, settled })
  return true
}

function markAll(
  tx: Tx,
  day: Day,
  session: SessionName,
  timetable: Timetable,
  context: { readonly sessionState: SessionState; readonly settled: boolean },
  now: number,
): number {
  const pins = pinsOnDevices(tx)
  const records = recordsOfDay(tx, day)
  const students = roll(tx, day).map(({ id, pin }) => ({
    id,
    records: records.get(id) ?? [],
    known: pins.has(String(pin)),
  }))
  return updateMarks(tx, { day, session, times: timetable.sessionTimes(day, session), context, students }, now).changed
}
