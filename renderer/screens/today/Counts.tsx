import clsx from 'clsx'
import { CircleAlert } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { DaySummary } from '../../../core/contract/attendance.ts'
import { countText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { markIcon, markTone, toneText } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { useCall } from '../../use-call.ts'

/** The four numbers of a session. Together they are the roll, and it says so when they are not. */
export function Counts({ summary }: { summary: DaySummary }) {
  const { roll, present, late, absent, notYetIn, notRecorded } = summary.counts
  const missing = absent + notYetIn
  const missingMark = absent > 0 || summary.sessionState === 'closed' ? 'absent' : 'not_yet_in'
  const adds = present + late + missing + notRecorded === roll
  const waiting = summary.waitingFor.length > 0 ? t.today.waitingFor(summary.waitingFor.join(', ')) : null
  return (
    <div>
      <dl className="grid grid-cols-4 divide-x divide-line overflow-hidden rounded-md border border-line bg-surface max-md:grid-cols-2 max-md:divide-x-0">
        <Count
          name={t.today.present}
          hint={t.today.presentHint}
          n={present}
          roll={roll}
          tone="present"
          icon={markIcon.present}
        />
        <Count
          name={t.today.late}
          hint={t.today.lateHint(summary.onTimeUntil)}
          n={late}
          roll={roll}
          tone="late"
          icon={markIcon.late}
        />
        <Count
          name={missingName(absent, notYetIn, summary.sessionState)}
          hint={null}
          n={missing}
          roll={roll}
          tone={markTone[missingMark]}
          icon={markIcon[missingMark]}
        />
        <Count
          name={t.today.notRecorded}
          hint={notRecorded > 0 ? (waiting ?? t.today.notRecordedHint) : null}
          n={notRecorded}
          roll={roll}
          tone="unknown"
          icon={markIcon.not_recorded}
        />
      </dl>
      <p className="sr-only">{`${t.today.roll(roll)}. ${adds ? t.today.adds : ''}`}</p>
      <Beside summary={summary} />
      {!adds && (
        <p role="alert" className="mt-1 flex items-center gap-2 text-absent">
          <CircleAlert aria-hidden size={15} />
          {t.today.doesNotAdd}
        </p>
      )}
    </div>
  )
}

/** Who is not expected at all, the levels that keep other times, and why children are away. */
function Beside({ summary: { counts, notExpected, plans, reasons, manual } }: { summary: DaySummary }) {
  const known = useCall('attendance.reasons', {}).data ?? []
  const used = plans.filter(({ roll }) => roll > 0)
  const away = Object.entries(reasons)
    .sort((a, b) => b[1] - a[1])
    .map(([code, n]) => t.morning.day.reason(known.find(reason => reason.code === code)?.label ?? code, countText(n)))
  const parts = [
    t.morning.day.expected(counts.roll),
    ...(notExpected > 0 ? [t.morning.day.notExpected(notExpected)] : []),
    ...(used.length > 1
      ? used.map(({ name, state, onTimeUntil, closesAt, roll }) =>
          t.morning.day.plan(name, state, onTimeUntil, closesAt, countText(roll)),
        )
      : []),
    ...away,
    ...(manual > 0 ? [t.morning.day.manual(manual)] : []),
  ]
  const text = parts.join(' · ')
  return (
    <p className="mt-1 truncate px-1 text-xs text-ink-2" title={text}>
      {text}
    </p>
  )
}

function missingName(absent: number, notYetIn: number, state: DaySummary['sessionState']): string {
  if (absent > 0 && notYetIn > 0) return t.today.absentOrNotYet
  return absent > 0 || state === 'closed' ? t.today.absent : t.today.notYetIn
}

type CountProps = { name: string; hint: string | null; n: number; roll: number; tone: Tone; icon: LucideIcon }

function Count({ name, hint, n, roll, tone, icon: Icon }: CountProps) {
  const share = roll === 0 ? null : t.today.ofRoll(`${((n / roll) * 100).toFixed(1)} %`)
  return (
    <div className="px-4 py-2.5">
      <dt className={clsx('flex items-center gap-1.5 font-medium', toneText[tone])}>
        <Icon aria-hidden size={16} strokeWidth={2} className="shrink-0" />
        {name}
      </dt>
      <dd className="flex items-baseline gap-2">
        <span className="text-xl font-semibold">{countText(n)}</span>
        <span className="min-w-0 truncate text-xs text-ink-3">
          {[share, hint].filter(part => part !== null).join(' · ')}
        </span>
      </dd>
    </div>
  )
}
