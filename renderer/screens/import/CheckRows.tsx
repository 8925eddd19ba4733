import { CircleCheck, FileX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ImportId } from '../../../core/contract/common.ts'
import type { ImportRow } from '../../../core/contract/imports.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState, StaleNote } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { usePages } from '../../use-pages.ts'
import type { Kind, Overwrite } from './kinds.ts'

type Props = {
  importId: ImportId
  kind: Kind
  /** Another number: the rows are others. */
  round: number
  overwrite: Overwrite
  onOverwrite: (rows: Overwrite) => void
}

type Asked = { importId: ImportId; kind: Kind; round: number; offset: number; limit: number }
const load = ({ importId, kind, offset, limit }: Asked) => call('import.rows', { importId, kind, offset, limit })

const words = t.imports.check
const own: readonly Column<ImportRow>[] = [
  { id: 'row', title: words.row, width: '3.5rem', align: 'end', cell: row => countText(row.rowNumber) },
  { id: 'admission', title: words.admission, width: '7rem', cell: row => row.admissionNumber },
  {
    id: 'name',
    title: words.name,
    width: 'minmax(9rem, 1fr)',
    cell: row => <span className="font-medium">{row.fullName}</span>,
  },
  { id: 'class', title: words.class, width: 'minmax(6rem, 0.6fr)', cell: row => row.className },
]

/** The rows of one kind, with what would be done about each. */
export function CheckRows({ importId, kind, round, overwrite, onOverwrite }: Props) {
  const pages = usePages(load, { importId, kind, round })
  const { rowAt, total, answers, error, want, refetch } = pages
  const [active, setActive] = useState(-1)
  const grid = useRef<GridHandle>(null)
  const columns = useMemo(() => columnsFor(kind, overwrite), [kind, overwrite])
  const shown = answers !== null && total > 0
  useEffect(() => {
    // The step begins with a look at the rows.
    if (shown && document.activeElement === document.body) grid.current?.focus()
  }, [shown])

  if (answers === null)
    return error === null ? <Skeleton rows={10} height={34} /> : <ErrorState error={error} onRetry={refetch} />
  if (total === 0)
    return (
      <EmptyState
        icon={kind === 'rejected' || kind === 'conflict' ? CircleCheck : FileX2}
        title={words.kinds[kind]}
        text={words.kindEmpty[kind]}
      />
    )

  function toggle(indexes: readonly number[], to?: boolean): void {
    const next = new Map(overwrite)
    for (const index of indexes) {
      const row = rowAt(index)
      if (row === undefined) continue
      if (to ?? !next.has(row.rowNumber)) next.set(row.rowNumber, row.kind)
      else next.delete(row.rowNumber)
    }
    onOverwrite(next)
  }
  const run = (from: number, to: number) =>
    Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => Math.min(from, to) + i)
  const selection = {
    has: (row: ImportRow) => overwrite.has(row.rowNumber),
    toggle: (index: number) => toggle([index]),
    run: (from: number, to: number) => toggle(run(from, to), true),
    all: () => toggle(run(0, total - 1), true),
  }
  return (
    <div className="flex h-full flex-col">
      {error !== null && <StaleNote error={error} onRetry={refetch} />}
      <div className="min-h-0 flex-1">
        <DataGrid
          ref={grid}
          label={words.rowsOf(kind)}
          columns={columns}
          minWidth="46rem"
          total={total}
          rowAt={rowAt}
          active={active}
          onActive={setActive}
          onOpen={index => {
            if (kind === 'conflict') toggle([index])
          }}
          onWant={want}
          isOpen={() => false}
          {...(kind === 'conflict' && { selection })}
        />
      </div>
    </div>
  )
}

function columnsFor(kind: Kind, overwrite: Overwrite): readonly Column<ImportRow>[] {
  if (kind === 'rejected') {
    return [
      ...own,
      { id: 'why', title: words.what, width: 'minmax(14rem, 2fr)', cell: row => <Long text={why(row)} /> },
    ]
  }
  if (kind === 'changed' || kind === 'conflict') {
    const cell = (row: ImportRow) => <Long text={whatChanges(row, overwrite.has(row.rowNumber))} />
    return [...own, { id: 'what', title: words.what, width: 'minmax(14rem, 2fr)', cell }]
  }
  return [
    ...own,
    { id: 'note', title: words.note, width: 'minmax(10rem, 1.4fr)', cell: row => <Long text={why(row)} /> },
  ]
}

/** A row is one line high; the rest is in the hint. */
function Long({ text }: { text: string }) {
  return <span title={text}>{text}</span>
}

function why({ faults }: ImportRow): string {
  return faults.map(({ fault, value }) => t.imports.faults[fault](value)).join('; ')
}

function whatChanges({ changes }: ImportRow, taken: boolean): string {
  return changes
    .map(({ field, before, after, conflict }) => {
      const change = words.change(field, before, after)
      return conflict ? `${change} (${taken ? words.take : words.left})` : change
    })
    .join('; ')
}
