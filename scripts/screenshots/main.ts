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
/** Most have come, some are late, and Gate 2 is just back. */
const moment = Date.parse('2026-05-12T08:12:00+03:00')
const longestWaitMs = 120_000

const { env } = await setUp({ electron: true, ownDisplay: true, quiet: true })
await buildWhenStale(env)
mkdirSync(folder, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'rollcall-pictures-'))
const display = await withDisplay({ own: true })
const rollcall = await openRollcall({ ...display.env, ROLLCALL_DATA: data })
try {
  await picture(rollcall, 'sign-in')
  await signIn(rollcall.page)
  await until(rollcall, moment)
  for (const screen of ['today', 'students', 'day-sheet', 'messages', 'terminals'] as const) {
    await open(rollcall.page, screen)
    await settle(rollcall.page)
    if (screen === 'students') {
      await rollcall.page.keyboard.press('ArrowDown')
      await rollcall.page.keyboard.press('Enter')
      await settle(rollcall.page)
    }
    await picture(rollcall, screen)
  }
  await open(rollcall.page, 'today')
  await rollcall.page.emulateMedia({ colorScheme: 'dark' })
  await settle(rollcall.page)
  await picture(rollcall, 'today-dark')
} finally {
  await rollcall.close()
  await display.stop()
  rmSync(data, { recursive: true, force: true })
}

async function picture({ page }: Rollcall, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Lets the demo day run to a moment and stops it there. */
async function until({ page, state }: Rollcall, at: number): Promise<void> {
  const limit = performance.now() + longestWaitMs
  while ((await state()).now < at) {
    if (performance.now() > limit) throw new Error('The demo day does not come that far.')
    await pause(200)
  }
  await page.evaluate(() => window.bridge.call('simulation.setSpeed', { speed: 0 }))
  await pause(1500)
}
