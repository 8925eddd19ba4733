import type { Batch } from '../../../../core/contract/messages.ts'

/** After each close the terminals are read once more within seconds: that is not news. */
const ordinaryMs = 30_000

/** Whether held alerts are to be shown to somebody who is doing something else. `now`: the school's clock, epoch ms. */
export function worthABanner({ state, reasons, closedAt }: Batch, now: number): boolean {
  if (state !== 'held') return false
  const onlyUnread = reasons.every(({ code }) => code === 'terminal_not_read')
  return !onlyUnread || now >= closedAt + ordinaryMs
}
