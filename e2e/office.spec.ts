import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { GatePass, InsideNow, NightRoll, ReportingDay } from '../core/contract/morning.ts'
import type { StudentPage } from '../core/contract/school.ts'
import { seriousIssues } from './axe.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { gateNames, openGates } from './gates.ts'

// Leaving during the day, who is inside, boarders, early warning and the roll check: by keyboard.

async function allGatesOnline({ page }: Rollcall): Promise<void> {
  for (const name of gateNames) {
    await expect(page.getByRole('contentinfo')).toContainText(new RegExp(`${name}\\s*online`), { timeout: 20_000 })
  }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const inside = async (rollcall: Rollcall) => valueOf(await rollcall.ask('attendance.inside')) as InsideNow
const passes = async (rollcall: Rollcall) => valueOf(await rollcall.ask('passes.list')) as GatePass[]

/** Printing is answered instead of a dialog of the system; returns how often it was asked for. */
async function catchPrinting({ electron }: Rollcall): Promise<() => Promise<number>> {
  await electron.evaluate(({ app }) => {
    const counts = globalThis as unknown as { printed: number }
    counts.printed = 0
    app.on('web-contents-created', (_, contents) => {
      contents.print = (_options, done) => {
        counts.printed += 1
        done?.(true, '')
      }
    })
  })
  return () => electron.evaluate(() => (globalThis as unknown as { printed: number }).printed)
}

test('a gate pass is written, printed and cancelled by keyboard, and the finger says where the child is', async ({
  launch,
}, testInfo) => {
  const gates = await openGates({ localTime: '10:20:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const printed = await catchPrinting(rollcall)
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    const { keyboard } = page
    await allGatesOnline(rollcall)
    const [student] = (valueOf(await rollcall.ask('students.list', { limit: 1 })) as StudentPage).rows
    if (student === undefined) throw new Error('The demo school has no students.')
    await gates.press(0, student.pin, '07:40:00')
    await expect.poll(async () => (await inside(rollcall)).total).toBeGreaterThan(0)

    await keyboard.press('Alt+7')
    await expect(heading(page, 'Gate passes')).toBeVisible()
    await expect(page.getByText('No gate pass on this day')).toBeVisible()
    await keyboard.press('n')
    await expect(page.getByRole('combobox', { name: 'Student' })).toBeFocused()
    await keyboard.type(student.admissionNumber)
    await expect(page.getByRole('option', { name: student.fullName })).toBeVisible()
    await keyboard.press('Enter')
    await expect(page.getByLabel('Reason')).toBeFocused()

    // Nothing is written without an approver.
    await keyboard.type('Dentist')
    await keyboard.press('Enter')
    await expect(page.getByText('A pass without an approver does not hold.')).toBeVisible()
    await expect(page.getByLabel('Approved by')).toBeFocused()
    expect(await passes(rollcall)).toEqual([])
    await keyboard.type('Mr Kamau')
    await keyboard.press('Tab')
    await keyboard.type('Mary Otieno')
    await keyboard.press('Tab')
    await keyboard.type('12345678')
    await keyboard.press('Tab')
    await keyboard.type('1430')
    await page.screenshot({ path: testInfo.outputPath('pass-form.png') })
    await keyboard.press('Enter')

    const panel = page.getByRole('complementary', { name: 'Gate pass 0001' })
    await expect(panel).toContainText('Written')
    await expect(panel.getByRole('button', { name: 'Print slip' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByText('Sent to the printer')).toBeVisible()
    expect(await printed()).toBe(1)

    await gates.press(1, student.pin)
    await expect(panel).toContainText('The child has left and is expected back.')
    await page.screenshot({ path: testInfo.outputPath('passes.png') })
    await expect(panel.getByRole('button', { name: 'Print slip' })).toBeFocused()
    await keyboard.press('Delete')
    await expect(panel).toContainText('Cancelled')
    await keyboard.press('Control+z')
    await expect(panel).toContainText('Out')
    await keyboard.press('Escape')
    await expect(page.getByRole('grid', { name: 'Gate passes' })).toBeFocused()
  } finally {
    await gates.close()
  }
})

test('F9 has the list of who is inside ready to print within ten seconds, with every cable pulled', async ({
  launch,
}, testInfo) => {
  const gates = await openGates({ localTime: '09:00:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const printed = await catchPrinting(rollcall)
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    await allGatesOnline(rollcall)
    for (let pin = 1; pin <= 60; pin++) await gates.press(pin % 3, pin, `07:${String(10 + (pin % 40))}:00`)
    await expect.poll(async () => (await inside(rollcall)).scans, { timeout: 20_000 }).toBe(60)
    for (const server of gates.servers) server.unplug()
    await page.keyboard.press('Alt+2')
    await expect(heading(page, 'Students')).toBeVisible()

    const began = performance.now()
    await page.keyboard.press('F9')
    await expect(heading(page, 'Who is inside now')).toBeVisible()
    await expect(page.locator('iframe')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Print', exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Sent to the printer')).toBeVisible()
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(await printed()).toBe(1)
    const list = page.frameLocator('iframe').locator('body')
    await expect(list).toContainText('By a press of today: 60')
    await expect(list.locator('.box')).toHaveCount((await inside(rollcall)).total)
    await page.screenshot({ path: testInfo.outputPath('inside.png') })
  } finally {
    await gates.close()
  }
})

test('the night roll is taken by keyboard and stays open while one boarder is missing', async ({
  launch,
}, testInfo) => {
  test.setTimeout(120_000)
  const gates = await openGates({ localTime: '20:45:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    const { keyboard } = page
    const night = async () => valueOf(await rollcall.ask('boarding.night')) as NightRoll | null
    const { expected } = valueOf(await rollcall.ask('boarding.reporting')) as ReportingDay
    expect(expected).toBeGreaterThan(2)

    await keyboard.press('Alt+8')
    await expect(page.getByText(`${String(expected)} expected`)).toBeVisible()
    await page.screenshot({ path: testInfo.outputPath('reporting.png') })
    await keyboard.press('2')
    await expect(page.getByText('No night roll today yet')).toBeVisible()
    await keyboard.press('s')
    await expect(page.getByText(`${String(expected)} not accounted for`)).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Night roll' })).toBeFocused()
    for (let n = 0; n < expected - 2; n++) await keyboard.press('i')
    await expect(page.getByText('2 not accounted for')).toBeVisible()
    await page.screenshot({ path: testInfo.outputPath('night.png') })

    // Away is an answer only with where the child is.
    await keyboard.press('a')
    await expect(page.getByLabel('Where, and who says so')).toBeFocused()
    await keyboard.type('At home, her mother says')
    await keyboard.press('Enter')
    await expect(page.getByText('1 not accounted for')).toBeVisible()
    await keyboard.press('c')
    await expect(page.getByText('The night roll is not complete')).toBeVisible()
    const open = await night()
    expect(open).toMatchObject({ missing: 1, closedAt: null })
    const missing = open?.streams.flatMap(({ students }) => students).find(({ state }) => state === null)
    await expect(page.getByText(`${missing?.fullName ?? '?'}: nobody has said where.`)).toBeVisible()

    await keyboard.press('i')
    await expect(page.getByText('Everybody is accounted for')).toBeVisible()
    await keyboard.press('c')
    await expect(page.getByText('Night roll closed')).toBeVisible()
    expect((await night())?.closedAt).not.toBeNull()
    await expect(page.getByText('It stays as it was signed.')).toBeVisible()
  } finally {
    await gates.close()
  }
})

test('early warning and the roll check are read, narrowed and previewed by keyboard', async ({
  signedIn,
}, testInfo) => {
  const { page } = signedIn
  const { keyboard } = page
  await keyboard.press('Alt+9')
  await expect(heading(page, 'Early warning')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Part of the list' })).toBeVisible()
  await page.screenshot({ path: testInfo.outputPath('early-warning.png') })
  await page.locator('#main').focus()
  await keyboard.press('l')
  await expect(page.getByLabel('Watch, from %')).toBeFocused()
  await keyboard.press('Control+a')
  await keyboard.type('12')
  await keyboard.press('Enter')
  await expect(page.getByText('each limit above the one before').first()).toBeVisible()
  await page.getByLabel('Watch, from %').fill('4')
  await page.getByLabel('Judge after school days on the roll').fill('2')
  await keyboard.press('Enter')
  await expect(page.getByText('Limits saved')).toBeVisible()
  expect(valueOf(await signedIn.ask('attendance.warningLimits'))).toMatchObject({ watch: 4, chronic: 10 })
  await expect(page.getByText('4 % or more')).toBeVisible()
  // The demo school has had five days of school: some have missed enough of them.
  const list = page.getByRole('grid', { name: 'Early warning' })
  await expect(list).toBeVisible()
  await list.focus()
  await keyboard.press('Enter')
  const panel = page.getByRole('complementary')
  await expect(panel.getByLabel('Action taken')).toBeFocused()
  await keyboard.type('Called the mother')
  await keyboard.press('Enter')
  await expect(panel.getByText('Called the mother')).toBeVisible()
  await page.screenshot({ path: testInfo.outputPath('early-warning-panel.png') })
  await keyboard.press('Escape')
  await expect(list).toBeFocused()
  await keyboard.press('Control+p')
  await expect(page.frameLocator('iframe').getByRole('heading', { name: 'Early warning' }).first()).toBeVisible()
  await page.screenshot({ path: testInfo.outputPath('early-warning-page.png') })
  await keyboard.press('Escape')
  await expect(heading(page, 'Early warning')).toBeVisible()
  await expect(list).toBeVisible()

  await keyboard.press('Alt+r')
  await expect(heading(page, 'Roll check')).toBeVisible()
  await page.screenshot({ path: testInfo.outputPath('roll-check.png') })
  await page.locator('#main').focus()
  await keyboard.press('2')
  await keyboard.press('Control+p')
  await expect(page.frameLocator('iframe').getByText('On the roll, not seen').first()).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test(`the office's screens have no serious accessibility issue in the ${scheme} theme`, async ({
    signedIn: { page },
  }, testInfo) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width: 1366, height: 768 })
    mkdirSync(testInfo.outputDir, { recursive: true })
    for (const screen of ['inside', 'passes', 'boarding', 'boarding/night', 'early-warning', 'roll-check']) {
      await page.evaluate(path => {
        window.location.hash = path
      }, `/${screen}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForTimeout(600)
      await page.screenshot({ path: join(testInfo.outputDir, `${screen.replace('/', '-')}.png`) })
      expect(await seriousIssues(page), screen).toEqual([])
    }
  })
}
