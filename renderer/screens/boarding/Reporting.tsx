import { CircleCheck, CircleX, Users } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { Day } from '../../../core/contract/common.ts'
import type { ReportingDay } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { momentText, timeText } from '../../format.ts'
import { useClock, useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { inputLook } from '../../ui/Field.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { PaperScreen, usePaperOf } from '../../ui/PaperScreen.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { reportingRows } from './reporting-rows.ts'
import type { ReportingPart, ReportingRow } from './reporting-rows.ts'

type Props = { head: ReactNode; firstOfTerm: Day }

const words = t.boarding.reporting
const parts = (['missing', 'reported', 'all'] as const).map(value => ({ value, label: words.show[value] }))

/** The day on which boarders come back: who has reported, and who is still expected. */
export function Reporting({ head, firstOfTerm }: Props) {
  const today = useToday()
  const [day, setDay] = useState<Day>(firstOfTerm)
  const [part, setPart] = useState<ReportingPart>('missing')
  const answer = useCall(
    'boarding.reporting',
    { day },
    { refreshOn: ['attendance.recorded', 'attendance.changed', 'people.changed'] },
  )
  const prepare = useCallback(() => call('reports.reporting', { day }), [day])
  const paper = usePaperOf(t.boarding.nav, prepare)
  const keys = useMemo(
    () => [
      { keys: 'M', label: words.show.missing, run: () => setPart('missing') },
      { keys: 'R', label: words.show.reported, run: () => setPart('reported') },
      { keys: 'A', label: words.show.all, run: () => setPart('all') },
    ],
    [],
  )
  useShortcuts(t.boarding.nav, keys)
  if (paper.document !== null) {
    return <PaperScreen place={t.boarding.nav} document={paper.document} onBack={paper.close} />
  }
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        {head}
        <label className="flex items-center gap-2 text-ink-2">
          {words.from}
          <input
            type="date"
            max={today > firstOfTerm ? today : firstOfTerm}
            value={day}
            onChange={event => setDay(event.target.value === '' ? firstOfTerm : event.target.value)}
            className={inputLook}
          />
        </label>
        <Segmented label={words.shown} value={part} choices={parts} onChange={setPart} />
        <div className="ml-auto">{paper.button}</div>
      </div>
      <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
        {reporting => (
          <>
            <Summary reporting={reporting} />
            <div className="min-h-0 flex-1 bg-surface">
              <List key={part} reporting={reporting} part={part} />
            </div>
          </>
        )}
      </Answer>
    </div>
  )
}

function Summary({ reporting: { expected, reported, countsFrom } }: { reporting: ReportingDay }) {
  const zone = useZone()
  const late = useClock(({ now }) => now >= countsFrom)
  const missing = expected - reported
  return (
    <div role="status" className="flex flex-wrap items-baseline gap-x-4 border-b border-line px-4 py-2">
      <p className="font-medium">{words.counts(expected, reported)}</p>
      <p className={late && missing > 0 ? 'font-medium text-absent' : 'text-ink-2'}>
        {late ? words.after(missing) : words.before(timeText(countsFrom, zone))}
      </p>
    </div>
  )
}

function List({ reporting, part }: { reporting: ReportingDay; part: ReportingPart }) {
  const today = useToday()
  const zone = useZone()
  const [, go] = useLocation()
  const [active, setActive] = useState(0)
  const rows = useMemo(() => reportingRows(reporting, part), [reporting, part])
  const columns = useMemo(
    (): Column<ReportingRow>[] => [
      { id: 'class', title: words.columns.className, width: 'minmax(8rem, 1fr)', cell: ({ className }) => className },
      { id: 'number', title: words.columns.number, width: '8rem', cell: ({ admissionNumber }) => admissionNumber },
      {
        id: 'name',
        title: words.columns.name,
        width: 'minmax(10rem, 2fr)',
        cell: ({ fullName }) => <span className="font-medium">{fullName}</span>,
      },
      {
        id: 'at',
        title: words.columns.at,
        width: '11rem',
        cell: ({ reportedAt }) =>
          reportedAt === null ? (
            <Badge tone="absent" icon={CircleX} label={words.not} bare />
          ) : (
            <Badge tone="present" icon={CircleCheck} label={momentText(reportedAt, today, zone)} bare />
          ),
      },
    ],
    [today, zone],
  )
  if (rows.length === 0) return <EmptyState icon={Users} title={words.emptyTitle[part]} text={words.emptyText} />
  return (
    <DataGrid
      ref={focusWhenLost}
      label={words.show[part]}
      columns={columns}
      total={rows.length}
      rowAt={index => rows[index]}
      active={active}
      onActive={setActive}
      onOpen={index => {
        const row = rows[index]
        if (row !== undefined) go(`/students/${row.studentId}`)
      }}
      isOpen={() => false}
    />
  )
}
