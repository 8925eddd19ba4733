import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { NotInStream, NotInStudent } from '../core/contract/attendance.ts'
import type {
  Batch,
  HoldReason,
  MessageKind,
  MessagePage,
  MessageRow,
  PolicyView,
  Template,
} from '../core/contract/messages.ts'
import { packLocal } from '../core/devices/virtual/local-time.ts'
import { digest } from '../core/simulation/sms-provider/desk.ts'
import { seriousIssues } from './axe.ts'
import { codeOf, expect, projectFolder, signInAs, test, valueOf } from './fixtures.ts'
import type { LaunchOptions, Rollcall } from './fixtures.ts'
import type { Gates } from './gates.ts'
import { everyone, fingers, openGates } from './gates.ts'
import type { TestProvider } from './sms.ts'

// A false alarm to hundreds of parents cannot happen: on terminals that the test presses itself, judged by what the
// messages provider was given.

const eve = '2026-05-11'
const day = '2026-05-12'
const dayAfter = '2026-05-13'
/** Fifteen seconds before the register of the morning closes. */
const beforeClose = '08:29:45'
const mainGate = 0
const gate2 = 1

/** How far the world of the test is ahead of the computer's clock, ms: the provider's reports bear its time. */
const world = { aheadMs: 0 }
test.use({ providerOptions: { now: () => Date.now() + world.aheadMs } })

type Launch = (options?: LaunchOptions) => Promise<Rollcall>
type Tools = { readonly launch: Launch; readonly provider: TestProvider; readonly folder: string }
type Morning = { readonly rollcall: Rollcall; readonly page: Page; readonly gates: Gates }
/** Who pressed at which gate, by number in the roll. */
type Presses = { readonly main: readonly number[]; readonly gate2?: readonly number[] }

/** Lines of a terminal's log: one press a child, one after the other. */
function pressesOf(numbers: readonly number[], on: string) {
  return numbers.map((n, i) => {
    const uid = everyone[n]?.uid ?? 0
    const rawTime = packLocal(Date.parse(`${on}T07:${String(20 + (i % 35)).padStart(2, '0')}:00Z`))
    return { uid, userId: String(uid), verify: 1, state: 0, workCode: 0, rawTime }
  })
}

const all = everyone.map((_, n) => n)
const without = (away: readonly number[]) => all.filter(n => !away.includes(n))

async function openDay(
  tools: Tools,
  on: string,
  localTime: string,
  terminals?: Parameters<typeof openGates>[0]['terminals'],
) {
  world.aheadMs = Date.parse(`${on}T${localTime}+03:00`) - Date.now()
  const { folder, provider } = tools
  return openGates({ day: on, localTime, folder, smsOrigin: provider.origin, ...(terminals && { terminals }) })
}

/** On the evening before, the office switches absence alerts on: they begin with the next school day. */
async function switchOn(tools: Tools): Promise<string> {
  const gates = await openDay(tools, eve, '18:00:00')
  try {
    const rollcall = await tools.launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    const policyNow = async () => valueOf(await rollcall.ask('messages.policy')) as PolicyView
    const { alertsFrom, forecast, ...policy } = await policyNow()
    expect([alertsFrom, forecast.usedToday]).toEqual([day, 0])
    const told = { absent: false, late: true, arrival: false, departure: false, leftEarly: false }
    valueOf(await rollcall.ask('messages.savePolicy', { ...policy, ...told }))
    expect((await policyNow()).alertsFrom).toBeNull()
    valueOf(await rollcall.ask('messages.savePolicy', { ...policy, ...told, absent: true }))
    expect((await policyNow()).alertsFrom).toBe(day)
    await rollcall.quit()
    return rollcall.data
  } finally {
    await gates.close()
  }
}

/** The morning of a day, on terminals that hold these presses. */
async function onMorning(
  tools: Tools,
  on: { data: string; today?: string; localTime: string; presses: Presses; pressedOn?: string; unplugged?: number },
  work: (morning: Morning) => Promise<void>,
): Promise<void> {
  const { data, today = day, localTime, presses, pressedOn = today, unplugged } = on
  // A finger that the office first sees today says nothing about a day before.
  const known = today === pressedOn ? { fingers } : {}
  const gates = await openDay(tools, today, localTime, [
    { logs: pressesOf(presses.main, pressedOn), ...known },
    { logs: pressesOf(presses.gate2 ?? [], pressedOn), ...known },
  ])
  try {
    if (unplugged !== undefined) gates.servers[unplugged]?.unplug()
    const rollcall = await tools.launch({ simulation: true, data, env: gates.env })
    const { page } = rollcall
    await page.setViewportSize({ width: 1366, height: 768 })
    await signInAs(rollcall, 'school_admin')
    await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
    await work({ rollcall, page, gates })
    await rollcall.quit()
  } finally {
    await gates.close()
  }
}

async function batches(rollcall: Rollcall): Promise<Batch[]> {
  return valueOf(await rollcall.ask('messages.batches')) as Batch[]
}

/** The batch of the morning, once there is one in this state. */
async function batchOf(rollcall: Rollcall, state: Batch['state']): Promise<Batch> {
  const ofMorning = async () => (await batches(rollcall)).find(batch => batch.session === 'AM' && batch.day === day)
  await expect.poll(async () => (await ofMorning())?.state, { timeout: 60_000 }).toBe(state)
  const batch = await ofMorning()
  if (batch === undefined) throw new Error('The batch is gone.')
  return batch
}

/** The held batch of the morning, once this is why. Terminals that are still being read are named for a moment. */
async function heldFor(rollcall: Rollcall, reason: HoldReason): Promise<Batch> {
  await expect
    .poll(async () => (await batchOf(rollcall, 'held')).reasons, { timeout: 60_000 })
    .toEqual(reason.code === 'terminal_not_read' ? [reason] : expect.arrayContaining([reason]))
  return batchOf(rollcall, 'held')
}

async function messagesOf(rollcall: Rollcall, kind: MessageKind): Promise<MessageRow[]> {
  const { rows, total } = valueOf(await rollcall.ask('messages.list', { kind, limit: 500 })) as MessagePage
  expect(rows).toHaveLength(total)
  return rows
}

async function missing(rollcall: Rollcall): Promise<NotInStudent[]> {
  const streams = valueOf(await rollcall.ask('attendance.notIn', { session: 'AM' })) as NotInStream[]
  return streams.flatMap(({ students }) => students)
}

/** Waits long enough for anything wrong to happen: the interlock looks every three seconds. */
async function letTimePass(page: Page): Promise<void> {
  await page.waitForTimeout(8000)
}

/** Each message was given to the provider once, and nothing else was. */
async function expectOnceEach(provider: TestProvider, rows: readonly MessageRow[]): Promise<void> {
  const wanted = rows.map(({ body }) => digest(body)).sort()
  await expect
    .poll(
      () =>
        provider
          .taken()
          .map(({ body }) => body)
          .sort(),
      { timeout: 60_000 },
    )
    .toEqual(wanted)
  const taken = provider.taken().map(({ phone, body }) => `${phone} ${body}`)
  expect(new Set(taken).size).toBe(taken.length)
}

/** Where the provider was told to send these, as hashes; one for each. */
function phonesOf(provider: TestProvider, rows: readonly MessageRow[]): string[] {
  const bodies = new Set(rows.map(({ body }) => digest(body)))
  return provider
    .taken()
    .filter(({ body }) => bodies.has(body))
    .map(({ phone }) => phone)
    .sort()
}

const heldTab = async (page: Page) => {
  await page.locator('#main').focus()
  await page.keyboard.press('Alt+5')
  await page.keyboard.press('2')
  return page.getByRole('article', { name: 'Morning, Tue 12 May' })
}

test('a terminal unplugged at the cut-off holds every alert and is named; plugged in, only the absent are told, once each', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const absent = [3, 17, 40, 77, 200, 333]
  const atGate2 = [5, 18, 41, 90, 201, 334, 400]
  const presses = { main: without([...absent, ...atGate2]), gate2: atGate2 }
  await onMorning(
    tools,
    { data, localTime: beforeClose, presses, unplugged: gate2 },
    async ({ rollcall, page, gates }) => {
      const held = await heldFor(rollcall, { code: 'terminal_not_read', terminals: ['Gate 2'] })
      const banner = page.getByRole('status').filter({ hasText: 'Morning, Tue 12 May' })
      // In the first half minute a terminal that is about to be read is no news.
      await expect(banner).toContainText(/Gate 2 has not been read since/, { timeout: 45_000 })
      await expect(banner).toContainText('They go by themselves when it is.')
      await expect(page.getByRole('contentinfo')).toContainText('Alerts of 1 register held')
      await letTimePass(page)
      expect(provider.taken()).toEqual([])
      const card = await heldTab(page)
      await expect(card).toContainText(`0 of ${String(held.messages)} messages sent`)

      gates.servers[gate2]?.plug()
      const sent = await batchOf(rollcall, 'released')
      expect(sent).toMatchObject({ students: absent.length, by: null })
      await expect(card).toContainText('by themselves')
      const rows = await messagesOf(rollcall, 'absent')
      const away = new Set((await missing(rollcall)).map(({ fullName }) => fullName))
      expect(new Set(rows.map(({ studentName }) => studentName))).toEqual(away)
      expect(away.size).toBe(absent.length)
      await expectOnceEach(provider, rows)
      await letTimePass(page)
      await expectOnceEach(provider, rows)
      expect(await messagesOf(rollcall, 'late')).toEqual([])
      await page.keyboard.press('Alt+1')
      await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
      await expect(banner).toHaveCount(0)
    },
  )
})

test('a closure that is entered while alerts are held ends them: no message, and nobody can send them', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const presses = { main: without([3, 17, 40, 77]) }
  await onMorning(
    tools,
    { data, localTime: beforeClose, presses, unplugged: gate2 },
    async ({ rollcall, page, gates }) => {
      await batchOf(rollcall, 'held')
      await page.locator('#main').focus()
      await page.keyboard.press('Alt+c')
      await expect(page.getByLabel('Reason')).toBeFocused()
      await page.keyboard.type('Heavy rain')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Whole school closed')).toBeVisible()
      const closed = await batchOf(rollcall, 'expired')
      expect(closed).toMatchObject({ canRelease: false })
      expect(closed.reasons).toContainEqual({ code: 'not_school_day' })
      gates.servers[gate2]?.plug()
      const card = await heldTab(page)
      await expect(card).toContainText('There is no school for these classes on this day.')
      await expect(card.getByRole('button', { name: /send/i })).toHaveCount(0)
      expect(codeOf(await rollcall.ask('messages.releaseBatch', { batchId: closed.id, expected: 0 }))).toBe(
        'batch_blocked',
      )
      expect(codeOf(await rollcall.ask('messages.releaseBatch', { batchId: closed.id, expected: 4 }))).toBe(
        'batch_blocked',
      )
      await letTimePass(page)
      expect(provider.taken()).toEqual([])
      expect(await messagesOf(rollcall, 'absent')).toEqual([])
    },
  )
})

test('alerts that a person decides not to send never go, also when the terminal is read after all, and the card says who and why', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const presses = { main: without([3, 17, 40, 77]) }
  await onMorning(
    tools,
    { data, localTime: beforeClose, presses, unplugged: gate2 },
    async ({ rollcall, page, gates }) => {
      const held = await heldFor(rollcall, { code: 'terminal_not_read', terminals: ['Gate 2'] })
      const card = await heldTab(page)
      await card.focus()
      await page.keyboard.press('d')
      const dialog = page.getByRole('dialog', { name: 'Do not send: Morning, Tue 12 May' })
      await expect(dialog).toContainText('will not be sent, today or later')
      await page.keyboard.press('Enter')
      await expect(dialog).toContainText('Write why, in two letters or more.')
      await page.keyboard.type('Parents were called')
      await page.keyboard.press('Enter')
      await expect(page.getByText('No parent was told.')).toBeVisible()
      await expect(card).toContainText(/Not sent .* by Grace Wanjiru Mwangi: “Parents were called”/)
      await expect(card.getByRole('button', { name: /send/i })).toHaveCount(0)
      await expect(page.getByText('1 register held')).toHaveCount(0)

      gates.servers[gate2]?.plug()
      await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Gate 2 online' })).toBeVisible({
        timeout: 60_000,
      })
      await letTimePass(page)
      await batchOf(rollcall, 'discarded')
      const released = await rollcall.ask('messages.releaseBatch', { batchId: held.id, expected: held.messages })
      expect(codeOf(released)).toBe('batch_changed')
      expect(provider.taken()).toEqual([])
      expect(await messagesOf(rollcall, 'absent')).toEqual([])
    },
  )
})

test('45 per cent absent wait for a person, who confirms the number that is shown and no other', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const away = all.filter(n => n % 20 < 9)
  await onMorning(
    tools,
    { data, localTime: beforeClose, presses: { main: without(away) } },
    async ({ rollcall, page }) => {
      const held = await heldFor(rollcall, { code: 'share_of_school', percent: 45, limit: 30 })
      expect(held.students).toBe(away.length)
      await expect(page.getByText('45 % of the school are absent; the limit is 30 %.')).toBeVisible()
      await letTimePass(page)
      expect(provider.taken()).toEqual([])

      const [found] = await missing(rollcall)
      const mark = { studentIds: [found?.studentId], day, session: 'AM', mark: 'present', why: 'Seen in class' }
      valueOf(await rollcall.ask('attendance.setMark', mark))
      const stale = await rollcall.ask('messages.releaseBatch', { batchId: held.id, expected: held.messages })
      expect(codeOf(stale)).toBe('batch_changed')
      expect(provider.taken()).toEqual([])

      const card = await heldTab(page)
      const now = await batchOf(rollcall, 'held')
      expect(now.messages).toBeLessThan(held.messages)
      const confirm = card.getByRole('button', { name: `I have checked, send ${String(now.messages)} messages` })
      await expect(confirm).toBeVisible()
      await card.focus()
      await page.keyboard.press('s')
      await expect(page.getByText(`${String(now.messages)} messages on the way`)).toBeVisible()
      const sent = await batchOf(rollcall, 'released')
      expect(sent).toMatchObject({ messages: now.messages, by: 'Grace Wanjiru Mwangi' })
      const rows = await messagesOf(rollcall, 'absent')
      expect(rows.map(({ studentName }) => studentName)).not.toContain(found?.fullName)
      await expectOnceEach(provider, rows)
    },
  )
})

test('alerts of a day that was over when the computer was switched on again never go, and the office is told so', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const presses = { main: without([3, 17, 40, 77]) }
  const next = { data, today: dayAfter, localTime: '07:05:00', presses, pressedOn: day }
  await onMorning(tools, next, async ({ rollcall, page }) => {
    // Until the terminals are read, everybody may have been away.
    await expect.poll(async () => (await batchOf(rollcall, 'expired')).students, { timeout: 60_000 }).toBe(4)
    const missed = await batchOf(rollcall, 'expired')
    expect(missed.canRelease).toBe(false)
    expect(missed.reasons).toContainEqual({ code: 'not_today' })
    const banner = page.getByRole('status').filter({ hasText: 'Tue 12 May: parents were not told of absences' })
    await expect(banner).toContainText('4 children in the morning', { timeout: 30_000 })
    await expect(banner).toContainText('Tue 12 May is over')
    const card = await heldTab(page)
    await expect(card).toContainText('were not sent and never will be')
    await expect(card.getByRole('button', { name: /send/i })).toHaveCount(0)
    for (const expected of [0, 4]) {
      const refused = await rollcall.ask('messages.releaseBatch', { batchId: missed.id, expected })
      expect(codeOf(refused)).toBe('batch_blocked')
    }
    await letTimePass(page)
    expect(provider.taken()).toEqual([])
    expect(await messagesOf(rollcall, 'absent')).toEqual([])
  })
})

test('a recall corrects each message that went out, once, at the number that got it', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const absent = [3, 17, 40, 77, 120]
  await onMorning(
    tools,
    { data, localTime: beforeClose, presses: { main: without(absent) } },
    async ({ rollcall, page }) => {
      const batch = await batchOf(rollcall, 'released')
      const alerts = await messagesOf(rollcall, 'absent')
      expect(batch.students).toBe(absent.length)
      await expectOnceEach(provider, alerts)
      await expect.poll(async () => (await batchOf(rollcall, 'released')).recallable).toBe(alerts.length)

      const card = await heldTab(page)
      await card.focus()
      await page.keyboard.press('r')
      const dialog = page.getByRole('dialog', { name: 'Recall: Morning, Tue 12 May' })
      await expect(dialog).toContainText('There is never a second correction.')
      await page.keyboard.press('Enter')
      await expect(dialog).toContainText('Write why, in two letters or more.')
      await page.keyboard.type('The gate was blocked')
      await page.keyboard.press('Enter')
      await expect(page.getByText(`${String(alerts.length)} corrections on the way`)).toBeVisible()
      await batchOf(rollcall, 'recalled')
      const corrections = await messagesOf(rollcall, 'correction')
      expect(corrections).toHaveLength(alerts.length)
      await expectOnceEach(provider, [...alerts, ...corrections])
      expect(phonesOf(provider, corrections)).toEqual(phonesOf(provider, alerts))
      expect((await messagesOf(rollcall, 'absent')).every(({ corrected }) => corrected)).toBe(true)

      const again = await rollcall.ask('messages.recallBatch', { batchId: batch.id, why: 'once more' })
      expect(codeOf(again)).toBe('batch_changed')
      for (const { studentId } of alerts) {
        expect(codeOf(await rollcall.ask('messages.correct', { studentId, day }))).toBe('nothing_to_correct')
      }
      await letTimePass(page)
      expect(provider.taken()).toHaveLength(alerts.length * 2)
    },
  )
})

test('one key corrects the alert of a child that is there after all; one who comes late is told of once, to the same phones', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(240_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const data = await switchOn(tools)
  const [there, late] = [3, 77]
  const on = { data, localTime: beforeClose, presses: { main: without([there, late]) } }
  await onMorning(tools, on, async ({ rollcall, page, gates }) => {
    await batchOf(rollcall, 'released')
    const alerts = await messagesOf(rollcall, 'absent')
    await expectOnceEach(provider, alerts)
    const nameOf = (n: number) => everyone[n]?.name ?? ''
    const alertsOf = (n: number) => alerts.filter(({ studentName }) => studentName === nameOf(n))
    expect(alertsOf(there).length + alertsOf(late).length).toBe(alerts.length)
    await expect.poll(async () => (await batchOf(rollcall, 'released')).recallable).toBe(alerts.length)

    await gates.press(mainGate, everyone[late]?.uid ?? 0)
    await expect.poll(async () => (await messagesOf(rollcall, 'arrived_after')).length).toBe(alertsOf(late).length)
    await gates.press(gate2, everyone[late]?.uid ?? 0)
    const arrived = await messagesOf(rollcall, 'arrived_after')
    await expectOnceEach(provider, [...alerts, ...arrived])
    expect(phonesOf(provider, arrived)).toEqual(phonesOf(provider, alertsOf(late)))

    const list = page.getByRole('listbox', { name: 'Not yet in' })
    await expect(list.getByRole('option')).toHaveCount(1)
    await list.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: `The day of ${nameOf(there)}` })
    await expect(panel.getByRole('button', { name: 'Correct it' })).toBeVisible()
    await page.keyboard.press('Alt+k')
    await expect(page.getByText(/corrections? on the way/)).toBeVisible()
    await expect(panel).toContainText('corrected')
    await expect(panel.getByRole('button', { name: 'Correct it' })).toHaveCount(0)
    const corrections = await messagesOf(rollcall, 'correction')
    expect(corrections).toHaveLength(alertsOf(there).length)
    await expectOnceEach(provider, [...alerts, ...arrived, ...corrections])
    expect(phonesOf(provider, corrections)).toEqual(phonesOf(provider, alertsOf(there)))
    const { studentId } = alertsOf(there)[0] ?? {}
    expect(codeOf(await rollcall.ask('messages.correct', { studentId, day }))).toBe('nothing_to_correct')
    await letTimePass(page)
    await expectOnceEach(provider, [...alerts, ...arrived, ...corrections])
    expect(await messagesOf(rollcall, 'late')).toEqual([])
  })
})

test('texts, policy and an emergency are changed and sent by keyboard; Enter alone sends nothing to anybody', async ({
  launch,
  provider,
}, testInfo) => {
  test.setTimeout(180_000)
  const tools = { launch, provider, folder: testInfo.outputDir }
  const gates = await openDay(tools, day, '10:00:00')
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    const { keyboard } = page
    await page.setViewportSize({ width: 1366, height: 768 })
    await signInAs(rollcall, 'school_admin')
    await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
    await page.locator('#main').focus()
    const template = async () => {
      const list = valueOf(await rollcall.ask('messages.templates')) as Template[]
      return list.find(({ kind, language }) => kind === 'late' && language === 'en')
    }
    const first = await template()

    await keyboard.press('Alt+5')
    await keyboard.press('4')
    await expect(page.getByRole('button', { name: 'Absent' })).toBeFocused()
    await keyboard.press('ArrowDown')
    await expect(page.getByRole('heading', { name: 'Late', exact: true })).toBeVisible()
    await keyboard.press('ArrowRight')
    const english = page.getByRole('textbox', { name: 'Text in English' })
    await expect(english).toBeFocused()
    await keyboard.press('Control+End')
    await keyboard.type(' Ng’ang’a {dat}')
    await expect(page.getByText('There is no {dat}.')).toBeVisible()
    await keyboard.press('Control+s')
    await expect(page.getByText('The text cannot be sent like this')).toBeVisible()
    expect(await template()).toEqual(first)
    for (let n = 0; n < '{dat}'.length; n += 1) await keyboard.press('Backspace')
    await expect(page.getByText('Replaced by plain characters: ’')).toBeVisible()
    await expect(page.getByText('There is no {dat}.')).toBeHidden()
    await keyboard.press('Control+s')
    await expect(page.getByText('Text saved')).toBeVisible()
    expect(await template()).toMatchObject({ text: `${first?.text ?? ''} Ng'ang'a`, isDefault: false })
    await expect(page.getByRole('button', { name: 'Late own text' })).toBeVisible()
    await page.getByRole('button', { name: 'Back to the default text in English' }).press('Enter')
    await expect(page.getByText('Default text is back')).toBeVisible()
    expect(await template()).toMatchObject({ text: first?.text, isDefault: true })
    await page.locator('#main').focus()
    await keyboard.press('Control+z')
    await expect(page.getByText('Taken back')).toBeVisible()
    await expect(english).toHaveValue(/Ng'ang'a$/)

    const policy = async () => valueOf(await rollcall.ask('messages.policy')) as PolicyView
    await keyboard.press('5')
    const absent = page.getByRole('checkbox', { name: 'Absent when the register closes' })
    await absent.focus()
    await keyboard.press('Space')
    await keyboard.press('Control+s')
    await expect(page.getByText('Policy saved')).toBeVisible()
    expect(await policy()).toMatchObject({ absent: false, alertsFrom: null })
    await absent.focus()
    await keyboard.press('Space')
    await expect(
      page.getByText('Begins with the next school day, Wed 13 May 2026: nobody is told of today.'),
    ).toBeVisible()
    await page.getByRole('checkbox', { name: 'Departure of each child' }).focus()
    const before = await page.getByText(/^Together: about/).innerText()
    await keyboard.press('Space')
    await expect(page.getByText(/^Together: about/)).not.toHaveText(before)
    await expect(page.getByText(/^As saved now: KES/)).toBeVisible()
    await page.getByLabel('Parts a day at most').fill('-5')
    await keyboard.press('Control+s')
    await expect(page.getByText('A whole number from 0 to 100,000.')).toBeVisible()
    await expect(page.getByLabel('Parts a day at most')).toBeFocused()
    await page.getByLabel('Parts a day at most').fill('50')
    await keyboard.press('Control+s')
    await expect(page.getByText('Absence alerts go out from Wed 13 May 2026.').first()).toBeVisible()
    expect(await policy()).toMatchObject({ absent: true, departure: true, dailyCap: 50, alertsFrom: dayAfter })

    await page.locator('#main').focus()
    await keyboard.press('e')
    const dialog = page.getByRole('dialog', { name: 'Emergency message' })
    await expect(dialog.getByLabel('To whom')).toBeFocused()
    await dialog.getByLabel('To whom').selectOption({ label: 'Classes' })
    await dialog.getByRole('checkbox', { name: 'Grade 9' }).press('Space')
    await dialog.getByLabel('Text in English').focus()
    await keyboard.type('Mwangaza Sch: the river is high. Please fetch your child at the main gate.')
    await dialog.getByLabel('Why it is sent').focus()
    await keyboard.type('Flood')
    await keyboard.press('Enter')
    const send = dialog.getByRole('button', { name: /^Send to \d+ guardians$/ })
    await expect(send).toBeDisabled()
    const word = dialog.getByLabel('Type SEND to make the button work')
    await word.focus()
    await keyboard.type('send')
    await keyboard.press('Enter')
    await expect(send).toBeDisabled()
    await word.fill('SEND')
    await keyboard.press('Enter')
    await expect(send).toBeEnabled()
    await page.waitForTimeout(1500)
    expect(await messagesOf(rollcall, 'emergency')).toEqual([])
    const guardians = Number(/\d+/.exec(await send.innerText())?.[0])
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    await expect(send).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByText(`${String(guardians)} messages on the way`)).toBeVisible()
    await expect(dialog).toBeHidden()
    const rows = await messagesOf(rollcall, 'emergency')
    expect(rows).toHaveLength(guardians)
    await expectOnceEach(provider, rows)
    await rollcall.quit()
  } finally {
    await gates.close()
  }
})

for (const scheme of ['light', 'dark'] as const) {
  test(`alerts, texts, policy and emergencies have no serious accessibility issue in the ${scheme} theme`, async ({
    launch,
    provider,
  }, testInfo) => {
    test.setTimeout(300_000)
    const tools = { launch, provider, folder: testInfo.outputDir }
    const pictures = join(projectFolder, 'out/screens')
    mkdirSync(pictures, { recursive: true })
    const data = await switchOn(tools)
    const presses = { main: without(all.filter(n => n % 20 < 9)) }
    await onMorning(tools, { data, localTime: beforeClose, presses }, async ({ rollcall, page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      const look = async (name: string) => {
        await page.waitForTimeout(500)
        for (const [width, height] of [
          [683, 384],
          [1920, 1080],
          [1366, 768],
        ] as const) {
          await page.setViewportSize({ width, height })
          await page.waitForTimeout(200)
          const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect(tooWide, `${name} at ${String(width)}`).toBeLessThanOrEqual(0)
          await page.screenshot({ path: join(pictures, `${name}-${scheme}-${String(width)}.png`) })
        }
        expect(await seriousIssues(page), name).toEqual([])
      }
      const held = await heldFor(rollcall, { code: 'share_of_school', percent: 45, limit: 30 })
      await expect(page.getByText('45 % of the school are absent; the limit is 30 %.')).toBeVisible()
      await look('today-held')
      const card = await heldTab(page)
      await look('alerts-held')
      await card.focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('listbox', { name: 'Who is in it' })).toBeVisible()
      await look('alerts-held-who')
      await page.keyboard.press('Escape')
      await page.keyboard.press('d')
      await expect(page.getByRole('dialog')).toBeVisible()
      await look('alerts-held-discard')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()

      await page.keyboard.press('4')
      const english = page.getByRole('textbox', { name: 'Text in English' })
      await expect(english).toBeVisible()
      await look('texts')
      await english.fill('{sender}: {name} hasn’t come by {time}, {dat}. 😀')
      await expect(page.getByText(/There is no \{dat\}/)).toBeVisible()
      await look('texts-wrong')
      await page.getByRole('button', { name: 'Discard' }).click()

      await page.keyboard.press('5')
      await expect(page.getByRole('heading', { name: 'What parents are told' })).toBeVisible()
      await page.getByRole('checkbox', { name: 'Arrival of each child' }).check()
      await look('policy-changed')
      await page.getByRole('button', { name: 'Discard' }).click()

      await page.keyboard.press('e')
      const dialog = page.getByRole('dialog', { name: 'Emergency message' })
      await dialog.getByLabel('To whom').selectOption({ label: 'Classes' })
      await dialog.getByRole('checkbox', { name: 'Grade 7' }).check()
      await dialog
        .getByLabel('Text in English')
        .fill('Mwangaza Sch: the river is high. Please fetch your child at the main gate.')
      await expect(dialog.getByRole('button', { name: /Send to \d+ guardians/ })).toBeDisabled()
      await look('emergency')
      await page.keyboard.press('Escape')

      valueOf(await rollcall.ask('messages.releaseBatch', { batchId: held.id, expected: held.messages }))
      await heldTab(page)
      await expect(page.getByText(`${String(held.messages)} messages can still be recalled.`)).toBeVisible({
        timeout: 60_000,
      })
      await look('alerts-released')
      await page.keyboard.press('Alt+1')
      await page.getByRole('listbox', { name: 'Not yet in' }).focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: 'Correct it' })).toBeVisible()
      await look('today-correct')
    })
  })
}
