import type { AttendanceRecordId, ClassId, GuardianId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import { createDataKey } from '../crypto/data-key.ts'
import type { AnyEvent } from '../contract/events.ts'
import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import { guardian, message, school, schoolClass, stream, student, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { createDispatchJob } from '../notifications/dispatch.job.ts'
import { createEmailAccount } from '../notifications/email-account.ts'
import type { MessageCause } from '../notifications/queue-messages.ts'
import { saveSecret } from '../notifications/secrets.repo.ts'
import { createSmsAccount, sealSmsKey } from '../notifications/sms-account.ts'
import type { SmsAccounts } from '../notifications/sms-account.ts'
import type { Balance, Mailer, SendOutcome, SmsGateway } from '../ports.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import { defaultSettings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import { createTestKeyring } from './test-keyring.ts'

export const day = '2026-05-12'
const zone = createZone('Africa/Nairobi')
/** A moment of that Tuesday in Nairobi. */
export const at = (hour: number, minute: number) => zone.atOf(day, hour * 60 + minute)

export type TestGuardian = {
  /** Which children, by their number. */
  readonly of: readonly number[]
  readonly language?: 'en' | 'sw'
  readonly receives?: boolean
  readonly email?: string
}

export type TestChild = { readonly first: string; readonly last: string }

const oneChild: readonly TestChild[] = [{ first: 'Brian', last: 'Ng’ang’a' }]
const oneGuardian: readonly TestGuardian[] = [{ of: [0] }]

export type MessageOffice = {
  readonly db: Db
  /** The school's clock, which a test moves. */
  readonly now: { at: number }
  readonly clock: { now(): number; speed(): number }
  readonly settings: Settings
  readonly students: readonly StudentId[]
  readonly guardians: readonly GuardianId[]
  /** `+25470000000N` */
  phone(guardian: number): string
  late(student?: number, when?: number): MessageCause
  rows(): { state: string; note: string | null; body: string; phone: string; kind: string; channel: string }[]
}

/** A database with children and their guardians, on a still clock at 08:48. */
export function createMessageOffice(
  options: {
    readonly children?: readonly TestChild[]
    readonly guardians?: readonly TestGuardian[]
    readonly policy?: Partial<Settings['messages']>
  } = {},
): MessageOffice {
  const { children = oneChild, guardians = oneGuardian, policy } = options
  const db = openDatabase({ database: ':memory:', backups: '' })
  const schoolId = newId<SchoolId>()
  const classId = newId<ClassId>()
  const streamId = newId<StreamId>()
  db.insert(school).values({ id: schoolId, name: 'Mwangaza', code: 'M', createdAt: 0 }).run()
  db.insert(schoolClass).values({ id: classId, schoolId, name: 'Grade 7', level: 7 }).run()
  db.insert(stream).values({ id: streamId, classId, name: 'East' }).run()
  const students = children.map(({ first, last }, i) => {
    const id = newId<StudentId>()
    const names = { firstName: first, lastName: last }
    db.insert(student)
      .values({ id, schoolId, admissionNumber: `A${i}`, ...names, gender: 'M', streamId, pin: i + 1, createdAt: 0 })
      .run()
    return id
  })
  const phone = (i: number) => `+25470000000${i}`
  const ids = guardians.map(({ of, language = 'en', receives = true, email = null }, i) => {
    const id = newId<GuardianId>()
    const facts = { id, schoolId, fullName: `Guardian ${i}`, phone: phone(i), language, email, createdAt: 0 }
    db.insert(guardian).values(facts).run()
    for (const child of of) {
      const studentId = students[child]
      if (studentId === undefined) throw new RangeError('no such child')
      db.insert(studentGuardian)
        .values({ id: newId(), studentId, guardianId: id, receivesMessages: receives, position: i })
        .run()
    }
    return id
  })
  const messages = {
    ...defaultSettings.messages,
    senderName: 'Mwangaza Sch',
    arrival: true,
    departure: true,
    ...policy,
  }
  writeSetting(db, 'messages', messages, 0)
  const now = { at: at(8, 48) }
  return {
    db,
    now,
    clock: { now: () => now.at, speed: () => 1 },
    settings: { ...defaultSettings, messages },
    students,
    guardians: ids,
    phone,
    late(index = 0, when = at(8, 47)) {
      const studentId = students[index]
      if (studentId === undefined) throw new RangeError('no such child')
      return { kind: 'late', studentId, attendanceRecordId: newId<AttendanceRecordId>(), at: when, day }
    },
    rows: () =>
      db
        .select({
          state: message.state,
          note: message.note,
          body: message.body,
          phone: message.phone,
          kind: message.kind,
          channel: message.channel,
        })
        .from(message)
        .all(),
  }
}

export type Scripted = SendOutcome | Error
export const accepted: SendOutcome = { kind: 'accepted', providerId: 'P', costMinor: 80, code: '101' }

export type Dispatcher = {
  readonly sent: { readonly id: string; readonly phone: string; readonly body: string }[]
  readonly mailed: { readonly to: string; readonly body: string }[]
  readonly events: AnyEvent[]
  readonly logged: string[]
  readonly account: SmsAccounts
  readonly run: () => Promise<void>
}

/** The dispatcher with an account whose gateway gives these outcomes one after another, then accepts. */
export async function createDispatcher(
  { db, clock }: Pick<MessageOffice, 'db' | 'clock'>,
  outcomes: readonly Scripted[] = [],
  options: { readonly balance?: () => Balance | null; readonly perSecond?: number } = {},
): Promise<Dispatcher> {
  const script = [...outcomes]
  const sent: Dispatcher['sent'] = []
  const mailed: Dispatcher['mailed'] = []
  const events: AnyEvent[] = []
  const logged: string[] = []
  const gateway: SmsGateway = {
    name: 'test',
    send(given) {
      sent.push(given)
      const outcome = script.shift() ?? { ...accepted, providerId: `P${sent.length}` }
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)
    },
    balance: () => Promise.resolve(options.balance?.() ?? null),
  }
  const mailer: Mailer = {
    send(_, { to, body }) {
      mailed.push({ to, body })
      return Promise.resolve({ ...accepted, costMinor: null })
    },
  }
  const note = (what: string, ...rest: unknown[]) => logged.push(JSON.stringify([what, ...rest.map(String)]))
  const log = { info: note, warn: note, error: note }
  const emit = (event: AnyEvent) => events.push(event)
  const sms = { open: () => gateway, test: () => Promise.resolve(null) }
  const deps = { db, clock, log, emit, mailer, sms, deliveryReports: null, keyring: createTestKeyring() }
  const dataKey = createDataKey(deps)
  saveSecret(db, 'sms_key', await sealSmsKey(dataKey, 'a key of the test'), 0)
  writeSetting(db, 'smsAccount', { provider: 'africastalking', username: 'test', senderId: '' }, 0)
  const account = createSmsAccount(deps, dataKey)
  const email = createEmailAccount(deps, dataKey)
  const job = createDispatchJob(deps, { account, email }, { perSecond: options.perSecond ?? 1000 })
  const run = () => Promise.resolve(job.run(new AbortController().signal))
  return { sent, mailed, events, logged, account, run }
}
