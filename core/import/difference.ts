import type { GuardianId, StreamId } from '../contract/common.ts'
import type { ImportField } from '../contract/imports.ts'
import type { Person } from './families.ts'
import type { StoredGuardian, StoredLink, StoredStudent } from './import-school.repo.ts'

/** One thing that the file says otherwise than the school, and what would be done about it. */
export type Difference = {
  readonly field: ImportField
  readonly before: string
  readonly after: string
  readonly conflict: boolean
  readonly act:
    | { readonly kind: 'set'; readonly values: Partial<StoredStudent> }
    | { readonly kind: 'move'; readonly streamId: StreamId }
    | GuardianDifference
}

/** A guardian that a new student gets. */
export type NewLink = {
  readonly person: Person
  readonly relation: string
  readonly receivesMessages: boolean
  readonly position: number
}

export type GuardianDifference =
  /** `replaces`: the link that gets this guardian instead; null: one more. */
  | {
      readonly kind: 'guardian'
      readonly person: Person
      readonly relation: string
      readonly replaces: StoredLink | null
    }
  | { readonly kind: 'guardian_set'; readonly guardianId: GuardianId; readonly values: Partial<StoredGuardian> }
  | { readonly kind: 'relation'; readonly linkId: string; readonly relation: string }
