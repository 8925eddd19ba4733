import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Job } from '../jobs/runner.ts'
import type { DeliveryReport, DeliveryReports } from '../ports.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { blockPhone } from './claims.repo.ts'
import {
  applyReport,
  giveUpFailing,
  isBeingSent,
  keepReport,
  mayBeSentTo,
  messageOfProvider,
  openReports,
  tieReport,
} from './delivery-reports.repo.ts'
import type { Reported } from './delivery-reports.repo.ts'
import { failingForMs, failingRank, meaningOf } from './delivery-rules.ts'
import { messageCounts } from './messages.repo.ts'

/** A provider that never comes to an end is left for the next run. */
const mostPages = 20
const minuteMs = 60_000
/** A report of an uncertain text comes within this time of its claim. */
const beforeClaimMs = minuteMs
const afterClaimMs = 24 * 60 * minuteMs

export type ReportsOptions = {
  /** Pause between two fetches, real ms. */
  readonly everyMs?: number
}

/**
 * Fetches delivery reports, keeps them as they came and settles messages by them. A report of an unknown id to a phone
 * with an uncertain text tells that this text was sent. The text itself is not in a report: where several are uncertain
 * they stay so until there is a report for each of them, since one that never left must not be called delivered.
 */
export function createReportsJob(
  { db, clock, log, emit }: Pick<Deps, 'db' | 'clock' | 'log' | 'emit'>,
  deliveryReports: DeliveryReports,
  { everyMs = 20_000 }: ReportsOptions = {},
): Job {
  let silent = false

  /** Keeps a page of reports and where to go on, together. */
  function keep(reports: readonly DeliveryReport[], cursor: string): void {
    transact(db, tx => {
      for (const report of reports) keepReport(tx, { ...report, phone: normalised(report.phone) })
      if (readSettings(tx).deliveryCursor !== cursor) writeSetting(tx, 'deliveryCursor', cursor, clock.now())
    })
  }

  async function fetchAll(signal: AbortSignal): Promise<void> {
    for (let page = 0; page < mostPages && !signal.aborted; page++) {
      const before = readSettings(db).deliveryCursor
      const { reports, cursor } = await deliveryReports.pull(before === '' ? null : before)
      keep(reports, cursor)
      if (reports.length === 0 || cursor === before) return
    }
  }

  return {
    name: 'delivery-reports',
    everyMs,
    async run(signal) {
      try {
        await fetchAll(signal)
        silent = false
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'gateway_unreachable') throw error
        if (!silent) log.warn('delivery reports cannot be fetched', { code: error.code })
        silent = true
      }
      // Also those that came before: a text that was being sent then may be uncertain by now.
      const settled = transact(db, tx => settleByReports(tx, clock.now()))
      if (settled > 0) emit({ name: 'messages.changed', payload: messageCounts(db) })
    },
  }
}

/** Settles what the reports that are kept can settle. Returns how many messages have changed. */
export function settleByReports(tx: Tx, now: number): number {
  let changed = giveUpFailing(tx, failingRank, now - failingForMs, now)
  const open = openReports(tx, now - afterClaimMs - 60 * minuteMs)
  for (const report of open) {
    const known = messageOfProvider(tx, report.providerId)
    const adopted = known === null ? adoptable(tx, report, open) : null
    const target = known ?? adopted
    if (target === null) continue
    tieReport(tx, report.id, target.id, target.state === 'uncertain')
    const meaning = meaningOf(report.status, report.reason)
    if (meaning === null && target.state !== 'uncertain') continue
    const { rank, state, contact } = meaning ?? { rank: 0, state: 'submitted' as const, contact: null }
    const note = state === 'delivered' ? null : state === 'undelivered' ? (report.reason ?? report.status) : null
    if (applyReport(tx, target.id, { state, reportRank: rank, note, providerId: report.providerId }, now)) changed += 1
    if (contact !== null) blockPhone(tx, target.phone, contact, now)
  }
  return changed
}

function adoptable(tx: Tx, { phone, receivedAt }: DeliveryReport, open: readonly DeliveryReport[]): Reported | null {
  // It may be of the text that is just being sent and whose answer is not stored yet.
  if (isBeingSent(tx, phone)) return null
  const texts = mayBeSentTo(tx, phone, receivedAt - afterClaimMs, receivedAt + beforeClaimMs)
  const [oldest] = texts
  if (oldest === undefined || texts.length === 1) return oldest ?? null
  const since = (oldest.claimedAt ?? 0) - beforeClaimMs
  const ids = new Set(
    open
      .filter(other => other.phone === phone && other.receivedAt >= since)
      .map(({ providerId }) => providerId)
      .filter(id => messageOfProvider(tx, id) === null),
  )
  return ids.size >= texts.length ? oldest : null
}

function normalised(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits === '' ? phone : `+${digits}`
}
