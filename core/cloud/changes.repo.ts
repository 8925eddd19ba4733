import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { change } from '../db/schema.ts'

export type Change = {
  /** Table name of what changed. */
  readonly entity: string
  readonly entityId: string
  readonly op: 'put' | 'delete'
  readonly payload: Readonly<Record<string, string | number | boolean | null>>
  readonly at: number
}

/**
 * Writes down, in the transaction that makes them, changes the cloud has yet to hear of. Takes many at once: a
 * terminal's log read back makes hundreds.
 */
export function recordChanges(tx: Tx, changes: readonly Change[]): void {
  insertMany(
    tx,
    change,
    changes.map(({ at, ...row }) => ({ ...row, createdAt: at })),
  )
}
