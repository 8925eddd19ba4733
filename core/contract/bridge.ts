import type { AnyEvent } from './events.ts'
import type { Result } from './errors.ts'

/** What the preload puts on `window.bridge`: the window's only way out. Events come in batches, oldest first. */
export type Bridge = {
  call(channel: string, input: unknown): Promise<Result>
  subscribe(listener: (events: AnyEvent[]) => void): () => void
}
