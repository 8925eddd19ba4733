import type { Day } from '../contract/common.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * The day from which a boarder's last word still says where he or she is: the first of the term, or of the last
 * half-term in it, in which boarders go home. Null: outside term nobody is expected to be there.
 */
export function boardersKnownFrom({ terms, halfTerms }: Pick<Settings, 'terms' | 'halfTerms'>, today: Day): Day | null {
  const term = terms.find(({ from, to }) => from <= today && today <= to)
  if (term === undefined) return null
  const begun = halfTerms.map(({ from }) => from).filter(from => term.from <= from && from <= today)
  return begun.sort().at(-1) ?? term.from
}
