import { Eye, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { WarningRow, WarningTier } from '../../../core/contract/morning.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataGrid.tsx'
import { useReasonText } from './use-reason-text.ts'

const words = t.earlyWarning
const tones: Record<WarningTier, Tone> = { watch: 'plain', chronic: 'late', serious: 'absent', severe: 'absent' }

/** How far it has come with a student. */
export function TierBadge({ tier }: { tier: WarningTier | null }) {
  if (tier === null) return null
  return <Badge tone={tones[tier]} icon={tier === 'watch' ? Eye : TriangleAlert} label={words.tiers[tier]} bare />
}

/** The columns of the list; `narrow` beside an open panel. */
export function useWarningColumns(narrow: boolean): Column<WarningRow>[] {
  const today = useToday()
  const zone = useZone()
  const reasonText = useReasonText()
  return useMemo(() => {
    const { columns: titles } = words
    const all: Column<WarningRow>[] = [
      {
        id: 'student',
        title: titles.student,
        width: 'minmax(9rem, 2fr)',
        cell: ({ fullName }) => <span className="font-medium">{fullName}</span>,
      },
      { id: 'class', title: titles.className, width: 'minmax(6rem, 1fr)', cell: ({ className }) => className },
      {
        id: 'missed',
        title: titles.missed,
        width: '6.5rem',
        align: 'end',
        cell: ({ missedDays, enrolledDays }) => words.ofDays(missedDays, enrolledDays),
      },
      {
        id: 'percent',
        title: titles.percent,
        width: '3.5rem',
        align: 'end',
        cell: ({ missedPercent }) => missedPercent.toFixed(1),
      },
      { id: 'tier', title: titles.tier, width: '6rem', cell: ({ tier }) => <TierBadge tier={tier} /> },
      { id: 'row', title: titles.row, width: '4.5rem', align: 'end', cell: ({ daysInARow }) => daysInARow },
      {
        id: 'reason',
        title: titles.reason,
        width: 'minmax(6rem, 1fr)',
        cell: ({ mainReason }) => (mainReason === null ? '' : reasonText(mainReason)),
      },
      {
        id: 'contact',
        title: titles.contact,
        width: '8rem',
        cell: ({ lastContactAt }) =>
          lastContactAt === null ? words.noContact : momentText(lastContactAt, today, zone),
      },
      { id: 'note', title: titles.note, width: 'minmax(7rem, 2fr)', cell: ({ note }) => note ?? '' },
    ]
    return narrow ? all.filter(({ id }) => id !== 'reason' && id !== 'contact' && id !== 'note') : all
  }, [today, zone, reasonText, narrow])
}
