import { Hourglass, TimerOff } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Batch } from '../../../core/contract/messages.ts'
import type { Day } from '../../../core/contract/common.ts'
import { addDays, dayTextShort } from '../../format.ts'
import { useClock, useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { batchHeading, heldSentence, reasonText } from '../messages/held/batch-text.ts'
import type { BatchFacts } from '../messages/held/batch-text.ts'
import { missedDays } from '../messages/held/missed-days.ts'
import type { MissedDay } from '../messages/held/missed-days.ts'
import { useBatches } from '../messages/held/use-batches.ts'
import { useSilentSince } from '../messages/held/use-silent-since.ts'
import { worthABanner } from '../messages/held/worth-a-banner.ts'

const words = t.alerts.banner
/** Over a week-end, what was not sent on Friday is still news on Monday. */
const newsForDays = 3
/** By the school's clock. */
const lookAgainMs = 10_000

/** Over the day: alerts that wait, and those of days before that were never sent. */
export function HeldBanner() {
  const { data } = useBatches()
  const today = useToday()
  const [hidden, setHidden] = useState<readonly Day[]>([])
  const now = useClock(state => Math.floor(state.now / lookAgainMs) * lookAgainMs)
  if (data === undefined) return null
  const held = data.filter(batch => worthABanner(batch, now))
  const missed = missedDays(data).filter(({ day }) => day >= addDays(today, -newsForDays) && !hidden.includes(day))
  if (held.length === 0 && missed.length === 0) return null
  return <Lines held={held} missed={missed} onHide={day => setHidden([...hidden, day])} />
}

type LinesProps = { held: readonly Batch[]; missed: readonly MissedDay[]; onHide: (day: Day) => void }

function Lines({ held, missed, onHide }: LinesProps) {
  const facts: BatchFacts = { silentSince: useSilentSince(), today: useToday(), zone: useZone() }
  const [first, ...rest] = held
  return (
    <div role="status" className="flex shrink-0 flex-col gap-1 rounded-md border border-line bg-late-soft px-3 py-1.5">
      {first !== undefined && (
        <Line icon={<Hourglass aria-hidden size={15} className="shrink-0 translate-y-0.5 text-late" />}>
          <strong className="font-semibold text-late">{`${batchHeading(first)} (${first.planName}):`}</strong>{' '}
          {heldSentence(first, facts)} {rest.length > 0 && `${words.more(rest.length)} `}
          <Open />
        </Line>
      )}
      {missed.map(({ day, children, why }) => (
        <Line
          key={day}
          icon={<TimerOff aria-hidden size={15} className="shrink-0 translate-y-0.5 text-late" />}
          aside={
            <button type="button" onClick={() => onHide(day)} className="rounded-sm px-1 text-accent underline">
              {words.hide}
            </button>
          }
        >
          <strong className="font-semibold text-late">
            {words.notTold(dayTextShort(day), children.AM, children.PM)}
          </strong>{' '}
          {why !== null && reasonText(why, day, facts)} <Open />
        </Line>
      ))}
    </div>
  )
}

function Line({ icon, aside, children }: { icon: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-2">
      {icon}
      <p className="min-w-0 flex-1">{children}</p>
      {aside}
    </div>
  )
}

function Open() {
  return (
    <Link href="/messages/held" className="rounded-sm font-medium text-accent underline">
      {words.open}
    </Link>
  )
}
