import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { _electron, test as base, expect } from 'playwright/test'
import type { Bridge } from '../core/contract/bridge.ts'
import type { Result } from '../core/contract/errors.ts'
import type { Role } from '../core/contract/permissions.ts'
import type { SessionState } from '../core/contract/session.ts'
import type { SmsProviderOptions } from '../core/simulation/sms-provider/server.ts'
import { electronCommand } from '../scripts/launch.mjs'
import type { TestProvider } from './sms.ts'
import { smsAccount, startTestProvider } from './sms.ts'

declare global {
  interface Window {
    readonly bridge: Bridge
  }
}

export const projectFolder = join(import.meta.dirname, '..')

/** The first administrator of a school that a test sets up. */
export const administrator = { username: 'grace', password: 'correct horse battery' }

export type LaunchOptions = {
  /** The demo school; otherwise a real, empty one without terminals. */
  readonly simulation?: boolean
  /** A data folder of an earlier start; otherwise a new one. */
  readonly data?: string
  readonly appFolder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly sandbox?: 'where possible' | 'required'
  /** The computer has a keyring, played by the test: a real school keeps no key to a provider without one. */
  readonly keyring?: boolean
  /** The test provokes the page's content policy, so breaches of it are no failure. */
  readonly provokesPolicy?: boolean
}

/** A running Rollcall. */
export type Rollcall = {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly data: string
  /** Asks as the window would. */
  ask(channel: string, input?: unknown): Promise<Result>
  /** Leaves as a person does, and waits until it is over. */
  quit(): Promise<void>
}

type Fixtures = {
  /** The folder of the built app. */
  appFolder: string
  /** Starts the built app. Whatever is still running at the end of the test is stopped. */
  launch: (options?: LaunchOptions) => Promise<Rollcall>
  /** How the stand-in for the messages provider behaves: `test.use({ providerOptions: { … } })`. */
  providerOptions: SmsProviderOptions
  /** Starts one in the test's own process; it ends with the test. */
  startProvider: (options?: SmsProviderOptions) => Promise<TestProvider>
  provider: TestProvider
  /** A real school whose account is at that stand-in, with its administrator signed in and a keyring. */
  smsSchool: Rollcall
  /** A real, empty school, nobody signed in. */
  rollcall: Rollcall
  /** The demo school with its administrator signed in. */
  signedIn: Rollcall
}

export const test = base.extend<Fixtures>({
  appFolder: [projectFolder, { option: true }],
  launch: async ({ appFolder }, use, testInfo) => {
    const folders: string[] = []
    const running: { rollcall: Rollcall; breaches: string[] }[] = []
    await use(async (options = {}) => {
      const data = options.data ?? newFolder(folders)
      const folder = options.keyring === true ? join(projectFolder, 'e2e/with-keyring.cjs') : appFolder
      const started = await start({ appFolder: folder, ...options }, data)
      running.push(started)
      return started.rollcall
    })
    const failed = testInfo.status !== testInfo.expectedStatus
    for (const [index, { rollcall }] of running.entries()) {
      if (failed) await picture(rollcall, testInfo.outputPath(`window-${String(index + 1)}.png`))
      await rollcall.quit()
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    expect(running.flatMap(({ breaches }) => breaches)).toEqual([])
  },
  providerOptions: [{}, { option: true }],
  startProvider: async ({ providerOptions }, use) => {
    const started: TestProvider[] = []
    await use(async options => {
      const provider = await startTestProvider({ ...providerOptions, ...options })
      started.push(provider)
      return provider
    })
    await Promise.all(started.map(provider => provider.close()))
  },
  provider: async ({ startProvider }, use) => use(await startProvider()),
  smsSchool: async ({ launch, provider }, use) => {
    const rollcall = await launch({ env: provider.env, keyring: true })
    await setUpSchool(rollcall)
    valueOf(await rollcall.ask('messages.saveAccount', smsAccount))
    await reload(rollcall.page)
    await use(rollcall)
  },
  rollcall: async ({ launch }, use) => use(await launch()),
  signedIn: async ({ launch }, use) => {
    const rollcall = await launch({ simulation: true })
    await signInAs(rollcall, 'school_admin')
    await use(rollcall)
  },
})
export { expect }

/** What starts Rollcall on a data folder, for tests that start it themselves. */
export function commandFor(
  { simulation = false, appFolder = projectFolder, env = {}, sandbox }: LaunchOptions,
  data: string,
) {
  const start = electronCommand(appFolder, sandbox === undefined ? {} : { sandbox })
  const own = { ROLLCALL_DATA: data, SIMULATION_MODE: String(simulation), ...env }
  return { command: start.command, args: start.args, env: { ...defined(start.env), ...own } }
}

async function start(options: LaunchOptions, data: string) {
  const { command, args, env } = commandFor(options, data)
  // Otherwise the test driver would switch the sandbox off by itself.
  const chromiumSandbox = !args.includes('--no-sandbox')
  const held = ['-r', join(projectFolder, 'e2e/held-start.cjs'), ...args]
  const electron = await _electron.launch({
    executablePath: command,
    args: held,
    env,
    chromiumSandbox,
    timeout: 45_000,
  })
  const breaches: string[] = []
  const page = await electron.firstWindow()
  if (options.provokesPolicy !== true) {
    page.on('console', message => {
      if (/content security policy|trusted ?type/i.test(message.text())) breaches.push(message.text())
    })
  }
  await page.waitForLoadState()
  const rollcall: Rollcall = {
    electron,
    page,
    data,
    ask: (channel, input = {}) =>
      page.evaluate(([name, value]) => window.bridge.call(name, value), [channel, input] as const),
    quit: () => electron.close(),
  }
  return { rollcall, breaches }
}

/** Signs in with a demo account, as the sign-in screen would, and shows that person's first screen. */
export async function signInAs(rollcall: Rollcall, role: Role): Promise<void> {
  const { demoAccounts } = valueOf(await rollcall.ask('session.current')) as SessionState
  const account = demoAccounts.find(candidate => candidate.role === role)
  if (account === undefined) throw new Error(`The demo school has no ${role}.`)
  const { username, password } = account
  valueOf(await rollcall.ask('session.signIn', { username, password }))
  await reload(rollcall.page)
}

/** Loads the window of somebody who is signed in anew. From here on it takes keys: a page is loaded before it does. */
export async function reload(page: Page): Promise<void> {
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
}

/** Makes the first administrator of a real school and signs in. */
export async function setUpSchool(rollcall: Rollcall): Promise<void> {
  const school = { schoolName: 'Test School', schoolCode: 'TEST', fullName: 'Grace Wanjiru' }
  valueOf(await rollcall.ask('session.setUp', { ...school, ...administrator }))
  const { user } = valueOf(await rollcall.ask('session.current')) as SessionState
  if (user === null) valueOf(await rollcall.ask('session.signIn', administrator))
}

/** The value of an answer that must not be an error. */
export function valueOf(result: Result): unknown {
  if (!result.ok) throw new Error(`refused: ${result.error.code} ${JSON.stringify(result.error.details)}`)
  return result.value
}

/** The code of an answer that must be an error. */
export function codeOf(result: Result): string {
  if (result.ok) throw new Error('answered, but should have been refused')
  return result.error.code
}

function newFolder(folders: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-e2e-'))
  folders.push(folder)
  return folder
}

async function picture({ page }: Rollcall, path: string): Promise<void> {
  if (!page.isClosed()) await page.screenshot({ path, timeout: 5000 })
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
