// npm run screenshots: the pictures of the README, taken in the real app in the middle of the demo morning.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildWhenStale } from '../build.mjs'
import { open, openRollcall, settle, signIn } from '../demo/rollcall.ts'
import type { Rollcall } from '../demo/rollcall.ts'
import { withDisplay } from '../launch.mjs'
import { setUp } from '../setup.mjs'
import { root } from '../setup/places.mjs'

const folder = join(root, 'docs/screenshots')
/** Somebody has pulled the cable of Gate 2. */
const outage = Date.parse('2026-05-12T07:32:00+03:00')
/** Most have come, some are late, and Gate 2 is just back. */
const moment = Date.parse('2026-05-12T08:12:00+03:00')
const longestWaitMs = 120_000

const { env } = await setUp({ electron: true, ownDisplay: true, quiet: true })
await buildWhenStale(env)
mkdirSync(folder, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'rollcall-pictures-'))
const display = await withDisplay({ own: true })
const rollcall = await openRollcall({
  ...display.env,
  ROLLCALL_DATA: data,
  SIMULATION_SUCCESS_RATE: '1',
  SIMULATION_DELAY_MIN: '1.5',
  SIMULATION_DELAY_MAX: '1.6',
})
const { page } = rollcall
try {
  await picture(rollcall, 'sign-in')
  await signIn(page)
  await until(rollcall, outage)
  await open(page, 'terminals/doctor')
  await page.getByText('Gate 2 has not answered').waitFor({ timeout: longestWaitMs })
  await settle(page)
  await picture(rollcall, 'doctor')
  await until(rollcall, moment)
  for (const screen of ['today', 'students', 'day-sheet', 'messages', 'terminals'] as const) {
    await open(page, screen)
    await settle(page)
    if (screen === 'students') {
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await settle(page)
    }
    await picture(rollcall, screen)
  }
  for (const tab of ['templates', 'policy'] as const) {
    await open(page, `messages/${tab}`)
    await settle(page)
    await picture(rollcall, tab)
  }
  await open(page, 'terminals/sync')
  await settle(page)
  await page.keyboard.press('p')
  await page.getByText('In step').first().waitFor()
  await settle(page)
  await picture(rollcall, 'sync')
  await enrollAsClerk()
  await picture(rollcall, 'enrollment')
  await open(page, 'today')
  await page.emulateMedia({ colorScheme: 'dark' })
  await settle(page)
  await picture(rollcall, 'today-dark')
} finally {
  await rollcall.close()
  await display.stop()
  rmSync(data, { recursive: true, force: true })
}

/** To the moment when the second child of the first class has pressed once: the right thumb, which nobody has yet. */
async function enrollAsClerk(): Promise<void> {
  await open(page, 'enrollment')
  await page.getByRole('radio').first().waitFor()
  await settle(page)
  await page.keyboard.press('6')
  await page.keyboard.press('Enter')
  await page.getByText('Children enrolled').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('1 of 36').waitFor({ timeout: longestWaitMs })
  await page.getByText('Place the finger: press 2 of 3').waitFor({ timeout: longestWaitMs })
}

async function picture({ page }: Rollcall, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Lets the demo day run to a moment and stops it there. */
async function until({ page, state }: Rollcall, at: number): Promise<void> {
  const limit = performance.now() + longestWaitMs
  await page.evaluate(() => window.bridge.call('simulation.setSpeed', { speed: 1 }))
  while ((await state()).now < at) {
    if (performance.now() > limit) throw new Error('The demo day does not come that far.')
    await pause(200)
  }
  await page.evaluate(() => window.bridge.call('simulation.setSpeed', { speed: 0 }))
  await pause(1500)
}
