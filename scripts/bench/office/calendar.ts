import { addDays } from '../../../core/day.ts'
import { defaultSettings } from '../../../core/settings/settings.ts'
import type { Settings } from '../../../core/settings/settings.ts'

/** Five school years; the last is under way. */
export const years = [2022, 2023, 2024, 2025, 2026] as const

/** A Wednesday near the end of the last term. */
export const today = '2026-10-21'

const lastYear = years[years.length - 1] ?? 0

/** The calendar of 2026 for every year, moved by whole weeks. Holidays keep their dates. */
export function fiveYears(): Pick<Settings, 'terms' | 'halfTerms' | 'holidays'> {
  const { terms, halfTerms, holidays } = defaultSettings
  return {
    terms: years.flatMap(year =>
      terms.map(({ name, from, to }) => ({ name: `${name} ${year}`, ...moved({ from, to }, year) })),
    ),
    halfTerms: years.flatMap(year => halfTerms.map(span => moved(span, year))),
    holidays: years.flatMap(year => holidays.map(({ day, name }) => ({ day: `${year}${day.slice(4)}`, name }))),
  }
}

function moved(span: { from: string; to: string }, year: number): { from: string; to: string } {
  const back = -364 * (lastYear - year)
  return { from: addDays(span.from, back), to: addDays(span.to, back) }
}
