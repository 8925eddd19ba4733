import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../core/simulation/random.ts'
import { textOf } from '../demo/gateway-journal.ts'
import type { SmsRow } from './sms-facts.ts'
import type { Life } from './sms-life.ts'
import type { Watch } from './sms-watch.ts'

/** What a kill waits for. `start`: the program is just starting; `moment`: nothing in particular. */
type Aim = 'start' | 'moment' | 'arrival' | 'answer'

export type PlannedKill = {
  readonly aim: Aim
  /** So many messages have come to the provider before it. */
  readonly afterArrivals: number
  /** Real ms after what it waits for. */
  readonly delayMs: number
  /** A report of a crash is asked for shortly before. */
  readonly reported: boolean
}

/** How many messages were under way when the program was killed, by how far they were. */
export type UnderWay = {
  /** Nothing of the request had come to the provider. */
  readonly claimed: number
  readonly withProvider: number
  readonly answeredNotStored: number
}
export type Kill = UnderWay & { readonly aim: Aim }

/** Within that time after the program was told to begin it opens its database, and has begun to send at the end. */
const longestDelayMs: Readonly<Record<Aim, number>> = { start: 300, moment: 120, arrival: 12, answer: 20 }
const oneReportedIn = 15
/** While nothing comes to the provider: everything waits for its next try. */
const longestSilenceMs = 3000

/** Random moments spread over the whole campaign, in order. */
export function planKills(kills: number, messages: number, random: Random): PlannedKill[] {
  const moments = Array.from({ length: kills }, () => random.int(0, Math.floor(messages * 0.95))).sort((a, b) => a - b)
  return moments.map((afterArrivals, index) => {
    const aim = random.pick(['start', 'moment', 'moment', 'moment', 'arrival', 'arrival', 'answer', 'answer'] as const)
    const delayMs = random.int(0, longestDelayMs[aim])
    return { aim, afterArrivals, delayMs, reported: index % oneReportedIn === oneReportedIn - 1 }
  })
}

/** Waits for the moment of a kill, or until the program has ended by itself. */
export async function untilKill(life: Life, watch: Watch, { aim, afterArrivals, delayMs, reported }: PlannedKill) {
  if (aim !== 'start') {
    await Promise.race([life.ready, life.ended])
    while (watch.total() < afterArrivals && !life.hasEnded()) {
      if (!(await watch.next('arrival', longestSilenceMs))) break
    }
    if (aim !== 'moment') await Promise.race([watch.next(aim, longestSilenceMs), life.ended])
    if (reported) life.report()
  }
  await Promise.race([pause(delayMs), life.ended])
}

/**
 * How far the messages were that a program was sending when it was killed. `begunAt`, `killedAt`: its life by the
 * school's clock; what is marked since before it was another's, and was not even found again.
 */
export function underWayAt(
  { begunAt, killedAt }: { readonly begunAt: number; readonly killedAt: number },
  sending: readonly SmsRow[],
  watch: Watch,
): UnderWay {
  const last = sending
    .map(row => ({ claimedAt: row.claimedAt ?? 0, ...watch.lastOf(textOf(row)) }))
    .filter(({ claimedAt }) => claimedAt >= begunAt)
  const arrived = last.filter(({ arrivedAt, claimedAt }) => arrivedAt >= claimedAt)
  // The provider also answers somebody who is gone.
  const answered = arrived.filter(({ arrivedAt, answeredAt }) => answeredAt >= arrivedAt && answeredAt <= killedAt)
  return {
    claimed: last.length - arrived.length,
    withProvider: arrived.length - answered.length,
    answeredNotStored: answered.length,
  }
}
