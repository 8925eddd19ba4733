import type { Day, StudentId } from '../contract/common.ts'
import { queueAnswer } from '../notifications/answers.ts'
import { alertsOn, allAlertsOn, outStates } from '../notifications/corrections.repo.ts'
import type { AlertOfChild } from '../notifications/corrections.repo.ts'
import { causesOfDay } from '../notifications/outbox.repo.ts'
import { holdCause, releaseCause } from '../notifications/take-back.ts'
import { openPasses } from '../office/passes.ts'
import { recordsOf } from './attendance.repo.ts'
import type { StoredRecord } from './attendance.repo.ts'
import { marksOn } from './marks.repo.ts'
import { newsFacts } from './news-facts.ts'
import type { NewsFacts } from './news-facts.ts'
import { cameAfterAll } from './rules.ts'
import type { Telling } from './telling.ts'

type Records = { readonly studentId: StudentId; readonly records: readonly StoredRecord[] }

const nobody: ReadonlySet<string> = new Set()

/**
 * Tells those who were told that a child is absent that it has come: once, whatever they are told of otherwise. An
 * alert that has not left yet is taken back instead.
 * @returns the phones and addresses, by child, that hear of its arrival so and in no other way
 */
export function answerAlerts(
  telling: Telling,
  day: Day,
  children: readonly Records[],
  facts: NewsFacts,
): (id: StudentId) => ReadonlySet<string> {
  const { tx, clock, timetable } = telling
  const alerts = alertsOn(
    tx,
    day,
    children.map(({ studentId }) => studentId),
  )
  if (alerts.length === 0) return () => nobody
  revise(telling, day, alerts, facts)
  const records = new Map(children.map(one => [one.studentId, one.records]))
  const told = new Map<StudentId, Set<string>>()
  for (const alert of alerts.filter(({ state }) => outStates.includes(state))) {
    const { studentId, messageId, phone } = alert
    const arrival = arrivalAfter(telling, day, alert, records.get(studentId) ?? [], facts)
    if (arrival === null) {
      takeBackAnswer(telling, day, alert)
      continue
    }
    told.set(studentId, (told.get(studentId) ?? new Set()).add(phone))
    if (alert.answered) continue
    const child = { studentId, attendanceRecordId: arrival.id, at: arrival.at }
    queueAnswer(tx, clock.now(), timetable.settings, { kind: 'arrived_after', alert: messageId, children: [child] })
  }
  return id => told.get(id) ?? nobody
}

/**
 * Holds back the absence alerts of a day that are no longer true (a closure, a reason, a pass, a mark by hand, an
 * arrival) and have not left yet, and lets go those that are right again.
 */
export function reviseAbsenceAlerts(telling: Telling, day: Day): void {
  const alerts = allAlertsOn(telling.tx, day).filter(isOpen)
  if (alerts.length === 0) return
  const ids = [...new Set(alerts.map(({ studentId }) => studentId))]
  revise(telling, day, alerts, newsFacts(telling.tx, day, ids))
}

function revise(telling: Telling, day: Day, alerts: readonly AlertOfChild[], facts: NewsFacts): void {
  const { tx, clock, timetable } = telling
  const open = alerts.filter(isOpen)
  if (open.length === 0) return
  const now = clock.now()
  const ids = [...new Set(open.map(({ studentId }) => studentId))]
  const records = recordsOf(tx, day, ids)
  const marks = new Map(marksOn(tx, day, ids).map(({ studentId, session, mark }) => [`${session} ${studentId}`, mark]))
  const letGo = new Set(openPasses(tx, timetable, now, day).map(({ studentId }) => studentId))

  function isRight({ studentId, session, answered }: AlertOfChild): boolean {
    const child = facts.child(studentId)
    if (child === undefined || child.exempt || answered || letGo.has(studentId)) return false
    if (!timetable.expects(day, session, child) || facts.isExcused(studentId, session)) return false
    const mark = marks.get(`${session} ${studentId}`)
    return mark !== 'present' && mark !== 'late'
  }

  for (const alert of open) {
    const came = arrivalAfter(telling, day, alert, records.get(alert.studentId) ?? [], facts) !== null
    const right = !came && isRight(alert)
    if (alert.state === 'queued') {
      if (!right) holdCause(tx, alert.dedupeKey, came ? 'earlier_punch' : 'not_expected', now)
    } else if (right) releaseCause(tx, alert.dedupeKey, now)
  }
}

/** It has not left: waiting, or taken back until it is right again. */
function isOpen({ state, note }: AlertOfChild): boolean {
  return state === 'queued' || (state === 'cancelled' && (note === 'not_expected' || note === 'earlier_punch'))
}

function arrivalAfter(
  { timetable }: Telling,
  day: Day,
  { studentId, session, at }: AlertOfChild,
  records: readonly StoredRecord[],
  facts: NewsFacts,
): StoredRecord | null {
  const child = facts.child(studentId)
  const plan = child === undefined ? null : timetable.planFor(day, child)
  const times = plan === null ? null : timetable.sessionTimes(day, session, plan)
  return cameAfterAll(session, times, records, at)
}

/** The press was not this child's: what has not left yet of its arrival is not true. */
function takeBackAnswer({ tx, clock }: Telling, day: Day, { studentId, messageId }: AlertOfChild): void {
  for (const { dedupeKey } of causesOfDay(tx, 'arrived_after', day, studentId)) {
    if (dedupeKey.endsWith(`:${messageId}`)) holdCause(tx, dedupeKey, 'earlier_punch', clock.now())
  }
}
