import type { UserId } from '../contract/common.ts'
import type { AuditMark } from '../contract/define.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { audit } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type AuditEntry = {
  readonly at: number
  readonly userId: UserId | null
  readonly username: string | null
  readonly action: AuditMark['action']
  readonly channel: string
  readonly entity: string
  readonly entityId: string | null
  /** `ok`, or why it was refused. */
  readonly outcome: 'ok' | ErrorCode
  /** In the person's own words, for what asks for a reason. */
  readonly why?: string | null
}

/** Adds a row to the audit log; the database itself refuses to change or delete it afterwards. */
export function addAudit(tx: Tx, entry: AuditEntry): void {
  tx.insert(audit)
    .values({ ...entry, id: newId() })
    .run()
}
