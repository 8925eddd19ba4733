import { readCalendar } from '../calendar/closures.repo.ts'
import type { StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { TerminalNow } from '../notifications/interlock-facts.ts'
import { endWaiting, notSentUnread, waitingMessages } from '../notifications/late-hold.repo.ts'
import type { WaitingMessage } from '../notifications/late-hold.repo.ts'
import { messageCounts } from '../notifications/messages.repo.ts'
import { receiversOf } from '../notifications/receivers.repo.ts'
import type { Problems } from '../problems.ts'
import type { Deps } from '../use-case.ts'
import { childrenOn } from './day-facts.repo.ts'
import type { DayChild } from './day-facts.repo.ts'
import { unreadTerminals } from './late-hold.ts'
import type { Timetable } from './timetable.ts'
import { createTimetables } from './timetable.ts'

type HoldDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  readonly terminals: () => readonly TerminalNow[]
  readonly problems: Pick<Problems, 'raise' | 'clear'>
  /** A message may be due. */
  readonly wakeSending: () => void
}

/** A terminal that was off for a moment is nothing that the office must know of. */
const tellAfterMs = 60_000

/**
 * Lets go the messages about lateness that waited until no earlier press of the child can lie in a terminal any more,
 * and tells the office while some wait, or when some were never sent, because a terminal is not read.
 */
export function createLateHold({ db, clock, emit, terminals, problems, wakeSending }: HoldDeps): Job {
  const timetables = createTimetables()
  /** What stood in the way when it was last looked: as long as that stays the same nothing can go. */
  let before = ''

  function letGo(waiting: readonly WaitingMessage[], timetable: Timetable, lines: readonly TerminalNow[]): boolean {
    const now = clock.now()
    const sinceOf = lateFroms(db, timetable, waiting)
    const current = JSON.stringify(
      waiting.map(({ id, ...one }) => {
        const since = sinceOf(one)?.since
        return [id, lines.filter(({ coveredUntil }) => coveredUntil === null || coveredUntil < (since ?? now)).length]
      }),
    )
    if (current === before) return false
    before = current
    return transact(db, tx => {
      const free = waiting.filter(one => {
        const own = sinceOf(one)
        return own !== null && unreadTerminals(tx, lines, own.children, own.since).length === 0
      })
      for (const one of free) endWaiting(tx, one.id, joinedUntil(tx, timetable, one, now), now)
      return free.length > 0
    })
  }

  /** Counted anew: some may have gone. */
  function tellOffice(waiting: readonly WaitingMessage[], timetable: Timetable, lines: readonly TerminalNow[]): void {
    const now = clock.now()
    const notSent = notSentUnread(db, timetable.dayOf(now))
    const long = waiting.filter(({ createdAt }) => now - createdAt >= tellAfterMs)
    if (notSent + long.length === 0) {
      problems.clear('late_waiting')
      return
    }
    const sinceOf = lateFroms(db, timetable, long)
    const names = long.flatMap(one => {
      const own = sinceOf(one)
      return own === null ? [] : unreadTerminals(db, lines, own.children, own.since).map(({ name }) => name)
    })
    const named = [...new Set(names)].sort().join(', ')
    problems.raise('late_waiting', { waiting: long.length, notSent, terminals: named })
  }

  return {
    name: 'late-hold',
    everyMs: 1000,
    run() {
      const timetable = timetables(readCalendar(db))
      const waiting = waitingMessages(db)
      if (waiting.length === 0) before = ''
      const lines = terminals()
      const gone = waiting.length > 0 && letGo(waiting, timetable, lines)
      tellOffice(gone ? waitingMessages(db) : waiting, timetable, lines)
      if (!gone) return
      emit({ name: 'messages.changed', payload: messageCounts(db) })
      wakeSending()
    },
  }
}

type Late = { readonly children: readonly DayChild[]; readonly since: number }

/**
 * The children of a message and when the first of them began to be late; null where that is not known any more, and
 * then nobody can say that it is right.
 */
function lateFroms(
  tx: Tx,
  timetable: Timetable,
  messages: readonly WaitingMessage[],
): (one: Pick<WaitingMessage, 'day' | 'studentIds'>) => Late | null {
  const byDay = new Map<string, Map<StudentId, DayChild>>()
  for (const day of new Set(messages.map(one => one.day))) {
    const ids = messages.filter(one => one.day === day).flatMap(({ studentIds }) => studentIds)
    byDay.set(day, childrenOn(tx, day, ids))
  }
  return ({ day, studentIds }) => {
    const late = studentIds.flatMap(id => {
      const child = byDay.get(day)?.get(id)
      const plan = child === undefined ? null : timetable.planFor(day, child)
      const times = plan === null ? null : timetable.sessionTimes(day, 'AM', plan)
      return child === undefined || times === null ? [] : [{ child, since: times.lateFrom }]
    })
    if (late.length < studentIds.length) return null
    return { children: late.map(({ child }) => child), since: Math.max(...late.map(({ since }) => since)) }
  }
}

/** Brothers and sisters may still join it for as long as they might have if it had not waited. */
function joinedUntil(tx: Tx, { settings }: Timetable, one: WaitingMessage, now: number): number | null {
  const until = one.createdAt + settings.messages.mergeSeconds * 1000
  const [first] = one.studentIds
  if (until <= now || first === undefined) return null
  const receiver = receiversOf(tx, first).find(({ guardianId }) => guardianId === one.guardianId)
  return receiver?.hasSiblings === true ? until : null
}
