import { UserSearch, Users } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'
import type { Input } from '../../core/contract/api.ts'
import type { StudentId } from '../../core/contract/common.ts'
import type { StudentRow } from '../../core/contract/school.ts'
import { call } from '../api.ts'
import { t } from '../strings/t.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { DataGrid } from '../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../ui/DataGrid.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../ui/ErrorState.tsx'
import { FilterField } from '../ui/FilterField.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Skeleton, SlowLine } from '../ui/Skeleton.tsx'
import { usePages } from '../use-pages.ts'
import { ClassTree } from './students/ClassTree.tsx'
import type { Branch } from './students/ClassTree.tsx'
import { StudentPanel } from './students/StudentPanel.tsx'

type Status = 'active' | 'inactive' | 'all'

const wide: readonly Column<StudentRow>[] = [
  { id: 'admission', title: t.students.columns.admission, width: '6.5rem', cell: row => row.admissionNumber },
  {
    id: 'name',
    title: t.students.columns.name,
    width: 'minmax(10rem, 2fr)',
    cell: nameOf,
  },
  { id: 'class', title: t.students.columns.class, width: 'minmax(7rem, 1fr)', cell: classOf },
  { id: 'gender', title: t.students.columns.gender, width: '3rem', cell: row => t.students.genders[row.gender] },
  { id: 'pin', title: t.students.columns.pin, width: '4rem', align: 'end', cell: row => row.pin },
  { id: 'guardians', title: t.students.columns.guardians, width: '5rem', align: 'end', cell: row => row.guardians },
]
const narrow = wide.filter(column => ['admission', 'name', 'class', 'pin'].includes(column.id))

function nameOf({ fullName, active }: StudentRow) {
  return (
    <>
      <span className="font-medium">{fullName}</span> {!active && <Badge tone="plain" label={t.students.left} />}
    </>
  )
}

const listStudents = (filter: Input<'students.list'>) => call('students.list', filter)

function classOf({ className, streamName }: StudentRow): string {
  return className.endsWith(` ${streamName}`) || streamName === '' ? className : `${className} ${streamName}`
}

/** Everyone on the roll: narrow by typing or by class, open with Enter. */
export function Students() {
  const { id } = useParams<{ id?: string }>()
  const openId = id as StudentId | undefined
  const [, go] = useLocation()
  const [search, setSearch] = useState('')
  const [branch, setBranch] = useState<Branch>({})
  const [status, setStatus] = useState<Status>('active')
  const [active, setActive] = useState(-1)
  const grid = useRef<GridHandle>(null)
  const pages = usePages(listStudents, { search, status, ...branch })
  const { rowAt, total, answers, error, slow, want, refetch } = pages
  const close = useCallback(() => {
    go('/students')
    grid.current?.focus()
  }, [go])
  const statuses = useMemo(
    () => (['active', 'inactive', 'all'] as const).map(value => ({ value, label: t.students.statuses[value] })),
    [],
  )
  const narrowed = search !== '' || status !== 'active' || branch.classId !== undefined || branch.streamId !== undefined
  function narrowTo(change: () => void): void {
    change()
    setActive(-1)
  }
  function clear(): void {
    narrowTo(() => {
      setSearch('')
      setBranch({})
      setStatus('active')
    })
  }

  return (
    <div className="flex h-full min-h-96">
      <ClassTree branch={branch} onChoose={next => narrowTo(() => setBranch(next))} />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
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
          <p role="status" className="ml-auto text-ink-2">
            {answers !== null && t.students.count(total)}
          </p>
        </div>
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
                <Button label={t.students.clear} onClick={clear} />
              </EmptyState>
            ) : (
              <EmptyState icon={Users} title={t.students.noneTitle} text={t.students.noneText} />
            )
          ) : (
            <DataGrid
              ref={grid}
              label={t.students.title}
              columns={openId === undefined ? wide : narrow}
              minWidth={openId === undefined ? '42rem' : '30rem'}
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
            />
          )}
        </div>
      </div>
      {openId !== undefined && <StudentPanel key={openId} studentId={openId} onClose={close} />}
    </div>
  )
}
