import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import { setupSteps } from '../contract/setup.ts'
import type { SetupProgress, SetupStep } from '../contract/setup.ts'
import { clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { plainText, smsSize } from '../notifications/gsm.ts'
import { messageCounts } from '../notifications/messages.repo.ts'
import { addCause, addMessage } from '../notifications/outbox.repo.ts'
import type { SmsAccounts } from '../notifications/sms-account.ts'
import { readPhone } from '../school/phone.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { readSettings, writeSetting } from './settings.repo.ts'
import type { Settings } from './settings.ts'
import { setupFacts } from './setup.repo.ts'
import type { SetupFacts } from './setup.repo.ts'

type SetupDeps = Pick<Deps, 'db' | 'clock' | 'emit' | 'simulation'> & {
  readonly account: SmsAccounts
  /** A message may be due. */
  readonly wakeSending: () => void
}

const minuteMs = 60_000
/** A test that leaves hours later would only puzzle the person who asked for it. */
const testExpiresAfterMs = 15 * minuteMs

/** The first run of a school, and the way out of the demo. */
export function setupUseCases({ db, clock, emit, account, simulation, wakeSending }: SetupDeps) {
  const timetables = createTimetables()

  function change(tx: Tx, edit: (setup: Settings['setup']) => Settings['setup']): void {
    writeSetting(tx, 'setup', edit(readSettings(tx).setup), clock.now())
  }

  return {
    'setup.progress': (): SetupProgress => {
      const settings = readSettings(db)
      const facts = setupFacts(db)
      const { provider, keySet } = account.view()
      const gateway = keySet ? provider : 'none'
      const steps = setupSteps.map(step => {
        const { done, detail } = stateOf(step, facts, settings, gateway)
        if (done) return { step, state: 'done' as const, detail }
        const isSkipped = settings.setup.skipped.includes(step)
        return { step, state: isSkipped ? ('skipped' as const) : ('open' as const), detail }
      })
      // The demo school is complete as it comes.
      return { steps, finished: settings.setup.finished || simulation !== null }
    },

    'setup.skip': ({ step }, { audit }) => {
      transact(db, tx => {
        change(tx, setup => ({ ...setup, skipped: withStep(setup.skipped, step) }))
        audit(tx)
      })
      return null
    },

    'setup.done': ({ step }, { audit }) => {
      transact(db, tx => {
        change(tx, setup => ({ ...setup, done: withStep(setup.done, step) }))
        audit(tx)
      })
      return null
    },

    'setup.finish': (_, { audit }) => {
      transact(db, tx => {
        change(tx, setup => ({ ...setup, finished: true }))
        audit(tx)
      })
      return null
    },

    'setup.testMessage': ({ phone: typed }, { audit }) => {
      const { provider, keySet } = account.view()
      if (provider === 'none' || !keySet) throw new AppError('gateway_missing')
      const phone = readPhone(typed)
      if (!('e164' in phone)) throw new AppError('phone_invalid', { reason: phone.kind, field: 'phone' })
      const at = clock.now()
      const timetable = timetables(readCalendar(db))
      const { messages } = timetable.settings
      const time = clockText(timetable.zone.minuteOf(at))
      const body = plainText(`${messages.senderName}: this is a test of the message service, written at ${time}.`)
      const messageId = transact(db, tx => {
        const id = addMessage(tx, {
          kind: 'test',
          channel: 'sms',
          studentId: null,
          guardianId: null,
          batchId: null,
          correctsId: null,
          day: timetable.dayOf(at),
          phone: phone.e164,
          language: 'en',
          body,
          segments: smsSize(body).segments,
          state: 'queued',
          note: null,
          notBefore: null,
          expiresAt: at + testExpiresAfterMs,
          at,
        })
        // Each asking is a message of its own.
        addCause(tx, { dedupeKey: `test:${id}`, messageId: id, studentId: null, attendanceRecordId: null, at })
        audit(tx, { entityId: id })
        return id
      })
      emit({ name: 'messages.changed', payload: messageCounts(db) })
      wakeSending()
      return { messageId }
    },

    // Whoever composed this program does it once this has been answered: its database is about to be deleted.
    'setup.leaveDemo': () => {
      if (simulation === null) throw new AppError('simulation_off')
      return null
    },
  } satisfies UseCasesFor<'setup'>
}

function withStep(steps: readonly SetupStep[], step: SetupStep): SetupStep[] {
  return steps.includes(step) ? [...steps] : [...steps, step]
}

function stateOf(
  step: SetupStep,
  facts: SetupFacts,
  { setup, calendarChecked }: Pick<Settings, 'setup' | 'calendarChecked'>,
  gateway: string,
): { done: boolean; detail: string } {
  switch (step) {
    case 'school':
      return { done: facts.schoolSaved, detail: '' }
    case 'classes':
      return { done: facts.streams > 0, detail: String(facts.streams) }
    case 'calendar':
      return { done: calendarChecked, detail: '' }
    case 'users':
      return { done: facts.hasRecoveryCode, detail: String(facts.users) }
    case 'import':
      return { done: facts.students > 0, detail: String(facts.students) }
    case 'terminals':
      return { done: facts.terminals > 0, detail: String(facts.terminals) }
    case 'messages':
      return { done: facts.testMessages > 0, detail: gateway }
    case 'day_sheet':
      return { done: setup.done.includes('day_sheet'), detail: '' }
  }
}
