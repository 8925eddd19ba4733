import type { ClassId, StreamId } from '../../../core/contract/common.ts'
import type { EarlyWarning, WarningTier } from '../../../core/contract/morning.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'

const tiers: readonly WarningTier[] = ['watch', 'chronic', 'serious', 'severe']

export type Part = { value: string; label: string; hint: string; count: number | null }

/** What the list can be narrowed to: a tier, or so many days in a row. `value`: `all`, `tier:severe`, `row:5`. */
export function partsOf({ counts, limits }: Pick<EarlyWarning, 'counts' | 'limits'>): Part[] {
  const words = t.earlyWarning
  return [
    { value: 'all', label: words.all, hint: '', count: null },
    ...tiers.map(tier => ({
      value: `tier:${tier}`,
      label: words.tiers[tier],
      hint: words.tierFrom(limits[tier]),
      count: counts[tier],
    })),
    ...limits.inARow.map((days, place) => ({
      value: `row:${String(days)}`,
      label: words.inARow(days),
      hint: '',
      count: counts.inARow[place] ?? 0,
    })),
  ]
}

/** What the core is asked for a part. */
export function filterOf(part: string): { tier?: WarningTier; daysInARow?: number } {
  const [kind, which = ''] = part.split(':')
  const tier = tiers.find(one => one === which)
  if (kind === 'tier' && tier !== undefined) return { tier }
  return kind === 'row' ? { daysInARow: Number(which) } : {}
}

type Place = { value: string; label: string; filter: { classId?: ClassId; streamId?: StreamId } }

/** Every class, and its streams where it has more than one. */
export function placesOf(tree: readonly ClassNode[]): Place[] {
  return tree.flatMap(({ id, name, streams }): Place[] => [
    { value: id, label: name, filter: { classId: id } },
    ...(streams.length < 2
      ? []
      : streams.map(stream => ({
          value: stream.id,
          label: `${name} ${stream.name}`,
          filter: { streamId: stream.id },
        }))),
  ])
}
