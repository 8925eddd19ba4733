import type { MessagePolicy } from '../../../../core/contract/messages.ts'
import { minuteText } from '../../../format.ts'
import { t } from '../../../strings/t.ts'
import { minuteOfField } from '../../settings/minute-text.ts'

const words = t.alerts.policy

export const switches = ['absent', 'late', 'leftEarly', 'arrival', 'departure'] as const
export type Switch = (typeof switches)[number]
export type Switches = Readonly<Record<Switch, boolean>>

type Whole = Readonly<{ from: number; to: number }>
/** The numbers of the policy that are typed as they are, with their limits. */
const wholes = {
  dailyCap: { from: 0, to: 100_000 },
  monthlyCap: { from: 0, to: 1_000_000 },
  staleAfterMinutes: { from: 1, to: 1440 },
  mergeSeconds: { from: 0, to: 600 },
  absentShareSchool: { from: 1, to: 100 },
  absentShareClass: { from: 1, to: 100 },
  driftLimitSeconds: { from: 10, to: 3600 },
} as const satisfies Readonly<Record<string, Whole>>
/** Typed in shillings, kept in cents; the most in cents. */
const amounts = { priceMinorPerSegment: 100_000, lowBalanceMinor: 100_000_000 } as const
const times = ['quietFrom', 'quietUntil'] as const

export type WholeField = keyof typeof wholes
export type AmountField = keyof typeof amounts
export type TimeField = (typeof times)[number]
export type PolicyField = WholeField | AmountField | TimeField | 'senderName' | 'officePhone'
/** The policy as it stands in the fields. */
export type TypedPolicy = Readonly<Record<PolicyField, string>> & { readonly on: Switches }

const wholeFields = Object.keys(wholes) as WholeField[]
const amountFields = Object.keys(amounts) as AmountField[]

export function typedPolicy(policy: MessagePolicy): TypedPolicy {
  const { absent, late, leftEarly, arrival, departure, senderName, officePhone } = policy
  return {
    ...(Object.fromEntries([
      ...wholeFields.map(field => [field, String(policy[field])]),
      ...amountFields.map(field => [field, (policy[field] / 100).toFixed(2).replace(/\.00$/, '')]),
      ...times.map(field => [field, minuteText(policy[field])]),
    ]) as Record<WholeField | AmountField | TimeField, string>),
    senderName,
    officePhone,
    on: { absent, late, leftEarly, arrival, departure },
  }
}

export type ReadPolicy = {
  /** Null while a field is wrong. */
  readonly policy: MessagePolicy | null
  /** What is wrong with which field, in words. */
  readonly problems: Partial<Readonly<Record<PolicyField, string>>>
}

export function readPolicy(typed: TypedPolicy): ReadPolicy {
  const problems: Partial<Record<PolicyField, string>> = {}
  const numbers: Partial<Record<WholeField | AmountField | TimeField, number>> = {}
  for (const field of wholeFields) {
    const { from, to } = wholes[field]
    const n = /^\d{1,7}$/.test(typed[field].trim()) ? Number(typed[field]) : NaN
    if (n >= from && n <= to) numbers[field] = n
    else problems[field] = words.whole(t.common.n(from), t.common.n(to))
  }
  for (const field of amountFields) {
    const cents = centsOf(typed[field])
    if (cents !== null && cents <= amounts[field]) numbers[field] = cents
    else problems[field] = words.money
  }
  for (const field of times) {
    const minute = minuteOfField(typed[field])
    if (minute !== null) numbers[field] = minute
    else problems[field] = words.time
  }
  const senderName = typed.senderName.trim()
  if (senderName === '') problems.senderName = words.needed
  if (Object.keys(problems).length > 0) return { policy: null, problems }
  const known = numbers as Record<WholeField | AmountField | TimeField, number>
  return { policy: { ...known, ...typed.on, senderName, officePhone: typed.officePhone.trim() }, problems }
}

/** Cents of an amount as typed (`0.80`, `0,8`, `1,200`); null when it is none. */
export function centsOf(text: string): number | null {
  const plain = text.trim().replace(/,(?=\d{3}(\D|$))/g, '')
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(plain)
  if (found === null) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

export function sameTyped(a: TypedPolicy, b: TypedPolicy): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

type Priced = { readonly messages: number; readonly costMinor: number }

/** What the switches that are on bring in a term, at a price per message in cents. */
export function priceOfTerm(
  term: Readonly<Record<Switch, Priced>>,
  on: Switches,
  price: number,
): { messages: number; costMinor: number } {
  const messages = switches.filter(one => on[one]).reduce((sum, one) => sum + term[one].messages, 0)
  return { messages, costMinor: messages * price }
}
