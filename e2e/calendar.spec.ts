import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { DaySummary, NotInStream } from '../core/contract/attendance.ts'
import type { Calendar, CalendarDay, SessionPlan } from '../core/contract/calendar.ts'
import type { MessagePage } from '../core/contract/messages.ts'
import type { Reason } from '../core/contract/morning.ts'
import { packLocal } from '../core/devices/virtual/local-time.ts'
import { seriousIssues } from './axe.ts'
import { expect, projectFolder, reload, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { everyone, openGates } from './gates.ts'

// When there is school, for whom, and what a change does to registers that are there already.

const day = '2026-05-12'
/** A year that nobody has filled in yet. */
const nextYear = String(new Date().getFullYear() + 1)

async function open(page: Page, place: string, title: string): Promise<void> {
  await page.evaluate(path => {
    window.location.hash = path
  }, place)
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
}

async function summary(rollcall: Rollcall): Promise<DaySummary> {
  return valueOf(await rollcall.ask('attendance.summary', { session: 'AM' })) as DaySummary
}

/** Children without a finger on any terminal turn from absent to not recorded once that is known, whatever else happens. */
function inAndOut({ counts: { present, late, absent, notRecorded, notYetIn } }: DaySummary) {
  return { present, late, missing: absent + notRecorded + notYetIn }
}

async function missingIds(rollcall: Rollcall): Promise<string[]> {
  const streams = valueOf(await rollcall.ask('attendance.notIn', { session: 'AM' })) as NotInStream[]
  return streams.flatMap(({ students }) => students.map(({ studentId }) => studentId))
}

async function calendar(rollcall: Rollcall): Promise<Calendar> {
  return valueOf(await rollcall.ask('calendar.get')) as Calendar
}

async function plansOf(rollcall: Rollcall): Promise<SessionPlan[]> {
  return (valueOf(await rollcall.ask('sessions.get')) as { plans: SessionPlan[] }).plans
}

/** A line of a terminal's log. */
function press(pin: number, time: string) {
  const rawTime = packLocal(Date.parse(`${day}T${time}Z`))
  return { uid: pin, userId: String(pin), verify: 1, state: 0, workCode: 0, rawTime }
}

async function openSchool(rollcall: Rollcall): Promise<Page> {
  await setUpSchool(rollcall)
  valueOf(await rollcall.ask('classes.preset', { presets: ['primary', 'junior'], streams: ['East', 'West'] }))
  valueOf(await rollcall.ask('setup.finish'))
  await reload(rollcall.page)
  return rollcall.page
}

test('the school is closed at nine, after absences were marked: they are gone; undo brings all of it back', async ({
  launch,
}, testInfo) => {
  test.setTimeout(120_000)
  const came = everyone.filter((_, i) => i % 10 !== 3)
  // Five come late, two minutes ago: their texts have not left yet where the gateway is slow.
  const late = came.slice(0, 5)
  const logs = [
    ...came.slice(5).map(({ uid }, i) => press(uid, `07:${String(20 + (i % 39)).padStart(2, '0')}:00`)),
    ...late.map(({ uid }) => press(uid, '08:55:00')),
  ]
  const gates = await openGates({
    localTime: '09:00:00',
    folder: testInfo.outputDir,
    terminals: [{ logs, users: everyone }],
  })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await signInAs(rollcall, 'school_admin')
    await expect
      .poll(async () => (await summary(rollcall)).counts.absent, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(30)
    const before = await summary(rollcall)
    const missing = await missingIds(rollcall)
    await page.locator('#main').focus()
    await page.keyboard.press('Alt+c')
    await expect(page.getByLabel('Reason')).toBeFocused()
    expect(await seriousIssues(page)).toEqual([])
    await page.keyboard.type('Heavy rain')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Whole school closed')).toBeVisible()
    await expect.poll(async () => (await summary(rollcall)).counts.absent).toBe(0)
    expect(valueOf(await rollcall.ask('attendance.notIn', { session: 'AM' }))).toEqual([])
    expect((await summary(rollcall)).schoolDay).toBe(false)
    const [closed] = (await calendar(rollcall)).closures
    expect(closed).toMatchObject({ from: day, to: day, session: null, reason: 'Heavy rain', scope: { kind: 'school' } })

    await page.keyboard.press('Control+z')
    await expect(page.getByText('Taken back')).toBeVisible()
    await expect.poll(async () => inAndOut(await summary(rollcall))).toEqual(inAndOut(before))
    expect((await summary(rollcall)).counts.absent).toBeGreaterThan(0)
    expect(await missingIds(rollcall)).toEqual(missing)
    expect((await calendar(rollcall)).closures).toEqual([])
    const { rows } = valueOf(await rollcall.ask('messages.list', { limit: 200 })) as MessagePage
    expect(rows.filter(({ state }) => state === 'cancelled')).toEqual([])
  } finally {
    await gates.close()
  }
})

test('a class is closed for an afternoon, and reopened from the list of closures', async ({ rollcall }) => {
  const page = await openSchool(rollcall)
  await open(page, '/settings/calendar', 'Calendar')
  await page.locator('#main').focus()
  await page.keyboard.press('c')
  await page.keyboard.type('Sports day')
  await page.getByLabel('First day').last().fill(day)
  await page.getByLabel('Last day').last().fill(day)
  await page.getByLabel('Part of the day').selectOption({ label: 'Afternoon only' })
  await page.getByLabel('Who is not expected').selectOption({ label: 'Classes' })
  await page.getByRole('button', { name: 'Mark as closed' }).last().press('Enter')
  await expect(page.getByText('Choose at least one.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Grade 7' }).check()
  await page.getByRole('button', { name: 'Mark as closed' }).last().press('Enter')
  await expect(page.getByText('Grade 7 closed')).toBeVisible()
  expect((await calendar(rollcall)).closures[0]).toMatchObject({
    session: 'PM',
    scope: { kind: 'class', name: 'Grade 7' },
  })
  const month = valueOf(await rollcall.ask('calendar.month', { month: '2026-05' })) as CalendarDay[]
  expect(month.find(one => one.day === day)).toMatchObject({ kind: 'partly_closed', label: 'Sports day' })

  await page.getByRole('button', { name: 'Show earlier ones' }).press('Enter')
  await page.getByRole('button', { name: 'Reopen: Sports day' }).press('Enter')
  await expect(page.getByText('Reopened: Sports day')).toBeVisible()
  expect((await calendar(rollcall)).closures).toEqual([])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await calendar(rollcall)).closures.length).toBe(1)
})

test('the dates of a year are filled in, corrected, saved, compared and taken back', async ({ rollcall }) => {
  const page = await openSchool(rollcall)
  const first = await calendar(rollcall)
  await open(page, '/settings/calendar', 'Calendar')
  await page.getByLabel('Year').selectOption(nextYear)
  await page.getByRole('button', { name: `Fill in ${nextYear}` }).press('Enter')
  await expect(page.getByText(/These dates are not from the ministry/)).toBeVisible()
  await expect(page.getByText(/Idd-ul-Fitr, Idd-ul-Adha/)).toBeVisible()
  await page.getByRole('button', { name: 'Add a holiday' }).press('Enter')
  await page.keyboard.type('Idd-ul-Fitr')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('A date or a name is missing.')).toBeVisible()
  await page.getByLabel('Day: Idd-ul-Fitr').fill(`${nextYear}-03-10`)
  await page.getByLabel('Last day: Term 1').fill(`${nextYear}-03-26`)
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Calendar saved')).toBeVisible()
  await expect(page.getByText('No register that exists was touched.')).toBeVisible()
  const saved = await calendar(rollcall)
  expect(saved.terms).toHaveLength(first.terms.length + 3)
  expect(saved.terms.find(({ from }) => from.startsWith(nextYear))).toMatchObject({
    name: 'Term 1',
    to: `${nextYear}-03-26`,
  })
  expect(saved.holidays).toContainEqual({ day: `${nextYear}-03-10`, name: 'Idd-ul-Fitr' })
  const tick = page.getByRole('checkbox', { name: /compared with the ministry/ })
  await tick.press('Space')
  await expect.poll(async () => (await calendar(rollcall)).checkedWithCircular).toBe(true)

  await page.getByRole('button', { name: 'Undo' }).first().press('Enter')
  await expect.poll(async () => (await calendar(rollcall)).terms).toEqual(first.terms)
  await expect(page.getByText(`No dates for ${nextYear} yet`)).toBeVisible()
})

test('session plans are ordered, changed and explained; what is wrong is said before it is saved', async ({
  rollcall,
}) => {
  const page = await openSchool(rollcall)
  await open(page, '/settings/sessions', 'Sessions')
  const before = await plansOf(rollcall)
  await expect(page.getByText('Every class of the school has a session on every school day.')).toBeVisible()
  await expect(
    page.getByText(/^Grade 7 to 9, day and boarding: on time until 08:00, register closes 08:20/),
  ).toBeVisible()

  await page.getByRole('button', { name: 'Change: Grade 7 to 9' }).press('Enter')
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.getByLabel('Register closes').first().fill('07:30')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Must be later than “On time until”.')).toBeVisible()
  await page.getByLabel('Register closes').first().fill('08:25')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/register closes 08:25/)).toBeVisible()
  await page.getByRole('button', { name: 'Remove: Grade 1 to 3' }).press('Enter')
  await expect(page.getByText('Grade 1 to 3: nothing is expected.')).toBeVisible()
  await page.locator('#main').focus()
  await page.keyboard.press('n')
  await page.keyboard.type('Lower, boarders')
  await page.getByLabel('To level').selectOption({ label: 'Grade 3' })
  await page.getByLabel('For', { exact: true }).selectOption({ label: 'Boarders only' })
  await page.keyboard.press('Enter')
  await expect(page.getByText('Grade 1 to 3, day scholars: nothing is expected.')).toBeVisible()
  expect(await seriousIssues(page)).toEqual([])
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Sessions saved')).toBeVisible()
  const after = await plansOf(rollcall)
  expect(after.map(({ name }) => name)).toEqual([
    ...before.map(({ name }) => name).filter(name => name !== 'Grade 1 to 3'),
    'Lower, boarders',
  ])
  expect(after.find(({ id }) => id === 'grade_7_9')?.AM?.closes).toBe(505)
  await page.locator('#main').focus()
  await page.keyboard.press('Control+z')
  await expect.poll(() => plansOf(rollcall)).toEqual(before)

  await page.getByLabel('Begin with a preset').selectOption({ label: 'The same for all' })
  await page.getByRole('button', { name: 'Discard' }).press('Enter')
  expect(await plansOf(rollcall)).toEqual(before)
})

test('a reason is added, two with one key are refused, and the morning knows it', async ({ rollcall }) => {
  const page = await openSchool(rollcall)
  await open(page, '/settings/reasons', 'Reasons')
  await page.locator('#main').focus()
  await page.keyboard.press('n')
  await page.keyboard.type('Funeral')
  await page.keyboard.press('Tab')
  await page.keyboard.type('s')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Another reason has this key.').first()).toBeVisible()
  await page.getByLabel('Key: Funeral').fill('n')
  await page.getByLabel('Letter: Funeral').fill('z')
  await page.getByLabel('Parents are told: Funeral').check()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Reasons saved')).toBeVisible()
  const reasons = valueOf(await rollcall.ask('attendance.reasons')) as Reason[]
  expect(reasons.at(-1)).toEqual({
    code: 'funeral',
    label: 'Funeral',
    key: 'n',
    letter: 'Z',
    excused: true,
    countsPresent: false,
    alertsParent: true,
  })
  expect(await seriousIssues(page)).toEqual([])
})

for (const scheme of ['light', 'dark'] as const) {
  test(`the screens of calendar, sessions, reasons and set-up have no serious issue in the ${scheme} theme`, async ({
    rollcall,
  }) => {
    test.setTimeout(120_000)
    const page = await openSchool(rollcall)
    const folder = join(projectFolder, 'out/screens')
    mkdirSync(folder, { recursive: true })
    await page.emulateMedia({ colorScheme: scheme })
    const closure = { from: '2026-11-20', to: '2026-11-30', scope: { kind: 'school' }, reason: 'Heavy rain' }
    valueOf(await rollcall.ask('calendar.close', closure))
    const places = [
      ['/settings/calendar', 'calendar'],
      ['/settings/sessions', 'sessions'],
      ['/settings/reasons', 'reasons'],
      ['/settings/setup', 'setup-list'],
      ['/setup/school', 'setup-school'],
      ['/setup/calendar', 'setup-calendar'],
      ['/setup/users', 'setup-users'],
      ['/setup/import', 'setup-import'],
      ['/setup/terminals', 'setup-terminals'],
      ['/setup/messages', 'setup-messages'],
      ['/setup/day_sheet', 'setup-day-sheet'],
      ['/setup/end', 'setup-end'],
    ] as const
    for (const [place, name] of places) {
      await page.evaluate(path => {
        window.location.hash = path
      }, place)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForTimeout(400)
      expect(await seriousIssues(page), name).toEqual([])
      for (const [width, height] of [
        [1366, 768],
        [1920, 1080],
      ] as const) {
        await page.setViewportSize({ width, height })
        await page.screenshot({ path: join(folder, `${name}-${scheme}-${String(width)}.png`) })
      }
      await page.setViewportSize({ width: 1366, height: 768 })
    }
    await open(page, '/settings/calendar', 'Calendar')
    await page.getByLabel('Year').selectOption(nextYear)
    await page.getByRole('button', { name: `Fill in ${nextYear}` }).press('Enter')
    await expect(page.getByText(/^Waiting for the Gazette/)).toBeVisible()
    await page.screenshot({ path: join(folder, `calendar-filled-${scheme}-1366.png`) })
    expect(await seriousIssues(page), 'filled').toEqual([])
    await page.getByRole('button', { name: 'Close days' }).press('Enter')
    await page.getByLabel('Who is not expected').selectOption({ label: 'Streams' })
    await page.screenshot({ path: join(folder, `close-days-${scheme}-1366.png`) })
    expect(await seriousIssues(page), 'close days').toEqual([])
    await page.keyboard.press('Escape')
    await open(page, '/settings/sessions', 'Sessions')
    await page.getByRole('button', { name: 'Change: Grade 7 to 9' }).press('Enter')
    await page.screenshot({ path: join(folder, `session-plan-${scheme}-1366.png`) })
    expect(await seriousIssues(page), 'session plan').toEqual([])
  })
}
