import type { BatchId, Day, GuardianId, MessageId, SessionName, StudentId } from './common.ts'
import { batchId, classId, day, guardianId, messageId, minute, page, streamId, studentId } from './common.ts'
import { z } from './z.ts'

/**
 * queued → sending → submitted → delivered | undelivered. A crash or an ambiguous answer while sending makes
 * `uncertain`: it may have gone out, so it is never sent again without a person's word, unless it is an emergency.
 * `held_provider`: the provider keeps it back and may let it go later. In the owner's words: PENDING is queued and
 * sending, SENT submitted, DELIVERED delivered, FAILED the rest.
 */
export const messageStates = [
  'queued',
  'sending',
  'submitted',
  'delivered',
  'undelivered',
  'uncertain',
  'held_provider',
  'rejected',
  'expired',
  'cancelled',
] as const
export type MessageState = (typeof messageStates)[number]

/**
 * In the order in which they go when money is short. `arrived_after`: the child came after its absence was told.
 * `correction`: what was told was wrong. `test`: asked for by a person, to his or her own phone.
 */
export const messageKinds = [
  'emergency',
  'correction',
  'absent',
  'arrived_after',
  'left_early',
  'late',
  'departure',
  'arrival',
  'test',
] as const
export type MessageKind = (typeof messageKinds)[number]
/** What parents are told of a child's day as it comes. */
export type NewsKind = 'arrival' | 'late' | 'departure' | 'left_early'
/** Kinds that a template says. */
export const templateKinds = [
  'absent',
  'late',
  'left_early',
  'arrived_after',
  'correction',
  'arrival',
  'departure',
] as const
export type TemplateKind = (typeof templateKinds)[number]
export const language = z.enum(['en', 'sw'])
export type Language = z.output<typeof language>

export const messageFilter = z.strictObject({
  state: z.enum(messageStates).optional(),
  kind: z.enum(messageKinds).optional(),
  day: day.optional(),
  batchId: batchId.optional(),
  search: z.string().trim().max(100).default(''),
  ...page,
})
export type MessageRow = {
  id: MessageId
  kind: MessageKind
  channel: 'sms' | 'email'
  state: MessageState
  /** The first child it speaks of; null for a test and an emergency. */
  studentId: StudentId | null
  /** All children it speaks of. */
  studentName: string
  className: string
  guardianName: string
  /** Masked phone or address. */
  phone: string
  body: string
  segments: number
  /** What the provider charged, in hundredths; null while not known. */
  costMinor: number | null
  createdAt: number
  sentAt: number | null
  /** Why it is not going out, for queued, rejected, expired, uncertain and cancelled. */
  note: string | null
  attempts: number
  /** A correction of it exists. */
  corrected: boolean
}
export type MessageCounts = Record<MessageState, number>
export type MessagePage = { rows: MessageRow[]; total: number; counts: MessageCounts }

export const messageRef = z.strictObject({ messageId })
/** What is known of one message, oldest first: attempts, delivery reports, people's decisions. */
export type MessageEvidence =
  | { kind: 'written'; at: number }
  | {
      kind: 'attempt'
      at: number
      endedAt: number | null
      outcome: string | null
      reason: string | null
      phase: string | null
      code: string | null
    }
  | { kind: 'report'; at: number; status: string; reason: string | null; adopted: boolean }
  | { kind: 'decision'; at: number; by: string; as: 'sent' | 'send_again' | 'give_up' }
  | { kind: 'corrected'; at: number; messageId: MessageId }
/** `balanceDrop`: the balance fell by at least its price between two attempts: a hint that it went out. */
export type MessageDetail = MessageRow & {
  evidence: MessageEvidence[]
  balanceDrop: boolean | null
  corrects: MessageId | null
}
/** For an uncertain message only. `send_again` may reach the parent twice. */
export const messageResolve = z.strictObject({ messageId, as: z.enum(['sent', 'send_again', 'give_up']) })
export const messagesCancel = z.strictObject({ messageIds: z.array(messageId).min(1).max(500) })

// ── absence alerts ───────────────────────────────────────────────────────────────────────────

/** Why a batch is held; the window has a sentence for each. Those in `clearing` go away by themselves. */
export type HoldReason =
  | { code: 'terminal_not_read'; terminals: string[] }
  | { code: 'no_terminal'; groups: string[] }
  | { code: 'clock_drift'; terminals: string[] }
  | { code: 'not_school_day' }
  | { code: 'share_of_school'; percent: number; limit: number }
  | { code: 'share_of_class'; className: string; percent: number; limit: number }
  | { code: 'not_today' }
  | { code: 'alerts_off' }
export type BatchState = 'held' | 'released' | 'discarded' | 'expired' | 'recalled'
export type Batch = {
  id: BatchId
  day: Day
  session: SessionName
  planName: string
  state: BatchState
  reasons: HoldReason[]
  /** Whether a person's word is enough: not on a closed day, not for another day. */
  canRelease: boolean
  students: number
  messages: number
  costMinor: number
  closedAt: number
  decidedAt: number | null
  by: string | null
  /** What that person wrote: why nothing was sent, or what was wrong with what was. */
  why: string | null
  /** Sent ones that have no correction yet. */
  recallable: number
}
export const batchRef = z.strictObject({ batchId })
/** `expected`: how many messages the person was shown; another number is refused (`batch_changed`). */
export const batchRelease = z.strictObject({ batchId, expected: z.int().min(0) })
export const batchDecision = z.strictObject({ batchId, why: z.string().trim().min(2).max(200) })
export type BatchStudent = {
  studentId: StudentId
  fullName: string
  className: string
  guardianName: string | null
  /** Why there is no message: no guardian who can be reached. */
  note: 'no_guardian' | 'blocked' | null
}
/** Corrects the absence alert of one child that went out today. */
export const correctStudent = z.strictObject({ studentId, day })

// ── templates ────────────────────────────────────────────────────────────────────────────────

export const templateText = z.string().trim().min(5).max(480)
export const templateDraft = z.strictObject({ kind: z.enum(templateKinds), language, text: templateText })
export const templateRef = z.strictObject({ kind: z.enum(templateKinds), language })
/** How a text comes out for a real child of this school: the one with the longest name, and an everyday one. */
export type TemplateCheck = {
  /** With the plain characters that cost one each. */
  text: string
  /** Characters that were replaced, and ones that double the price. */
  replaced: string[]
  dear: string[]
  encoding: 'GSM-7' | 'UCS-2'
  example: { text: string; units: number; segments: number; priceMinor: number }
  longest: { studentName: string; text: string; units: number; segments: number; priceMinor: number }
  unknownFields: string[]
  missingFields: string[]
}
export type Template = {
  kind: TemplateKind
  language: Language
  text: string
  isDefault: boolean
  fields: string[]
  check: TemplateCheck
}

// ── policy, prices, caps ─────────────────────────────────────────────────────────────────────

const percent = z.int().min(1).max(100)
export const messagePolicy = z.strictObject({
  arrival: z.boolean(),
  late: z.boolean(),
  departure: z.boolean(),
  absent: z.boolean(),
  leftEarly: z.boolean(),
  /** News older than this is not sent. Minutes. */
  staleAfterMinutes: z.int().min(1).max(1440),
  /** No text leaves from `quietFrom` until `quietUntil`, over midnight when `quietFrom` is the later one. */
  quietFrom: minute,
  quietUntil: minute,
  /** At the head of each text. */
  senderName: z.string().trim().min(1).max(30),
  /** Whom parents call. */
  officePhone: z.string().trim().max(40),
  /** Cents; an estimate until the provider says what it charged. */
  priceMinorPerSegment: z.int().min(0).max(100_000),
  /** Parts a day and a month; 0: no cap. */
  dailyCap: z.int().min(0).max(100_000),
  monthlyCap: z.int().min(0).max(1_000_000),
  /** A batch is held when more of the school, or of a class, are absent. */
  absentShareSchool: percent,
  absentShareClass: percent,
  /** Seconds that a terminal's clock may be off. */
  driftLimitSeconds: z.int().min(10).max(3600),
  /** Children of one guardian within this time share a message. Seconds. */
  mergeSeconds: z.int().min(0).max(600),
  /** Warn below this. Cents. */
  lowBalanceMinor: z.int().min(0).max(100_000_000),
})
export type MessagePolicy = z.output<typeof messagePolicy>
/** `alertsFrom`: the school day on which absence alerts begin, after they were switched on. */
export type PolicyView = MessagePolicy & { alertsFrom: Day | null; forecast: Forecast }
/** Expected parts and price, from the last ten school days (or from the roll while there are none). */
export type Forecast = {
  today: { messages: number; costMinor: number }
  term: Record<'arrival' | 'late' | 'departure' | 'absent' | 'leftEarly', { messages: number; costMinor: number }>
  usedToday: number
  usedThisMonth: number
}

// ── blocked numbers ──────────────────────────────────────────────────────────────────────────

export type BlockReason = 'opted_out' | 'inactive' | 'invalid' | 'unsupported'
export type BlockedGuardian = {
  guardianId: GuardianId
  fullName: string
  phone: string
  reason: BlockReason
  since: number
  students: { studentId: StudentId; fullName: string; className: string }[]
  /** Who gets the messages instead. */
  instead: string | null
}
export const guardianRef = z.strictObject({ guardianId })

// ── account, balance, statement ──────────────────────────────────────────────────────────────

export const smsAccountDraft = z.strictObject({
  provider: z.enum(['none', 'africastalking']),
  username: z.string().trim().max(80),
  /** Registered with the network; empty: the provider's shared one. */
  senderId: z
    .string()
    .trim()
    .max(11)
    .regex(/^[A-Za-z0-9]*$/),
  /** Left out: the stored one stays. */
  apiKey: z.string().trim().min(8).max(200).optional(),
})
export type SmsAccount = {
  provider: 'none' | 'africastalking'
  username: string
  senderId: string
  environment: 'live' | 'sandbox'
  keySet: boolean
  /** Another environment than this program has used since its start: it begins with the next start. */
  restartNeeded: boolean
  balance: { minor: number; currency: string; at: number } | null
  /** Why the whole queue stands still, if it does. */
  paused: { code: PauseCode; since: number } | null
  deliveryReports: boolean
}
export type PauseCode = 'key_refused' | 'sender_refused' | 'no_money' | 'too_fast' | 'no_account' | 'storage'
export type AccountTest = { ok: boolean; balance: { minor: number; currency: string } | null; reason: string | null }

export const emailAccountDraft = z.strictObject({
  enabled: z.boolean(),
  /** `also`: beside the text; `no_phone`: for guardians whose phone cannot be reached. */
  when: z.enum(['also', 'no_phone']),
  host: z.string().trim().max(200),
  port: z.int().min(1).max(65535),
  /** TLS from the first byte; otherwise STARTTLS is demanded. */
  secure: z.boolean(),
  username: z.string().trim().max(200),
  from: z.string().trim().max(200),
  password: z.string().min(1).max(200).optional(),
})
export type EmailAccount = Omit<z.output<typeof emailAccountDraft>, 'password'> & { passwordSet: boolean }
export const emailTest = z.strictObject({ to: z.string().trim().min(3).max(200) })

export const statementRequest = z.strictObject({ from: day, to: day })
export type StatementLine = {
  kind: MessageKind
  messages: number
  parts: number
  costMinor: number
  delivered: number
  failed: number
}
export type Statement = {
  from: Day
  to: Day
  lines: StatementLine[]
  failures: { reason: string; messages: number }[]
  uncertain: number
  balance: { minor: number; currency: string; at: number } | null
  /** Parts whose price is estimated, because the provider did not say it. */
  estimatedParts: number
}

// ── emergencies ──────────────────────────────────────────────────────────────────────────────

/** To every guardian who receives, at any hour. It is sent again once, marked as a repeat, when nobody can tell whether it went out. */
export const emergency = z.strictObject({
  scope: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('school') }),
    z.strictObject({ kind: z.literal('classes'), classIds: z.array(classId).min(1).max(60) }),
    z.strictObject({ kind: z.literal('streams'), streamIds: z.array(streamId).min(1).max(200) }),
  ]),
  textEn: z.string().trim().min(5).max(459),
  textSw: z.string().trim().max(459).default(''),
  why: z.string().trim().min(3).max(200),
  /** How many guardians the person was shown. */
  expected: z.int().min(1),
})
export const emergencyScope = emergency.shape.scope
export const emergencyPreview = z.strictObject({
  scope: emergencyScope,
  textEn: z.string().max(459),
  textSw: z.string().max(459).default(''),
})
export type EmergencyPreview = { guardians: number; unreachable: number; parts: number; costMinor: number }
