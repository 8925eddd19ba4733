import type { ClassId, StreamId } from '../contract/common.ts'
import type { EarlyWarning, WarningLimits, WarningRow, WarningTier } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { warningCounts, warningRows } from './early-warning.repo.ts'
import { termInForce } from './term.ts'
import type { Timetable } from './timetable.ts'

type Filter = {
  readonly classId?: ClassId | undefined
  readonly streamId?: StreamId | undefined
  readonly tier?: WarningTier | undefined
  readonly daysInARow?: number | undefined
}
type Window = { readonly limit: number; readonly offset: number }

/** Those who miss too much of the term in force, those who missed most first. */
export function earlyWarning(
  tx: Tx,
  timetable: Timetable,
  now: number,
  { tier, daysInARow, ...where }: Filter,
  { limit, offset }: Window,
): EarlyWarning {
  const { terms, warningLimits: limits } = timetable.settings
  const term = termInForce(terms, timetable.dayOf(now))
  if (term === null) return { term: null, limits, counts: noneAtAll, rows: [], total: 0 }
  const fromPercent = tier === undefined ? undefined : limits[tier]
  const filter = { ...where, termFrom: term.from, limits, fromPercent, daysInARow }
  const { total, ...counts } = warningCounts(tx, filter)
  const rows = warningRows(tx, filter, limit, offset).map(({ missedHalfDays, missedRate, ...row }): WarningRow => ({
    ...row,
    missedDays: missedHalfDays / 2,
    missedPercent: missedRate / 100,
    tier: tierOf(missedRate / 100, limits),
  }))
  return { term: term.name, limits, counts, rows, total }
}

const noneAtAll: EarlyWarning['counts'] = { watch: 0, chronic: 0, serious: 0, severe: 0, inARow: [0, 0, 0] }

/** From the mildest to the worst. */
export const tiers: readonly WarningTier[] = ['watch', 'chronic', 'serious', 'severe']

/** The worst that is reached. */
function tierOf(percent: number, limits: WarningLimits): WarningTier | null {
  return tiers.findLast(tier => percent >= limits[tier]) ?? null
}
