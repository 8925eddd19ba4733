import { Fingerprint } from 'lucide-react'
import type { UnmatchedPunch } from '../../../core/contract/attendance.ts'
import type { Day } from '../../../core/contract/common.ts'
import { timeText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useCall } from '../../use-call.ts'

/** Punches that belong to no student: kept, shown, and never guessed. */
export function Unmatched({ day, n }: { day: Day | undefined; n: number }) {
  const answer = useCall('attendance.unmatched', day === undefined ? null : { day, limit: 50 }, {
    refreshOn: ['attendance.unmatched'],
  })
  return (
    <Panel
      title={t.today.unmatched}
      aside={n > 0 ? n : undefined}
      className="min-h-20 flex-1 max-lg:max-h-80 max-lg:flex-none"
    >
      <div
        tabIndex={0}
        role="group"
        aria-label={t.today.unmatched}
        className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        <Answer state={answer} waiting={null}>
          {punches =>
            punches.length === 0 ? (
              <p className="px-3 py-2 text-ink-3">{t.today.unmatchedEmpty}</p>
            ) : (
              <ul>
                {punches.map(punch => (
                  <Row key={punch.punchId} punch={punch} />
                ))}
              </ul>
            )
          }
        </Answer>
      </div>
    </Panel>
  )
}

function Row({ punch }: { punch: UnmatchedPunch }) {
  const zone = useZone()
  return (
    <li data-unmatched-punch-id={punch.punchId} className="flex items-center gap-2 border-b border-line px-3 py-1.5">
      <Fingerprint aria-hidden size={16} className="shrink-0 text-unknown" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{t.today.unmatchedPin(punch.pin)}</p>
        <p className="truncate text-xs text-ink-3">
          {t.today.unmatchedReason[punch.reason]} · {punch.deviceName}
          {punch.source === 'backlog' && ` · ${t.today.readBack}`}
        </p>
      </div>
      {punch.at === null ? (
        <Badge bare tone="unknown" label={t.today.timeUnknown} />
      ) : (
        <time className="font-medium">{timeText(punch.at, zone)}</time>
      )}
    </li>
  )
}
