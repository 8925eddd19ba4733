import type { Day, SessionName } from '../../../../core/contract/common.ts'
import type { Batch, HoldReason } from '../../../../core/contract/messages.ts'

/** Absences of a day that no parent was told of, though the school tells them. */
export type MissedDay = {
  readonly day: Day
  readonly children: Readonly<Record<SessionName, number>>
  /** The first reason that is known. */
  readonly why: HoldReason | null
}

/** The office has said itself that nothing goes. */
const wanted: ReadonlySet<HoldReason['code']> = new Set(['not_school_day', 'alerts_off'])

/** The days of which alerts have expired, in the order of the batches. */
export function missedDays(batches: readonly Batch[]): MissedDay[] {
  const days = new Map<Day, MissedDay>()
  for (const { state, students, reasons, day, session } of batches) {
    if (state !== 'expired' || students === 0 || reasons.some(({ code }) => wanted.has(code))) continue
    const { children, why } = days.get(day) ?? { children: { AM: 0, PM: 0 }, why: null }
    const counted = { ...children, [session]: children[session] + students }
    days.set(day, { day, children: counted, why: why ?? reasons[0] ?? null })
  }
  return [...days.values()]
}
