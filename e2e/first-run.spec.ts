import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import type { Page } from 'playwright'
import type { SetupProgress, SetupStep } from '../core/contract/setup.ts'
import type { StudentPage } from '../core/contract/school.ts'
import { serveTerminal } from '../core/devices/virtual/server.ts'
import { createTerminal } from '../core/devices/virtual/terminal.ts'
import { asXlsx, plainList } from '../core/testing/student-list.ts'
import { seriousIssues } from './axe.ts'
import { administrator, expect, reload, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'

// A secretary who has never seen the program: from the empty window to the printed day sheet, only what the screen shows.

const students = 600

async function stateOf(rollcall: Rollcall, step: SetupStep): Promise<string | undefined> {
  const { steps } = valueOf(await rollcall.ask('setup.progress')) as SetupProgress
  return steps.find(one => one.step === step)?.state
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const position = (page: Page, text: string) => page.getByText(text, { exact: true })

/** What the window says of a step is said once the core knows it. */
async function goOn(page: Page, next: string): Promise<void> {
  await expect(page.getByRole('button', { name: `Next: ${next}` })).toBeVisible()
  await page.keyboard.press('Alt+n')
}

async function atNoSeriousIssue(page: Page, where: string): Promise<void> {
  expect(await seriousIssues(page), where).toEqual([])
}

async function makeSchool(page: Page): Promise<void> {
  await expect(page.getByLabel('Name of the school')).toBeFocused()
  const { keyboard } = page
  await keyboard.type('Mwangaza Junior School')
  await keyboard.press('Tab')
  await keyboard.type('MWANGAZA')
  await keyboard.press('Tab')
  await keyboard.type('Grace Wanjiru')
  await keyboard.press('Tab')
  await keyboard.type(administrator.username)
  await keyboard.press('Tab')
  await keyboard.type(administrator.password)
  await keyboard.press('Tab')
  await keyboard.type(administrator.password)
  await keyboard.press('Enter')
}

async function schoolClassesCalendar(page: Page): Promise<void> {
  const { keyboard } = page
  await expect(position(page, 'Step 1 of 8: School')).toBeVisible()
  await expect(page.getByLabel('Name', { exact: false }).first()).toBeFocused()
  await atNoSeriousIssue(page, 'school')
  await page.getByLabel('Kind of school').selectOption('mixed')
  await keyboard.press('Control+s')
  await goOn(page, 'Classes')

  await expect(position(page, 'Step 2 of 8: Classes')).toBeVisible()
  await page.locator('#main').focus()
  await keyboard.press('p')
  await page.getByRole('checkbox', { name: 'Junior' }).check()
  await page.getByLabel('Streams').fill('East, West, North')
  await keyboard.press('Enter')
  await goOn(page, 'Calendar')

  await expect(position(page, 'Step 3 of 8: Calendar')).toBeVisible()
  const fill = page.getByRole('button', { name: /^Fill in \d{4}$/ })
  await fill.press('Enter')
  await expect(page.getByText(/^Waiting for the Gazette/)).toBeVisible()
  await keyboard.press('Control+s')
  await expect(page.getByText('Calendar saved')).toBeVisible()
  await page.getByRole('checkbox', { name: /compared with the ministry/ }).press('Space')
  await atNoSeriousIssue(page, 'calendar')
  await goOn(page, 'Users')
}

async function usersWithRecoveryCode(rollcall: Rollcall): Promise<void> {
  const { page } = rollcall
  const { keyboard } = page
  await expect(position(page, 'Step 4 of 8: Users')).toBeVisible()
  await page.locator('#main').focus()
  await keyboard.press('n')
  await expect(page.getByLabel('Full name')).toBeFocused()
  await keyboard.type('Peter Otieno')
  await keyboard.press('Tab')
  await keyboard.type('peter')
  await page.getByLabel('Role', { exact: true }).selectOption('school_admin')
  await page.getByLabel('New password', { exact: true }).fill('a long password')
  await page.getByLabel('New password again').fill('a long password')
  await keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /Peter Otieno/ })).toBeVisible()
  await page.locator('#main').focus()
  await keyboard.press('c')
  await expect(page.getByRole('button', { name: 'Make the code' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Print' })).toBeFocused()
  await keyboard.press('Escape')
  await goOn(page, 'Students')
}

async function importStudents(rollcall: Rollcall): Promise<void> {
  const { page } = rollcall
  await expect(position(page, 'Step 5 of 8: Students')).toBeVisible()
  const file = { name: 'Form list.xlsx', mimeType: 'application/octet-stream' }
  const buffer = Buffer.from(await asXlsx(plainList(students)))
  await page.locator('input[type=file]').setInputFiles({ ...file, buffer })
  await expect(page.getByRole('button', { name: 'Check the rows' })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('radio', { name: `New: ${students}` })).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: 'Open the students' })).toBeFocused()
  const { total } = valueOf(await rollcall.ask('students.list', { limit: 1 })) as StudentPage
  expect(total).toBe(students)
  await goOn(page, 'Terminals')
}

test('a school is set up from nothing to its first day sheet; killed in between it goes on at the same step', async ({
  launch,
}) => {
  test.setTimeout(180_000)
  const terminal = createTerminal({ serial: 'FIRST001', clock: () => Date.now() })
  const server = await serveTerminal(terminal, { port: 0 })
  try {
    const first = await launch()
    await makeSchool(first.page)
    await schoolClassesCalendar(first.page)
    await expect(position(first.page, 'Step 4 of 8: Users')).toBeVisible()

    // The power goes.
    const ended = once(first.electron.process(), 'exit')
    first.electron.process().kill('SIGKILL')
    await ended
    const second = await launch({ data: first.data })
    const { page } = second
    const { keyboard } = page
    await expect(page.getByLabel('User name')).toBeFocused()
    await keyboard.type(administrator.username)
    await keyboard.press('Tab')
    await keyboard.type(administrator.password)
    await keyboard.press('Enter')
    const list = page.getByRole('region', { name: 'Set-up of the school' })
    await expect(list).toContainText('Set-up: 3 of 8')
    await atNoSeriousIssue(page, 'today with the check-list')
    await list.getByRole('button', { name: 'Go on' }).press('Enter')
    await usersWithRecoveryCode(second)
    await importStudents(second)

    await expect(position(page, 'Step 6 of 8: Terminals')).toBeVisible()
    await page.locator('#main').focus()
    await keyboard.press('a')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await keyboard.type('Main Gate')
    await page.getByLabel('Address').fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(server.port))
    await keyboard.press('Enter')
    await expect(page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
    await goOn(page, 'Test message')

    // No service yet: it says so, and the step is passed over.
    await expect(page.getByText('No message service is set up yet')).toBeVisible()
    await atNoSeriousIssue(page, 'messages')
    await keyboard.press('Alt+n')
    await expect(position(page, 'Step 8 of 8: Day sheet')).toBeVisible()
    expect(await stateOf(second, 'messages')).toBe('skipped')

    const sheet = page.frameLocator('iframe')
    await expect(sheet.getByText('Grade 7 East')).toBeVisible()
    await expect(sheet.getByText('Mwangaza Junior School').first()).toBeVisible()
    await atNoSeriousIssue(page, 'day sheet')
    await page.getByRole('button', { name: 'The page is right' }).press('Enter')
    await expect(heading(page, '1 step is left')).toBeVisible()
    await atNoSeriousIssue(page, 'end')
    await page.getByRole('button', { name: 'Finish the set-up' }).press('Enter')
    await expect(heading(page, 'Today')).toBeVisible()
    await expect(list).toBeHidden()
    expect((valueOf(await second.ask('setup.progress')) as SetupProgress).finished).toBe(true)
  } finally {
    await server.close()
  }
})

test('every step can be passed over and come back to', async ({ rollcall }) => {
  const { page } = rollcall
  await setUpSchool(rollcall)
  await page.evaluate(() => {
    window.location.hash = '/setup'
  })
  await reload(page)
  for (let step = 1; step <= 8; step += 1) {
    await expect(page.getByText(`Step ${String(step)} of 8`)).toBeVisible()
    await page.keyboard.press('Alt+n')
  }
  await expect(heading(page, '8 steps are left')).toBeVisible()
  await page.getByRole('button', { name: 'Go on later' }).press('Enter')
  const list = page.getByRole('region', { name: 'Set-up of the school' })
  await expect(list).toContainText('Set-up: 0 of 8')
  await list.getByRole('button', { name: 'Go on' }).press('Enter')
  await expect(position(page, 'Step 1 of 8: School')).toBeVisible()
  await page.keyboard.press('Alt+g')
  await list.getByRole('button', { name: 'Put away' }).press('Enter')
  await expect(list).toBeHidden()
  await page.evaluate(() => {
    window.location.hash = '/settings/setup'
  })
  await expect(page.getByRole('link', { name: 'Calendar' }).last()).toBeVisible()
})

test('the demo is left with a typed word: an empty school begins, and stays one at the next start', async ({
  launch,
}) => {
  // Nothing says in the environment which school it is to be.
  const env = { SIMULATION_MODE: '' }
  const rollcall = await launch({ env })
  const { page } = rollcall
  await signInAs(rollcall, 'clerk')
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Leave the demo' })).toBeHidden()
  await signInAs(rollcall, 'school_admin')
  await page.getByRole('button', { name: 'Leave the demo' }).press('Enter')
  await page.getByRole('textbox').fill('yes')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await atNoSeriousIssue(page, 'leave the demo')
  await page.getByRole('textbox').fill('leave')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Set up this school')).toBeVisible({ timeout: 20_000 })
  expect(readdirSync(rollcall.data).filter(name => /simulation|demo-key|journal/.test(name))).toEqual([])
  await makeSchool(page)
  await expect(position(page, 'Step 1 of 8: School')).toBeVisible()
  // The window hears the new school, and presses of its terminals come to it.
  valueOf(await rollcall.ask('classes.preset', { presets: ['junior'], streams: ['East'] }))
  await expect(page.getByRole('link', { name: /Classes/ })).toContainText('3 streams')
  await rollcall.quit()

  const next = await launch({ env, data: rollcall.data })
  await expect(next.page.getByText('Mwangaza Junior School')).toBeVisible()
  await expect(next.page.getByText('Simulation', { exact: true })).toBeHidden()
  await next.quit()
  const demo = await launch({ simulation: true, data: rollcall.data })
  await expect(demo.page.getByText('Simulation', { exact: true })).toBeVisible()
  expect(existsSync(`${rollcall.data}/school.db`)).toBe(true)
})
