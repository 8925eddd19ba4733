import type { GateLine } from './gates.ts'

/** Notices when an office has asked each of these terminals for events and has then read its log. */
export function createReadBackWatch(serials: () => readonly string[]): {
  see(line: GateLine): void
  isComplete(): boolean
} {
  const asked = new Set<string>()
  const reading = new Set<string>()
  const done = new Set<string>()
  return {
    see({ serial, what, ...detail }) {
      if (what === 'registered') asked.add(serial)
      else if (what === 'table-read' && detail['table'] === 'logs' && asked.has(serial)) reading.add(serial)
      else if (what === 'enabled' && reading.has(serial)) done.add(serial)
    },
    isComplete: () => serials().every(serial => done.has(serial)),
  }
}
