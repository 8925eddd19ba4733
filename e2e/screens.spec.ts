import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seriousIssues } from './axe.ts'
import { expect, projectFolder, signInAs, test } from './fixtures.ts'

/** Every screen that the navigation, its tabs and its keys lead to. */
const screens = [
  'today',
  'inside',
  'passes',
  'boarding',
  'boarding/night',
  'early-warning',
  'students',
  'students/import',
  'enrollment',
  'day-sheet',
  'roll-check',
  'messages',
  'messages/held',
  'messages/uncertain',
  'messages/templates',
  'messages/policy',
  'messages/blocked',
  'messages/statement',
  'messages/account',
  'terminals',
  'terminals/doctor',
  'terminals/classes',
  'terminals/sync',
  'terminals/adopt',
  'terminals/search',
  'settings/school',
  'settings/classes',
  'settings/users',
  'settings/calendar',
  'settings/sessions',
  'settings/reasons',
  'settings/new-year',
  'settings/setup',
] as const

const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

const folder = join(projectFolder, 'out/screens')

for (const scheme of ['light', 'dark'] as const) {
  test(`every screen of a school in the ${scheme} theme has no serious accessibility issue and keeps within the window`, async ({
    launch,
  }) => {
    test.setTimeout(15_000 * screens.length)
    mkdirSync(folder, { recursive: true })
    const rollcall = await launch({ simulation: true })
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await expect(page.getByRole('button', { name: /Grace/ })).toBeVisible()
    expect(await seriousIssues(page), 'sign-in').toEqual([])
    await page.screenshot({ path: join(folder, `sign-in-${scheme}-1366.png`) })
    await signInAs(rollcall, 'school_admin')
    for (const screen of screens) {
      await page.evaluate(path => {
        window.location.hash = path
      }, `/${screen}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForTimeout(600)
      expect(await seriousIssues(page), screen).toEqual([])
      for (const size of sizes) {
        await page.setViewportSize(size)
        await page.waitForTimeout(200)
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(tooWide, `${screen} at ${size.width}`).toBeLessThanOrEqual(0)
        const name = `${screen.replace('/', '-')}-${scheme}-${size.width}.png`
        await page.screenshot({ path: join(folder, name) })
      }
    }
  })
}
