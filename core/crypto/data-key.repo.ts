import type { Tx } from '../db/open.ts'
import { dataKey } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type WrappedKey = { readonly wrapped: Uint8Array; readonly backend: string }

/** The wrapped data key, or null before it was made. */
export function findWrappedKey(tx: Tx): WrappedKey | null {
  const [found] = tx.select({ wrapped: dataKey.wrapped, backend: dataKey.backend }).from(dataKey).limit(1).all()
  return found ?? null
}

/** Keeps the wrapped data key. */
export function insertWrappedKey(tx: Tx, { wrapped, backend }: WrappedKey, at: number): void {
  tx.insert(dataKey)
    .values({ id: newId(), wrapped: Buffer.from(wrapped), backend, createdAt: at })
    .run()
}

/** Keeps the data key wrapped in another way. */
export function replaceWrappedKey(tx: Tx, { wrapped, backend }: WrappedKey, at: number): void {
  tx.update(dataKey)
    .set({ wrapped: Buffer.from(wrapped), backend, createdAt: at })
    .run()
}
