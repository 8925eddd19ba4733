import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright'
import { expect, signInAs, test } from './fixtures.ts'

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

/** Serious and critical issues, as a list that reads well when it is not empty. */
async function seriousIssues(page: Page): Promise<string[]> {
  // The preview is a page of its own for paper; a sandboxed frame cannot be looked into.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary ?? ''}`),
    )
}

for (const scheme of ['light', 'dark'] as const) {
  test(`no screen has a serious accessibility issue in the ${scheme} theme`, async ({ launch }) => {
    const rollcall = await launch({ simulation: true })
    const { page } = rollcall
    await page.emulateMedia({ colorScheme: scheme })
    await expect(page.getByRole('button', { name: /Grace/ })).toBeVisible()
    expect(await seriousIssues(page)).toEqual([])
    await signInAs(rollcall, 'school_admin')
    for (const screen of screens) {
      await page.evaluate(path => {
        window.location.hash = path
      }, `/${screen}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForTimeout(600)
      expect(await seriousIssues(page), screen).toEqual([])
    }
  })
}

test('the whole window can be used at twice the size of text', async ({ signedIn: { page } }) => {
  await page.setViewportSize({ width: 683, height: 384 })
  for (const screen of screens) {
    await page.evaluate(path => {
      window.location.hash = path
    }, `/${screen}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, screen).toBeLessThanOrEqual(0)
  }
})
