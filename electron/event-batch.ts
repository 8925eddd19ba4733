import type { AnyEvent } from '../core/contract/events.ts'

/** A window hears at most one batch in this time, however many things happen. */
const batchMs = 50

/**
 * Joins announcements into batches for one window. The first after a quiet time goes out at once; those that follow
 * within 50 ms go out together, in order, and of those that tell the same thing anew only the newest.
 */
export function createEventBatch(send: (batch: AnyEvent[]) => void) {
  let waiting: AnyEvent[] = []
  let timer: NodeJS.Timeout | null = null
  let lastSentAt = -Infinity

  function flush(): void {
    timer = null
    lastSentAt = performance.now()
    const batch = joined(waiting)
    waiting = []
    send(batch)
  }

  return {
    add(event: AnyEvent): void {
      waiting.push(event)
      timer ??= setTimeout(flush, Math.max(0, lastSentAt + batchMs - performance.now()))
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer)
      waiting = []
    },
  }
}

/** Keeps the order of what stays; an older announcement of the same thing goes. */
export function joined(events: readonly AnyEvent[]): AnyEvent[] {
  const newest = new Map<string, number>()
  events.forEach((event, index) => {
    const key = sameThing(event)
    if (key !== null) newest.set(key, index)
  })
  return events.filter((event, index) => {
    const key = sameThing(event)
    return key === null || newest.get(key) === index
  })
}

/** What an announcement is about, when a newer one of the same replaces it; null when each one counts. */
function sameThing(event: AnyEvent): string | null {
  switch (event.name) {
    // Each punch counts; and each step of an enrollment is shown, a bad press above all.
    case 'attendance.recorded':
    case 'enrollment.progress':
      return null
    case 'attendance.changed':
    case 'attendance.unmatched':
      return `${event.name} ${event.payload.day ?? ''}`
    case 'devices.changed':
      return `${event.name} ${event.payload.id}`
    case 'sync.changed':
      return `${event.name} ${event.payload.deviceId}`
    case 'enrollment.station':
      return `${event.name} ${event.payload.id}`
    case 'devices.searched':
    case 'messages.changed':
    case 'messages.batches':
    case 'messages.account':
    case 'people.changed':
    case 'calendar.changed':
    case 'passes.changed':
    case 'boarding.changed':
    case 'import.progress':
    case 'app.problems':
    case 'simulation.changed':
      return event.name
  }
}
