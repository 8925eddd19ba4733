import type { Timetable } from '../attendance/timetable.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { GatePass } from '../contract/morning.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { byUrgency, passState } from './pass-rules.ts'
import type { PassTimes } from './pass-rules.ts'
import { passesOn, recordsSince, standingPasses } from './passes.repo.ts'
import type { PassRecord, StoredPass } from './passes.repo.ts'

/** A child who is not back is looked for this long. */
const lookedForDays = 30

/** The passes of a day; of today also those of earlier days whose child is still out. The most urgent first. */
export function passList(tx: Tx, timetable: Timetable, now: number, day: Day): GatePass[] {
  if (day !== timetable.dayOf(now)) return withStates(tx, timetable, now, passesOn(tx, day)).sort(byUrgency)
  const ofToday = passesOn(tx, day)
  const earlier = standingPasses(tx, addDays(day, -lookedForDays), day).filter(pass => pass.day < day)
  const stillOut = withStates(tx, timetable, now, earlier).filter(isOpen)
  return [...withStates(tx, timetable, now, ofToday), ...stillOut].sort(byUrgency)
}

/** The passes by which a child is out, or may go, today. */
export function openPasses(tx: Tx, timetable: Timetable, now: number, day: Day): GatePass[] {
  const standing = standingPasses(tx, addDays(day, -lookedForDays), day)
  return withStates(tx, timetable, now, standing).filter(pass => isOpen(pass) || leftForTheDay(pass))
}

function isOpen({ state }: GatePass): boolean {
  return state === 'written' || state === 'out' || state === 'overdue'
}

function leftForTheDay({ state, leftAt, returnedAt }: GatePass): boolean {
  return state === 'closed' && leftAt !== null && returnedAt === null
}

/** Passes with where their children are, from the terminals. */
export function withStates(tx: Tx, timetable: Timetable, now: number, passes: readonly StoredPass[]): GatePass[] {
  const [first] = passes.map(({ day }) => day).sort()
  if (first === undefined) return []
  const ids = passes.map(({ studentId }) => studentId)
  const records = new Map<StudentId, PassRecord[]>()
  for (const record of recordsSince(tx, ids, first)) {
    const own = records.get(record.studentId)
    if (own === undefined) records.set(record.studentId, [record])
    else own.push(record)
  }
  return passes.map(pass => {
    const own = records.get(pass.studentId) ?? []
    return { ...factsOf(pass), ...passState(passTimes(timetable, pass), own, now) }
  })
}

/** From when to when a pass holds. */
export function passTimes(timetable: Timetable, pass: StoredPass): PassTimes {
  const { day, level, boarding, issuedAt, expectedReturnAt, cancelledAt } = pass
  const lastDay = expectedReturnAt === null ? day : timetable.dayOf(Math.max(expectedReturnAt, issuedAt))
  const endsAt = timetable.zone.atOf(addDays(lastDay, 1), timetable.settings.dayStartsAtMinute)
  const leavesFrom = timetable.planFor(day, { level, boarding })?.leavesFrom ?? null
  const lessonsEndAt = leavesFrom === null || boarding ? null : timetable.zone.atOf(day, leavesFrom)
  return { issuedAt, expectedReturnAt, cancelledAt, lessonsEndAt, endsAt }
}

function factsOf(pass: StoredPass): Omit<GatePass, 'leftAt' | 'returnedAt' | 'state'> {
  const { id, number, studentId, fullName, className, boarding } = pass
  const { reason, approvedBy, collectedBy, collectorId } = pass
  const { issuedAt, issuedBy, expectedReturnAt, cancelledAt } = pass
  const who = { id, number, studentId, fullName, className, boarding }
  const what = { reason, approvedBy, collectedBy, collectorId }
  return { ...who, ...what, issuedAt, issuedBy, expectedReturnAt, cancelledAt }
}
