import type { DeviceStatus, DoctorReport } from '../core/contract/devices.ts'
import type { StudentPage } from '../core/contract/school.ts'
import type { SyncMatrix, UnknownUser } from '../core/contract/sync.ts'
import { packLocal } from '../core/devices/virtual/local-time.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { gateNames, kept, nobody, openGates, spareSerial } from './gates.ts'

// The terminals screen in the real app, by keyboard alone, in the evening when no children come.

const evening = '17:30:00'

async function devices(rollcall: Rollcall): Promise<DeviceStatus[]> {
  return valueOf(await rollcall.ask('devices.list')) as DeviceStatus[]
}

async function openTerminals(rollcall: Rollcall): Promise<void> {
  await signInAs(rollcall, 'school_admin')
  await expect(rollcall.page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
  await rollcall.page.keyboard.press('Alt+6')
  await expect(rollcall.page.getByRole('heading', { level: 1, name: 'Terminals' })).toBeVisible()
  await expect(rollcall.page.getByRole('article').first()).toBeFocused()
}

test('a terminal is added, changed, taken out of use and taken back by keyboard', async ({ launch }, testInfo) => {
  const gates = await openGates({ localTime: evening, folder: testInfo.outputDir, spare: true })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await openTerminals(rollcall)
    await page.keyboard.press('a')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.type('Back Gate')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('127.0.0.1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+a')
    await page.keyboard.type(String(gates.servers[0]?.port))
    await page.keyboard.press('Enter')
    // Where another terminal is: it says so, and nothing is lost of what was typed.
    await expect(
      page.getByText('Gate 2 already has this address').or(page.getByText('Main Gate already')),
    ).toBeVisible()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(String(gates.servers[3]?.port))
    await page.keyboard.press('Enter')
    const card = page.getByRole('article', { name: 'Back Gate' })
    await expect(card).toContainText('online', { timeout: 20_000 })
    await expect(card).toContainText(spareSerial)
    expect(await devices(rollcall)).toHaveLength(4)

    await card.focus()
    await page.keyboard.press('e')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Kitchen Gate')
    await page.keyboard.press('Enter')
    const renamed = page.getByRole('article', { name: 'Kitchen Gate' })
    await expect(renamed).toBeVisible()

    await renamed.focus()
    await page.keyboard.press('l')
    await expect(page.getByRole('dialog')).toContainText('Added to Rollcall')
    await page.keyboard.press('Escape')
    await expect(renamed).toBeFocused()

    await page.keyboard.press('Delete')
    await page.keyboard.type('retire')
    await page.keyboard.press('Enter')
    await expect(page.getByText('The word is RETIRE, in capital letters.')).toBeVisible()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('RETIRE')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(renamed).toBeHidden()
    expect(await devices(rollcall)).toHaveLength(3)

    // Its address is free again; the same terminal goes on as what it was.
    await page.keyboard.press('a')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.type('Back Gate')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('127.0.0.1')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+a')
    await page.keyboard.type(String(gates.servers[3]?.port))
    await page.keyboard.press('Enter')
    await expect(card).toContainText('online', { timeout: 20_000 })
    await card.focus()
    await page.keyboard.press('l')
    await expect(page.getByRole('dialog')).toContainText('Taken out of use')
    await page.keyboard.press('Escape')
  } finally {
    await gates.close()
  }
})

test('a terminal whose address nobody knows is found on the network and added', async ({ launch }, testInfo) => {
  const gates = await openGates({ localTime: evening, folder: testInfo.outputDir, spare: true })
  const address = `127.0.0.1:${String(gates.servers[3]?.port)}`
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await openTerminals(rollcall)
    await page.keyboard.press('6')
    await expect(page.getByText('Nothing searched yet')).toBeVisible()
    await page.keyboard.press('s')
    const found = page.getByRole('row', { name: new RegExp(address) })
    await expect(found).toContainText(spareSerial)
    await expect(found).toContainText('not added')
    // Those that are in Rollcall already are named, and there is no way to add them again.
    for (const name of gateNames) await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible()
    await expect(page.getByRole('button', { name: /^Add the terminal/ })).toHaveCount(1)
    await expect(page.getByText('1 of 1 addresses asked')).toBeVisible()

    const add = page.getByRole('button', { name: `Add the terminal at ${address}` })
    await expect(async () => {
      await page.keyboard.press('Tab')
      await expect(add).toBeFocused({ timeout: 50 })
    }).toPass()
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
    await page.keyboard.type('Back Gate')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await devices(rollcall)).find(({ name }) => name === 'Back Gate')?.serial)
      .toBe(spareSerial)
    // Asked again, it is one of those in Rollcall.
    await page.keyboard.press('s')
    await expect(found).toContainText('Back Gate')
    await expect(add).toBeHidden()
  } finally {
    await gates.close()
  }
})

test('a class is put on a group by one key and reaches its terminals', async ({ launch }, testInfo) => {
  const upper = { users: kept }
  const gates = await openGates({ localTime: evening, folder: testInfo.outputDir, terminals: [upper, upper, upper] })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await openTerminals(rollcall)
    const totals = async () => (valueOf(await rollcall.ask('sync.matrix', {})) as SyncMatrix).totals
    await expect.poll(async () => (await totals()).waiting, { timeout: 20_000 }).toBe(0)
    const before = (await totals()).no_finger
    expect(before).toBeGreaterThan(1000)
    await page.keyboard.press('3')
    const box = page.getByRole('checkbox', { name: 'PP2 on Gates' })
    await expect(box).toBeFocused()
    await page.keyboard.press('Space')
    await expect(box).toBeChecked()
    await expect(page.getByText('PP2 goes on Gates')).toBeVisible()
    const held = () => gates.terminals.map(terminal => terminal.users().length - kept.length)
    await expect.poll(held, { timeout: 30_000 }).toEqual([36, 36, 0])

    await page.keyboard.press('4')
    await expect(page.getByRole('grid')).toContainText('No finger', { timeout: 20_000 })
    expect(await totals()).toMatchObject({ no_finger: before + 72, waiting: 0, failed: 0 })
    await expect(page.getByRole('row', { name: /Main Gate.*nothing to change/ })).toBeVisible({ timeout: 20_000 })
    await page.keyboard.press('r')
    await expect(page.getByRole('row', { name: /Main Gate.*17:\d\d: nothing had to be changed/ })).toBeVisible({
      timeout: 20_000,
    })

    await page.keyboard.press('3')
    await expect(box).toBeFocused()
    await page.keyboard.press('Space')
    await expect(box).not.toBeChecked()
    await expect.poll(held, { timeout: 30_000 }).toEqual([0, 0, 0])
  } finally {
    await gates.close()
  }
})

test('people that a terminal brings along are linked to students, or removed by a typed word', async ({
  launch,
}, testInfo) => {
  const [joyce, stranger] = [
    { ...nobody, uid: 1, userId: '9101', name: 'JOYCE' },
    { ...nobody, uid: 2, userId: '9102', name: 'STRANGER' },
  ]
  const logs = ['06:40', '12:30', '16:05'].map(time => ({
    uid: 1,
    userId: joyce.userId,
    verify: 1,
    state: 0,
    rawTime: packLocal(Date.parse(`2026-05-12T${time}:00Z`)),
    workCode: 0,
  }))
  const gates = await openGates({
    localTime: evening,
    folder: testInfo.outputDir,
    terminals: [{ users: [joyce, stranger, ...kept], logs }, { users: kept }, { users: kept }],
  })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await openTerminals(rollcall)
    const unknown = async () => (valueOf(await rollcall.ask('sync.unknown')) as UnknownUser[]).map(({ pin }) => pin)
    await expect.poll(unknown, { timeout: 20_000 }).toEqual(['9101', '9102'])
    const { rows } = valueOf(await rollcall.ask('students.list', { limit: 50 })) as StudentPage
    const student = rows[20]
    if (student === undefined) throw new Error('There is no student.')

    await page.keyboard.press('5')
    await expect(page.getByRole('grid')).toBeFocused()
    await page.keyboard.press('Enter')
    const field = page.getByLabel('Another student: name or admission number')
    await expect(page.getByRole('complementary')).toBeVisible()
    await field.focus()
    await page.keyboard.type(student.admissionNumber)
    await expect(page.getByRole('button', { name: new RegExp(`Link to ${student.fullName}`) }).first()).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByText(`Linked to ${student.fullName}`)).toBeVisible()
    await expect(page.getByText('3 past punches applied.')).toBeVisible()
    await expect.poll(unknown).toEqual(['9102'])

    await expect(page.getByRole('grid')).toBeFocused()
    await page.keyboard.press('Delete')
    await expect(page.getByRole('dialog')).toContainText('STRANGER')
    await page.keyboard.type('DELETE')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Everybody is known')).toBeVisible()
    expect(gates.terminals[0]?.users().map(({ userId }) => userId)).not.toContain('9102')
  } finally {
    await gates.close()
  }
})

test('the doctor says that a memory is nearly full, and one button empties it after all of it is read', async ({
  launch,
}, testInfo) => {
  const full = { logCapacity: 20 }
  const gates = await openGates({ localTime: evening, folder: testInfo.outputDir, terminals: [full, full, full] })
  const main = gates.terminals[0]
  for (let pin = 10; pin < 29; pin++) await gates.press(0, pin, `16:00:${String(pin)}`)
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    const { page } = rollcall
    await openTerminals(rollcall)
    const recorded = async () => (await devices(rollcall)).find(({ name }) => name === 'Main Gate')?.punchesRecorded
    await expect.poll(recorded).toBe(19)
    await page.keyboard.press('2')
    await expect(page.getByText('The punch memory of Main Gate is 95 % full')).toBeVisible({ timeout: 20_000 })
    const button = page.getByRole('button', { name: /^Empty the memory/ })
    await expect(async () => {
      await page.keyboard.press('ArrowDown')
      await expect(button).toBeFocused({ timeout: 50 })
    }).toPass()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toContainText('Empty the memory of Main Gate')
    await page.keyboard.type('CLEAR')
    await page.keyboard.press('Enter')
    await expect(page.getByText('The punch memory of Main Gate is 95 % full')).toBeHidden({ timeout: 20_000 })
    expect(main?.log()).toEqual([])
    expect(await recorded()).toBe(19)
    const reports = valueOf(await rollcall.ask('devices.doctor')) as DoctorReport[]
    expect(reports.flatMap(({ findings }) => findings.map(({ kind }) => kind))).not.toContain('log_nearly_full')
  } finally {
    await gates.close()
  }
})
