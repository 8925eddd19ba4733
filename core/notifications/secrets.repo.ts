import { eq } from 'drizzle-orm'
import type { Tx } from '../db/open.ts'
import { secret } from '../db/schema.ts'

/** What is kept sealed. */
export type SecretName = 'sms_key' | 'email_password'

/** A sealed secret, or null. */
export function findSecret(tx: Tx, name: SecretName): Uint8Array | null {
  return tx.select({ sealed: secret.sealed }).from(secret).where(eq(secret.name, name)).get()?.sealed ?? null
}

/** Keeps a secret in the place of the one before. */
export function saveSecret(tx: Tx, name: SecretName, sealed: Uint8Array, at: number): void {
  const row = { name, sealed: Buffer.from(sealed), updatedAt: at }
  tx.insert(secret).values(row).onConflictDoUpdate({ target: secret.name, set: row }).run()
}

export function eraseSecret(tx: Tx, name: SecretName): void {
  tx.delete(secret).where(eq(secret.name, name)).run()
}
