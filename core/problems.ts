import type { Problem } from './contract/app.ts'
import type { ErrorCode, ErrorDetails } from './contract/errors.ts'
import type { AnyEvent } from './contract/events.ts'
import type { Clock } from './ports.ts'

export type Problems = {
  /** Shows a problem until it is cleared; one of each code, with the latest details and the first time. */
  raise(code: ErrorCode, details?: ErrorDetails): void
  clear(code: ErrorCode): void
  /** Oldest first. */
  list(): Problem[]
}

/** What the office must know now. Changes are announced as `app.problems`. */
export function createProblems({ clock, emit }: { clock: Clock; emit: (event: AnyEvent) => void }): Problems {
  const current = new Map<ErrorCode, Problem>()
  const list = () => [...current.values()]

  return {
    raise(code, details = {}) {
      const known = current.get(code)
      if (known !== undefined && sameDetails(known.details, details)) return
      current.set(code, { code, details, since: known?.since ?? clock.now() })
      emit({ name: 'app.problems', payload: list() })
    },
    clear(code) {
      if (current.delete(code)) emit({ name: 'app.problems', payload: list() })
    },
    list,
  }
}

function sameDetails(a: ErrorDetails, b: ErrorDetails): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key])
}
