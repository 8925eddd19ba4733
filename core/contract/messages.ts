import type { MessageId, StudentId } from './common.ts'
import { page } from './common.ts'
import { z } from './z.ts'

/**
 * queued → sending → submitted → delivered | undelivered. A crash or an ambiguous answer while sending makes
 * `uncertain`: it may have gone out, so it is never sent again without a person's word.
 * In the owner's words: PENDING is queued and sending, SENT submitted, DELIVERED delivered, FAILED the rest.
 */
export const messageStates = [
  'queued',
  'sending',
  'submitted',
  'delivered',
  'undelivered',
  'uncertain',
  'rejected',
  'expired',
  'cancelled',
] as const
export type MessageState = (typeof messageStates)[number]

/** What parents are told of a child's day. */
export type NewsKind = 'arrival' | 'late' | 'departure'
/** `test`: asked for by a person, to his or her own phone. */
export type MessageKind = NewsKind | 'test'

export const messageFilter = z.strictObject({
  state: z.enum(messageStates).optional(),
  search: z.string().trim().max(100).default(''),
  ...page,
})
export type MessageRow = {
  id: MessageId
  kind: MessageKind
  state: MessageState
  /** Null for a test. */
  studentId: StudentId | null
  studentName: string
  className: string
  guardianName: string
  /** Masked. */
  phone: string
  body: string
  segments: number
  createdAt: number
  sentAt: number | null
  /** Why it is not going out, for rejected, expired, uncertain and cancelled. */
  note: string | null
  attempts: number
}
export type MessageCounts = Record<MessageState, number>
export type MessagePage = { rows: MessageRow[]; total: number; counts: MessageCounts }
