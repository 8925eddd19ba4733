import type { GuardianView } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'

/** A guardian as he or she is being filled in. */
export type GuardianDraft = {
  fullName: string
  phone: string
  relation: string
  email: string
  language: 'en' | 'sw'
  receivesMessages: boolean
}

export const blankGuardian: GuardianDraft = {
  fullName: '',
  phone: '',
  relation: '',
  email: '',
  language: 'en',
  receivesMessages: true,
}

/** What stands in the form for one that exists. */
export function draftOfGuardian(guardian: GuardianView): GuardianDraft {
  const { fullName, phone, relation, email, language, receivesMessages } = guardian
  return { fullName, phone, relation, email: email ?? '', language, receivesMessages }
}

/** What is wrong with a field, in a sentence; undefined when nothing is. The core judges the number itself. */
export function guardianProblem(draft: GuardianDraft, field: keyof GuardianDraft): string | undefined {
  if (field === 'fullName') return draft.fullName.trim().length < 2 ? t.guardians.wrong.name : undefined
  if (field === 'phone') return draft.phone.trim() === '' ? t.guardians.wrong.phone : undefined
  return undefined
}

/** Whether a phone is shown with dots; sent back so, it stays as it is. */
export function isMasked(phone: string): boolean {
  return phone.includes('•')
}

/** Whether a number as typed is one of another country: allowed, but messages there cost more. */
export function isAbroad(phone: string): boolean {
  const digits = phone.replace(/[^\d+]/g, '')
  return /^(\+|00)(?!254)\d{6,}$/.test(digits)
}

/** What to look for among those on record: the phone once it is long enough to say something, else the name. */
export function likelySearch({ fullName, phone }: GuardianDraft): string | null {
  if (phone.replace(/\D/g, '').length >= 6) return phone.trim()
  return fullName.trim().length >= 3 ? fullName.trim() : null
}
