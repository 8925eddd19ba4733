import { FileUp, UserPlus, UserSearch, Users } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'
import type { Input } from '../../core/contract/api.ts'
import type { StudentId } from '../../core/contract/common.ts'
import { call } from '../api.ts'
import { remember, rememberedSome } from '../stores/remembered.ts'
import { useMay } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { DataGrid } from '../ui/DataGrid.tsx'
import type { GridHandle } from '../ui/DataGrid.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../ui/ErrorState.tsx'
import { FilterField } from '../ui/FilterField.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Skeleton, SlowLine } from '../ui/Skeleton.tsx'
import { usePages } from '../use-pages.ts'
import { ClassTree } from './students/ClassTree.tsx'
import type { Branch } from './students/ClassTree.tsx'
import { ColumnMenu } from './students/ColumnMenu.tsx'
import { columnIds, studentColumns } from './students/columns.tsx'
import type { ColumnId } from './students/columns.tsx'
import { SelectionBar } from './students/SelectionBar.tsx'
import { StudentForm } from './students/StudentForm.tsx'
import { StudentPanel } from './students/StudentPanel.tsx'
import type { StudentAction } from './students/StudentPanel.tsx'
import { useSelection } from './students/use-selection.ts'
import { useStudentActions } from './students/use-student-actions.tsx'

type Status = 'active' | 'inactive' | 'all'
type Filter = Pick<Input<'students.list'>, 'search' | 'status' | 'classId' | 'streamId'>

const statuses = (['active', 'inactive', 'all'] as const).map(value => ({ value, label: t.students.statuses[value] }))
/** Beside an open panel there is room for these. */
const narrow: readonly ColumnId[] = ['admission', 'name', 'class', 'pin']

const listStudents = (filter: Input<'students.list'>) => call('students.list', filter)

/** Everyone on the roll: narrow by typing or by class, mark with Space, open with Enter. */
export function Students() {
  const { id } = useParams<{ id?: string }>()
  const openId = id as StudentId | undefined
  const isOpen = openId !== undefined
  const [, go] = useLocation()
  const mayChange = useMay('students:write')
  const [search, setSearch] = useState('')
  const [branch, setBranch] = useState<Branch>({})
  const [status, setStatus] = useState<Status>('active')
  const [active, setActive] = useState(-1)
  const [adding, setAdding] = useState(false)
  const [columns, setColumns] = useState<ColumnId[]>(
    () => rememberedSome('students.columns', columnIds) ?? [...columnIds],
  )
  const grid = useRef<GridHandle>(null)
  const filter: Filter = { search, status, ...branch }
  const pages = usePages(listStudents, filter, ['people.changed'])
  const { rowAt, total, answers, error, slow, want, refetch } = pages
  const { marked, selection, clear } = useSelection({
    total,
    rowAt,
    load: (offset, limit) => call('students.list', { ...filter, offset, limit }),
  })
  const { act, dialog } = useStudentActions(clear)
  const close = useCallback(() => {
    go('/students')
    grid.current?.focus()
  }, [go])
  const narrowed = search !== '' || status !== 'active' || branch.classId !== undefined || branch.streamId !== undefined

  function narrowTo(change: () => void): void {
    change()
    clear()
    setActive(-1)
  }
  function showAll(): void {
    narrowTo(() => {
      setSearch('')
      setBranch({})
      setStatus('active')
    })
  }
  function actOnMarked(action: StudentAction): void {
    const row = rowAt(active)
    if (marked.size > 0) act(action, [...marked.values()])
    else if (row !== undefined) act(action, [row])
  }
  useStudentKeys({
    mayChange,
    marked: marked.size > 0,
    panelOpen: isOpen,
    onNew: () => setAdding(true),
    onAction: actOnMarked,
    onClear: clear,
    onImport: () => go('/students/import'),
  })
  const shown = useMemo(
    () => studentColumns(isOpen ? columns.filter(column => narrow.includes(column)) : columns),
    [columns, isOpen],
  )

  return (
    <div className="flex h-full min-h-96">
      <ClassTree branch={branch} onChoose={next => narrowTo(() => setBranch(next))} />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
          <h1 className="text-lg font-semibold">{t.students.title}</h1>
          <FilterField
            label={t.students.filter}
            value={search}
            onChange={text => narrowTo(() => setSearch(text))}
            onLeave={() => grid.current?.focus()}
            autoFocus={openId === undefined}
            className="max-w-80 min-w-40 flex-1"
          />
          <Segmented
            label={t.students.status}
            value={status}
            choices={statuses}
            onChange={value => narrowTo(() => setStatus(value))}
          />
          <p role="status" className="text-ink-2">
            {answers !== null && t.students.count(total)}
          </p>
          <div className="ml-auto flex items-center gap-2">
            <ColumnMenu
              shown={columns}
              onChange={next => {
                setColumns(next)
                remember('students.columns', next.join(','))
              }}
            />
            {mayChange && (
              <>
                <Button icon={FileUp} label={t.students.import} keys="I" onClick={() => go('/students/import')} />
                <Button look="main" icon={UserPlus} label={t.students.add} keys="N" onClick={() => setAdding(true)} />
              </>
            )}
          </div>
        </div>
        {marked.size > 0 && <SelectionBar marked={marked} onAction={actOnMarked} onClear={clear} />}
        <SlowLine shown={slow} />
        {error !== null && answers !== null && <StaleNote error={error} onRetry={refetch} />}
        <div className="min-h-0 flex-1 bg-surface">
          {answers === null ? (
            error === null ? (
              <Skeleton rows={14} height={34} />
            ) : (
              <ErrorState error={error} onRetry={refetch} />
            )
          ) : total === 0 ? (
            narrowed ? (
              <EmptyState icon={UserSearch} title={t.students.emptyTitle} text={t.students.emptyText}>
                <Button label={t.students.clear} onClick={showAll} />
              </EmptyState>
            ) : (
              <EmptyState icon={Users} title={t.students.noneTitle} text={t.students.noneText}>
                {mayChange && (
                  <>
                    <Button icon={FileUp} label={t.students.import} onClick={() => go('/students/import')} />
                    <Button icon={UserPlus} label={t.students.add} onClick={() => setAdding(true)} />
                  </>
                )}
              </EmptyState>
            )
          ) : (
            <DataGrid
              ref={grid}
              label={t.students.title}
              columns={shown}
              minWidth={isOpen ? '30rem' : '42rem'}
              total={total}
              rowAt={rowAt}
              active={active}
              onActive={setActive}
              onWant={want}
              onOpen={index => {
                const row = rowAt(index)
                if (row !== undefined) go(`/students/${row.id}`)
              }}
              isOpen={row => row.id === openId}
              {...(mayChange && { selection })}
            />
          )}
        </div>
      </div>
      {openId !== undefined && (
        <StudentPanel
          key={openId}
          studentId={openId}
          keysHere={marked.size === 0}
          onAction={(action, student) => act(action, [student])}
          onClose={close}
        />
      )}
      {adding && (
        <StudentForm
          streamId={branch.streamId}
          onClose={() => setAdding(false)}
          onAdded={added => go(`/students/${added}`)}
        />
      )}
      {dialog}
    </div>
  )
}

type KeyOptions = {
  mayChange: boolean
  marked: boolean
  panelOpen: boolean
  onNew: () => void
  onImport: () => void
  onAction: (action: StudentAction) => void
  onClear: () => void
}

/** The keys of the list; they always do what is right at the moment they are pressed. */
function useStudentKeys(options: KeyOptions): void {
  const now = useRef(options)
  useEffect(() => {
    now.current = options
  })
  const { mayChange, marked, panelOpen } = options
  const keys = useMemo(() => {
    if (!mayChange) return []
    const { add, import: importFile, unmark } = t.students
    const { move, leave, restore } = t.studentActions
    return [
      { keys: 'N', label: add, run: () => now.current.onNew() },
      { keys: 'I', label: importFile, run: () => now.current.onImport() },
      // An open panel has these keys for its student.
      ...(panelOpen && !marked
        ? []
        : [
            { keys: 'M', label: move, run: () => now.current.onAction('move') },
            { keys: 'L', label: leave, run: () => now.current.onAction('leave') },
            { keys: 'R', label: restore, run: () => now.current.onAction('restore') },
          ]),
      ...(marked && !panelOpen ? [{ keys: 'Esc', label: unmark, run: () => now.current.onClear() }] : []),
    ]
  }, [mayChange, marked, panelOpen])
  useShortcuts(t.nav.students, keys)
}
