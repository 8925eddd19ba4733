import { addUser, findUser } from '../access/access.repo.ts'
import { createPasswords } from '../access/passwords.ts'
import { createApp } from '../app.ts'
import type { App, AppOptions } from '../app.ts'
import type { ChannelName, Input, Output } from '../contract/api.ts'
import type { SchoolId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { Role } from '../contract/permissions.ts'
import type { Db } from '../db/open.ts'
import type { DeviceDriver, Log, Mailer, Page, Ports, SmsGateway, SmsGateways } from '../ports.ts'
import { addSchool, findSchool } from '../school/school.repo.ts'
import { createTestKeyring } from './test-keyring.ts'

/** Tuesday, 12 May 2026, 08:00 in Nairobi. */
export const testNow = Date.UTC(2026, 4, 12, 5)

/** Weak on purpose: a test signs in often. */
const cheapPasswords = { memoryCost: 64, timeCost: 1 }
const testPassword = 'a test password'

export type TestAppOptions = Partial<
  Pick<Ports, 'deviceDriver' | 'simulation' | 'pages' | 'keyring' | 'deliveryReports' | 'mailer'>
> &
  Pick<AppOptions, 'devices' | 'upkeep' | 'messages' | 'reports'> & {
    /** What any account opens; it takes everything when left out. */
    readonly smsGateway?: SmsGateway
    /** Instead of what `smsGateway` makes. */
    readonly sms?: SmsGateways
    /** A file instead of a database in memory. */
    readonly database?: string
    readonly backups?: string
    readonly migrations?: string
    /** Leaves the database without a school, as on the first start. */
    readonly empty?: boolean
  }

export type LogLine = { readonly level: 'info' | 'warn' | 'error'; readonly what: string; readonly error?: unknown }

/** A signed-in window of the test app. */
export type TestWindow = {
  readonly windowId: number
  /** What the window has heard since it was opened. */
  readonly events: AnyEvent[]
  /** Asks as this window; a failure is thrown as the AppError it crossed as. */
  call<C extends ChannelName>(channel: C, input: Input<C>): Promise<Output<C>>
}

export type TestApp = {
  readonly app: App
  readonly db: Db
  readonly schoolId: SchoolId | null
  /** The clock stands still; a test moves it. */
  readonly clock: { at: number }
  readonly logged: LogLine[]
  readonly sent: { readonly id: string; readonly phone: string; readonly body: string }[]
  readonly pages: Page[]
  /** What was saved as a file, the last one at the end. */
  readonly files: { readonly fileName: string; readonly bytes: Uint8Array }[]
  /** Gives the school an account with a provider, as an administrator does. Without one messages wait. */
  openAccount(): Promise<void>
  /** A window where nobody is signed in. */
  window(): TestWindow
  /** A new window in which someone of this role is signed in. */
  as(role: Role): Promise<TestWindow>
}

/**
 * The real core on a real database, with only the edges replaced: a clock that stands still, terminals that do not
 * answer, a gateway that takes everything. Not started: a test that needs terminals or jobs calls `app.start()`.
 */
export function createTestApp(options: TestAppOptions = {}): TestApp {
  const clock = { at: testNow }
  const logged: LogLine[] = []
  const sent: TestApp['sent'] = []
  const pages: Page[] = []
  const files: TestApp['files'] = []
  const opened: { db: Db; schoolId: SchoolId | null }[] = []

  const app = createApp(
    {
      clock: { now: () => clock.at, speed: () => 1 },
      log: recordingLog(logged),
      paths: {
        database: options.database ?? ':memory:',
        backups: options.backups ?? '',
        ...(options.migrations !== undefined && { migrations: options.migrations }),
      },
      deviceDriver: options.deviceDriver ?? noTerminals,
      sms: options.sms ?? opening(options.smsGateway ?? acceptingGateway(sent)),
      deliveryReports: options.deliveryReports ?? null,
      mailer: options.mailer ?? noMail,
      pages: options.pages ?? keptPages(pages, files),
      keyring: options.keyring ?? createTestKeyring(),
      simulation: options.simulation ?? null,
    },
    {
      passwordCost: cheapPasswords,
      ...(options.devices && { devices: options.devices }),
      ...(options.upkeep && { upkeep: options.upkeep }),
      messages: options.messages ?? { perSecond: 1000 },
      ...(options.reports && { reports: options.reports }),
      prepare(db) {
        const found = findSchool(db)?.id ?? null
        const made = options.empty
          ? null
          : (found ?? addSchool(db, { name: 'Mwangaza Test', code: 'TEST', at: testNow }))
        opened.push({ db, schoolId: made })
      },
    },
  )
  const [made] = opened
  if (made === undefined) throw new Error('the app opened no database')

  let windows = 0
  function window(): TestWindow {
    const windowId = ++windows
    const events: AnyEvent[] = []
    app.subscribe(windowId, event => events.push(event))
    return {
      windowId,
      events,
      async call(channel, input) {
        const result = await app.call(windowId, channel, input)
        if (!result.ok) throw new AppError(result.error.code, result.error.details)
        return result.value as Output<typeof channel>
      },
    }
  }

  async function as({ db }: { readonly db: Db }, role: Role): Promise<TestWindow> {
    const opened = window()
    const username = `${role}-${opened.windowId}`
    const passwordHash = await createPasswords(cheapPasswords).hash(testPassword)
    // A database that was opened before has the user already.
    if (findUser(db, username) === null) {
      addUser(db, { username, fullName: `Test ${role}`, role, passwordHash, at: clock.at })
    }
    await opened.call('session.signIn', { username, password: testPassword })
    return opened
  }

  return {
    app,
    ...made,
    clock,
    logged,
    sent,
    pages,
    files,
    window,
    as: role => as(made, role),
    async openAccount() {
      const admin = await as(made, 'super_admin')
      await admin.call('messages.saveAccount', testAccount)
    },
  }
}

const testAccount = { provider: 'africastalking', username: 'test', senderId: '', apiKey: 'a key of the test' } as const

function opening(gateway: SmsGateway): SmsGateways {
  return { open: () => gateway, test: () => gateway.balance() }
}

const noMail: Mailer = { send: () => Promise.resolve({ kind: 'unreachable', reason: 'no_mail_in_tests' }) }

const noTerminals: DeviceDriver = { connect: () => Promise.reject(new AppError('device_offline')) }

function acceptingGateway(sent: TestApp['sent']): SmsGateway {
  return {
    name: 'test',
    send(message) {
      sent.push(message)
      return Promise.resolve({ kind: 'accepted', providerId: `p-${sent.length}`, costMinor: 80, code: '101' })
    },
    balance: () => Promise.resolve({ minor: 1_000_000, currency: 'KES' }),
  }
}

function keptPages(pages: Page[], files: TestApp['files']): Ports['pages'] {
  return {
    keep(page) {
      pages.push(page)
      return `00000000-0000-4000-8000-${String(pages.length).padStart(12, '0')}`
    },
    print: () => Promise.resolve(true),
    savePdf: () => Promise.resolve(null),
    saveFile(file) {
      files.push(file)
      return Promise.resolve(`/saved/${file.fileName}`)
    },
  }
}

function recordingLog(logged: LogLine[]): Log {
  return {
    info: what => logged.push({ level: 'info', what }),
    warn: what => logged.push({ level: 'warn', what }),
    error: (what, error) => logged.push({ level: 'error', what, error }),
  }
}
