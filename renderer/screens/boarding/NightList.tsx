import { CircleCheck, CircleHelp, LogOut } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { NightExcuse, NightRoll } from '../../../core/contract/morning.ts'
import { dayTextShort, momentText, timeText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column } from '../../ui/DataGrid.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useGridFocus } from '../../ui/use-grid-focus.ts'
import { passNumber } from '../passes/pass-draft.ts'
import { nextOpen, nightRows, openByClass } from './night-rows.ts'
import type { NightRow } from './night-rows.ts'
import { WhereDialog } from './WhereDialog.tsx'

type Props = {
  roll: NightRoll
  mayMark: boolean
  onMark: (studentIds: StudentId[], word: { state: 'in' | 'away' | null; note: string }) => void
}

const words = t.boarding.night
const everyClass = ''

/** The boarders, class by class: I, A and Delete say where the one under the cursor is, and go on. */
export function NightList({ roll, mayMark, onMark }: Props) {
  const [streamId, setStreamId] = useState<StreamId | null>(null)
  const [active, setActive] = useState(() => Math.max(0, nextOpen(nightRows(roll, null), -1)))
  const [asking, setAsking] = useState<NightRow | null>(null)
  const { grid, ref } = useGridFocus()
  const rows = useMemo(() => nightRows(roll, streamId), [roll, streamId])
  const columns = useColumns()

  function say(row: NightRow, state: 'in' | 'away' | null, note = ''): void {
    onMark([row.studentId], { state, note })
    const said = rows.map(one => (one.studentId === row.studentId ? { state } : one))
    const next = nextOpen(said, active)
    if (state !== null && next >= 0) setActive(next)
  }
  const now = useRef({ rows, active, say })
  useEffect(() => {
    now.current = { rows, active, say }
  })
  const keys = useMemo(() => {
    if (!mayMark) return []
    const onRow = (work: (row: NightRow) => void) => () => {
      const row = now.current.rows[now.current.active]
      if (row !== undefined) work(row)
    }
    return [
      { keys: 'I', label: words.in, run: onRow(row => now.current.say(row, 'in')) },
      {
        keys: 'A',
        label: words.away,
        // What the office knows is enough; otherwise somebody has to say it.
        run: onRow(row => (row.excuse === null ? setAsking(row) : now.current.say(row, 'away'))),
      },
      { keys: 'Delete', label: words.clear, run: onRow(row => now.current.say(row, null)) },
      {
        keys: 'N',
        label: words.nextOpen,
        run: () => {
          const next = nextOpen(now.current.rows, now.current.active)
          if (next >= 0) setActive(next)
          grid.current?.focus()
        },
      },
    ]
  }, [mayMark, grid])
  useShortcuts(t.boarding.nav, keys)
  useEffect(() => grid.current?.show(active), [grid, active])
  const row = rows[active]
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
        <SelectField
          inline
          label={words.className}
          value={streamId ?? everyClass}
          choices={[
            { value: everyClass, label: words.classes },
            ...openByClass(roll).map(one => ({
              value: one.streamId,
              label: `${one.className}: ${one.open === 0 ? words.classDone : words.classOpen(one.open)}`,
            })),
          ]}
          onChange={value => {
            const chosen = roll.streams.find(stream => stream.streamId === value)?.streamId ?? null
            setStreamId(chosen)
            setActive(Math.max(0, nextOpen(nightRows(roll, chosen), -1)))
          }}
        />
        {mayMark && row !== undefined && (
          <div className="flex items-center gap-2">
            <Button label={words.in} keys="I" onClick={() => say(row, 'in')} />
            <Button
              label={words.away}
              keys="A"
              onClick={() => (row.excuse === null ? setAsking(row) : say(row, 'away'))}
            />
            <span className="text-ink-2">{row.fullName}</span>
          </div>
        )}
        {mayMark && <p className="ml-auto text-xs text-ink-3">{words.keys}</p>}
      </div>
      <div className="min-h-0 flex-1 border-t border-line bg-surface">
        <DataGrid
          ref={ref}
          label={t.boarding.views.night}
          columns={columns}
          minWidth="52rem"
          total={rows.length}
          rowAt={index => rows[index]}
          active={active}
          onActive={setActive}
          onOpen={setActive}
          isOpen={one => one.studentId === row?.studentId}
        />
      </div>
      {asking !== null && (
        <WhereDialog name={asking.fullName} onSay={note => say(asking, 'away', note)} onClose={() => setAsking(null)} />
      )}
    </>
  )
}

function useColumns(): Column<NightRow>[] {
  const today = useToday()
  const zone = useZone()
  return useMemo(
    () => [
      {
        id: 'state',
        title: words.columns.state,
        width: '6rem',
        cell: ({ state }) =>
          state === null ? (
            <Badge tone="unknown" icon={CircleHelp} label={words.open} bare />
          ) : state === 'in' ? (
            <Badge tone="present" icon={CircleCheck} label={words.in} bare />
          ) : (
            <Badge tone="late" icon={LogOut} label={words.away} bare />
          ),
      },
      {
        id: 'name',
        title: words.columns.name,
        width: 'minmax(9rem, 1.5fr)',
        cell: ({ fullName }) => <span className="font-medium">{fullName}</span>,
      },
      { id: 'class', title: words.className, width: 'minmax(6rem, 1fr)', cell: ({ className }) => className },
      { id: 'number', title: words.columns.number, width: '6rem', cell: ({ admissionNumber }) => admissionNumber },
      {
        id: 'scan',
        title: words.columns.scan,
        width: '7rem',
        cell: ({ lastScan }) => {
          if (lastScan === null) return <span className="text-ink-3">{words.noScan}</span>
          const time = timeText(lastScan.at, zone)
          return lastScan.eventType === 'IN' ? words.scanIn(time) : words.scanOut(time)
        },
      },
      {
        id: 'excuse',
        title: words.columns.excuse,
        width: 'minmax(10rem, 2fr)',
        cell: ({ note, excuse }) => (note === '' ? excuseText(excuse, today, zone) : note),
      },
    ],
    [today, zone],
  )
}

function excuseText(excuse: NightExcuse | null, today: string, zone: string): string {
  if (excuse === null) return ''
  if (excuse.kind === 'reason') {
    const { label, untilDay, note } = excuse
    return words.reason(note === '' ? label : `${label}, ${note}`, dayTextShort(untilDay))
  }
  const { number, reason, expectedReturnAt } = excuse
  const back = expectedReturnAt === null ? '' : words.passBack(momentText(expectedReturnAt, today, zone))
  return words.pass(passNumber(number), reason, back)
}
