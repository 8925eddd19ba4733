import { AppError } from '../contract/errors.ts'
import type { BlockedGuardian, MessageDetail, MessageRow, MessageState } from '../contract/messages.ts'
import { transact } from '../db/transact.ts'
import { maskPhone } from '../school/mask.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { blockedLines, nextReachable, unblock } from './blocked.repo.ts'
import { addDecision, evidenceOf } from './evidence.repo.ts'
import { changeState, countMessages, findMessage, listMessages, messageCounts } from './messages.repo.ts'
import type { StoredMessage } from './messages.repo.ts'
import { takeBack } from './outbox.repo.ts'
import { lookAgain } from './settle.ts'

type Channels =
  'messages.list' | 'messages.get' | 'messages.resolve' | 'messages.cancel' | 'messages.blocked' | 'messages.unblock'

type NotificationsDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** A message may be due. */
  readonly wakeSending: () => void
}

/** A person has just said that it is still worth sending. */
const freshAgainMs = 60 * 60_000

/** The queue of messages, and the phones that take none. */
export function notificationsUseCases({ db, clock, emit, wakeSending }: NotificationsDeps) {
  const announce = () => emit({ name: 'messages.changed', payload: messageCounts(db) })

  return {
    'messages.list': ({ limit, offset, ...filter }) => ({
      rows: listMessages(db, filter, limit, offset).map(toRow),
      total: countMessages(db, filter),
      counts: messageCounts(db),
    }),

    'messages.get': ({ messageId }): MessageDetail => {
      const stored = findMessage(db, messageId)
      if (stored === null) throw new AppError('not_found', { entity: 'message' })
      const { evidence, drop } = evidenceOf(db, messageId, stored.createdAt)
      const price = stored.segments * readSettings(db).messages.priceMinorPerSegment
      const balanceDrop = drop === null ? null : drop > 0 && drop >= price
      return { ...toRow(stored), evidence, balanceDrop, corrects: stored.correctsId }
    },

    'messages.resolve': ({ messageId, as }, { audit, user }) => {
      const now = clock.now()
      transact(db, tx => {
        const stored = findMessage(tx, messageId)
        if (stored === null) throw new AppError('not_found', { entity: 'message' })
        const to = {
          sent: { state: 'submitted' as const, note: null, sentAt: stored.claimedAt },
          send_again: {
            state: 'queued' as const,
            note: null,
            notBefore: null,
            providerId: null,
            expiresAt: Math.max(stored.expiresAt, now + freshAgainMs),
          },
          give_up: { state: 'cancelled' as const, note: 'given_up' },
        }[as]
        if (!changeState(tx, messageId, 'uncertain', to, now)) throw new AppError('not_uncertain')
        if (as === 'send_again') lookAgain(tx, { id: messageId }, now)
        addDecision(tx, { messageId, decision: as, at: now, by: user?.fullName ?? '' })
        audit(tx, { entityId: messageId })
      })
      announce()
      if (as === 'send_again') wakeSending()
      return null
    },

    'messages.cancel': ({ messageIds }, { audit }) => {
      const now = clock.now()
      const cancelled = transact(db, tx => {
        audit(tx)
        return new Set(messageIds.filter(id => takeBack(tx, id, 'by_hand', now))).size
      })
      announce()
      return { cancelled }
    },

    'messages.blocked': (): BlockedGuardian[] => {
      const found = new Map<string, BlockedGuardian>()
      for (const { student, phone, ...guardian } of blockedLines(db)) {
        const known = found.get(guardian.guardianId)
        const { students, instead } = known ?? { students: [], instead: null }
        found.set(guardian.guardianId, {
          ...guardian,
          phone: maskPhone(phone),
          students: [...students, student],
          instead: instead ?? nextReachable(db, student.studentId, guardian.guardianId),
        })
      }
      return [...found.values()]
    },

    'messages.unblock': ({ guardianId }, { audit }) => {
      transact(db, tx => {
        if (!unblock(tx, guardianId)) throw new AppError('not_found', { entity: 'guardian' })
        audit(tx, { entityId: guardianId })
      })
      return null
    },
  } satisfies Pick<UseCasesFor<'messages'>, Channels>
}

/** States of which only a reason would explain that nothing goes out. */
const explained: readonly MessageState[] = [
  'queued',
  'rejected',
  'expired',
  'uncertain',
  'cancelled',
  'undelivered',
  'held_provider',
]

function toRow(stored: StoredMessage): MessageRow {
  return {
    id: stored.id,
    kind: stored.kind,
    channel: stored.channel,
    state: stored.state,
    studentId: stored.studentId,
    studentName: stored.studentName,
    className: stored.className,
    guardianName: stored.guardianName,
    phone: stored.channel === 'email' ? maskAddress(stored.phone) : stored.phone === '' ? '' : maskPhone(stored.phone),
    body: stored.body,
    segments: stored.segments,
    costMinor: stored.costMinor,
    createdAt: stored.createdAt,
    sentAt: stored.sentAt,
    note: explained.includes(stored.state) ? stored.note : null,
    attempts: stored.attempts,
    corrected: stored.corrected,
  }
}

/** `g•••@example.org`. */
function maskAddress(address: string): string {
  const at = address.indexOf('@')
  return at < 1 ? '•••' : `${address.slice(0, 1)}•••${address.slice(at)}`
}
