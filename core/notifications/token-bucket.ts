/** So many a second, and at most a second's worth at once. `now`: a clock in ms that never jumps. */
export function createTokenBucket(perSecond: number, now: () => number) {
  let tokens = perSecond
  let filledAt = now()

  function fill(): void {
    const at = now()
    tokens = Math.min(perSecond, tokens + ((at - filledAt) / 1000) * perSecond)
    filledAt = at
  }

  return {
    /** Whole ones that may be taken now. */
    available(): number {
      fill()
      return Math.floor(tokens)
    },
    take(count: number): void {
      tokens -= count
    },
  }
}
