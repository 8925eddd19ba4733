import { and, count, eq, isNull } from 'drizzle-orm'
import type { Tx } from '../db/open.ts'
import { audit, device, message, recovery, stream, student, user } from '../db/schema.ts'

/** What the school's data shows of the first run. */
export type SetupFacts = {
  /** The school's own facts were saved at least once after it was made. */
  readonly schoolSaved: boolean
  readonly streams: number
  readonly users: number
  readonly hasRecoveryCode: boolean
  readonly students: number
  readonly terminals: number
  readonly testMessages: number
}

export function setupFacts(tx: Tx): SetupFacts {
  const saved = tx
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.entity, 'school'), eq(audit.channel, 'school.save'), eq(audit.outcome, 'ok')))
    .limit(1)
    .get()
  return {
    schoolSaved: saved !== undefined,
    streams: tx.select({ n: count() }).from(stream).where(isNull(stream.deletedAt)).get()?.n ?? 0,
    users: tx.select({ n: count() }).from(user).where(isNull(user.deletedAt)).get()?.n ?? 0,
    hasRecoveryCode: tx.select({ id: recovery.id }).from(recovery).limit(1).get() !== undefined,
    students: tx.select({ n: count() }).from(student).where(isNull(student.deletedAt)).get()?.n ?? 0,
    terminals: tx.select({ n: count() }).from(device).where(isNull(device.deletedAt)).get()?.n ?? 0,
    testMessages: tx.select({ n: count() }).from(message).where(eq(message.kind, 'test')).get()?.n ?? 0,
  }
}
