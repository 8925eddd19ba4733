import type { Page } from 'playwright'
import { seriousIssues } from './axe.ts'
import { expect, reload, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'

const screens = [
  'today',
  'students',
  'enrollment',
  'day-sheet',
  'messages',
  'terminals',
  'terminals/doctor',
  'terminals/classes',
  'terminals/sync',
  'terminals/adopt',
  'terminals/search',
] as const

async function open(page: Page, screen: (typeof screens)[number]): Promise<void> {
  await page.evaluate(path => {
    window.location.hash = path
  }, `/${screen}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForTimeout(600)
}

for (const scheme of ['light', 'dark'] as const) {
  test(`no screen of an empty school has a serious accessibility issue in the ${scheme} theme`, async ({
    rollcall,
  }) => {
    test.setTimeout(120_000)
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await setUpSchool(rollcall)
    await reload(page)
    for (const screen of screens) {
      await open(page, screen)
      expect(await seriousIssues(page), screen).toEqual([])
    }
  })

  test(`no dialog or panel of the terminals has one in the ${scheme} theme`, async ({ launch }) => {
    const rollcall = await launch({ simulation: true })
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await signInAs(rollcall, 'school_admin')
    const looksWell = async (what: string) => {
      await page.waitForTimeout(300)
      expect(await seriousIssues(page), what).toEqual([])
    }
    const card = page.getByRole('article').first()
    const dialog = page.getByRole('dialog')
    await page.keyboard.press('Alt+6')
    await expect(card).toBeFocused()
    for (const [key, what] of [
      ['a', 'add'],
      ['e', 'change'],
      ['l', 'log'],
      ['Delete', 'retire'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(dialog).toBeVisible()
      await looksWell(what)
      if (key === 'a') {
        await page.keyboard.press('Enter')
        await expect(page.getByText('A name is needed.')).toBeVisible()
        await looksWell('add, with errors')
      }
      await page.keyboard.press('Escape')
      await expect(card).toBeFocused()
    }

    await page.keyboard.press('4')
    await expect(page.getByText('Everything is in step')).toBeVisible({ timeout: 40_000 })
    await page.keyboard.press('p')
    await expect(page.getByRole('grid')).toContainText('In step')
    await looksWell('every student and terminal')

    await page.keyboard.press('5')
    await expect(page.getByRole('grid')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Another student: name or admission number')).toBeFocused()
    await page.keyboard.type('ach')
    await expect(page.getByRole('list', { name: 'Students found' })).toBeVisible()
    await looksWell('adopt')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Delete')
    await expect(dialog).toBeVisible()
    await looksWell('remove an unknown person')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('grid')).toBeFocused()
    // The administrators of the terminals come last.
    await page.keyboard.press('End')
    await page.keyboard.press('Delete')
    await expect(page.getByText('PIN 9000 was not removed')).toBeVisible()
    await expect(dialog).toBeHidden()
    await looksWell('an administrator stays')

    await page.keyboard.press('6')
    await expect(page.getByText('Nothing searched yet')).toBeVisible()
    await page.keyboard.press('s')
    await expect(page.getByRole('row', { name: /Main Gate/ })).toBeVisible()
    await looksWell('found')
  })

  test(`no step of enrollment has one in the ${scheme} theme`, async ({ launch }) => {
    const rollcall = await launch({
      simulation: true,
      env: { SIMULATION_DELAY_MIN: '5', SIMULATION_DELAY_MAX: '6' },
    })
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await signInAs(rollcall, 'school_admin')
    // Before the cable of Gate 2 is out in the demo.
    valueOf(await rollcall.ask('simulation.setSpeed', { speed: 0 }))
    await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Gate 2 online' })).toBeVisible()
    await page.keyboard.press('Alt+3')
    await expect(page.getByRole('radio').first()).toBeFocused()
    // The right thumb, which nobody has enrolled yet.
    await page.keyboard.press('6')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Children enrolled')).toBeVisible()
    expect(await seriousIssues(page), 'station').toEqual([])
    await page.keyboard.press('s')
    await expect(page.getByText('Why is this child left out?')).toBeVisible()
    expect(await seriousIssues(page), 'skip').toEqual([])
    await page.keyboard.press('Enter')
    await expect(page.getByRole('listitem').filter({ hasText: 'Absent' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Place the finger: press 1 of 3')).toBeVisible({ timeout: 30_000 })
    expect(await seriousIssues(page), 'live').toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByText('Cancelled; nothing was enrolled')).toBeVisible({ timeout: 20_000 })
    expect(await seriousIssues(page), 'cancelled').toEqual([])

    await page.keyboard.press('Alt+2')
    await page.getByRole('grid').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('complementary')).toBeVisible()
    await page.keyboard.press('f')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeFocused()
    await page.waitForTimeout(300)
    expect(await seriousIssues(page), 'a finger from the page of a student').toEqual([])
  })
}

test('the whole window can be used at twice the size of text', async ({ signedIn: { page } }) => {
  await page.setViewportSize({ width: 683, height: 384 })
  for (const screen of screens) {
    await open(page, screen)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, screen).toBeLessThanOrEqual(0)
  }
})

// ── people and settings ──────────────────────────────────────────────────────────────────────

const settingsScreens = ['settings/school', 'settings/classes', 'settings/users'] as const

/** What opens over or beside a screen, by the key that opens it. */
const overlays = [
  { screen: 'students', key: 'n', opens: 'dialog' },
  { screen: 'students', key: 'Enter', opens: 'complementary' },
  { screen: 'students', key: 'Control+a', opens: 'toolbar' },
  { screen: 'students', key: 'm', opens: 'dialog' },
  { screen: 'students', key: 'l', opens: 'dialog' },
  { screen: 'students', key: 'Control+k', opens: 'dialog' },
  { screen: 'students', key: 'Alt+z', opens: 'dialog' },
  { screen: 'settings/classes', key: 'n', opens: 'dialog' },
  { screen: 'settings/classes', key: 'p', opens: 'dialog' },
  { screen: 'settings/classes', key: 'Enter', opens: 'dialog' },
  { screen: 'settings/users', key: 'n', opens: 'dialog' },
  { screen: 'settings/users', key: 'c', opens: 'dialog' },
  { screen: 'settings/users', key: 'Enter', opens: 'complementary' },
] as const

async function show(page: Page, screen: string): Promise<void> {
  await page.evaluate(path => {
    window.location.hash = path
  }, `/${screen}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

for (const scheme of ['light', 'dark'] as const) {
  test(`people and settings have no serious accessibility issue in the ${scheme} theme`, async ({ launch }) => {
    test.setTimeout(180_000)
    const rollcall = await launch({ simulation: true })
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('button', { name: /Passwords lost/ }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(await seriousIssues(page), 'recovery').toEqual([])
    await signInAs(rollcall, 'school_admin')
    for (const screen of settingsScreens) {
      await show(page, screen)
      await page.waitForTimeout(600)
      expect(await seriousIssues(page), screen).toEqual([])
    }
    for (const { screen, key, opens } of overlays) {
      await show(page, 'messages')
      await show(page, screen)
      await page.getByRole('grid').focus()
      await page.keyboard.press(key)
      await expect(page.getByRole(opens).last(), `${screen} ${key}`).toBeVisible()
      await page.waitForTimeout(600)
      expect(await seriousIssues(page), `${screen} ${key}`).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
  })
}

test('people and settings can be used at twice the size of text', async ({ signedIn: { page } }) => {
  await page.setViewportSize({ width: 683, height: 384 })
  for (const screen of settingsScreens) {
    await show(page, screen)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, screen).toBeLessThanOrEqual(0)
  }
  await show(page, 'students')
  await page.getByRole('grid').focus()
  await page.keyboard.press('n')
  await expect(page.getByLabel('First name')).toBeFocused()
  await page.getByRole('button', { name: 'Add', exact: true }).focus()
  await expect(page.getByRole('button', { name: 'Add', exact: true })).toBeInViewport()
})
