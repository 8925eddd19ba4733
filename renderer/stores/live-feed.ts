import { create } from 'zustand'
import type { AttendanceEvent } from '../../core/contract/attendance.ts'
import type { Day, PunchId } from '../../core/contract/common.ts'
import { call, on } from '../api.ts'
import { dayOf } from '../format.ts'
import { createQuery } from '../query.ts'
import type { QueryState } from '../query.ts'

/** So many events are kept on screen; older ones are found in the register. */
export const feedLimit = 200

type Rows = readonly AttendanceEvent[]

type LiveFeed = Omit<QueryState<Rows>, 'data' | 'answers'> & {
  rows: Rows
  loaded: boolean
  /** How many have come live since the feed was opened. */
  heard: number
  /** Those that came in the last moment. */
  newest: ReadonlySet<PunchId>
  refetch: () => void
}

const empty: LiveFeed = {
  rows: [],
  loaded: false,
  heard: 0,
  newest: new Set(),
  error: null,
  slow: false,
  refetch: () => undefined,
}

/** Who came and went, newest first, as it happens. */
export const useLiveFeed = create<LiveFeed>()(() => empty)

/**
 * Rows and what came since, newest first. An event already there is replaced: what a punch means can change when an
 * earlier one is read back.
 */
export function withHeard(rows: Rows, heard: Rows): Rows {
  const events = new Map([...rows, ...heard].map(event => [event.punchId, event]))
  return [...events.values()].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, feedLimit)
}

/** Fills the feed with a day and keeps it live. Returns the way to stop. */
export function openFeed(day: Day, zone: string): () => void {
  useLiveFeed.setState(empty)
  let unconfirmed: AttendanceEvent[] = []
  const query = createQuery<Rows>({
    async answer() {
      unconfirmed = []
      return call('attendance.feed', { day, limit: feedLimit })
    },
    listen: hint => on('attendance.changed', hint),
    minGapMs: 5000,
  })
  const stopHearing = on('attendance.recorded', payloads => {
    const heard = payloads.flat().filter(event => dayOf(event.at, zone) === day)
    if (heard.length === 0) return
    unconfirmed.push(...heard)
    useLiveFeed.setState(({ rows, heard: before }) => {
      const known = new Set(rows.map(row => row.punchId))
      const newest = new Set(heard.map(event => event.punchId).filter(id => !known.has(id)))
      return { rows: withHeard(rows, heard), heard: before + newest.size, newest }
    })
  })
  let answered: Rows | undefined
  const stopAsking = query.subscribe(() => {
    const { data, error, slow } = query.snapshot()
    if (data === undefined || data === answered) {
      useLiveFeed.setState({ error, slow })
      return
    }
    answered = data
    // What was heard while the answer was on its way may not be in it.
    const since = unconfirmed
    useLiveFeed.setState({ rows: withHeard(data, since), loaded: true, error, slow })
  })
  useLiveFeed.setState({ refetch: query.refetch })
  query.ask(day)
  return () => {
    stopHearing()
    stopAsking()
  }
}
