import type { Timetable } from '../attendance/timetable.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { InsideNow, InsideStudent } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { boarders } from './boarders.repo.ts'
import { byStream } from './by-stream.ts'
import { boardersKnownFrom } from './inside-rules.ts'
import { lastScansBetween, lastScansOn, nightWordsSince, peopleOf, presentByHand } from './inside.repo.ts'

type Word = Pick<InsideStudent, 'by' | 'since'>

/**
 * Everybody who is in the school as far as anybody knows; rather one too many than one too few. A press of today says it
 * first; without one, a mark by hand; of a boarder without either, the last press or night roll since the term began.
 */
export function insideNow(tx: Tx, timetable: Timetable, now: number): InsideNow {
  const today = timetable.dayOf(now)
  const scans = lastScansOn(tx, today)
  const inside = new Map<StudentId, Word>()
  for (const [id, { eventType, at }] of scans) if (eventType === 'IN') inside.set(id, { by: 'scan', since: at })
  const scansIn = inside.size
  for (const [id, since] of presentByHand(tx, today)) if (!scans.has(id)) inside.set(id, { by: 'hand', since })
  for (const [id, since] of boardersFromEarlier(tx, timetable, today)) {
    if (!inside.has(id) && since > (scans.get(id)?.at ?? 0)) inside.set(id, { by: 'earlier', since })
  }
  const people = peopleOf(tx, [...inside.keys()]).flatMap(({ streamId, className, ...person }) => {
    const word = inside.get(person.studentId)
    return word === undefined ? [] : [{ streamId, className, student: { ...person, ...word } }]
  })
  return { at: now, total: people.length, scans: scansIn, streams: byStream(people) }
}

/** Boarders who were in when a press before today, or a night roll, last said anything of them. */
function boardersFromEarlier(tx: Tx, { settings }: Timetable, today: Day): Map<StudentId, number> {
  const from = boardersKnownFrom(settings, today)
  if (from === null) return new Map()
  const ids = boarders(tx, today).map(({ studentId }) => studentId)
  const scans = lastScansBetween(tx, ids, from, today)
  const nights = nightWordsSince(tx, from)
  const found = new Map<StudentId, number>()
  for (const id of ids) {
    const scan = scans.get(id)
    const night = nights.get(id)
    const nightIsNewer = night !== undefined && night.at > (scan?.at ?? 0)
    if (nightIsNewer && night.state === 'in') found.set(id, night.at)
    if (!nightIsNewer && scan?.eventType === 'IN') found.set(id, scan.at)
  }
  return found
}
