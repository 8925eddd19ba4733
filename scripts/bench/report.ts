export type BenchContext = {
  /** A folder for whatever measured programs write; gone afterwards. */
  readonly scratch: string
  /** Tells what is going on. */
  readonly say: (text: string) => void
}

/** One measurement: figures for a file and a table for people. */
export type Bench = (
  context: BenchContext,
) => Promise<{ readonly figures: Readonly<Record<string, unknown>>; readonly table: string }>

/** The value in the middle; of an even number the lower of the two. NaN of nothing. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? NaN
}

/** The value below which this share of all lies (nearest rank). NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits))
}
