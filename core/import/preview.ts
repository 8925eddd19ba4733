import { breathe } from '../breathe.ts'
import type { Parsed } from '../contract/api.ts'
import type { Day, StreamId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ImportField, ImportKind, ImportPreview } from '../contract/imports.ts'
import { bareLabel, createClassFinder, nearestLabel } from './class-label-rules.ts'
import type { ComparedRow } from './compare.ts'
import { createComparer } from './compare.ts'
import type { SchoolNow } from './import-school.repo.ts'
import { createRowReader } from './read-row.ts'
import type { Table, TableRow } from './table.ts'

export type ImportMapping = Parsed<'import.preview'>

/** How many rows are read and compared before other work gets its turn. */
const slice = 200

/** The columns that every import needs. */
export function missingFields(mapping: readonly (ImportField | null)[]): ImportField[] {
  const has = (field: ImportField) => mapping.includes(field)
  const named = has('fullName') || (has('firstName') && has('lastName'))
  return [
    ...(['admissionNumber', 'gender', 'className'] as const).filter(field => !has(field)),
    ...(named ? [] : (['fullName'] as const)),
  ]
}

/** The meanings of class labels that come with a mapping, by the bare label. */
export function labelsOf({ labels }: ImportMapping, now: Pick<SchoolNow, 'streams'>): Map<string, StreamId> {
  const known = new Set(now.streams.map(({ streamId }) => streamId))
  return new Map(
    Object.entries(labels).map(([label, streamId]) => {
      if (!known.has(streamId)) throw new AppError('not_found')
      return [bareLabel(label), streamId]
    }),
  )
}

/** Reads and compares row after row, in the order of the file. */
export function createRowWork(table: Table, mapping: ImportMapping, now: SchoolNow, today: Day) {
  if (mapping.mapping.length !== table.headings.length) throw new AppError('invalid_input', { field: 'mapping' })
  const labels = labelsOf(mapping, now)
  const inUse = new Set(now.streams.map(({ streamId }) => streamId))
  const find = createClassFinder(now.streams)
  function findStream(label: string): StreamId | null {
    const bare = bareLabel(label)
    const alias = now.aliases.get(bare)
    return labels.get(bare) ?? (alias !== undefined && inUse.has(alias) ? alias : find(label))
  }
  const { headings } = table
  const read = createRowReader({ ...mapping, headings, today, findStream })
  const { compare, families } = createComparer(now)
  return { one: ({ cells, rowNumber }: TableRow) => compare(read(cells, rowNumber)), families }
}

/**
 * Compares rows that were read before with the school as it is now, all at once: for the transaction that applies them.
 * @throws AppError `import_gone` when a class that they name is gone meanwhile
 */
export function compareAgain(rows: readonly ComparedRow[], now: SchoolNow): ComparedRow[] {
  const inUse = new Set(now.streams.map(({ streamId }) => streamId))
  const { compare } = createComparer(now)
  return rows.map(({ read }) => {
    if (read.streamId !== null && !inUse.has(read.streamId)) throw new AppError('import_gone')
    return compare(read)
  })
}

/** What an import would do. Lets other work through between the slices. */
export async function makePreview(
  table: Table,
  mapping: ImportMapping,
  now: SchoolNow,
  today: Day,
  onProgress: (done: number) => void,
): Promise<{ rows: ComparedRow[]; preview: Omit<ImportPreview, 'importId'> }> {
  const work = createRowWork(table, mapping, now, today)
  const rows: ComparedRow[] = []
  for (let i = 0; i < table.rows.length; i += slice) {
    onProgress(i)
    await breathe()
    for (const row of table.rows.slice(i, i + slice)) rows.push(work.one(row))
  }
  onProgress(table.rows.length)
  const counts: Record<ImportKind, number> = { new: 0, changed: 0, same: 0, rejected: 0 }
  for (const { kind } of rows) counts[kind] += 1
  const taken = rows.filter(({ kind }) => kind !== 'rejected')
  return {
    rows,
    preview: {
      counts,
      blank: table.blank,
      conflicts: rows.filter(hasConflict).length,
      guardiansNew: guardiansNew(rows),
      siblingsJoined: work.families.siblings(),
      foreignPhones: rows.filter(({ read }) => read.foreignPhone).length,
      notes: taken.filter(({ faults }) => faults.length > 0).length,
      unknownLabels: unknownLabels(rows, now),
      missingFields: [],
    },
  }
}

export function hasConflict({ differences }: ComparedRow): boolean {
  return differences.some(({ conflict }) => conflict)
}

function guardiansNew(rows: readonly ComparedRow[]): number {
  const people = rows.flatMap(({ links, differences }) => [
    ...links.map(({ person }) => person),
    ...differences.flatMap(({ act, conflict }) => (act.kind === 'guardian' && !conflict ? act.person : [])),
  ])
  return new Set(people.filter(({ isNew }) => isNew).map(({ id }) => id)).size
}

function unknownLabels(rows: readonly ComparedRow[], now: SchoolNow): ImportPreview['unknownLabels'] {
  const found = new Map<string, { label: string; rows: number }>()
  for (const { read, faults } of rows) {
    if (!faults.some(({ fault }) => fault === 'class_unknown')) continue
    const bare = bareLabel(read.label)
    const known = found.get(bare)
    if (known === undefined) found.set(bare, { label: read.label, rows: 1 })
    else known.rows += 1
  }
  return [...found.values()].map(each => ({ ...each, suggestion: nearestLabel(each.label, now.streams) }))
}
