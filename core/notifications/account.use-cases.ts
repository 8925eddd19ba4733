import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import type { AccountTest } from '../contract/messages.ts'
import { transact } from '../db/transact.ts'
import type { SendOutcome } from '../ports.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { alertsBegin } from './alerts-begin.ts'
import type { EmailAccounts } from './email-account.ts'
import { eraseSecret, saveSecret } from './secrets.repo.ts'
import { resumeSending } from './sms-account.ts'
import type { SmsAccounts } from './sms-account.ts'

type Channels =
  | 'messages.account'
  | 'messages.saveAccount'
  | 'messages.testAccount'
  | 'messages.refreshBalance'
  | 'messages.resume'
  | 'messages.emailAccount'
  | 'messages.saveEmailAccount'
  | 'messages.testEmail'

type AccountDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'sms' | 'mailer'> & {
  readonly account: SmsAccounts
  readonly email: EmailAccounts
  /** A message may be due. */
  readonly wakeSending: () => void
}

const testSubject = 'Test of the message service'
const testBody = 'This is a test of the message service. Nothing has to be done.'

/** The accounts with the providers. Keys and passwords come in and never go out. */
export function accountUseCases({ db, clock, log, sms, mailer, account, email, wakeSending }: AccountDeps) {
  const timetables = createTimetables()

  return {
    'messages.account': () => account.view(),

    'messages.saveAccount': async ({ apiKey, ...facts }, { audit }) => {
      const sealed = apiKey === undefined ? null : await account.sealKey(apiKey)
      const now = clock.now()
      transact(db, tx => {
        writeSetting(tx, 'smsAccount', facts, now)
        if (sealed !== null) saveSecret(tx, 'sms_key', sealed, now)
        if (facts.provider === 'none') eraseSecret(tx, 'sms_key')
        writeSetting(tx, 'smsBalance', [], now)
        resumeSending(tx, now)
        // With the first account the alerts that are wanted begin.
        const timetable = timetables(readCalendar(tx))
        const { messages } = timetable.settings
        if (facts.provider !== 'none' && messages.absent && messages.alertsFrom === null) {
          const alertsFrom = alertsBegin(timetable, now)
          writeSetting(tx, 'messages', { ...messages, alertsFrom }, now)
        }
        audit(tx)
      })
      account.forget()
      account.announce()
      wakeSending()
      return null
    },

    'messages.testAccount': async ({ provider, username, senderId, apiKey }): Promise<AccountTest> => {
      if (provider === 'none') throw new AppError('sms_no_account')
      const key = apiKey ?? (await account.storedKey())
      try {
        const balance = await sms.test({ provider, username, senderId, apiKey: key })
        return { ok: true, balance, reason: null }
      } catch (error) {
        if (!(error instanceof AppError)) {
          // The error of a provider's package can hold the key.
          log.error('the test of an account failed where it must not', new Error('account test'))
          throw new AppError('gateway_unreachable')
        }
        return { ok: false, balance: null, reason: error.code }
      }
    },

    'messages.refreshBalance': async () => {
      await account.refreshBalance()
      wakeSending()
      return null
    },

    'messages.resume': (_, { audit }) => {
      transact(db, tx => {
        resumeSending(tx, clock.now())
        audit(tx)
      })
      // The provider is asked itself, whatever the balance was thought to be.
      account.forget()
      account.announce()
      wakeSending()
      return null
    },

    'messages.emailAccount': () => email.view(),

    'messages.saveEmailAccount': async ({ password, ...facts }, { audit }) => {
      const sealed = password === undefined ? null : await email.sealPassword(password)
      const now = clock.now()
      transact(db, tx => {
        writeSetting(tx, 'emailAccount', facts, now)
        if (sealed !== null) saveSecret(tx, 'email_password', sealed, now)
        if (facts.username === '') eraseSecret(tx, 'email_password')
        audit(tx)
      })
      email.forget()
      wakeSending()
      return null
    },

    'messages.testEmail': async ({ to }): Promise<AccountTest> => {
      const key = await email.key()
      if (key === null) throw new AppError('gateway_missing')
      const outcome = await mailer.send(key, { id: 'test', to, subject: testSubject, body: testBody })
      return { ok: outcome.kind === 'accepted', balance: null, reason: reasonOf(outcome) }
    },
  } satisfies Pick<UseCasesFor<'messages'>, Channels>
}

function reasonOf(outcome: SendOutcome): string | null {
  return outcome.kind === 'accepted' ? null : outcome.reason
}
