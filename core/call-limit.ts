export type CallLimit = {
  /** Takes one call of a window's share; false when it has none left. */
  take(windowId: number): boolean
  forget(windowId: number): void
}

/**
 * Keeps one window from occupying the core: `burst` calls at once, and `perSecond` on average. Far above what a
 * person and a busy morning cause.
 * @param now a clock in ms that never goes back
 */
export function createCallLimit({
  burst,
  perSecond,
  now,
}: {
  burst: number
  perSecond: number
  now: () => number
}): CallLimit {
  const shares = new Map<number, { left: number; at: number }>()
  return {
    take(windowId) {
      const at = now()
      const share = shares.get(windowId) ?? { left: burst, at }
      const left = Math.min(burst, share.left + ((at - share.at) / 1000) * perSecond)
      shares.set(windowId, { left: left < 1 ? left : left - 1, at })
      return left >= 1
    },
    forget: windowId => void shares.delete(windowId),
  }
}
