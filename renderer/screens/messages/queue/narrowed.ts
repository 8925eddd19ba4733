import type { Input } from '../../../../core/contract/api.ts'
import type { MessageKind, MessageState } from '../../../../core/contract/messages.ts'

/** What the queue is narrowed to. Empty and null: not by this. */
export type Narrowed = {
  readonly search: string
  readonly state: MessageState | null
  readonly kind: MessageKind | null
  readonly day: string
}

export const everything: Narrowed = { search: '', state: null, kind: null, day: '' }

/** As the core is asked. */
export function queryOf({ search, state, kind, day }: Narrowed): Omit<Input<'messages.list'>, 'limit' | 'offset'> {
  return {
    search,
    ...(state !== null && { state }),
    ...(kind !== null && { kind }),
    ...(day !== '' && { day }),
  }
}

export function isNarrowed(filter: Narrowed): boolean {
  return JSON.stringify(filter) !== JSON.stringify(everything)
}
