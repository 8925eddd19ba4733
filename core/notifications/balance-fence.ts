import type { MessageId } from '../contract/common.ts'

/** What the balance was and is around one attempt of which nobody can tell whether it went out. */
export type BalanceHint = {
  readonly messageId: MessageId
  readonly attempt: number
  /** In hundredths. */
  readonly before: number
  readonly after: number
}

/**
 * Follows what the balance must be from what the provider charges. Where exactly one attempt since the last answer is
 * uncertain, the next answer shows whether it was charged. A hint only: somebody else may use the same account.
 */
export type BalanceFence = {
  sent(): void
  /** `costMinor`: what was charged, 0 for what was refused; null: nobody knows. */
  charged(costMinor: number | null): void
  uncertain(attempt: { readonly messageId: MessageId; readonly attempt: number }): void
  /** What is believed to be left; null: not known. */
  left(): number | null
  /** An uncertain attempt waits for the balance. */
  wantsBalance(): boolean
  /** Call before the provider is asked, and the result with its answer. */
  asking(): (minor: number) => BalanceHint | null
  forget(): void
}

export function createBalanceFence(): BalanceFence {
  let left: number | null = null
  let exact = false
  let inFlight = 0
  let movements = 0
  let open: { messageId: MessageId; attempt: number; before: number }[] = []
  let unclear = false

  return {
    sent() {
      inFlight += 1
      movements += 1
    },
    charged(costMinor) {
      inFlight -= 1
      if (costMinor === 0) return
      movements += 1
      if (costMinor === null) {
        exact = false
        unclear = true
        return
      }
      if (left !== null) left -= costMinor
      open = open.map(one => ({ ...one, before: one.before - costMinor }))
    },
    uncertain({ messageId, attempt }) {
      inFlight -= 1
      movements += 1
      if (exact && left !== null) open = [...open, { messageId, attempt, before: left }]
      else unclear = true
      exact = false
    },
    left: () => left,
    wantsBalance: () => open.length === 1 && !unclear,
    asking() {
      const begun = movements
      const wasQuiet = inFlight === 0
      return minor => {
        left = minor
        const still = wasQuiet && inFlight === 0 && begun === movements
        const [only] = open
        const hint = still && !unclear && open.length === 1 && only !== undefined ? { ...only, after: minor } : null
        exact = still
        unclear = !still
        open = []
        return hint
      }
    },
    forget() {
      left = null
      exact = false
      unclear = false
      open = []
    },
  }
}
