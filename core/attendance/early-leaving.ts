import type { Day, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { causesOfDay } from '../notifications/outbox.repo.ts'
import { holdCause, releaseCause } from '../notifications/take-back.ts'
import type { PassTimes } from '../office/pass-rules.ts'
import { passesOn } from '../office/passes.repo.ts'
import { passTimes } from '../office/passes.ts'
import { recordsOf } from './attendance.repo.ts'
import { isEarly } from './leaving-rules.ts'
import { newsFacts } from './news-facts.ts'
import type { NewsFacts } from './news-facts.ts'
import { causesOf } from './rules.ts'
import type { DayRecord } from './rules.ts'
import type { Telling } from './telling.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

/** Whether an OUT of a child is to be told as leaving early: it is, nobody has let it go, and the school wants it told. */
export type LeavesEarly = (id: StudentId, records: readonly DayRecord[]) => (out: DayRecord) => boolean

export function earlyLeavings(tx: Tx, timetable: Timetable, day: Day, facts: NewsFacts): LeavesEarly {
  const passesFor = passesByStudent(tx, timetable, day)
  return (id, records) => out => {
    const child = facts.child(id)
    const plan = child === undefined ? null : timetable.planFor(day, child)
    if (!timetable.settings.messages.leftEarly || child === undefined || plan === null) return false
    const { leavesFrom: minute } = plan
    const leavesFrom = minute === null ? null : timetable.zone.atOf(day, minute)
    // Nearly all leave when they are to, and nothing has to be looked up for them.
    if (leavesFrom === null || out.at >= leavesFrom) return false
    const sessions = sessionNames.flatMap(session => {
      const times = timetable.expects(day, session, child) ? timetable.sessionTimes(day, session, plan) : null
      return times === null ? [] : [{ session, ...times }]
    })
    const excused = facts
      .reasons(id)
      .filter(({ alertsParent }) => !alertsParent)
      .map(({ session }) => session)
    return isEarly(out, records, { leavesFrom, sessions, excused, passes: passesFor(id) })
  }
}

/**
 * Holds back the messages of a day about children who left early and have been let go since (a pass, a reason), and lets
 * go those that are right again.
 */
export function reviseEarlyLeavings({ tx, clock, timetable }: Telling, day: Day): void {
  const told = causesOfDay(tx, 'left_early', day)
  const waiting = told.filter(({ state }) => state === 'queued')
  const held = told.filter(({ state, note }) => state === 'cancelled' && note === 'not_expected')
  if (waiting.length + held.length === 0) return
  const ids = [...new Set([...waiting, ...held].map(({ studentId }) => studentId))]
  const records = recordsOf(tx, day, ids)
  const leaves = earlyLeavings(tx, timetable, day, newsFacts(tx, day, ids))
  const right = new Set(
    ids.flatMap(id => {
      const own = records.get(id) ?? []
      return causesOf(own, null, leaves(id, own)).flatMap(({ kind, record }) =>
        kind === 'left_early' ? record.id : [],
      )
    }),
  )
  for (const { attendanceRecordId: id, dedupeKey } of waiting) {
    if (id === null || !right.has(id)) holdCause(tx, dedupeKey, 'not_expected', clock.now())
  }
  for (const { attendanceRecordId: id, dedupeKey } of held) {
    if (id !== null && right.has(id)) releaseCause(tx, dedupeKey, clock.now())
  }
}

/** Looked up when the first of them is asked for. */
function passesByStudent(tx: Tx, timetable: Timetable, day: Day): (id: StudentId) => readonly PassTimes[] {
  let known: ReadonlyMap<StudentId, PassTimes[]> | null = null
  return id => {
    if (known === null) {
      const passes = new Map<StudentId, PassTimes[]>()
      for (const pass of passesOn(tx, day)) {
        if (pass.cancelledAt !== null) continue
        passes.set(pass.studentId, [...(passes.get(pass.studentId) ?? []), passTimes(timetable, pass)])
      }
      known = passes
    }
    return known.get(id) ?? []
  }
}
