import { once } from 'node:events'
import type { Page } from 'playwright'
import type { MissingInStream, Station } from '../core/contract/enrollment.ts'
import type { Role } from '../core/contract/permissions.ts'
import type { SessionState } from '../core/contract/session.ts'
import { expect, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { kept, openGates } from './gates.ts'

// A clerk at the terminal with a class in a row: from the sign-in on, only keys are pressed.

const children = 30
/** The first class of the demo school, and how many are in it. */
const firstClass = { name: 'PP2 Simba', size: 36 }
const presses = { successRate: 0.9, delayMin: 0.02, delayMax: 0.04 }

async function signInByKey(rollcall: Rollcall, role: Role): Promise<void> {
  const { demoAccounts } = valueOf(await rollcall.ask('session.current')) as SessionState
  await expect(rollcall.page.getByRole('button', { name: /Grace/ })).toBeVisible()
  await rollcall.page.keyboard.press(String(demoAccounts.findIndex(account => account.role === role) + 1))
  await expect(rollcall.page.getByRole('navigation').first()).toBeVisible()
}

const childOn = (page: Page) => page.getByRole('heading', { level: 2 })
const progress = (page: Page, done: number) => page.getByText(`${String(done)} of ${String(firstClass.size)}`)

async function stationOf(rollcall: Rollcall): Promise<Station> {
  const station = valueOf(await rollcall.ask('enrollment.station')) as Station | null
  if (station === null) throw new Error('No station is open.')
  return station
}

const doneIn = ({ children: list }: Station) => list.filter(({ state }) => state === 'done').length

/** Presses Enter whenever it does something, until so many children are enrolled. */
async function enrollUntil(rollcall: Rollcall, done: number): Promise<void> {
  const enter = rollcall.page.getByRole('button', { name: /^Enter/ })
  await expect(async () => {
    if (await enter.isEnabled()) await rollcall.page.keyboard.press('Enter')
    expect(doneIn(await stationOf(rollcall))).toBe(done)
  }).toPass({ intervals: [50], timeout: 100_000 })
}

test('thirty children are enrolled by keyboard alone; after a power cut the row goes on at the same child', async ({
  launch,
}, testInfo) => {
  test.setTimeout(240_000)
  const others = { users: kept }
  const gates = await openGates({
    localTime: '10:00:00',
    folder: testInfo.outputDir,
    terminals: [{ ...others, simulation: presses }, others, others],
  })
  const [terminal] = gates.terminals
  if (terminal === undefined) throw new Error('There is no terminal.')
  const newUsers = () => terminal.users().length - kept.length
  try {
    const first = await launch({ simulation: true, env: gates.env })
    await signInByKey(first, 'clerk')
    await first.page.keyboard.press('Alt+3')
    await expect(first.page.getByRole('radio', { name: new RegExp(firstClass.name) })).toBeFocused()
    const gate = first.page.getByRole('radio', { name: /Main Gate\s*online/ })
    await expect(gate).toBeVisible()
    await first.page.keyboard.press('Tab')
    await expect(async () => {
      await first.page.keyboard.press('ArrowDown')
      await expect(gate).toBeChecked({ timeout: 50 })
    }).toPass()
    await first.page.keyboard.press('Enter')
    await expect(progress(first.page, 0)).toBeVisible()

    // The first ones come one after the other by themselves.
    await first.page.keyboard.press('Enter')
    await expect(progress(first.page, 2)).toBeVisible({ timeout: 30_000 })
    await enrollUntil(first, 12)

    // The power goes while the next child has pressed once.
    const ended = once(first.electron.process(), 'exit')
    const stop = terminal.onEvent(event => {
      if (event.kind === 'score' && newUsers() > 12) first.electron.process().kill('SIGKILL')
    })
    await first.page.keyboard.press('Enter')
    await Promise.race([ended, pressEnterUntilGone(first, ended)])
    await ended
    stop()
    expect(newUsers()).toBe(13)

    const second = await launch({ simulation: true, env: gates.env, data: first.data })
    await signInByKey(second, 'clerk')
    await second.page.keyboard.press('Alt+3')
    await expect(progress(second.page, 12)).toBeVisible()
    await expect(second.page.getByText('Goes on where it stopped.')).toBeVisible()
    const station = await stationOf(second)
    const thirteenth = station.children[12]
    expect(station.currentStudentId).toBe(thirteenth?.studentId)
    await expect(childOn(second.page)).toHaveText(thirteenth?.fullName ?? '')
    // Nothing of the half enrolled child is left on the terminal.
    await expect.poll(newUsers, { timeout: 40_000 }).toBe(12)
    await expect.poll(() => terminal.fingers().length).toBe(12)

    await enrollUntil(second, children)
    await second.page.screenshot({ path: testInfo.outputPath('thirty.png') })

    // The others are absent; the first of them only after a second thought.
    const { page } = second
    await page.keyboard.press('Escape')
    const skipped = () => stationOf(second).then(now => now.children.filter(({ state }) => state === 'absent').length)
    const skipTo = (n: number) =>
      expect(async () => {
        if ((await skipped()) === n) return
        const why = page.getByText('Why is this child left out?')
        if (!(await why.isVisible())) await page.keyboard.press('s')
        await expect(why).toBeVisible({ timeout: 2000 })
        await page.keyboard.press('Enter')
        await expect.poll(skipped, { timeout: 3000 }).toBe(n)
      }).toPass()
    await skipTo(1)
    await page.keyboard.press('u')
    await expect.poll(skipped).toBe(0)
    for (let n = 1; n <= firstClass.size - children; n++) await skipTo(n)
    await expect(page.getByText('Everyone has had a turn')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText(`6 of ${String(firstClass.size)} not enrolled`)).toBeVisible()

    // What the office says is what the terminal holds.
    const streams = valueOf(await second.ask('enrollment.missing')) as MissingInStream[]
    expect(streams.find(({ className }) => className === firstClass.name)?.missing).toHaveLength(6)
    expect(newUsers()).toBe(children)
    expect(terminal.fingers()).toHaveLength(children)
    expect(new Set(terminal.fingers().map(({ finger }) => finger))).toEqual(new Set([6]))
    expect(terminal.enrollment.current()).toBeNull()
  } finally {
    await gates.close()
  }
})

async function pressEnterUntilGone({ page }: Rollcall, ended: Promise<unknown>): Promise<void> {
  const app = { gone: false }
  const leave = () => {
    app.gone = true
  }
  void ended.then(leave)
  while (!app.gone && !page.isClosed()) {
    await page.keyboard.press('Enter').catch(leave)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

test('one finger is enrolled from the student’s page, seen per terminal, and deleted everywhere', async ({
  launch,
}, testInfo) => {
  const gates = await openGates({
    localTime: '10:00:00',
    folder: testInfo.outputDir,
    terminals: Array<object>(3).fill({ users: kept, simulation: { successRate: 1, delayMin: 0.02, delayMax: 0.03 } }),
  })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await signInByKey(rollcall, 'school_admin')
    await expect(page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
    await page.keyboard.press('Alt+2')
    await page.getByRole('grid').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('No finger is enrolled.')).toBeVisible()
    await page.keyboard.press('f')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeFocused()
    await page.keyboard.press('4')
    await expect(page.getByText('Finger: Left index finger').first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByText('Quality 100 %')).toBeVisible()
    await page.keyboard.press('Escape')
    const panel = page.getByRole('complementary')
    await expect(panel.getByText('Left index finger')).toBeVisible()
    await expect(panel.getByText('Quality 100 %')).toBeVisible()
    const onTerminals = () => gates.terminals.flatMap(terminal => terminal.fingers().map(({ finger }) => finger))
    expect(onTerminals()).toEqual([3])

    const remove = page.getByRole('button', { name: 'Delete everywhere: Left index finger' })
    await remove.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('DELETE')
    await page.keyboard.press('Enter')
    await expect(page.getByText('No finger is enrolled.')).toBeVisible()
    await expect.poll(onTerminals, { timeout: 20_000 }).toEqual([])
  } finally {
    await gates.close()
  }
})
