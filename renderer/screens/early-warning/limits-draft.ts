import type { WarningLimits } from '../../../core/contract/morning.ts'
import { t } from '../../strings/t.ts'

const words = t.earlyWarning
const tiers = ['watch', 'chronic', 'serious', 'severe'] as const
const rows = ['row0', 'row1', 'row2'] as const

type LimitField = (typeof tiers)[number] | (typeof rows)[number] | 'afterDays'
export type TypedLimits = Record<LimitField, string>

/** The fields of the form, in their order. */
export const limitFields: readonly { id: LimitField; label: string }[] = [
  ...tiers.map(id => ({ id, label: words.percent(words.tiers[id]) })),
  ...rows.map((id, place) => ({ id, label: words.row(place) })),
  { id: 'afterDays', label: words.afterDays },
]

export function typedLimits({ watch, chronic, serious, severe, afterDays, inARow }: WarningLimits): TypedLimits {
  const [row0 = 0, row1 = 0, row2 = 0] = inARow
  const numbers = { watch, chronic, serious, severe, row0, row1, row2, afterDays }
  return Object.fromEntries(Object.entries(numbers).map(([id, n]) => [id, String(n)])) as TypedLimits
}

/** The limits as typed, or which fields are wrong: no whole number in its range, or not above the one before. */
export function readLimits(typed: TypedLimits): { value: WarningLimits | null; wrong: LimitField[] } {
  const n = (id: LimitField, most: number) => {
    const text = typed[id].trim()
    const value = /^\d{1,3}$/.test(text) ? Number(text) : 0
    return value >= 1 && value <= most ? value : null
  }
  const wrong: LimitField[] = []
  const rising = (ids: readonly LimitField[], most: number) =>
    ids.map((id, i) => {
      const value = n(id, most)
      const before = ids[i - 1] === undefined ? 0 : (n(ids[i - 1] ?? id, most) ?? 0)
      if (value === null || value <= before) wrong.push(id)
      return value ?? 0
    })
  const [watch = 0, chronic = 0, serious = 0, severe = 0] = rising(tiers, 100)
  const inARow = rising(rows, 60)
  const afterDays = n('afterDays', 60)
  if (afterDays === null) wrong.push('afterDays')
  if (wrong.length > 0 || afterDays === null) return { value: null, wrong }
  return { value: { watch, chronic, serious, severe, afterDays, inARow }, wrong }
}
