import type { ClassId, Day, SessionName, StreamId, StudentId } from '../contract/common.ts'
import type { SchoolMonth } from '../contract/morning.ts'
import { addDays, daysBetween } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { daysWithMarks } from './marks.repo.ts'
import { streamsWithClasses } from './month-streams.repo.ts'
import type { StreamPlace } from './month-streams.repo.ts'
import { spanOfMonth } from './month-span.ts'
import { countsByStudent, marksBetween, marksOfSession, staysBetween } from './month.repo.ts'
import type { Stay } from './month.repo.ts'
import { countMarks, tallyOf } from './rates.ts'
import type { MarkCounts } from './rates.ts'
import { createSlots } from './session-slots.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/**
 * A month of every stream, or of those of a class; of closed sessions. The same numbers as the sums of its registers,
 * found without making them. `roll`: at the end of the month, or today.
 * @param month `2026-05`
 */
export function schoolMonth(tx: Tx, timetable: Timetable, now: number, month: string, classId?: ClassId): SchoolMonth {
  const { from, to } = spanOfMonth(month)
  const today = timetable.dayOf(now)
  const lastDay = to < today ? to : today
  if (lastDay < from) return { month, rows: [] }
  const places = streamsWithClasses(tx)
  const stays = staysBetween(tx, from, lastDay)
  const byStudent = staysByStudent(stays)
  const work: Work = { tx, timetable, now, places, stays, byStudent, counts: new Map() }

  const open = today <= to ? openSessions(work, today) : []
  for (const [studentId, counts] of countsByStudent(tx, month, { day: today, sessions: open })) {
    const own = byStudent.get(studentId)
    if (own?.length === 1) add(work, own[0]?.streamId, counts)
  }
  addMoved(work, from, lastDay, open)
  addUnrecorded(work, from, lastDay)
  for (const session of open) addPartlyOpen(work, today, session)

  const roll = new Map<StreamId, number>()
  for (const { streamId, to: until } of stays) {
    if (until === lastDay) roll.set(streamId, (roll.get(streamId) ?? 0) + 1)
  }
  const rows = [...places].flatMap(([streamId, place]): SchoolMonth['rows'] => {
    const counts = work.counts.get(streamId)
    const onRoll = roll.get(streamId) ?? 0
    if ((classId !== undefined && place.classId !== classId) || (counts === undefined && onRoll === 0)) return []
    return [{ streamId, className: place.className, roll: onRoll, ...tallyOf(counts ?? countMarks([])) }]
  })
  return { month, rows }
}

type Work = {
  readonly tx: Tx
  readonly timetable: Timetable
  readonly now: number
  readonly places: ReadonlyMap<StreamId, StreamPlace>
  readonly stays: readonly Stay[]
  readonly byStudent: ReadonlyMap<StudentId, readonly Stay[]>
  readonly counts: Map<StreamId, { -readonly [M in keyof MarkCounts]: number }>
}

function add({ counts }: Work, streamId: StreamId | undefined, more: MarkCounts): void {
  if (streamId === undefined) return
  const sum = counts.get(streamId)
  if (sum === undefined) {
    counts.set(streamId, { ...more })
    return
  }
  // In place: this is done for every child.
  sum.present += more.present
  sum.late += more.late
  sum.absent += more.absent
  sum.not_recorded += more.not_recorded
}

/** Sessions of today that some plan has not closed yet. */
function openSessions({ timetable, now }: Work, today: Day): SessionName[] {
  return sessionNames.filter(session =>
    timetable.plansOn(today).some(plan => {
      const times = timetable.sessionTimes(today, session, plan)
      return times !== null && now < times.closesAt
    }),
  )
}

/** Those who were in two streams: each mark belongs to the stream of its day. */
function addMoved(work: Work, from: Day, to: Day, open: readonly SessionName[]): void {
  const moved: StudentId[] = []
  for (const [id, own] of work.byStudent) if (own.length > 1) moved.push(id)
  if (moved.length === 0) return
  const today = work.timetable.dayOf(work.now)
  for (const { studentId, day, session, mark } of marksBetween(work.tx, moved, from, to)) {
    if (day === today && open.includes(session)) continue
    add(work, stayOn(work, studentId, day)?.streamId, countMarks([mark]))
  }
}

/** Of a session that is closed for some plans and open for others, the marks of those for whom it is closed. */
function addPartlyOpen(work: Work, day: Day, session: SessionName): void {
  const slotOf = createSlots(work.timetable, work.now)
  for (const [studentId, mark] of marksOfSession(work.tx, day, session)) {
    const stay = stayOn(work, studentId, day)
    const place = stay && work.places.get(stay.streamId)
    if (stay === undefined || place === undefined) continue
    if (slotOf(day, session, { ...place, ...stay }) === 'closed') add(work, stay.streamId, countMarks([mark]))
  }
}

/** A day on which nothing was recorded has no marks; it is told how many sessions nobody knows about. */
function addUnrecorded(work: Work, from: Day, to: Day): void {
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => addDays(from, i)).filter(day =>
    work.timetable.isSchoolDay(day),
  )
  const recorded = daysWithMarks(work.tx, days)
  const slotOf = createSlots(work.timetable, work.now)
  for (const day of days.filter(one => !recorded.has(one))) {
    for (const stay of work.stays) {
      const place = work.places.get(stay.streamId)
      if (place === undefined || day < stay.from || stay.to < day) continue
      const unknown = sessionNames.filter(session => slotOf(day, session, { ...place, ...stay }) === 'closed').length
      if (unknown > 0) add(work, stay.streamId, { ...countMarks([]), not_recorded: unknown })
    }
  }
}

function stayOn({ byStudent }: Work, studentId: StudentId, day: Day): Stay | undefined {
  return byStudent.get(studentId)?.find(stay => stay.from <= day && day <= stay.to)
}

function staysByStudent(stays: readonly Stay[]): Map<StudentId, Stay[]> {
  const byStudent = new Map<StudentId, Stay[]>()
  for (const stay of stays) {
    const own = byStudent.get(stay.studentId)
    if (own) own.push(stay)
    else byStudent.set(stay.studentId, [stay])
  }
  return byStudent
}
