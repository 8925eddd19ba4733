import type { MessageRow } from '../contract/messages.ts'
import { maskPhone } from '../school/mask.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { countMessages, listMessages, messageCounts } from './messages.repo.ts'
import type { StoredMessage } from './messages.repo.ts'

export function notificationsUseCases({ db }: Pick<Deps, 'db'>) {
  return {
    'messages.list': ({ state, search, limit, offset }) => ({
      rows: listMessages(db, { state, search }, limit, offset).map(toRow),
      total: countMessages(db, { state, search }),
      counts: messageCounts(db),
    }),
  } satisfies UseCasesFor<'messages'>
}

function toRow(stored: StoredMessage): MessageRow {
  return {
    id: stored.id,
    kind: stored.kind,
    state: stored.state,
    studentId: stored.studentId,
    studentName: stored.studentName,
    className: stored.className,
    guardianName: stored.guardianName,
    phone: maskPhone(stored.phone),
    body: stored.body,
    segments: stored.segments,
    createdAt: stored.createdAt,
    sentAt: stored.sentAt,
    note: stored.note,
    attempts: stored.attempts,
  }
}
