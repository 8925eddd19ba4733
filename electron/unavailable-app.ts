import { randomUUID } from 'node:crypto'
import type { App } from '../core/app.ts'
import { AppError } from '../core/contract/errors.ts'
import type { Result } from '../core/contract/errors.ts'
import type { Log } from '../core/ports.ts'

/** Stands in for a core that could not start: it does nothing and answers everything with the reason. */
export function standInFor(error: unknown, log: Log): { readonly app: App; start(): void; stop(): Promise<void> } {
  const reference = randomUUID()
  log.error('core_not_started', error, { reference })
  const { code, details } = error instanceof AppError ? error : new AppError('internal', { reference })
  const answer: Result = { ok: false, error: { code, details } }
  const app: App = {
    call: () => Promise.resolve(answer),
    subscribe: () => () => undefined,
    forgetWindow: () => undefined,
    start: () => undefined,
    stop: () => Promise.resolve(),
  }
  return { app, start: () => app.start(), stop: () => app.stop() }
}
