import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import type { EnrollmentStep } from '../contract/enrollment.ts'
import { enrollmentIntent } from '../db/schema.ts'
import { serveTerminal } from '../devices/virtual/server.ts'
import { createTerminal } from '../devices/virtual/terminal.ts'
import type { Terminal } from '../devices/virtual/terminal.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice } from '../testing/enrollment-office.ts'
import { testNow } from '../testing/test-app.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const officeProcess = join(import.meta.dirname, '..', 'testing', 'office-process.ts')

async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-killed-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  const terminal = createTerminal({ serial: 'VT0001', clock: () => testNow + 3 * 60 * 60_000 })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0 })
  closing.push(() => served.close())
  return { terminal, port: served.port, database: join(folder, 'school.db') }
}
type Place = Awaited<ReturnType<typeof setUp>>

/** Lets an office enroll child after child, and kills it without any warning at a step of its own. */
async function killAt({ terminal, port, database }: Place, reached: (step: Step) => boolean): Promise<void> {
  const child = spawn(process.execPath, [officeProcess, database, String(port), '4'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  closing.push(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as Step
    if (reached(step)) break
    if (step.kind === 'place') terminal.enrollment.press('good')
  }
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}
type Step = EnrollmentStep & { readonly child: number }

async function openAgain({ port, database }: Place): Promise<EnrollmentOffice> {
  const office = await openEnrollmentOffice({ database, port, deviceDriver: createZktecoDriver() })
  closing.push(() => office.app.stop())
  return office
}

const pins = (terminal: Terminal) => terminal.users().map(({ userId }) => userId)
const intents = ({ db }: EnrollmentOffice) => db.select().from(enrollmentIntent).all()

it(
  'an office killed between two presses of the third child goes on with that child, and no half user stays',
  { timeout: 30_000 },
  async () => {
    const place = await setUp()
    const { terminal } = place
    await killAt(place, step => step.child === 3 && step.kind === 'place' && step.press === 2)
    expect(pins(terminal)).toEqual(['1', '2', '3'])
    expect(terminal.fingers()).toHaveLength(2)

    const office = await openAgain(place)
    const station = await office.desk.call('enrollment.station', {})
    expect(station?.children.map(({ state }) => state)).toEqual(['done', 'done', 'waiting', 'waiting'])
    expect(station?.currentStudentId).toBe(office.children[2])
    await until('the half user is gone', () => pins(terminal).join() === '1,2')
    await until('nothing is left to do', () => intents(office).length === 0)
    // The terminal reads fingers again.
    await until('a child can press', () => 'recorded' in terminal.punch('1'))
  },
)

it('an office killed goes on at once with the same child, before it has tidied up', { timeout: 30_000 }, async () => {
  const place = await setUp()
  const { terminal } = place
  await killAt(place, step => step.child === 2 && step.kind === 'place' && step.press === 3)
  const office = await openAgain(place)
  const station = await office.desk.call('enrollment.station', {})
  const studentId = office.children[1]
  if (station === null || studentId === undefined) throw new Error('no station')
  await office.desk.call('enrollment.stationEnroll', { stationId: station.id, studentId, finger: 6 })
  for (const press of [1, 2, 3]) {
    await until(`press ${press} is asked for`, () =>
      office.progress().some(({ step }) => step.kind === 'place' && step.press === press),
    )
    terminal.enrollment.press('good')
  }
  expect((await office.ended()).status).toBe('complete')
  expect(pins(terminal)).toEqual(['1', '2'])
  expect(terminal.fingers()).toHaveLength(2)
  expect(intents(office)).toEqual([])
})

it(
  'an office killed after the last press, with the finger on the terminal, has that child still to come',
  { timeout: 30_000 },
  async () => {
    const place = await setUp()
    const { terminal } = place
    await killAt(place, step => step.child === 1 && step.kind === 'reading_back')
    const office = await openAgain(place)
    const station = await office.desk.call('enrollment.station', {})
    // Whether the finger was stored before the end came, or not: database and terminal say the same.
    if (station?.currentStudentId === office.children[0]) {
      await until('nothing is left to do', () => intents(office).length === 0)
      expect([pins(terminal), terminal.fingers()]).toEqual([[], []])
    } else {
      expect([pins(terminal), terminal.fingers().length]).toEqual([['1'], 1])
    }
    expect(intents(office)).toEqual([])
  },
)
