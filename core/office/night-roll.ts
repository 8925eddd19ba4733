import { reasonsOn } from '../attendance/day-facts.repo.ts'
import type { Timetable } from '../attendance/timetable.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { NightExcuse, NightRoll, NightRollStudent } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { boarders } from './boarders.repo.ts'
import { entriesOfRoll } from './boarding.repo.ts'
import type { StoredRoll } from './boarding.repo.ts'
import { byStream } from './by-stream.ts'
import { lastScansOn } from './inside.repo.ts'
import { openPasses } from './passes.ts'

/** A night roll as it stands: every boarder of that day, with what the terminals and the office know of the night. */
export function nightRollOf(tx: Tx, timetable: Timetable, now: number, stored: StoredRoll): NightRoll {
  const { id, day, startedAt, startedBy, closedAt } = stored
  const said = entriesOfRoll(tx, id)
  const scans = lastScansOn(tx, day)
  const excuses = excusesOf(tx, timetable, now, day)
  const rows = boarders(tx, day)
    // Once it is closed, it shows those of whom it spoke.
    .filter(({ studentId }) => closedAt === null || said.has(studentId))
    .map(({ streamId, className, studentId, fullName, admissionNumber }) => {
      const { state, note } = said.get(studentId) ?? { state: null, note: '' }
      const known = { lastScan: scans.get(studentId) ?? null, excuse: excuses.get(studentId) ?? null }
      const student: NightRollStudent = { studentId, fullName, admissionNumber, state, note, ...known }
      return { streamId, className, student }
    })
  const missing = rows.filter(({ student: { state } }) => state === null).length
  return { id, day, startedAt, by: startedBy, closedAt, missing, streams: byStream(rows) }
}

/** What covers the night of a day: a reason that was given, or else a pass. */
function excusesOf(tx: Tx, timetable: Timetable, now: number, day: Day): Map<StudentId, NightExcuse> {
  const excuses = new Map<StudentId, NightExcuse>()
  for (const { studentId, number, reason, expectedReturnAt } of openPasses(tx, timetable, now, day)) {
    excuses.set(studentId, { kind: 'pass', number, reason, expectedReturnAt })
  }
  const labels = new Map(timetable.settings.reasons.map(({ code, label }) => [code, label]))
  for (const { studentId, session, code, toDay, note } of reasonsOn(tx, day)) {
    // One for the morning alone says nothing of the night.
    if (session === 'AM') continue
    excuses.set(studentId, { kind: 'reason', label: labels.get(code) ?? code, untilDay: toDay, note })
  }
  return excuses
}
