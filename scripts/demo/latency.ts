export type Spread = { readonly p50: number; readonly p99: number; readonly n: number }

/** Median and 99th percentile (nearest rank) in whole ms; both 0 when there is nothing. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = (share: number) => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { p50: rank(0.5), p99: rank(0.99), n: sorted.length }
}
