import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { MessagePage, MessageState, SmsAccount } from '../core/contract/messages.ts'
import type { StudentPage, StudentRow } from '../core/contract/school.ts'
import type { SmsProviderOptions } from '../core/simulation/sms-provider/server.ts'
import { parseFaults } from '../core/simulation/sms-provider/faults.ts'
import { seriousIssues } from './axe.ts'
import { expect, projectFolder, reload, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import type { LaunchOptions, Rollcall } from './fixtures.ts'
import { openGates } from './gates.ts'
import type { Gates } from './gates.ts'
import type { TestProvider } from './sms.ts'

// Messages by keyboard, against a stand-in of the provider that the test plays: what it took is what was sent.

const key = 'atsk_the_right_key_of_the_school'
const everyReport = { delayMs: { min: 0, max: 50 }, never: 0, twice: 0, failed: 0, strangers: 0 }
const noReport = { ...everyReport, never: 100 }

type Office = { readonly rollcall: Rollcall; readonly gates: Gates; readonly provider: TestProvider }
type Starters = {
  readonly launch: (options: LaunchOptions) => Promise<Rollcall>
  readonly startProvider: (options: SmsProviderOptions) => Promise<TestProvider>
}

/** The demo school at 08:40 with the test's own terminals and its own provider. */
async function inOffice(
  { launch, startProvider }: Starters,
  folder: string,
  options: SmsProviderOptions,
  work: (office: Office) => Promise<void>,
): Promise<void> {
  const provider = await startProvider(options)
  const gates = await openGates({ localTime: '08:40:00', folder, smsOrigin: provider.origin })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    await work({ rollcall, gates, provider })
  } finally {
    await gates.close()
  }
}

const list = async (rollcall: Rollcall, filter: object = {}) =>
  valueOf(await rollcall.ask('messages.list', { limit: 200, ...filter })) as MessagePage
const inState = async (rollcall: Rollcall, state: MessageState) => (await list(rollcall, { state })).total

/** Students of different guardians, so that each late press makes messages of its own. */
async function students(rollcall: Rollcall, n: number): Promise<StudentRow[]> {
  const { rows } = valueOf(await rollcall.ask('students.list', { limit: 400 })) as StudentPage
  return rows.filter((_, index) => index % 40 === 7).slice(0, n)
}

async function open(page: Page, tab: string): Promise<void> {
  await page.evaluate(
    hash => {
      window.location.hash = hash
    },
    tab === '' ? '/messages' : `/messages/${tab}`,
  )
  await expect(page.getByRole('heading', { level: 1, name: 'Messages' })).toBeVisible()
}

test('a refused key is replaced by keyboard, the pause ends, and what waited is delivered', async ({
  launch,
  startProvider,
}, testInfo) => {
  test.setTimeout(120_000)
  const options = { apiKey: key, balanceMinor: 178_550, reports: everyReport }
  await inOffice({ launch, startProvider }, testInfo.outputDir, options, async ({ rollcall, gates, provider }) => {
    const { page } = rollcall
    const { keyboard } = page
    const [student] = await students(rollcall, 1)
    if (student === undefined) throw new Error('The demo school has no students.')
    await gates.press(0, student.pin)

    // The key of the demo school is not the one this provider takes.
    await keyboard.press('Alt+5')
    await expect(page.getByText('Nothing is sent: the message service does not accept the key')).toBeVisible({
      timeout: 20_000,
    })
    expect(provider.taken()).toEqual([])
    const waiting = (await list(rollcall)).total
    expect(waiting).toBeGreaterThan(0)
    await expect(page.getByRole('grid', { name: 'Messages' })).toContainText('Queued')
    await page.screenshot({ path: testInfo.outputPath('paused.png') })

    // By arrow keys to the last tab.
    const parts = page.getByRole('navigation', { name: 'Parts of Messages' })
    await parts.getByRole('link', { name: 'Queue' }).focus()
    await keyboard.press('ArrowRight')
    await expect(parts.getByRole('link', { name: 'Held alerts' })).toBeFocused()
    await keyboard.press('End')
    await expect(page).toHaveURL(/messages\/account/)
    await expect(page.getByText('A key is stored.')).toBeVisible()
    await page.locator('#main').focus()

    // A wrong key is told before it is saved, and is nowhere on the screen afterwards.
    const field = page.getByLabel('New key')
    await field.focus()
    await keyboard.type('atsk_a_wrong_key')
    await page.getByRole('button', { name: 'Test', exact: true }).focus()
    await keyboard.press('Enter')
    await expect(page.getByText('The message service does not accept the key', { exact: true })).toBeVisible()
    await field.focus()
    await keyboard.press('Control+a')
    await keyboard.type(key)
    await page.getByRole('button', { name: 'Test', exact: true }).focus()
    await keyboard.press('Enter')
    await expect(page.getByText('Balance KES 1,785.50. Nothing was sent.')).toBeVisible()
    await page.screenshot({ path: testInfo.outputPath('tested.png') })
    expect(provider.taken()).toEqual([])
    expect((valueOf(await rollcall.ask('messages.account')) as SmsAccount).paused?.code).toBe('key_refused')

    await field.focus()
    await keyboard.press('Control+s')
    await expect(page.getByText('Account saved')).toBeVisible()
    await expect(field).toHaveValue('')
    await expect(page.getByText('Nothing is sent: the message service')).toBeHidden()
    await expect.poll(() => inState(rollcall, 'delivered'), { timeout: 20_000 }).toBe(waiting)
    expect(provider.taken()).toHaveLength(waiting)
    await page.getByRole('button', { name: 'Ask for the balance' }).focus()
    await keyboard.press('Enter')
    const left = ((178_550 - waiting * 80) / 100).toLocaleString('en-GB', { minimumFractionDigits: 2 })
    await expect(page.getByText(`KES ${left}`, { exact: true })).toBeVisible()
    expect(JSON.stringify(await rollcall.ask('messages.account'))).not.toContain(key)
  })
})

test('messages in doubt are settled each way, and only the one said to go again goes again', async ({
  launch,
  startProvider,
}, testInfo) => {
  test.setTimeout(120_000)
  const options = { faults: parseFaults('empty_unknown:100'), reports: noReport }
  await inOffice({ launch, startProvider }, testInfo.outputDir, options, async ({ rollcall, gates, provider }) => {
    const { page } = rollcall
    const { keyboard } = page
    for (const { pin } of await students(rollcall, 3)) await gates.press(0, pin)
    await expect.poll(() => inState(rollcall, 'uncertain'), { timeout: 20_000 }).toBeGreaterThanOrEqual(3)
    const doubts = await inState(rollcall, 'uncertain')
    provider.fail('')
    expect(provider.taken()).toEqual([])

    await keyboard.press('Alt+5')
    await keyboard.press('3')
    const grid = page.getByRole('grid', { name: 'Not certain' })
    await expect(grid).toBeFocused()
    await expect(page.getByRole('link', { name: `${String(doubts)} messages are not certain` })).toBeVisible()
    await keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'Message' })
    await expect(panel).toContainText('Nobody can tell whether it was taken')
    await expect(panel).toContainText('The message service answered without a word about this phone.')
    await expect(panel.getByRole('radio', { name: 'It was sent' })).toBeFocused()
    await page.screenshot({ path: testInfo.outputPath('uncertain.png') })

    // Nothing is chosen yet: Enter decides nothing.
    await keyboard.press('Enter')
    expect(await inState(rollcall, 'uncertain')).toBe(doubts)
    await keyboard.press('Space')
    await keyboard.press('Enter')
    await expect(page.getByText('Counted as sent', { exact: true })).toBeVisible()
    await expect.poll(() => inState(rollcall, 'uncertain')).toBe(doubts - 1)
    expect(await inState(rollcall, 'submitted')).toBe(1)
    expect(provider.taken()).toEqual([])

    // The next one is open already.
    await expect(panel.getByRole('radio', { name: 'It was sent' })).toBeFocused()
    await keyboard.press('ArrowDown')
    await expect(panel.getByRole('radio', { name: 'Send it again' })).toBeChecked()
    await keyboard.press('Enter')
    await expect(page.getByText('Goes out again')).toBeVisible()
    await expect.poll(() => provider.taken().length, { timeout: 20_000 }).toBe(1)

    await expect(panel.getByRole('radio', { name: 'It was sent' })).toBeFocused()
    await keyboard.press('ArrowUp')
    await expect(panel.getByRole('radio', { name: 'Give up' })).toBeChecked()
    await keyboard.press('Enter')
    await expect(page.getByText('Given up', { exact: true })).toBeVisible()
    await expect.poll(() => inState(rollcall, 'cancelled')).toBe(1)
    await expect.poll(() => inState(rollcall, 'uncertain')).toBe(doubts - 3)
    await keyboard.press('Escape')
    await expect(panel).toBeHidden()
    expect(provider.taken()).toHaveLength(1)

    // The queue keeps what was decided, and by whom.
    await keyboard.press('1')
    await page.getByRole('button', { name: /^Taken back/ }).click()
    const queue = page.getByRole('grid', { name: 'Messages' })
    await queue.focus()
    await keyboard.press('Enter')
    await expect(panel).toContainText('Given up, Grace')
    await page.screenshot({ path: testInfo.outputPath('given-up.png') })
  })
})

test('a phone that the network refuses is blocked, with what to tell the parent, and unblocked by keyboard', async ({
  launch,
  startProvider,
}, testInfo) => {
  test.setTimeout(120_000)
  const options = { faults: parseFaults('code_406:100'), reports: everyReport }
  await inOffice({ launch, startProvider }, testInfo.outputDir, options, async ({ rollcall, gates, provider }) => {
    const { page } = rollcall
    const { keyboard } = page
    for (const { pin } of await students(rollcall, 2)) await gates.press(0, pin)
    await expect.poll(() => inState(rollcall, 'rejected'), { timeout: 20_000 }).toBeGreaterThanOrEqual(2)
    provider.fail('')
    const blocked = async () => (valueOf(await rollcall.ask('messages.blocked')) as unknown[]).length
    const before = await blocked()
    expect(before).toBeGreaterThanOrEqual(2)

    await keyboard.press('Alt+5')
    await keyboard.press('6')
    const grid = page.getByRole('grid', { name: 'Blocked numbers' })
    await expect(grid).toBeFocused()
    await keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: /^Blocked:/ })
    await expect(panel).toContainText('dial *456*9# and choose 5')
    await expect(panel).toContainText('Blocked by the parent')
    await page.screenshot({ path: testInfo.outputPath('blocked.png') })
    await keyboard.press('u')
    await expect(page.getByText('Unblocked', { exact: true })).toBeVisible()
    await expect(panel).toBeHidden()
    await expect(grid).toBeFocused()
    expect(await blocked()).toBe(before - 1)
  })
})

test('the statement of what was sent is read, and printed by keyboard', async ({ launch, startProvider }, testInfo) => {
  test.setTimeout(120_000)
  await inOffice(
    { launch, startProvider },
    testInfo.outputDir,
    { reports: everyReport },
    async ({ rollcall, gates, provider }) => {
      const { page } = rollcall
      const { keyboard } = page
      for (const { pin } of await students(rollcall, 4)) await gates.press(0, pin)
      await expect.poll(() => inState(rollcall, 'delivered'), { timeout: 20_000 }).toBeGreaterThanOrEqual(4)
      provider.fail('code_403:100')
      const [, , , , other] = await students(rollcall, 5)
      if (other === undefined) throw new Error('Too few students.')
      await gates.press(0, other.pin)
      await expect.poll(() => inState(rollcall, 'rejected'), { timeout: 20_000 }).toBeGreaterThanOrEqual(1)

      await keyboard.press('Alt+5')
      await keyboard.press('7')
      const sent = provider.taken().length
      await expect(page.getByText(`${String(sent)} messages, ${String(sent)} parts`)).toBeVisible()
      await expect(page.getByText('This is not the number of a phone.')).toBeVisible()
      await page.screenshot({ path: testInfo.outputPath('statement.png') })
      const pdf = testInfo.outputPath('statement.pdf')
      await rollcall.electron.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
      }, pdf)
      await keyboard.press('Control+p')
      const paper = page.frameLocator('iframe').locator('body')
      await expect(paper).toContainText('Text message statement')
      await expect(paper).toContainText('not a phone number')
      await page.screenshot({ path: testInfo.outputPath('statement-page.png') })
      await keyboard.press('Control+s')
      await expect(page.getByText('Saved as PDF')).toBeVisible()
      expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
      await keyboard.press('Escape')
      await expect(page.getByRole('button', { name: 'Print' })).toBeVisible()
    },
  )
})

test('a new school is told that nothing is sent, sets its account up by keyboard, and a text is delivered', async ({
  launch,
  startProvider,
}) => {
  test.setTimeout(120_000)
  const provider = await startProvider({ apiKey: key, balanceMinor: 50_000 })
  const rollcall = await launch({ env: provider.env, keyring: true })
  await setUpSchool(rollcall)
  const { page } = rollcall
  const { keyboard } = page
  await reload(page)
  await keyboard.press('Alt+5')
  await expect(page.getByText('Nothing is sent: no message service is set up')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Resume' })).toBeHidden()
  await expect(page.getByText('No messages yet')).toBeVisible()
  const said = {
    uncertain: 'Nothing is in doubt',
    blocked: 'Every number can be reached',
    statement: 'No text message',
  }
  for (const [tab, text] of Object.entries(said)) {
    await open(page, tab)
    await expect(page.getByText(text).first()).toBeVisible()
    expect(await seriousIssues(page), tab).toEqual([])
  }

  await page.getByRole('link', { name: 'Open account' }).focus()
  await keyboard.press('Enter')
  const service = page.getByLabel('Message service')
  await service.focus()
  await keyboard.press('ArrowUp')
  await expect(service).toHaveValue('africastalking')
  await keyboard.press('Tab')
  await keyboard.type('Sandbox')
  await expect(page.getByText('For trying out: no phone receives anything.')).toBeVisible()
  await keyboard.press('Control+a')
  await keyboard.type('mwangaza')
  await keyboard.press('Control+s')
  await expect(page.getByText('The key is needed: at least 8 characters.')).toBeVisible()
  await expect(page.getByLabel('Key', { exact: true })).toBeFocused()
  expect(await seriousIssues(page), 'account').toEqual([])
  await pictures(page, outFolder(), 'full-messages-account-new', 'light')
  await keyboard.type(key)
  await keyboard.press('Tab')
  await keyboard.type('MWANGAZA')
  await keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Test', exact: true })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByText('Balance KES 500. Nothing was sent.')).toBeVisible({ timeout: 20_000 })
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(page.getByText('Account saved')).toBeVisible()
  await expect(page.getByText('Messages reach phones and cost money.')).toBeVisible()
  await expect(page.getByText('Nothing is sent: no message service is set up')).toBeHidden()
  expect(provider.taken()).toEqual([])

  valueOf(await rollcall.ask('setup.testMessage', { phone: '0712345678' }))
  await keyboard.press('Alt+5')
  const queue = page.getByRole('grid', { name: 'Messages' })
  await expect(queue).toContainText('Delivered', { timeout: 40_000 })
  await queue.focus()
  await keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Message' })
  await expect(panel).toContainText('Delivery report: delivered to the phone')
  await expect(panel).toContainText('1 part, KES 0.80')
  expect(provider.taken()).toHaveLength(1)
})

test('the mail account is filled in, saved and tried by keyboard; its password never comes back', async ({
  signedIn: rollcall,
}, testInfo) => {
  test.setTimeout(120_000)
  const { page } = rollcall
  const { keyboard } = page
  await open(page, 'account')
  const email = page.getByRole('region', { name: 'Email' })
  await email.getByRole('checkbox', { name: 'Send messages by email too' }).focus()
  await keyboard.press('Space')
  await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(email.getByText('The name of the server is needed.')).toBeVisible()
  await expect(email.getByLabel('Mail server')).toBeFocused()
  await keyboard.type('smtp.school.ac.ke')
  for (let n = 0; n < 3; n++) await keyboard.press('Tab')
  await keyboard.type('office')
  await keyboard.press('Tab')
  await keyboard.type('a secret of the mail')
  await keyboard.press('Tab')
  await keyboard.type('office@school.ac.ke')
  await keyboard.press('Enter')
  await expect(page.getByText('Email account saved')).toBeVisible()
  await expect(email.getByText('A password is stored. It is never shown.')).toBeVisible()
  await expect(email.getByLabel('New password')).toHaveValue('')
  expect(valueOf(await rollcall.ask('messages.emailAccount'))).toEqual({
    enabled: true,
    when: 'no_phone',
    host: 'smtp.school.ac.ke',
    port: 587,
    secure: false,
    username: 'office',
    from: 'office@school.ac.ke',
    passwordSet: true,
  })
  await email.getByLabel('Test to').focus()
  await keyboard.type('head@school.ac.ke')
  await keyboard.press('Enter')
  await expect(email.getByText('The mail server has taken the test')).toBeVisible()
  await page.screenshot({ path: testInfo.outputPath('email.png') })
  expect(await seriousIssues(page)).toEqual([])
})

const tabs = ['', 'uncertain', 'blocked', 'statement', 'account'] as const
const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const

for (const scheme of ['light', 'dark'] as const) {
  test(`messages with every kind of outcome have no serious accessibility issue in the ${scheme} theme`, async ({
    launch,
    startProvider,
  }, testInfo) => {
    test.setTimeout(150_000)
    const folder = outFolder()
    await inOffice(
      { launch, startProvider },
      testInfo.outputDir,
      { reports: everyReport },
      async ({ rollcall, gates, provider }) => {
        const { page } = rollcall
        await page.emulateMedia({ colorScheme: scheme })
        const some = await students(rollcall, 9)
        const outcomes = ['', 'code_406:100', 'empty_unknown:100', 'code_401:100', 'code_403:100', 'error_500:100']
        for (const [n, faults] of outcomes.entries()) {
          provider.fail(faults)
          const before = await list(rollcall, { state: 'queued' })
          expect(before.total).toBe(0)
          const { total } = await list(rollcall)
          await gates.press(0, some[n]?.pin ?? 0)
          await expect.poll(async () => (await list(rollcall)).total, { timeout: 20_000 }).toBeGreaterThan(total)
          await expect
            .poll(async () => (await inState(rollcall, 'queued')) + (await inState(rollcall, 'sending')))
            .toBe(0)
        }
        provider.fail('')
        for (const tab of tabs) {
          await open(page, tab)
          await page.waitForTimeout(600)
          expect(await seriousIssues(page), tab).toEqual([])
          await pictures(page, folder, `full-messages-${tab === '' ? 'queue' : tab}`, scheme)
        }
        for (const tab of ['', 'uncertain', 'blocked'] as const) {
          await open(page, tab)
          await page.getByRole('grid').focus()
          await page.keyboard.press('Enter')
          await expect(page.getByRole('complementary')).toBeVisible()
          await page.waitForTimeout(400)
          expect(await seriousIssues(page), `${tab} panel`).toEqual([])
          await pictures(page, folder, `full-messages-${tab === '' ? 'queue' : tab}-panel`, scheme)
          await page.keyboard.press('Escape')
        }
      },
    )
  })
}

function outFolder(): string {
  const folder = join(projectFolder, 'out/screens')
  mkdirSync(folder, { recursive: true })
  return folder
}

async function pictures(page: Page, folder: string, name: string, scheme: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    await page.waitForTimeout(200)
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(tooWide, `${name} at ${String(size.width)}`).toBeLessThanOrEqual(0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}-${String(size.width)}.png`) })
  }
}
