import { afterEach, describe, expect, it } from 'vitest'
import type { EnrollmentStep } from '../contract/enrollment.ts'
import { enrollment, enrollmentIntent } from '../db/schema.ts'
import { serveTerminal } from '../devices/virtual/server.ts'
import { createTerminal } from '../devices/virtual/terminal.ts'
import type { Family } from '../devices/virtual/terminal-options.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice } from '../testing/enrollment-office.ts'
import { testNow } from '../testing/test-app.ts'

// Over TCP, with the real driver: however an enrollment ends, the terminal is left as it was and goes on reading.

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const quick = {
  connectTimeoutMs: 500,
  replyTimeoutMs: 400,
  retransmitMs: 100,
  enroll: { silenceMs: 300, promptAfterMs: null },
}

async function setUp(family: Family = 'tft') {
  const terminal = createTerminal({ serial: 'VT0001', family, clock: () => testNow + 3 * 60 * 60_000 })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, resendMs: 50 })
  closing.push(() => served.close())
  const office = await openEnrollmentOffice({ port: served.port, deviceDriver: createZktecoDriver(quick) })
  closing.push(() => office.app.stop())
  return { ...office, terminal, served }
}
type Place = Awaited<ReturnType<typeof setUp>>

async function start(place: Place, finger = 6): Promise<void> {
  const { desk, children, deviceId } = place
  const [studentId] = children
  if (studentId === undefined) throw new Error('no child')
  const before = place.progress().length
  await desk.call('enrollment.start', { studentId, deviceId, finger })
  await until('a finger is asked for', () =>
    place
      .progress()
      .slice(before)
      .some(({ step }) => step.kind === 'place'),
  )
}

async function press(place: Place, ...qualities: ('good' | 'bad')[]): Promise<void> {
  for (const quality of qualities) {
    const before = place.progress().length
    place.terminal.enrollment.press(quality)
    await until('the press is in the office', () => place.progress().length > before)
  }
}

/** It may be shut for a moment while its users are read. */
function takesPresses({ terminal }: Place): Promise<void> {
  return until('the terminal takes a press', () => 'recorded' in terminal.punch('1'))
}

const cancelled: EnrollmentStep = { kind: 'cancelled' }
const failed = (code: Extract<EnrollmentStep, { kind: 'failed' }>['code']): EnrollmentStep => ({ kind: 'failed', code })
const stored = ({ db }: EnrollmentOffice) =>
  db
    .select()
    .from(enrollment)
    .all()
    .filter(({ active }) => active)
const intents = ({ db }: EnrollmentOffice) => db.select().from(enrollmentIntent).all()

/** Three good presses, which the terminal ends with this result. */
const withResult = (result: number) => (place: Place) => {
  place.terminal.enrollment.endWith(result)
  return press(place, 'good', 'good', 'good')
}
async function cancelInOffice({ desk }: Place): Promise<void> {
  const running = await desk.call('enrollment.current', {})
  if (running) await desk.call('enrollment.cancel', { enrollmentId: running.enrollmentId })
}

const ends: [string, EnrollmentStep, (place: Place) => unknown][] = [
  ['five bad presses', failed('enroll_failed'), place => press(place, 'bad', 'bad', 'bad', 'bad', 'bad')],
  ['result 4', failed('enroll_failed'), withResult(4)],
  ['result 5, a duplicate', failed('enroll_duplicate'), withResult(5)],
  ['result 6', cancelled, withResult(6)],
  ['the red key', cancelled, ({ terminal }) => terminal.enrollment.cancelHere()],
  ['silence', failed('enroll_timeout'), () => undefined],
  ['the office', cancelled, cancelInOffice],
]

describe.each(['tft', 'bw'] as const)('at a terminal of the family %s', family => {
  it('three good presses enroll, whatever bad ones were between', async () => {
    const place = await setUp(family)
    await start(place)
    await press(place, 'good', 'bad', 'good', 'good')
    expect((await place.ended()).step).toEqual({ kind: 'done', quality: 75 })
    expect(stored(place)).toMatchObject([{ finger: 6, templateVersion: family === 'tft' ? '10' : '9' }])
    expect(place.terminal.fingers()).toHaveLength(1)
    await takesPresses(place)
  })

  it.each(ends)('an end by %s leaves it as it was', async (_, step, end) => {
    const place = await setUp(family)
    await start(place)
    await end(place)
    expect((await place.ended()).step).toEqual(step)
    expect([place.terminal.users(), place.terminal.fingers()]).toEqual([[], []])
    expect([stored(place), intents(place)]).toEqual([[], []])
    await takesPresses(place)
  })

  it.each(ends)('an end by %s leaves a finger that was there before', async (_, step, end) => {
    const place = await setUp(family)
    await start(place)
    await press(place, 'good', 'good', 'good')
    await place.ended(1)
    const before = place.terminal.fingers().map(({ template }) => Buffer.from(template).toString('hex'))
    await start(place)
    await end(place)
    expect((await place.ended(2)).step).toEqual(step)
    expect(place.terminal.fingers().map(({ template }) => Buffer.from(template).toString('hex'))).toEqual(before)
    expect([stored(place).length, intents(place).length]).toEqual([1, 0])
  })
})

it('a terminal lost between two presses is made as it was when it is back', { timeout: 20_000 }, async () => {
  const place = await setUp()
  await start(place)
  await press(place, 'good')
  place.served.dropLines()
  expect((await place.ended()).step).toEqual(failed('device_offline'))
  await until('the half user is gone', () => place.terminal.users().length === 0)
  await until('nothing is left to do', () => intents(place).length === 0)
  expect(place.terminal.enrollment.current()).toBeNull()
  await takesPresses(place)
})

it('a terminal lost while a finger is enrolled anew gets the old one back', { timeout: 20_000 }, async () => {
  const place = await setUp()
  await start(place)
  await press(place, 'good', 'good', 'good')
  await place.ended(1)
  const [before] = place.terminal.fingers()
  await start(place)
  expect(place.terminal.fingers()).toEqual([])
  place.served.dropLines()
  expect((await place.ended(2)).step).toEqual(failed('device_offline'))
  await until('nothing is left to do', () => intents(place).length === 0)
  expect(place.terminal.fingers()).toEqual([before])
})

it('an office that is closed in the middle leaves the terminal as it was', async () => {
  const place = await setUp()
  await start(place)
  await press(place, 'good')
  await place.app.stop()
  expect(place.terminal.users()).toEqual([])
  expect(place.terminal.enrollment.current()).toBeNull()
  await takesPresses(place)
  expect(place.logged.filter(({ level }) => level === 'error')).toEqual([])
})
