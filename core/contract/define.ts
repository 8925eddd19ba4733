import type { Access } from './permissions.ts'
import type { z } from './z.ts'

/** What the audit log writes for a channel. Commands are always logged, queries only where they open personal data. */
export type AuditMark = {
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE' | 'VIEW'
  readonly entity: string
  /** The input field that holds the entity's id, where there is one. */
  readonly idField?: string
}

/** One row of the contract table: who may ask, what they must send, what comes back. */
export type Channel<I extends z.ZodType = z.ZodType, O = unknown> = {
  readonly kind: 'query' | 'command'
  readonly access: Access
  readonly input: I
  readonly audit?: AuditMark
  /** Exists for the type checker only. */
  readonly output?: O
}

/** A question: it changes nothing. With `audit` it opens personal data, and who looked is written down. */
export function query<I extends z.ZodType>(access: Access, input: I, audit?: AuditMark) {
  return {
    returns: <O>(): Channel<I, O> => ({ kind: 'query', access, input, ...(audit && { audit }) }),
  }
}

/** A change, always written to the audit log. */
export function command<I extends z.ZodType>(access: Access, input: I, audit: AuditMark) {
  return { returns: <O>(): Channel<I, O> => ({ kind: 'command', access, input, audit }) }
}

/** One row of the table of announcements: who may hear it, what it carries. */
export type Announcement<P = unknown> = { readonly access: Access; readonly payload?: P }

/** An announcement of something that has already happened; a hint to ask again, never the only source of a fact. */
export function announcement(access: Access) {
  return { carries: <P>(): Announcement<P> => ({ access }) }
}
