import { eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import type { Day, UndoId } from '../contract/common.ts'
import { guardian, message, messageBatch, messageCause, student } from '../db/schema.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'

const school = createSmallSchool({ students: 7, devices: 2 })
afterAll(() => school.close())
const { db, clock, at, zone } = school

// ── what may happen ──────────────────────────────────────────────────────────────────────────

type Op =
  | { readonly kind: 'finger'; readonly pin: number; readonly gate: number }
  | { readonly kind: 'read'; readonly gate: number }
  | { readonly kind: 'drift'; readonly gate: number; readonly seconds: number }
  | { readonly kind: 'mark'; readonly pin: number; readonly mark: 'present' | 'late' | 'absent' }
  | { readonly kind: 'explain'; readonly pin: number; readonly reason: 'sick' | 'unknown' }
  | { readonly kind: 'phone'; readonly guardian: number }
  | { readonly kind: 'close' | 'undo' | 'restart' | 'send' | 'discard' | 'leave' }
  | { readonly kind: 'wait'; readonly minutes: number; readonly read: boolean }

const pin = fc.integer({ min: 2, max: 7 })
const gate = fc.integer({ min: 1, max: 2 })
const anOp: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('finger' as const), pin, gate }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), gate }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      minutes: fc.constantFrom(5, 30, 120),
      // Both gates are read by then, as on most days.
      read: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drift' as const), gate, seconds: fc.constantFrom(0, 300) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mark' as const),
      pin,
      mark: fc.constantFrom('present' as const, 'late' as const, 'absent' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('explain' as const),
      pin,
      reason: fc.constantFrom('sick' as const, 'unknown' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('phone' as const), guardian: fc.integer({ min: 1, max: 7 }) }),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('close' as const, 'undo', 'undo', 'restart', 'restart', 'send', 'send', 'discard', 'leave', 'leave')
      .map(kind => ({ kind })),
  },
)

// ── the school, and what is true in it ───────────────────────────────────────────────────────

type Truth = {
  /** Fingers that were on a terminal, known to the office or not. */
  readonly fingers: { readonly pin: number; readonly at: number }[]
  /** Of whom a person has said something, by day. */
  readonly spoken: Set<string>
}

function createPlayer() {
  const office = createAlertOffice(school)
  const truth: Truth = { fingers: [], spoken: new Set() }
  /** What a terminal has not told yet. */
  const waiting = new Map<number, { pin: number; at: number }[]>([
    [1, []],
    [2, []],
  ])
  const steps: UndoId[] = []
  const today = (): Day => zone.dayOf(clock.now())

  /** What is refused changes nothing. */
  function attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }

  function read(which: number): void {
    for (const { pin: who, at: moment } of waiting.get(which)?.splice(0) ?? []) office.pressAt(who, moment, which)
    office.readAt(clock.now(), which)
  }

  async function run(op: Op): Promise<void> {
    switch (op.kind) {
      case 'finger': {
        const press = { pin: op.pin, at: clock.now() }
        truth.fingers.push(press)
        waiting.get(op.gate)?.push(press)
        return
      }
      case 'read':
        read(op.gate)
        break
      case 'drift':
        office.drifts(op.gate, op.seconds)
        break
      case 'mark':
        attempt(() => steps.push(office.mark([op.pin], op.mark, 'AM', today()).undoId))
        truth.spoken.add(`${today()} ${op.pin}`)
        break
      case 'explain':
        attempt(() => steps.push(office.explain(op.pin, op.reason, today()).undoId))
        break
      case 'close':
        steps.push(office.closeDay(today()).undoId)
        break
      case 'undo': {
        const last = steps.pop()
        if (last !== undefined) attempt(() => office.undo(last))
        break
      }
      case 'phone': {
        const phone = `+25471${String(op.guardian).padStart(7, '0')}`
        db.update(guardian)
          .set({ phone })
          .where(eq(guardian.fullName, `Parent ${op.guardian}`))
          .run()
        break
      }
      case 'restart':
        office.restart()
        break
      case 'send':
      case 'discard': {
        const held = office.shown().find(({ state }) => state === 'held')
        if (held === undefined) return
        attempt(() => (op.kind === 'send' ? office.send(held, held.messages) : office.discard(held)))
        break
      }
      case 'leave':
        db.update(message).set({ state: 'submitted' }).where(eq(message.state, 'queued')).run()
        return
      case 'wait':
        clock.set(clock.now() + op.minutes * 60_000)
        if (op.read) for (const which of [1, 2]) read(which)
    }
    await office.runJobs()
  }
  return { run, truth, read, policy: office.policy }
}

/** Absence alerts that were not taken back: of whom, to whom, of which day, and who let them go. */
function told() {
  return db
    .select({
      pin: student.pin,
      guardianId: message.guardianId,
      day: message.day,
      at: messageCause.at,
      session: messageBatch.session,
      by: messageBatch.decidedBy,
    })
    .from(messageCause)
    .innerJoin(message, eq(message.id, messageCause.messageId))
    .innerJoin(messageBatch, eq(messageBatch.id, message.batchId))
    .innerJoin(student, eq(student.id, messageCause.studentId))
    .where(sql`${message.kind} = 'absent' and ${message.state} <> 'cancelled'`)
    .all()
}

async function inScratch(work: () => Promise<void>): Promise<void> {
  db.$client.exec('begin')
  try {
    await work()
  } finally {
    db.$client.exec('rollback')
  }
}

it('no guardian is told twice on a day that a child is absent, and by itself no alert goes for a child who has come', async () => {
  const aStory = fc.array(anOp, { minLength: 8, maxLength: 25, size: 'max' })
  let sent = 0
  await fc.assert(
    fc.asyncProperty(
      aStory,
      fc.constantFrom('08:20', '13:40'),
      fc.constantFrom(30, 100),
      async (story, start, share) => {
        await inScratch(async () => {
          clock.set(at('06:30', schoolDay))
          const { run, truth, read, policy } = createPlayer()
          policy({ absentShareSchool: share, absentShareClass: 100 })
          // Somebody was there: what nobody knows of stays open for ever.
          await run({ kind: 'finger', pin: 1, gate: 1 })
          read(1)
          clock.set(at(start, schoolDay))
          for (const op of story) await run(op)
          const alerts = told()
          const once = new Set(alerts.map(({ pin: who, guardianId, day }) => [day, who, guardianId].join(' ')))
          expect(alerts).toHaveLength(once.size)
          const wrong = alerts.filter(
            ({ pin: who, day, session, at: by, by: person }) =>
              session === 'AM' &&
              person === null &&
              !truth.spoken.has(`${day} ${who}`) &&
              truth.fingers.some(finger => finger.pin === who && zone.dayOf(finger.at) === day && finger.at < by),
          )
          expect(wrong).toEqual([])
          sent += alerts.length
        })
      },
    ),
    { numRuns: 80 },
  )
  // The stories are such that alerts do go.
  expect(sent).toBeGreaterThan(60)
}, 120_000)
