/** What the provider sees of the messages, as the kills and their judge need it. Texts are named as by `textOf`. */
export type Watch = {
  arrived(text: string): void
  answered(text: string): void
  /** How often each text came. */
  readonly arrivals: ReadonlyMap<string, number>
  /** How many came. */
  total(): number
  /** Resolves at the next of them, or after `limitMs` with false. */
  next(what: 'arrival' | 'answer', limitMs: number): Promise<boolean>
  /** When it came and was answered last, by the school's clock; infinitely long ago: never. */
  lastOf(text: string): { readonly arrivedAt: number; readonly answeredAt: number }
}

export function createWatch(now: () => number): Watch {
  const never = { arrivedAt: -Infinity, answeredAt: -Infinity }
  const arrivals = new Map<string, number>()
  const last = new Map<string, typeof never>()
  const waiting = { arrival: new Set<() => void>(), answer: new Set<() => void>() }
  let total = 0

  function tell(what: keyof typeof waiting): void {
    for (const resolve of [...waiting[what]]) resolve()
  }

  return {
    arrived(text) {
      total += 1
      arrivals.set(text, (arrivals.get(text) ?? 0) + 1)
      last.set(text, { arrivedAt: now(), answeredAt: -Infinity })
      tell('arrival')
    },
    answered(text) {
      last.set(text, { ...(last.get(text) ?? never), answeredAt: now() })
      tell('answer')
    },
    arrivals,
    total: () => total,
    next: (what, limitMs) =>
      new Promise(resolve => {
        const end = (came: boolean) => {
          clearTimeout(limit)
          waiting[what].delete(come)
          resolve(came)
        }
        const come = () => end(true)
        const limit = setTimeout(() => end(false), limitMs)
        waiting[what].add(come)
      }),
    lastOf: text => last.get(text) ?? never,
  }
}
