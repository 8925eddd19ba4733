import type { Page } from 'playwright'
import type { DaySummary, NotInStream, NotInStudent } from '../core/contract/attendance.ts'
import type { DayStory, UnknownInbox } from '../core/contract/morning.ts'
import type { StudentPage } from '../core/contract/school.ts'
import { packLocal } from '../core/devices/virtual/local-time.ts'
import { seriousIssues } from './axe.ts'
import { codeOf, expect, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import type { Gates } from './gates.ts'
import { everyone, fingers, nobody, openGates } from './gates.ts'

// The office works through those who are not in, on terminals that this test presses itself.

const day = '2026-05-12'
const reasonKeys = ['s', 'h', 'b', 'f', 'w', 'r', 'o', 'x'] as const

type Morning = { readonly rollcall: Rollcall; readonly page: Page; readonly gates: Gates }

/** A line of a terminal's log. */
function press(pin: number, time: string) {
  const rawTime = packLocal(Date.parse(`${day}T${time}Z`))
  return { uid: pin, userId: String(pin), verify: 1, state: 0, workCode: 0, rawTime }
}

/** A school in which every 13th child is not in, read from the log of the main gate; two strangers pressed as well. */
async function openMorning(
  launch: (options: { simulation: boolean; env: Readonly<Record<string, string>> }) => Promise<Rollcall>,
  folder: string,
  localTime: string,
  work: (morning: Morning) => Promise<void>,
): Promise<void> {
  const came = everyone.filter((_, i) => i % 13 !== 3)
  const logs = [
    ...came.map(({ uid }, i) => press(uid, `07:${String(20 + (i % 39)).padStart(2, '0')}:00`)),
    press(901, '07:41:00'),
    press(902, '07:42:00'),
    press(902, '07:59:00'),
  ]
  const users = [...everyone, { ...nobody, uid: 901, userId: '901', name: 'Visitor' }]
  const gates = await openGates({ localTime, folder, terminals: [{ logs, users, fingers }] })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await page.setViewportSize({ width: 1366, height: 768 })
    await signInAs(rollcall, 'school_admin')
    await expect.poll(async () => (await missing(rollcall)).length).toBe(everyone.length - came.length)
    await expect(page.getByRole('listbox', { name: 'Not yet in' })).toBeVisible()
    await work({ rollcall, page, gates })
  } finally {
    await gates.close()
  }
}

async function missing(rollcall: Rollcall): Promise<NotInStudent[]> {
  const streams = valueOf(await rollcall.ask('attendance.notIn', { session: 'AM' })) as NotInStream[]
  return streams.flatMap(({ students }) => students)
}

async function summary(rollcall: Rollcall): Promise<DaySummary> {
  return valueOf(await rollcall.ask('attendance.summary', { session: 'AM' })) as DaySummary
}

async function story(rollcall: Rollcall, { studentId }: Pick<NotInStudent, 'studentId'>): Promise<DayStory> {
  return valueOf(await rollcall.ask('attendance.dayStory', { studentId, day })) as DayStory
}

async function pinOf(rollcall: Rollcall, { admissionNumber }: NotInStudent): Promise<number> {
  const { rows } = valueOf(await rollcall.ask('students.list', { search: admissionNumber })) as StudentPage
  const pin = rows.find(row => row.admissionNumber === admissionNumber)?.pin
  if (pin === undefined) throw new Error('The student is not in the list.')
  return pin
}

const row = (page: Page, { studentId }: NotInStudent) => page.locator(`[data-student-id="${studentId}"]`)
const list = (page: Page) => page.getByRole('listbox', { name: 'Not yet in' })
/** Where one stands in the list. */
const standing = async (page: Page) => (await list(page).getAttribute('aria-activedescendant'))?.slice(-36)

function third(students: readonly NotInStudent[]): [NotInStudent, NotInStudent, NotInStudent, NotInStudent] {
  const [a, b, c, d] = students
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('Too few are missing.')
  return [a, b, c, d]
}

test('forty absentees are handled with the keyboard only in under two minutes', async ({ launch }, testInfo) => {
  test.setTimeout(180_000)
  await openMorning(launch, testInfo.outputDir, '08:40:00', async ({ rollcall, page }) => {
    await expect.poll(async () => (await summary(rollcall)).counts.absent).toBeGreaterThanOrEqual(40)
    const before = await missing(rollcall)
    const { keyboard } = page
    const startedAt = performance.now()
    await keyboard.press('n')
    await keyboard.press('ArrowDown')
    const handled: { who: string; what: 'reason' | 'note' | 'call' }[] = []
    while (handled.length < 40) {
      const who = await standing(page)
      if (who === undefined) throw new Error('One stands nowhere in the list.')
      const n = handled.length
      if (n % 8 === 5) {
        await keyboard.press('c')
        await expect(page.getByRole('dialog')).toBeVisible()
        await keyboard.press('Shift+R')
        await keyboard.type('says it is on the way')
        await keyboard.press('Enter')
        await expect(page.getByRole('dialog')).toBeHidden()
        handled.push({ who, what: 'call' })
      } else if (n % 8 === 7) {
        await keyboard.press('Shift+S')
        await expect(page.getByRole('dialog')).toBeVisible()
        await keyboard.press('ArrowDown')
        await keyboard.press('Tab')
        await keyboard.type('malaria')
        await keyboard.press('Enter')
        await expect(page.getByRole('dialog')).toBeHidden()
        handled.push({ who, what: 'note' })
      } else {
        await keyboard.press(reasonKeys[n % reasonKeys.length] ?? 's')
        handled.push({ who, what: 'reason' })
      }
      await expect.poll(() => standing(page)).not.toBe(who)
    }
    const seconds = (performance.now() - startedAt) / 1000
    testInfo.annotations.push({ type: 'forty absentees', description: `${seconds.toFixed(1)} s` })
    expect(seconds).toBeLessThan(120)
    expect(new Set(handled.map(({ who }) => who)).size).toBe(40)

    await expect(page.getByText(`40 of ${String(before.length)} handled`)).toBeVisible()
    const after = new Map((await missing(rollcall)).map(student => [String(student.studentId), student]))
    for (const { who, what } of handled) {
      const student = after.get(who)
      if (student === undefined) throw new Error('Who was handled is no longer in the list.')
      const by = 'Grace Wanjiru Mwangi'
      const { entries } = await story(rollcall, student)
      expect(entries).toHaveLength(1)
      if (what === 'call') {
        expect(student.lastCall).toMatchObject({ by, outcome: 'reached', note: 'says it is on the way' })
        expect(entries[0]).toMatchObject({ kind: 'call', by, guardian: student.guardian?.name, outcome: 'reached' })
      } else if (what === 'note') {
        expect(student.reason).toEqual({ code: 'sick', until: '2026-05-13', note: 'malaria' })
        expect(entries[0]).toMatchObject({ kind: 'reason', by, reason: 'sick', note: 'malaria' })
      } else {
        expect(entries[0]).toMatchObject({ kind: 'reason', by, reason: student.reason?.code, withdrawn: false })
      }
      expect(Math.abs((entries[0]?.at ?? 0) - Date.parse(`${day}T08:42:00+03:00`))).toBeLessThan(5 * 60_000)
    }

    // The last step is taken back: the row is open again, and the day's story keeps both.
    const last = handled.at(-1)
    await keyboard.press('u')
    await expect(page.getByText(`39 of ${String(before.length)} handled`)).toBeVisible()
    expect(await standing(page)).toBe(last?.who)
    const undone = after.get(last?.who ?? '')
    if (undone === undefined) throw new Error('No last one.')
    expect((await story(rollcall, undone)).entries).toMatchObject([{ kind: 'reason', withdrawn: true }])
  })
})

test('a child who comes late leaves the list by itself, and no key hits its neighbour', async ({
  launch,
}, testInfo) => {
  await openMorning(launch, testInfo.outputDir, '08:10:00', async ({ rollcall, page, gates }) => {
    const [first, second, beside, last] = third(await missing(rollcall))
    await page.keyboard.press('n')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await standing(page)).toBe(second.studentId)

    await gates.press(1, await pinOf(rollcall, first))
    await expect(row(page, first)).toHaveCount(0)
    expect(await standing(page)).toBe(second.studentId)
    await expect(list(page)).toBeFocused()

    // Now the child on whom one stands: the place stays empty until one moves on.
    await gates.press(1, await pinOf(rollcall, second))
    await expect(row(page, second)).toHaveCount(0)
    await expect(page.getByText(`${second.fullName} is in now and has left the list.`)).toBeVisible()
    await page.keyboard.press('s')
    await expect(list(page)).toBeFocused()
    await page.keyboard.press('ArrowDown')
    expect(await standing(page)).toBe(beside.studentId)
    await page.keyboard.press('ArrowUp')
    expect(await standing(page)).toBe(beside.studentId)
    expect((await missing(rollcall)).every(({ reason }) => reason === null)).toBe(true)
    expect((await summary(rollcall)).counts.late).toBe(2)

    // Several at once, narrowed to a name.
    await page.keyboard.press('Shift+ArrowDown')
    await expect(page.getByText('2 students chosen')).toBeVisible()
    await page.keyboard.press('f')
    await expect(row(page, beside)).toContainText('Sent home: fees')
    await expect(row(page, last)).toContainText('Sent home: fees')
    await page.keyboard.press('/')
    await page.keyboard.type(last.admissionNumber)
    await expect(list(page).getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await page.keyboard.press('p')
    await expect(row(page, last)).toContainText(/\+254 7\d\d \d\d\d \d\d\d/)
  })
})

test('a mark by hand is an addition, and a signed day takes none', async ({ launch }, testInfo) => {
  await openMorning(launch, testInfo.outputDir, '08:12:00', async ({ rollcall, page }) => {
    const [first, second] = third(await missing(rollcall))
    await page.keyboard.press('n')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('m')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('l')
    await page.keyboard.type('Seen in class')
    await page.keyboard.press('Tab')
    await page.keyboard.type('0805')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(row(page, first)).toHaveCount(0)
    await expect(list(page)).toBeFocused()
    expect(await summary(rollcall)).toMatchObject({ manual: 1, counts: { late: 1 } })
    expect(await story(rollcall, first)).toMatchObject({
      sessions: [{ session: 'AM', mark: 'late', manual: true, arrivedAt: Date.parse(`${day}T08:05:00+03:00`) }, {}],
      entries: [{ kind: 'mark', mark: 'late', why: 'Seen in class', by: 'Grace Wanjiru Mwangi', withdrawn: false }],
    })

    await page.keyboard.press('Alt+l')
    await expect(page.getByText('Signed and locked', { exact: true })).toBeVisible()
    await expect(page.getByText('This day is signed and locked; nothing can be changed.')).toBeVisible()
    await page.keyboard.press('n')
    await page.keyboard.press('s')
    const mark = { studentIds: [second.studentId], day, session: 'AM', mark: 'present', why: 'Seen' }
    expect(codeOf(await rollcall.ask('attendance.setMark', mark))).toBe('day_locked')
    const reason = { studentIds: [second.studentId], fromDay: day, toDay: day, reason: 'sick' }
    expect(codeOf(await rollcall.ask('attendance.explain', reason))).toBe('day_locked')
    expect((await story(rollcall, second)).entries).toEqual([])

    await page.keyboard.press('Alt+l')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Write why, in three letters or more.')).toBeVisible()
    await page.keyboard.type('The head has another list')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Signed and locked', { exact: true })).toBeHidden()
    await page.keyboard.press('n')
    await page.keyboard.press('s')
    await expect(row(page, second)).toContainText('Sick')

    // The story of the day, from the list and back to it.
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: `The day of ${second.fullName}` })
    await expect(panel).toContainText('Reason: Sick')
    await expect(panel).toContainText('by Grace Wanjiru Mwangi')
    await page.keyboard.press('c')
    await page.keyboard.press('n')
    await expect(panel).toContainText(/Called .*: no answer/)
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
    await expect(list(page)).toBeFocused()
  })
})

test('an unknown PIN is linked to a student and its punches count; another is put aside', async ({
  launch,
}, testInfo) => {
  await openMorning(launch, testInfo.outputDir, '08:12:00', async ({ rollcall, page }) => {
    const [first] = third(await missing(rollcall))
    const unknown = page.getByRole('listbox', { name: 'Unknown fingers' })
    await expect(unknown.getByRole('option')).toHaveCount(2)
    await page.keyboard.press('k')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'PIN 902 at Main Gate' })).toBeVisible()
    await page.keyboard.type(first.admissionNumber)
    await expect(page.getByRole('option', { name: first.fullName })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText(`Linked to ${first.fullName}`)).toBeVisible()
    await expect(page.getByText('2 past punches applied.')).toBeVisible()
    await expect(row(page, first)).toHaveCount(0)
    expect((await story(rollcall, first)).sessions[0]).toMatchObject({ mark: 'present' })

    await expect(unknown.getByRole('option')).toHaveCount(1)
    await expect(unknown).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'PIN 901 at Main Gate' })
    await expect(dialog).toContainText('The terminal calls this user “Visitor”.')
    await dialog.getByLabel('Why').focus()
    await page.keyboard.type('a visitor')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Every punch belongs to a student.')).toBeVisible()
    expect(valueOf(await rollcall.ask('attendance.inbox')) as UnknownInbox).toEqual({ pins: [], times: [] })
    expect((await summary(rollcall)).unmatchedPunches).toBe(0)
  })
})

test('a teacher sees who is missing and can change nothing', async ({ launch }, testInfo) => {
  await openMorning(launch, testInfo.outputDir, '08:12:00', async ({ rollcall, page }) => {
    const [first] = third(await missing(rollcall))
    await signInAs(rollcall, 'teacher')
    await expect(row(page, first)).toBeVisible()
    await expect(page.getByText('Reasons and calls are set by the office; this account can only look.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Lock day' })).toHaveCount(0)
    await page.keyboard.press('n')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('s')
    await page.keyboard.press('m')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    const reason = { studentIds: [first.studentId], fromDay: day, toDay: day, reason: 'sick' }
    expect(codeOf(await rollcall.ask('attendance.explain', reason))).toBe('forbidden')
    expect((await missing(rollcall))[0]?.reason).toBeNull()
  })
})

for (const scheme of ['light', 'dark'] as const) {
  test(`the morning has no serious accessibility issue in the ${scheme} theme`, async ({ launch }, testInfo) => {
    test.setTimeout(180_000)
    await openMorning(launch, testInfo.outputDir, '08:12:00', async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      const { keyboard } = page
      const check = async (what: string) => {
        await page.waitForTimeout(400)
        expect(await seriousIssues(page), what).toEqual([])
      }
      await check('the list')
      await keyboard.press('n')
      await keyboard.press('ArrowDown')
      await keyboard.press('s')
      await keyboard.press('p')
      await keyboard.press('Shift+ArrowDown')
      await check('chosen rows')
      for (const key of ['c', 'm', 'Shift+S']) {
        await keyboard.press(key)
        await expect(page.getByRole('dialog')).toBeVisible()
        await check(`the dialog of ${key}`)
        await keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
        await expect(list(page)).toBeFocused()
      }
      await keyboard.press('Home')
      await keyboard.press('Enter')
      await expect(page.getByRole('complementary')).toContainText('Reason: Sick')
      await check('the story')
      await keyboard.press('Escape')
      await keyboard.press('k')
      await keyboard.press('ArrowDown')
      await keyboard.press('Enter')
      await expect(page.getByRole('dialog')).toBeVisible()
      await keyboard.type('an')
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
      await check('an unknown PIN')
      await keyboard.press('Escape')
      await keyboard.press('Alt+l')
      await expect(page.getByText('Signed and locked', { exact: true })).toBeVisible()
      await check('a locked day')
    })
  })
}
