import type { Day } from '../contract/common.ts'
import type { Settings } from '../settings/settings.ts'

export type Term = Settings['terms'][number]

/** The term of a day or, between terms, the one before; null when none has begun. */
export function termInForce(terms: Settings['terms'], day: Day): Term | null {
  const begun = terms.filter(term => term.from <= day).sort((a, b) => (a.from < b.from ? -1 : 1))
  return begun.at(-1) ?? null
}
