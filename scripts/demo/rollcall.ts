import { join } from 'node:path'
import { _electron } from 'playwright'
import type { ElectronApplication, Page } from 'playwright'
import type { Bridge } from '../../core/contract/bridge.ts'
import type { SimulationState } from '../../core/contract/app.ts'
import { demoAccounts } from '../../core/simulation/demo-accounts.ts'
import { electronCommand } from '../launch.mjs'
import { root } from '../setup/places.mjs'

declare global {
  interface Window {
    readonly bridge: Bridge
    /** When each punch's row was first on the screen, epoch ms. */
    punchSeenAt?: Record<string, number>
  }
}

/** The real built app, with its window open. */
export type Rollcall = {
  readonly electron: ElectronApplication
  readonly page: Page
  /** From starting the process until somebody could sign in. */
  readonly coldStartMs: number
  readonly state: () => Promise<SimulationState>
  /** Memory of the main process, MB. */
  readonly mainMemoryMb: () => Promise<number>
  close(): Promise<void>
}

const longestStartMs = 60_000

/** Starts the app on a new demo school. `env` is added to its environment. */
export async function openRollcall(env: Readonly<Record<string, string>>): Promise<Rollcall> {
  const command = electronCommand(root)
  const startedAt = performance.now()
  const electron = await _electron.launch({
    executablePath: command.command,
    args: command.args,
    env: { ...definedOnly(command.env), SIMULATION_MODE: 'true', ...env },
    timeout: longestStartMs,
  })
  const page = await electron.firstWindow({ timeout: longestStartMs })
  await accountButton(page, secretary.fullName).waitFor({ timeout: longestStartMs })
  const coldStartMs = performance.now() - startedAt
  return {
    electron,
    page,
    coldStartMs,
    async state() {
      const answer = await page.evaluate(() => window.bridge.call('simulation.state', {}))
      if (!answer.ok || answer.value === null) throw new Error('The app plays no demo day.')
      return answer.value as SimulationState
    },
    mainMemoryMb: () => electron.evaluate(() => process.memoryUsage().rss / 1024 / 1024),
    close: () => electron.close(),
  }
}

/** Who the script is: the person whose day this is. */
export const secretary = demoAccounts.find(({ role }) => role === 'school_admin') ?? {
  fullName: '',
  username: '',
  password: '',
}

/** Signs in as a person would, with the demo account's button, and waits for the first screen. */
export async function signIn(page: Page): Promise<void> {
  await accountButton(page, secretary.fullName).click()
  await page.getByRole('navigation').first().waitFor()
}

/** Notes from now on when each row of the live feed has been drawn. */
export async function watchFeed(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Record<string, number> = (window.punchSeenAt = {})
    const look = () => {
      const fresh = [...document.querySelectorAll<HTMLElement>('[data-punch-id]')]
        .map(row => row.dataset['punchId'] ?? '')
        .filter(id => id !== '' && seen[id] === undefined)
      for (const id of fresh) seen[id] = 0
      if (fresh.length === 0) return
      requestAnimationFrame(() => {
        const now = Date.now()
        for (const id of fresh) seen[id] = now
      })
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-punch-id'],
    })
  })
}

/** When each punch's row was drawn, by punch id. */
export async function readSeen(page: Page): Promise<ReadonlyMap<string, number>> {
  const seen = await page.evaluate(() => window.punchSeenAt ?? {})
  return new Map(Object.entries(seen).filter(([, at]) => at > 0))
}

const screens = [
  'today',
  'students',
  'enrollment',
  'day-sheet',
  'messages',
  'messages/held',
  'messages/templates',
  'messages/policy',
  'terminals',
  'terminals/doctor',
  'terminals/classes',
  'terminals/sync',
  'terminals/adopt',
  'terminals/search',
] as const

/** A picture of every screen, light and dark. */
export async function photograph(page: Page, folder: string): Promise<void> {
  for (const screen of screens) {
    await open(page, screen)
    await settle(page)
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.waitForTimeout(150)
      await page.screenshot({ path: join(folder, `${screen.replace('/', '-')}-${scheme}.png`) })
    }
    await page.emulateMedia({ colorScheme: null })
  }
}

/** Goes to a screen. */
export async function open(page: Page, screen: (typeof screens)[number]): Promise<void> {
  await page.evaluate(path => {
    window.location.hash = path
  }, `/${screen}`)
}

/** Saves the day sheet of the morning through the app's own button; the system's dialog is answered with `path`. */
export async function saveDaySheet({ electron, page }: Rollcall, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await open(page, 'day-sheet')
  await settle(page)
  await page
    .getByRole('radio', { name: 'Morning' })
    .or(page.getByRole('button', { name: 'Morning' }))
    .first()
    .click()
  await settle(page)
  await page.getByRole('button', { name: 'Save as PDF' }).click()
  await page.getByText('Saved as PDF').first().waitFor({ timeout: 20_000 })
}

/** Waits until a screen has its data. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState()
  await page.waitForTimeout(700)
}

function accountButton(page: Page, fullName: string) {
  return page.getByRole('button', { name: fullName })
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
