import type { DayPlan } from './day-plan.ts'
import type { Gate } from './gates.ts'
import type { SimulatedClock } from './clock.ts'
import type { Press } from './school-day.ts'

/** Plays the day's events on the gates as the clock comes to them. */
export type Player = {
  /** Looks at the clock again: to be called when its course has changed. */
  rearm(): void
  stop(): void
}

type Step = { readonly local: number; readonly run: () => void }

/** A child whom the terminal did not take (the office is just reading it) presses again this much later, ms. */
const pressAgainMs = 15_000

/**
 * @param localNow the school's true local time as local ms
 * @param offsetMs local time minus UTC
 */
export function createPlayer(
  plan: DayPlan,
  gates: readonly Gate[],
  clock: SimulatedClock,
  offsetMs: number,
  told: { readonly onCable: () => void; readonly onEnd: () => void },
): Player {
  const steps: Step[] = [
    ...plan.presses.map(press => ({ local: press.local, run: () => pressAt(press, press.local) })),
    ...plan.cables.map(({ local, terminal, plugged }) => ({
      local,
      run() {
        gates[terminal]?.setCable(plugged)
        told.onCable()
      },
    })),
    { local: plan.until, run: () => undefined },
  ].sort((a, b) => a.local - b.local)
  /** Who stands before a terminal that does not take a finger just now. */
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  const localNow = () => clock.now() + offsetMs

  function pressAt(press: Press, local: number): void {
    const { terminal, pin, state, verify } = press
    const gate = gates[terminal]
    if (gate === undefined) return
    // The press is at its moment of the plan, however late this program's timer is; the terminal's clock may be off.
    const shown = local + wholeSeconds(gate.terminal.time() - localNow())
    if ('recorded' in gate.terminal.punch(pin, { at: shown, state, verify })) return
    const child = `${terminal} ${pin}`
    if (waiting.has(child)) return
    waiting.add(child)
    const again = Math.max(local, localNow()) + pressAgainMs
    insert({
      local: again,
      run() {
        waiting.delete(child)
        pressAt(press, again)
      },
    })
  }

  function insert(step: Step): void {
    const index = steps.findIndex(other => other.local > step.local)
    steps.splice(index === -1 ? steps.length : index, 0, step)
  }

  function runDue(): void {
    timer = null
    const now = localNow()
    for (let next = steps[0]; next !== undefined && next.local <= now; next = steps[0]) {
      steps.shift()
      next.run()
    }
    if (steps.length === 0) told.onEnd()
    else rearm()
  }

  function rearm(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const [next] = steps
    if (next === undefined) return
    const due = next.local <= localNow() ? 0 : clock.realAtOf(next.local - offsetMs)
    if (due === Infinity) return
    timer = setTimeout(runDue, Math.max(1, Math.ceil(due - Date.now())))
  }

  return {
    rearm,
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      steps.length = 0
    },
  }
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000
}
