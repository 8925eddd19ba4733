import { LayoutList, Library, Plus, School2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ClassNode, StreamNode } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { classText, isFull } from '../students/class-text.ts'
import { ClassForm, PresetForm, StreamForm } from './ClassForms.tsx'
import { classRows } from './class-rows.ts'
import type { ClassRow } from './class-rows.ts'
import { SettingsScreen } from './SettingsScreen.tsx'

type Open = { what: 'add' | 'presets' } | { what: 'edit'; row: ClassRow } | { what: 'add_stream'; node: ClassNode }

const columns: readonly Column<ClassRow>[] = [
  { id: 'name', title: t.classes.columns.name, width: 'minmax(12rem, 2fr)', cell: nameOf },
  {
    id: 'level',
    title: t.classes.columns.level,
    width: 'minmax(6rem, 1fr)',
    cell: row => (row.kind === 'class' ? t.classes.level(row.node.level) : ''),
  },
  {
    id: 'teacher',
    title: t.classes.columns.teacher,
    width: 'minmax(8rem, 1fr)',
    cell: row => (row.kind === 'stream' ? row.stream.teacher : ''),
  },
  { id: 'students', title: t.classes.columns.students, width: '6rem', align: 'end', cell: studentsOf },
  { id: 'capacity', title: t.classes.columns.capacity, width: '5rem', align: 'end', cell: capacityText },
]

/** The classes and streams of the school, in the order of their levels. */
export function Classes() {
  const answer = useCall('students.tree', {}, { refreshOn: ['people.changed'], minGapMs: 250 })
  const [open, setOpen] = useState<Open | null>(null)
  const [active, setActive] = useState(-1)
  const rows = useMemo(() => classRows(answer.data ?? []), [answer.data])
  const row = rows[active]
  useClassKeys(row, setOpen)
  return (
    <SettingsScreen
      title={t.classes.title}
      text={t.classes.text}
      actions={
        <>
          <Button icon={Library} label={t.classes.preset} keys="P" onClick={() => setOpen({ what: 'presets' })} />
          <Button
            icon={LayoutList}
            label={t.classes.addStream}
            keys="S"
            disabled={row === undefined}
            onClick={() => row !== undefined && setOpen({ what: 'add_stream', node: row.node })}
          />
          <Button icon={Plus} look="main" label={t.classes.add} keys="N" onClick={() => setOpen({ what: 'add' })} />
        </>
      }
    >
      <Answer state={answer} waiting={<Skeleton rows={10} height={34} />}>
        {() => <List rows={rows} active={active} onActive={setActive} onOpen={setOpen} />}
      </Answer>
      {open !== null && <Form open={open} onClose={() => setOpen(null)} />}
    </SettingsScreen>
  )
}

type ListProps = {
  rows: readonly ClassRow[]
  active: number
  onActive: (index: number) => void
  onOpen: (open: Open) => void
}

function List({ rows, active, onActive, onOpen }: ListProps) {
  const [focus] = useState(() => (grid: GridHandle | null) => focusWhenLost(grid))
  if (rows.length === 0)
    return (
      <EmptyState icon={School2} title={t.classes.emptyTitle} text={t.classes.emptyText}>
        <Button icon={Library} look="main" label={t.classes.preset} onClick={() => onOpen({ what: 'presets' })} />
        <Button icon={Plus} label={t.classes.add} onClick={() => onOpen({ what: 'add' })} />
      </EmptyState>
    )
  return (
    <DataGrid
      ref={focus}
      label={t.classes.title}
      columns={columns}
      minWidth="40rem"
      total={rows.length}
      rowAt={index => rows[index]}
      active={active}
      onActive={onActive}
      onOpen={index => {
        const row = rows[index]
        if (row !== undefined) onOpen({ what: 'edit', row })
      }}
      isOpen={() => false}
    />
  )
}

function Form({ open, onClose }: { open: Open; onClose: () => void }) {
  switch (open.what) {
    case 'add':
      return <ClassForm onClose={onClose} />
    case 'presets':
      return <PresetForm onClose={onClose} />
    case 'add_stream':
      return <StreamForm node={open.node} onClose={onClose} />
    case 'edit': {
      const onRemove = () => {
        onClose()
        remove(open.row)
      }
      const { row } = open
      if (row.kind === 'class') return <ClassForm node={row.node} onRemove={onRemove} onClose={onClose} />
      return <StreamForm node={row.node} stream={row.stream} onRemove={onRemove} onClose={onClose} />
    }
  }
}

function useClassKeys(row: ClassRow | undefined, onOpen: (open: Open) => void): void {
  const now = useRef(row)
  useEffect(() => {
    now.current = row
  })
  const keys = useMemo(() => {
    const withRow = (run: (row: ClassRow) => void) => () => {
      if (now.current !== undefined) run(now.current)
    }
    return [
      { keys: 'N', label: t.classes.add, run: () => onOpen({ what: 'add' }) },
      { keys: 'S', label: t.classes.addStream, run: withRow(({ node }) => onOpen({ what: 'add_stream', node })) },
      { keys: 'P', label: t.classes.preset, run: () => onOpen({ what: 'presets' }) },
      { keys: 'Delete', label: t.classes.remove, run: withRow(remove) },
    ]
  }, [onOpen])
  useShortcuts(t.nav.settings, keys)
}

function remove(row: ClassRow): void {
  const removing =
    row.kind === 'class'
      ? call('classes.remove', { classId: row.node.id })
      : call('classes.removeStream', { streamId: row.stream.id })
  const name = row.kind === 'class' ? row.node.name : classText(row.node.name, row.stream.name)
  removing.then(({ undoId }) => showDone(t.classes.removed(name), undoId), showError)
}

function nameOf(row: ClassRow) {
  if (row.kind === 'class') return <span className="font-semibold">{row.node.name}</span>
  return <span className="pl-5">{row.stream.name === '' ? t.classes.wholeClass : row.stream.name}</span>
}

function studentsOf(row: ClassRow) {
  if (row.kind === 'class') return <span className="font-semibold">{countText(row.node.students)}</span>
  return countText(row.stream.students)
}

function capacityText(row: ClassRow): string {
  if (row.kind === 'class') return ''
  return fullness(row.stream)
}

function fullness(stream: StreamNode): string {
  if (stream.capacity === null) return ''
  return isFull(stream) ? t.classes.full(stream.capacity) : countText(stream.capacity)
}
