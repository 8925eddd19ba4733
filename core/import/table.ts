import { AppError } from '../contract/errors.ts'
import type { ImportField } from '../contract/imports.ts'
import { guessColumns, headingRow } from './heading-rules.ts'
import type { Sheet } from './limits.ts'

export type Table = {
  readonly sheet: string
  readonly sheets: readonly string[]
  readonly headings: readonly string[]
  readonly guesses: readonly (ImportField | null)[]
  readonly rows: readonly TableRow[]
  /** Rows with nothing in them. */
  readonly blank: number
}
export type TableRow = { readonly rowNumber: number; readonly cells: readonly string[] }

/**
 * Finds the table in a file: its headings, and the rows below that hold anything.
 * @param wanted the name of a sheet; undefined: the first with a table
 * @throws AppError `file_unreadable` when there is none, `not_found` when there is no such sheet
 */
export function findTable(sheets: readonly Sheet[], wanted: string | undefined): Table {
  const candidates = wanted === undefined ? sheets : sheets.filter(({ name }) => name === wanted)
  if (candidates.length === 0) throw new AppError('not_found')
  const names = sheets.map(({ name }) => name)
  for (const sheet of candidates) {
    const table = tableOf(sheet, names)
    if (table !== null) return table
  }
  throw new AppError('file_unreadable', { reason: 'no_table' })
}

function tableOf({ name, rows }: Sheet, sheets: readonly string[]): Table | null {
  const at = headingRow(rows)
  if (at === null) return null
  const below = rows.slice(at + 1)
  const filled = below.flatMap((cells, i) =>
    cells.some(cell => cell !== '') ? [{ rowNumber: at + i + 2, cells }] : [],
  )
  const [last] = filled.slice(-1)
  if (last === undefined) return null
  // Blank rows below the last one are no rows at all.
  const blank = last.rowNumber - at - 1 - filled.length
  const width = filled.reduce((most, { cells }) => Math.max(most, cells.length), rows[at]?.length ?? 0)
  const headings = Array.from({ length: width }, (_, i) => rows[at]?.[i] ?? '')
  return { sheet: name, sheets, headings, guesses: guessColumns(headings), rows: filled, blank }
}

/** The first values of a column that are not the same. */
export function samplesOf({ rows }: Table, column: number): string[] {
  const found = new Set<string>()
  for (const { cells } of rows.slice(0, 200)) {
    const value = cells[column] ?? ''
    if (value !== '') found.add(value.slice(0, 60))
    if (found.size === 3) break
  }
  return [...found]
}
