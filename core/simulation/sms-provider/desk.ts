import { createHash, randomUUID } from 'node:crypto'
import { appendFileSync, closeSync, fdatasyncSync, openSync } from 'node:fs'
import { smsSize } from '../../notifications/gsm.ts'
import type { DeliveryReport } from '../../ports.ts'
import type { Random } from '../random.ts'

/** A message the provider took. Phone and text are hashes: the journal is evidence, not a copy. */
export type TakenMessage = {
  readonly at: number
  readonly providerId: string
  readonly phone: string
  readonly body: string
}

/** What becomes of delivery reports. `never`: some networks do not send any. */
export type ReportHabits = {
  /** Ms from taking a message to its final report. */
  readonly delayMs: { readonly min: number; readonly max: number }
  /** Percent of messages. */
  readonly never: number
  readonly twice: number
  readonly failed: number
  /** Why, in the provider's word; `UserIsInactive` unless given. */
  readonly failure?: string
  /** Reports of messages that are nobody's, per hundred messages. */
  readonly strangers: number
}

export const usualReports: ReportHabits = {
  delayMs: { min: 0, max: 400 },
  never: 5,
  twice: 10,
  failed: 4,
  strangers: 1,
}

export type DeskOptions = {
  readonly random: Random
  /** JSON lines, synced before anything is answered; null: kept in memory only. */
  readonly journal: string | null
  readonly reports: ReportHabits
  /** Cents. */
  readonly priceMinor: number
  readonly balanceMinor: number
  readonly now?: () => number
}

export type Desk = {
  /** What this text costs, in cents. */
  priceOf(body: string): number
  /** Takes a message for good, and plans its delivery reports. */
  take(phone: string, body: string): { readonly providerId: string; readonly costMinor: number }
  balanceMinor(): number
  topUp(minor: number): void
  /** The last ones; the journal has all. */
  taken(): readonly TakenMessage[]
  /** Reports after the cursor, oldest first, at most 500. From the first one for a cursor of another run. */
  reportsAfter(cursor: string | null): { readonly reports: readonly DeliveryReport[]; readonly cursor: string }
  close(): void
}

const mostReports = 500
/** More are not kept in memory: the oldest go. */
const mostKept = 100_000

/** The provider behind the counter: what it took, what it charges, what it reports. No sockets. */
export function openDesk(options: DeskOptions): Desk {
  const { random, reports: habits, now = Date.now } = options
  const journal = options.journal === null ? null : openSync(options.journal, 'a')
  const taken: TakenMessage[] = []
  const reports: DeliveryReport[] = []
  /** Reports that are not kept any more, so that positions stay what they were. */
  let gone = 0
  const run = randomUUID()
  const timers = new Set<NodeJS.Timeout>()
  let balance = options.balanceMinor

  function report(providerId: string, phone: string, status: string, reason: string | null): void {
    reports.push({ id: randomUUID(), providerId, phone, status, reason, receivedAt: now() })
    gone += dropOldest(reports)
  }

  function later(ms: number, work: () => void): void {
    if (ms <= 0) {
      work()
      return
    }
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }

  function planReports(providerId: string, phone: string): void {
    if (random.chance(habits.strangers / 100)) report(newProviderId(), '+254700000000', 'Success', null)
    if (random.chance(habits.never / 100)) return
    const failed = random.chance(habits.failed / 100)
    const times = random.chance(habits.twice / 100) ? 2 : 1
    if (random.chance(0.3)) report(providerId, phone, 'Sent', null)
    later(random.int(habits.delayMs.min, habits.delayMs.max), () => {
      for (let i = 0; i < times; i += 1) {
        if (failed) report(providerId, phone, 'Failed', habits.failure ?? 'UserIsInactive')
        else report(providerId, phone, 'Success', null)
      }
      // An interim report that comes late must not undo the final one.
      if (random.chance(0.05)) report(providerId, phone, 'Buffered', null)
    })
  }

  const priceOf = (body: string) => smsSize(body).segments * options.priceMinor

  return {
    priceOf,
    take(phone, body) {
      const costMinor = priceOf(body)
      const message = { at: now(), providerId: newProviderId(), phone: digest(phone), body: digest(body) }
      if (journal !== null) {
        appendFileSync(journal, `${JSON.stringify(message)}\n`)
        fdatasyncSync(journal)
      }
      taken.push(message)
      dropOldest(taken)
      balance -= costMinor
      planReports(message.providerId, phone)
      return { providerId: message.providerId, costMinor }
    },
    balanceMinor: () => balance,
    topUp(minor) {
      balance += minor
    },
    taken: () => taken,
    reportsAfter(cursor) {
      const [ofRun, position] = cursor?.split('.') ?? []
      const from = Math.max(ofRun === run ? Number(position) : 0, gone)
      const page = reports.slice(from - gone, from - gone + mostReports)
      return { reports: page, cursor: `${run}.${from + page.length}` }
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      if (journal !== null) closeSync(journal)
    },
  }
}

/** As in the journal. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Deletes what is too much and returns how many that were. */
function dropOldest(list: unknown[]): number {
  if (list.length <= mostKept) return 0
  return list.splice(0, list.length - mostKept / 2).length
}

/** An id as the provider gives to messages. */
export function newProviderId(): string {
  return `ATPid_${randomUUID().replaceAll('-', '')}`
}
