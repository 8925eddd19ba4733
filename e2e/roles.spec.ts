import type { Page } from 'playwright'
import type { SimulationState } from '../core/contract/app.ts'
import { seriousIssues } from './axe.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'

// Whoever may do less finds whole screens, of which nothing asks for what is "not open to this account".

declare global {
  /** In the main process: the channels that were refused to the window. */
  var refusedCalls: string[]
}

const seesAttendance = [
  ...['Today', 'Who is inside', 'Gate passes', 'Boarding', 'Early warning', 'Students', 'Day sheet', 'Roll check'],
  'Terminals',
]
const offered = {
  clerk: ['Students', 'Enrollment', 'Terminals'],
  teacher: seesAttendance,
  viewer: seesAttendance,
}

async function watchRefusals({ electron }: Rollcall): Promise<void> {
  await electron.evaluate(({ ipcMain }) => {
    type Answer = { ok: boolean; error?: { code: string } }
    type Handler = (event: unknown, channel: string, input: unknown) => Promise<Answer>
    // Electron has no public way to look at what a handler answers.
    const { _invokeHandlers: handlers } = ipcMain as unknown as { _invokeHandlers: Map<string, Handler> }
    const call = handlers.get('call')
    if (call === undefined) throw new Error('the window has no line')
    globalThis.refusedCalls = []
    handlers.set('call', async (event, channel, input) => {
      const answer = await call(event, channel, input)
      if (answer.error?.code === 'forbidden') globalThis.refusedCalls.push(channel)
      return answer
    })
  })
}

/** Plays the demo day to its end, so that each run looks at the same screens, and at full ones. */
async function playDay(rollcall: Rollcall): Promise<SimulationState> {
  valueOf(await rollcall.ask('simulation.setSpeed', { speed: 10 }))
  const state = async () => valueOf(await rollcall.ask('simulation.state')) as SimulationState
  await expect.poll(async () => (await state()).phase, { timeout: 60_000 }).toBe('finished')
  return state()
}

async function linksIn(page: Page, navigation: string): Promise<{ name: string; hash: string }[]> {
  const links = await page.getByRole('navigation', { name: navigation }).getByRole('link').all()
  return Promise.all(
    links.map(async link => ({
      name: (await link.innerText()).trim(),
      hash: new URL((await link.getAttribute('href')) ?? '', page.url()).hash,
    })),
  )
}

async function isWhole({ electron, page }: Rollcall, what: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForTimeout(500)
  expect.soft(await electron.evaluate(() => globalThis.refusedCalls), what).toEqual([])
  expect.soft(await seriousIssues(page), what).toEqual([])
}

for (const role of ['clerk', 'teacher', 'viewer'] as const) {
  test(`a ${role} finds every screen whole, and nothing on it is refused`, async ({ launch }) => {
    test.setTimeout(180_000)
    const rollcall = await launch({ simulation: true })
    const { page } = rollcall
    await page.setViewportSize({ width: 1366, height: 768 })
    await watchRefusals(rollcall)
    await signInAs(rollcall, role)
    const { terminals } = await playDay(rollcall)
    const go = (to: string) =>
      page.evaluate(hash => {
        window.location.hash = hash
      }, to)
    const places = await linksIn(page, 'Main navigation')
    expect(places.map(({ name }) => name)).toEqual(offered[role])
    for (const place of places) {
      await go(place.hash)
      await isWhole(rollcall, place.name)
      if (place.name === 'Terminals') {
        for (const tab of await linksIn(page, 'Parts of the terminals screen')) {
          await go(tab.hash)
          await isWhole(rollcall, `${place.name}, ${tab.name}`)
        }
      }
      const list = page.getByRole('grid').or(page.getByRole('listbox')).first()
      if (!(await list.isVisible())) continue
      await list.focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await isWhole(rollcall, `${place.name}, one of the list`)
      await page.keyboard.press('Escape')
    }
    // A place that is not offered has no key and no address either.
    await go('#/settings/users')
    await page.keyboard.press('Alt+5')
    await page.waitForTimeout(500)
    await isWhole(rollcall, 'a place that is not offered')
    await expect(page.getByRole('heading', { level: 1, name: /Settings|Messages/ })).toHaveCount(0)

    valueOf(await rollcall.ask('simulation.setCable', { serial: terminals[1]?.serial, plugged: false }))
    await expect(page.getByRole('contentinfo')).toContainText('offline', { timeout: 60_000 })
    await go(places[0]?.hash ?? '')
    await isWhole(rollcall, 'the first screen, with a cable out')
  })
}
