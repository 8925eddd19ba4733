import { CircleCheck, CircleDashed, CircleX, Fingerprint, Hourglass, PlugZap, Users } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { SyncCell, SyncMatrix, SyncState } from '../../../core/contract/sync.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { errorSentence } from '../../strings/errors.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { branchesOf } from './branches.ts'

type Row = SyncMatrix['rows'][number]

const looks: Record<SyncState, { tone: Tone; icon: LucideIcon }> = {
  in_step: { tone: 'present', icon: CircleCheck },
  waiting: { tone: 'accent', icon: Hourglass },
  offline: { tone: 'late', icon: PlugZap },
  no_finger: { tone: 'unknown', icon: Fingerprint },
  failed: { tone: 'absent', icon: CircleX },
  not_wanted: { tone: 'plain', icon: CircleDashed },
}
const order: readonly SyncState[] = ['in_step', 'waiting', 'offline', 'no_finger', 'failed']
const everyone = ''

/** Every student beside every terminal. */
export function Matrix() {
  const [stream, setStream] = useState<string>(everyone)
  const [shown, setShown] = useState<'problems' | 'everyone'>('problems')
  const tree = useCall('students.tree', {})
  const answer = useCall(
    'sync.matrix',
    { ...(stream !== everyone && { streamId: stream }), onlyProblems: shown === 'problems' },
    { refreshOn: ['sync.changed', 'devices.changed'], minGapMs: 2000 },
  )
  const keys = useMemo(
    () => [
      {
        keys: 'P',
        label: t.sync.onlyProblems,
        run: () => setShown(before => (before === 'problems' ? 'everyone' : 'problems')),
      },
    ],
    [],
  )
  useShortcuts(t.nav.terminals, keys)
  const streams = branchesOf(tree.data ?? []).filter(({ streamIds }) => streamIds.length === 1)
  return (
    <section aria-label={t.sync.matrix} className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <h2 className="font-semibold">{t.sync.matrix}</h2>
        <SelectField
          inline
          label={t.sync.classFilter}
          value={stream}
          choices={[
            { value: everyone, label: t.sync.allClasses },
            ...streams.map(({ streamIds, name }) => ({ value: streamIds[0] ?? everyone, label: name })),
          ]}
          onChange={setStream}
        />
        <Segmented
          label={t.sync.shown}
          value={shown}
          choices={[
            { value: 'problems', label: t.sync.onlyProblems },
            { value: 'everyone', label: t.sync.everyone },
          ]}
          onChange={setShown}
        />
        {answer.data !== undefined && <Totals totals={answer.data.totals} />}
      </div>
      <div className="flex min-h-0 flex-1 flex-col border-t border-line bg-surface">
        <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
          {matrix => <Grid key={`${stream} ${shown}`} matrix={matrix} onlyProblems={shown === 'problems'} />}
        </Answer>
      </div>
    </section>
  )
}

function Totals({ totals }: { totals: SyncMatrix['totals'] }) {
  return (
    <p role="status" className="ml-auto flex flex-wrap gap-x-3 gap-y-1">
      {order
        .filter(state => totals[state] > 0)
        .map(state => (
          <Badge
            key={state}
            bare
            tone={looks[state].tone}
            icon={looks[state].icon}
            label={`${t.common.n(totals[state])} ${t.sync.states[state].toLowerCase()}`}
            title={t.sync.stateMeans[state]}
          />
        ))}
    </p>
  )
}

function Grid({ matrix, onlyProblems }: { matrix: SyncMatrix; onlyProblems: boolean }) {
  const [, go] = useLocation()
  const [active, setActive] = useState(-1)
  const grid = useRef<GridHandle>(null)
  useEffect(() => focusWhenLost(grid.current), [])
  const { rows, devices } = matrix
  const columns = useMemo(() => columnsOf(devices), [devices])
  const unassigned = order.every(state => matrix.totals[state] === 0)
  if (unassigned && devices.length > 0)
    return (
      <EmptyState icon={Users} title={t.sync.unassignedTitle} text={t.sync.unassignedText}>
        <Button label={t.sync.openClasses} onClick={() => go('/terminals/classes')} />
      </EmptyState>
    )
  if (rows.length === 0)
    return onlyProblems && devices.length > 0 ? (
      <EmptyState icon={CircleCheck} title={t.sync.emptyTitle} text={t.sync.emptyText} />
    ) : (
      <EmptyState icon={Users} title={t.sync.noneTitle} text={t.sync.noneText} />
    )
  const row = rows[active]
  return (
    <>
      <div className="min-h-0 flex-1">
        <DataGrid
          ref={grid}
          label={t.sync.matrix}
          columns={columns}
          minWidth={`${20 + devices.length * 9}rem`}
          total={rows.length}
          rowAt={index => rows[index]}
          active={active}
          onActive={setActive}
          onWant={wantNothing}
          onOpen={index => {
            const opened = rows[index]
            if (opened !== undefined) go(`/students/${opened.studentId}`)
          }}
          isOpen={() => false}
        />
      </div>
      <p role="status" className="min-h-8 border-t border-line px-4 py-1.5 text-ink-2">
        {row === undefined ? t.sync.choose : <Detail row={row} devices={devices} />}
      </p>
    </>
  )
}

const wantNothing = () => undefined

function columnsOf(devices: SyncMatrix['devices']): Column<Row>[] {
  return [
    {
      id: 'student',
      title: t.sync.student,
      width: 'minmax(10rem, 1.4fr)',
      cell: row => <span className="font-medium">{row.fullName}</span>,
    },
    { id: 'class', title: t.sync.class, width: '7.5rem', cell: row => row.className },
    ...devices.map(({ id, name }): Column<Row> => ({
      id,
      title: name,
      width: 'minmax(8rem, 1fr)',
      cell: row => <Cell cell={row.cells.find(({ deviceId }) => deviceId === id)} />,
    })),
  ]
}

function Cell({ cell }: { cell: SyncCell | undefined }) {
  if (cell === undefined) return null
  const { tone, icon } = looks[cell.state]
  const fingers = cell.state === 'in_step' ? ` · ${t.sync.fingers(cell.fingers)}` : ''
  return <Badge bare tone={tone} icon={icon} label={`${t.sync.states[cell.state]}${fingers}`} />
}

/** The row under the cursor, in sentences. */
function Detail({ row, devices }: { row: Row; devices: SyncMatrix['devices'] }) {
  const today = useToday()
  const zone = useZone()
  const places = new Map<string, string[]>()
  for (const { deviceId, state, reason, at } of row.cells) {
    if (state === 'in_step' || state === 'not_wanted') continue
    const name = devices.find(({ id }) => id === deviceId)?.name ?? ''
    const since = at === null ? '' : momentText(at, today, zone)
    const sentence = t.sync.why(reasonText(state, reason, name), since)
    places.set(sentence, [...(places.get(sentence) ?? []), name])
  }
  const sentences = [...places].map(([sentence, names]) => `${names.join(', ')}: ${sentence}`)
  return (
    <>
      <span className="mr-3 font-medium text-ink">{row.fullName}</span>
      {sentences.length === 0 ? t.sync.stateMeans.in_step : sentences.join(' ')}
    </>
  )
}

function reasonText(state: SyncState, reason: SyncCell['reason'], device: string): string {
  if (reason === null) return t.sync.stateMeans[state]
  const { title, text } = errorSentence({ code: reason, details: { device } })
  return `${title}. ${text}`
}
