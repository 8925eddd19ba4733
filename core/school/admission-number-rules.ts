/** `ADM/0234`, `2024/117`, `WE4T234`, and the year at the end of `117/2024`. */
const form = /^(.*?)(\d+)(\/(?:19|20)\d\d)?$/

type Parts = { readonly before: string; readonly digits: string; readonly after: string }

function partsOf(admissionNumber: string): Parts | null {
  const [, before, digits, after = ''] = form.exec(admissionNumber) ?? []
  return before === undefined || digits === undefined ? null : { before, digits, after }
}

const seriesOf = ({ before, after }: Parts): string => `${before}\n${after}`

/**
 * The next admission number: the highest of the series in use, plus one, with its prefix and zeros. The series in use
 * is the one most of the newest numbers are of.
 * @param taken all admission numbers, those of leavers too
 * @param newest the last few that were given out, the newest first
 */
export function nextAdmissionNumber(taken: readonly string[], newest: readonly string[]): string {
  const series = commonest(newest.flatMap(one => partsOf(one) ?? []).map(seriesOf))
  const own = taken.flatMap(one => partsOf(one) ?? []).filter(parts => seriesOf(parts) === series)
  const [first] = own
  if (first === undefined) return firstNumber
  const highest = own.reduce((top, parts) => (BigInt(parts.digits) > BigInt(top.digits) ? parts : top), first)
  const used = new Set(taken)
  for (let n = BigInt(highest.digits) + 1n; ; n += 1n) {
    const next = `${highest.before}${n.toString().padStart(highest.digits.length, '0')}${highest.after}`
    if (!used.has(next)) return next
  }
}

const firstNumber = '0001'

/** The one that is there most often; of equals the first. */
function commonest(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [top] = [...counts].sort(([, a], [, b]) => b - a)
  return top?.[0] ?? null
}
