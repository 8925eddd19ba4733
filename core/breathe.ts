import { setImmediate } from 'node:timers'

/** What background work should take of a turn of the loop, real ms: nothing else goes on meanwhile. */
export const turnMs = 10

const waiting: (() => void)[] = []

/**
 * Lets punches, calls and other work have their turn. Of all who wait, one goes on in each turn of the loop: several
 * long jobs at a time would else put a portion each into the same turn, and hold it up together.
 */
export function breathe(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(letOneGoOn)
  })
}

function letOneGoOn(): void {
  waiting.shift()?.()
  // What is asked for from within this turn comes in the next one.
  if (waiting.length > 0) setImmediate(letOneGoOn)
}

/** For loops of short steps: makes a function that breathes whenever the steps since the last breath have had their time. */
export function createPauses(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < turnMs) return
    await breathe()
    since = performance.now()
  }
}
