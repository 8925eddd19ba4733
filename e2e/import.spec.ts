import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { StudentPage } from '../core/contract/school.ts'
import { readFile } from '../core/import/read-file.ts'
import { asCsv, asXlsx, faultyList, plainList, put } from '../core/testing/student-list.ts'
import { seriousIssues } from './axe.ts'
import { expect, reload, setUpSchool, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'

/** A school with Grades 7 to 9 of three streams, its administrator signed in and at the students. */
async function openSchool(rollcall: Rollcall): Promise<Page> {
  await setUpSchool(rollcall)
  valueOf(await rollcall.ask('classes.preset', { presets: ['junior'], streams: ['East', 'West', 'North'] }))
  const { page } = rollcall
  await reload(page)
  await page.keyboard.press('Alt+2')
  await expect(page.getByRole('heading', { level: 1, name: 'Students' })).toBeVisible()
  return page
}

/** Chooses a file on the import screen as a person would, but for the system's own dialog. */
async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  })
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText(name)
}

async function openImport(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '/students/import'
  })
  await expect(page.getByRole('heading', { level: 1, name: 'Import students' })).toBeVisible()
}

async function savesTo(rollcall: Rollcall, name: string): Promise<string> {
  const path = join(rollcall.data, name)
  await rollcall.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath, bookmark: '' })
  }, path)
  return path
}

async function studentsOf(rollcall: Rollcall): Promise<number> {
  return (valueOf(await rollcall.ask('students.list', { limit: 1 })) as StudentPage).total
}

const tab = (page: Page, name: string) => page.getByRole('radio', { name })

test('1,000 students are imported by keyboard: 963 come in, 37 go into a file, and it is undone', async ({
  rollcall,
}) => {
  const page = await openSchool(rollcall)
  await page.keyboard.press('Escape')
  await page.locator('#main').focus()
  await page.keyboard.press('i')
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeFocused()

  // Nobody has left yet, so the number of the one who has is that of another student.
  const { list } = faultyList(1000, '2025/0002')
  await choose(page, 'Form list.xlsx', await asXlsx(list))
  await expect(page.getByLabel('What “Adm No” holds')).toHaveValue('admissionNumber')
  await expect(page.getByRole('button', { name: 'Check the rows' })).toBeFocused()
  await page.keyboard.press('Enter')

  await expect(tab(page, 'New: 963')).toBeVisible()
  await expect(tab(page, 'Rejected: 37')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Class names that are not known' })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Rows: New' })).toBeVisible()
  await tab(page, 'New: 963').focus()
  for (const kind of ['Changed', 'Same', 'Rejected']) {
    await page.keyboard.press('ArrowRight')
    // The focus moves in a turn of its own.
    await expect(tab(page, kind)).toBeFocused()
    await page.keyboard.press('Space')
    await expect(tab(page, kind)).toHaveAttribute('aria-checked', 'true')
  }
  await page.getByRole('grid', { name: 'Rows: Rejected' }).focus()
  await page.keyboard.press('End')
  await expect(page.getByText('Not a date: 2026-13-01')).toBeVisible()

  const path = await savesTo(rollcall, 'rejected.xlsx')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Rejected rows saved')).toBeVisible()
  const [sheet] = await readFile(readFileSync(path))
  expect(sheet?.rows).toHaveLength(38)
  expect(sheet?.rows[0]?.[0]).toBe('Reason')

  expect(await studentsOf(rollcall)).toBe(0)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('963 added, 0 changed, 0 as before, 37 rejected.').first()).toBeVisible()
  expect(await studentsOf(rollcall)).toBe(963)
  await page.keyboard.press('Control+z')
  await expect(page.getByText('The import was taken back.')).toBeVisible()
  expect(await studentsOf(rollcall)).toBe(0)
})

test('a second import shows what differs, and takes over the office’s own edits only where they are marked', async ({
  rollcall,
}) => {
  const page = await openSchool(rollcall)
  await openImport(page)
  const list = plainList(60)
  await choose(page, 'list.csv', asCsv(list, ';'))
  await page.keyboard.press('Control+Enter')
  await expect(tab(page, 'New: 60')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: 'Open the students' })).toBeFocused()

  const found = valueOf(await rollcall.ask('students.list', { search: '2024/0001' })) as StudentPage
  valueOf(await rollcall.ask('students.edit', { studentId: found.rows[0]?.id, firstName: 'Bryan' }))
  put(list, 1, 'Student Name', 'Benard Otieno')
  put(list, 2, 'UPI', 'NEW-UPI')
  put(list, 3, 'Class', 'Upper')
  put(list, 3, 'Stream', '')
  put(list, 4, 'Parent Phone', '+256 772 123456')
  await page.getByRole('button', { name: 'Import another file' }).press('Enter')
  await choose(page, 'list.csv', asCsv(list, ';'))
  await page.keyboard.press('Control+Enter')
  for (const name of ['Changed: 1', 'Rejected: 2', 'Conflicts: 1']) await expect(tab(page, name)).toBeVisible()

  await page.getByLabel('“Upper”, 1 row').selectOption({ label: 'Grade 9 North' })
  await expect(tab(page, 'Rejected: 1')).toBeVisible()
  await page.getByLabel('1 row with a phone of another country').press('Space')
  await expect(tab(page, 'Rejected: 0')).toBeVisible()
  await expect(tab(page, 'Changed: 3')).toBeVisible()

  await tab(page, 'Conflicts: 1').press('Space')
  await expect(page.getByText('office’s word stays', { exact: false }).last()).toBeVisible()
  await page.getByRole('grid', { name: 'Rows: Conflicts' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('(taken from the file)')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Import 4 students' })).toBeEnabled()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('0 added, 4 changed, 56 as before, 0 rejected.').first()).toBeVisible()
  const after = valueOf(await rollcall.ask('students.list', { search: '2024/0001' })) as StudentPage
  expect(after.rows[0]?.fullName).toBe('Benard Otieno')
})

test('a file that is no list is refused with what to do, and the next one is taken', async ({ rollcall }) => {
  const page = await openSchool(rollcall)
  await openImport(page)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 ...') })
  await expect(page.getByRole('alert')).toContainText('This file cannot be read')
  await choose(page, 'list.csv', asCsv(plainList(3).map(row => row.filter((_, i) => i !== 2))))
  await expect(page.getByText('Still missing: Sex.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check the rows' })).toBeDisabled()
})

test('the new school year: shown first, begun by a typed word, and undone', async ({ rollcall }) => {
  const page = await openSchool(rollcall)
  await openImport(page)
  await choose(page, 'list.xlsx', await asXlsx(plainList(300)))
  await page.keyboard.press('Control+Enter')
  await expect(tab(page, 'New: 300')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: 'Open the students' })).toBeVisible()

  await page.evaluate(() => {
    window.location.hash = '/settings/new-year'
  })
  await expect(page.getByRole('heading', { level: 1, name: 'New school year' })).toBeVisible()
  await expect(page.getByText('200 students go up, 100 leave, 0 stay.')).toBeVisible()
  await page.getByLabel('Where Grade 9 East goes').selectOption({ label: 'Stays' })
  await expect(page.getByText('would sit with the children of Grade 9 East', { exact: false })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Begin the new year' })).toBeDisabled()
  await page.getByLabel('Where Grade 9 East goes').selectOption({ label: 'Leaves the school' })
  await page.getByRole('button', { name: 'Begin the new year' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Type PROMOTE to go on')).toBeFocused()
  await page.keyboard.type('PROMOTE')
  await page.keyboard.press('Enter')
  await expect(page.getByText('200 students went up, 100 left').first()).toBeVisible()
  expect(await studentsOf(rollcall)).toBe(200)
  await expect(dialog).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect.poll(() => studentsOf(rollcall)).toBe(300)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`no step has a serious accessibility issue in the ${scheme} theme`, async ({ rollcall }, testInfo) => {
    const page = await openSchool(rollcall)
    await page.emulateMedia({ colorScheme: scheme })
    await openImport(page)
    const look = async (name: string) => {
      await page.waitForTimeout(400)
      await page.screenshot({ path: testInfo.outputPath(`${name}-${scheme}.png`) })
      expect(await seriousIssues(page), name).toEqual([])
    }
    await look('import-file')
    const { list } = faultyList(1000, '2025/0002')
    await choose(page, 'Form list.xlsx', await asXlsx(list))
    await look('import-columns')
    await page.keyboard.press('Control+Enter')
    await expect(tab(page, 'Rejected: 37')).toBeVisible()
    await look('import-check')
    await tab(page, 'Rejected: 37').press('Space')
    await look('import-rejected')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('button', { name: 'Open the students' })).toBeVisible()
    await look('import-done')
    await page.evaluate(() => {
      window.location.hash = '/settings/new-year'
    })
    await expect(page.getByRole('heading', { level: 1, name: 'New school year' })).toBeVisible()
    await look('new-year')
  })
}
