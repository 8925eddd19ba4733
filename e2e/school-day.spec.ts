import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { AttendanceEvent, DaySummary } from '../core/contract/attendance.ts'
import type { MessagePage } from '../core/contract/messages.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { gateNames, openGates } from './gates.ts'

// A morning in the real app on terminals that this test presses itself, on a clock that runs at its normal pace.

async function summary(rollcall: Rollcall): Promise<DaySummary['counts']> {
  return (valueOf(await rollcall.ask('attendance.summary', { session: 'AM' })) as DaySummary).counts
}

test('a child presses a finger and the office sees it; a pulled cable loses nothing', async ({ launch }, testInfo) => {
  const gates = await openGates({ localTime: '07:30:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    const strip = page.getByRole('contentinfo')
    for (const name of gateNames) await expect(strip).toContainText(new RegExp(`${name}\\s*online`))
    expect(await summary(rollcall)).toMatchObject({ roll: 600, present: 0 })

    await gates.press(0, 40)
    const rows = page.locator('[data-punch-id]')
    await expect(rows).toHaveCount(1)
    await expect(rows.first()).toContainText('Main Gate')
    await expect(rows.first()).not.toContainText('read back')

    gates.servers[1]?.unplug()
    await gates.press(1, 41)
    await gates.press(1, 42)
    await gates.press(0, 43)
    await expect(rows).toHaveCount(2)
    await expect(strip).toContainText(/Gate 2\s*offline since/, { timeout: 20_000 })
    expect(await summary(rollcall)).toMatchObject({ present: 2, notYetIn: 598 })

    gates.servers[1]?.plug()
    await expect(rows).toHaveCount(4, { timeout: 20_000 })
    const feed = valueOf(await rollcall.ask('attendance.feed')) as AttendanceEvent[]
    expect(feed.filter(({ source }) => source === 'backlog').map(({ deviceName }) => deviceName)).toEqual([
      'Gate 2',
      'Gate 2',
    ])
    expect(await summary(rollcall)).toMatchObject({ present: 4, notYetIn: 596 })
  } finally {
    await gates.close()
  }
})

test('a late child is marked late and its parents are told once, whatever the child presses', async ({
  launch,
}, testInfo) => {
  const gates = await openGates({ localTime: '08:10:00', folder: testInfo.outputDir })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    await expect(page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
    await gates.press(0, 77)
    await gates.press(0, 77, '08:10:50')
    await gates.press(2, 77, '08:11:20')
    await expect(page.locator('[data-punch-id]')).toHaveCount(1)
    await expect(page.locator('[data-punch-id]').first()).toContainText(/late/i)
    // The provider reports within two seconds what became of a message: no state but the last ones stays.
    const taken = async () => {
      const { total, counts } = valueOf(await rollcall.ask('messages.list')) as MessagePage
      return total > 0 && counts.submitted + counts.delivered + counts.undelivered === total
    }
    await expect.poll(taken).toBe(true)
    const { rows } = valueOf(await rollcall.ask('messages.list')) as MessagePage
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['late']))
    expect(new Set(rows.map(({ phone }) => phone)).size).toBe(rows.length)
    const journal = await readFile(`${rollcall.data}/gateway-journal.jsonl`, 'utf8')
    expect(journal.trim().split('\n')).toHaveLength(rows.length)
  } finally {
    await gates.close()
  }
})

test('the head reaches the day sheet and its PDF by keyboard alone', async ({ launch }, testInfo) => {
  const rollcall = await launch({ simulation: true })
  const { page, electron } = rollcall
  mkdirSync(testInfo.outputDir, { recursive: true })
  const pdf = `${testInfo.outputDir}/sheet.pdf`
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, pdf)
  const { demoAccounts } = valueOf(await rollcall.ask('session.current')) as {
    demoAccounts: { username: string; password: string; role: string }[]
  }
  const account = demoAccounts.find(({ role }) => role === 'school_admin')
  await page
    .getByLabel(/user ?name|name/i)
    .first()
    .focus()
  await page.keyboard.type(account?.username ?? '')
  await page.keyboard.press('Tab')
  await page.keyboard.type(account?.password ?? '')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  await page.keyboard.press('Alt+4')
  await expect(page.getByRole('heading', { level: 1, name: 'Day sheet' })).toBeVisible()
  await expect(page.locator('iframe')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByText('Saved as PDF')).toBeVisible({ timeout: 20_000 })
  const bytes = await readFile(pdf)
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
})
