import { min } from 'drizzle-orm'
import type { Day } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { sessionMark } from '../db/schema.ts'

/** The first day for which anybody has a mark; null before there is one. */
export function firstMarkedDay(tx: Tx): Day | null {
  return (
    tx
      .select({ day: min(sessionMark.day) })
      .from(sessionMark)
      .get()?.day ?? null
  )
}
