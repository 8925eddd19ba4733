import { eq } from 'drizzle-orm'
import { setTimeout as pause } from 'node:timers/promises'
import { createRecordPunches } from '../../../core/attendance/record-punches.ts'
import type { MessagePolicy, PolicyView } from '../../../core/contract/messages.ts'
import { addDays } from '../../../core/day.ts'
import { device, student } from '../../../core/db/schema.ts'
import { createTestApp } from '../../../core/testing/test-app.ts'
import type { TestApp, TestWindow } from '../../../core/testing/test-app.ts'
import type { Zone } from '../../../core/zone.ts'
import { createZone } from '../../../core/zone.ts'
import { percentile, rounded } from '../report.ts'
import { watchBlocks } from './blocks.ts'
import type { BlockFigures } from './blocks.ts'
import { today } from './calendar.ts'

/** A morning on which nobody has come yet; when the register closes only one gate was read, at which few came. */
export type DawnFigures = {
  readonly missing: number
  readonly notInMs: CallTimes
  /** From the close of the register on: held alerts are looked at again every few seconds. */
  readonly close: {
    readonly seconds: number
    readonly held: number
    /** The list of held alerts, as its screen asks for it. */
    readonly heldMs: CallTimes
    readonly blocks: BlockFigures
  }
}
type CallTimes = { readonly calls: number; readonly p50: number; readonly p99: number }

const morning = addDays(today, 1)
const calls = 60
const early = 50
const heldForMs = 20_000
const patienceMs = 60_000

/** The two moments at which everybody is missing: before the gates open, and with gates that were not read at the close. */
export async function measureDawn(database: string, scratch: string): Promise<DawnFigures> {
  const test = createTestApp({ database, backups: scratch })
  const zone = createZone('Africa/Nairobi')
  try {
    test.clock.at = zone.atOf(today, 15 * 60)
    await alertsFromTomorrow(await test.as('school_admin'))
    test.clock.at = zone.atOf(morning, 6 * 60 + 30)
    const window = await test.as('school_admin')
    test.app.start()
    await until(() => staleStandings(test) === 0)
    const { missing, taken } = await askNotIn(window)

    test.clock.at = zone.atOf(morning, 7 * 60)
    fewCome(test, zone)
    // Every register of the morning is closed, and no alert too old yet.
    test.clock.at = zone.atOf(morning, 9 * 60 + 1)
    const startedAt = performance.now()
    const watch = watchBlocks()
    await until(() => heldBatches(test) > 0)
    await pause(heldForMs)
    const asked = await timed(() => window.call('messages.batches', {}))
    const blocks = watch.stop()
    const seconds = rounded((performance.now() - startedAt) / 1000, 1)
    const held = asked.answer.reduce((sum, { students }) => sum + students, 0)
    return { missing, notInMs: figures(taken), close: { seconds, held, heldMs: figures(asked.taken), blocks } }
  } finally {
    await test.app.stop()
  }
}

async function askNotIn(window: TestWindow): Promise<{ missing: number; taken: number[] }> {
  const { answer, taken } = await timed(() => window.call('attendance.notIn', { session: 'AM' }))
  return { missing: answer.reduce((sum, { students, unnamed }) => sum + students.length + unnamed.students, 0), taken }
}

async function timed<T>(ask: () => Promise<T>): Promise<{ answer: T; taken: number[] }> {
  const taken: number[] = []
  for (;;) {
    const askedAt = performance.now()
    const answer = await ask()
    taken.push(performance.now() - askedAt)
    if (taken.length === calls) return { answer, taken }
  }
}

function figures(taken: readonly number[]): CallTimes {
  return { calls, p50: rounded(percentile(taken, 0.5), 1), p99: rounded(percentile(taken, 0.99), 1) }
}

/** A day on which no press at all is known is taken for one without school. */
function fewCome({ db, clock }: TestApp, zone: Zone): void {
  const gate = db.select({ id: device.id }).from(device).limit(1).get()
  if (gate === undefined) throw new Error('the school has no gate')
  const pins = db.select({ pin: student.pin }).from(student).where(eq(student.active, true)).limit(early).all()
  const record = createRecordPunches({
    ...{ db, emit: () => undefined, terminals: () => [] },
    clock: { now: () => clock.at, speed: () => 1 },
  })
  const rawTime = zone.atToRaw(clock.at)
  record(
    gate.id,
    pins.map(({ pin }) => ({ userId: String(pin), uid: null, rawTime, verify: 1, state: 255 })),
    'live',
  )
}

/** Absence alerts begin on the school day after they were switched on. */
async function alertsFromTomorrow(window: TestWindow): Promise<void> {
  const policy: Partial<PolicyView> = { ...(await window.call('messages.policy', {})), absent: true }
  delete policy.alertsFrom
  delete policy.forecast
  await window.call('messages.savePolicy', policy as MessagePolicy)
}

function staleStandings({ db }: TestApp): number {
  return db.$client.prepare<[], number>('select count(*) from standing where stale = 1').pluck().get() ?? 0
}

function heldBatches({ db }: TestApp): number {
  return db.$client.prepare<[], number>(`select count(*) from message_batch where state = 'held'`).pluck().get() ?? 0
}

async function until(isThen: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!isThen()) {
    if (performance.now() > giveUpAt) throw new Error('what the bench waits for did not come within 5 minutes')
    await pause(100)
  }
}
