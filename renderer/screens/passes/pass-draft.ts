import type { Day } from '../../../core/contract/common.ts'
import { dayOf, timeText } from '../../format.ts'

/** `0042`, as on the slip. */
export function passNumber(number: number): string {
  return String(number).padStart(4, '0')
}

/** Minutes since midnight of `14:30`, `14.30`, `1430` or `14`; null when it is no time of a day. */
export function readClock(typed: string): number | null {
  const match = /^(\d{1,2})(?:\s*[:.h]\s*(\d{2})|(\d{2}))?$/i.exec(typed.trim())
  if (match === null) return null
  const hours = Number(match[1])
  const minutes = Number(match[2] ?? match[3] ?? 0)
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}

/** When the clocks of a zone show that minute of a day, epoch ms. */
export function momentIn(zone: string, day: Day, minute: number): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * 60_000
  const shown = (at: number) => Date.parse(`${dayOf(at, zone)}T${timeText(at, zone)}:00Z`)
  // What the clock there shows at the same digits of UTC says how far it is off; a second look settles clock changes.
  const first = wanted - (shown(wanted) - wanted)
  return first - (shown(first) - wanted)
}

export type PassDraft = {
  reason: string
  approvedBy: string
  collectedBy: string
  collectorId: string
  back: string
  backDay: Day
}

export type PassProblem = 'reason' | 'approvedBy' | 'back' | 'backPast'

/** What is still wrong with a draft. `now`: epoch ms. */
export function passProblems(
  { reason, approvedBy, back, backDay }: PassDraft,
  zone: string,
  now: number,
): PassProblem[] {
  const problems: PassProblem[] = []
  if (reason.trim().length < 2) problems.push('reason')
  if (approvedBy.trim().length < 2) problems.push('approvedBy')
  if (back.trim() !== '') {
    const minute = readClock(back)
    if (minute === null) problems.push('back')
    else if (momentIn(zone, backDay, minute) <= now) problems.push('backPast')
  }
  return problems
}

/** When the child is to be back, epoch ms; null: not on that day. Call it on a draft without problems. */
export function returnAt({ back, backDay }: PassDraft, zone: string): number | null {
  const minute = readClock(back)
  return minute === null ? null : momentIn(zone, backDay, minute)
}
