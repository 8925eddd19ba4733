import type { AnyEvent } from './contract/events.ts'
import type { Log } from './ports.ts'

export type Bus = {
  /** Announces what has already happened; call it after the commit. */
  emit(event: AnyEvent): void
  /** Returns how to stop listening. */
  subscribe(listener: (event: AnyEvent) => void): () => void
}

/** Announcements within the core. A listener that fails is logged and disturbs neither the others nor the announcer. */
export function createBus(log: Log): Bus {
  const listeners = new Set<(event: AnyEvent) => void>()
  return {
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (error) {
          log.error('a listener failed', error, { event: event.name })
        }
      }
    },
    subscribe(listener) {
      const own = (event: AnyEvent) => listener(event)
      listeners.add(own)
      return () => listeners.delete(own)
    },
  }
}
