import { createHash, randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { SmsGateway } from '../../ports.ts'

/**
 * The demo school's provider: it takes every message after a short while, as a real one does over a slow line, and
 * writes what it took to a journal (one JSON object a line, synced before it answers), so that what was accepted is
 * known even if the program is killed in between. Phones and texts are hashed: the journal is evidence, not a copy.
 */
export function createSimulatedGateway(options: {
  readonly journal: string
  readonly delayMs: { readonly min: number; readonly max: number }
}): SmsGateway {
  return {
    name: 'simulated',
    async send({ id, phone, body }) {
      const { min, max } = options.delayMs
      await pause((min + Math.random() * (max - min)) / 2)
      const providerId = `SIM-${randomUUID()}`
      const line = JSON.stringify({ acceptedAt: Date.now(), id, providerId, phone: digest(phone), body: digest(body) })
      try {
        await append(options.journal, line)
      } catch (error) {
        return { kind: 'ambiguous', reason: error instanceof Error ? error.message : 'journal_failed' }
      }
      await pause((min + Math.random() * (max - min)) / 2)
      return { kind: 'accepted', providerId }
    },
  }
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a')
  try {
    await file.appendFile(`${line}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
