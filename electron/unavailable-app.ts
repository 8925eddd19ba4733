import type { App } from '../core/app.ts'
import type { AppError, Result } from '../core/contract/errors.ts'

/** Stands in for the core when it could not start: it does nothing and answers everything with the reason. */
export function createUnavailableApp({ code, details }: Pick<AppError, 'code' | 'details'>): App {
  const answer: Result = { ok: false, error: { code, details } }
  return {
    call: () => Promise.resolve(answer),
    subscribe: () => () => undefined,
    forgetWindow: () => undefined,
    start: () => undefined,
    stop: () => Promise.resolve(),
  }
}
