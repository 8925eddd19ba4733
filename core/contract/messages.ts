import type { MessageId, StudentId } from './common.ts'
import { page } from './common.ts'
import { z } from './z.ts'

/**
 * queued → sending → submitted → delivered | undelivered. A crash or an ambiguous answer while sending makes
 * `uncertain`: it may have gone out, so it is never sent again without a person's word.
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

/** The four words of the owner's document, and `uncertain`. */
export type MessageStatus = 'PENDING' | 'SENT' | 'DELIVERED' | 'FAILED' | 'uncertain'

export function statusOf(state: MessageState): MessageStatus {
  switch (state) {
    case 'queued':
    case 'sending':
      return 'PENDING'
    case 'submitted':
      return 'SENT'
    case 'delivered':
      return 'DELIVERED'
    case 'uncertain':
      return 'uncertain'
    case 'undelivered':
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return 'FAILED'
  }
}

export type MessageKind = 'arrival' | 'late' | 'departure'

export const messageFilter = z.strictObject({
  state: z.enum(messageStates).optional(),
  search: z.string().trim().max(100).default(''),
  ...page,
})
export type MessageRow = {
  id: MessageId
  kind: MessageKind
  state: MessageState
  studentId: StudentId
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
