import writeXlsxFile from 'write-excel-file/node'
import type { Cell } from 'write-excel-file/node'
import type { ComparedRow } from './compare.ts'
import { whyRejected } from './fault-sentences.ts'
import type { Table } from './table.ts'

export type MadeFile = { readonly fileName: string; readonly bytes: Uint8Array }

const reasonHeading = 'Reason'
const text = (value: string, look: { wrap?: true; format?: string } = {}): Cell => ({ value, type: String, ...look })
const heading = (value: string): Cell => ({ value, type: String, fontWeight: 'bold' })

/** The rows that were not taken: why, and then every column as it stands in the file. */
export async function rejectFile(fileName: string, table: Table, rows: readonly ComparedRow[]): Promise<MadeFile> {
  const cells = new Map(table.rows.map(row => [row.rowNumber, row.cells]))
  // A file of rejected rows that comes back has its reasons of last time.
  const kept = table.headings.flatMap((each, i) => (i === 0 && each === reasonHeading ? [] : i))
  const rejected = rows
    .filter(({ kind }) => kind === 'rejected')
    .map(({ read, faults }) => [
      text(whyRejected(faults), { wrap: true }),
      ...kept.map(i => text(cells.get(read.rowNumber)?.[i] ?? '')),
    ])
  const headings = [reasonHeading, ...kept.map(i => table.headings[i] ?? '')]
  return {
    fileName: `${fileName.replace(/\.[^.]*$/, '')} - not imported.xlsx`,
    bytes: await workbook([headings.map(heading), ...rejected], [60, ...kept.map(() => 18)], 'Not imported'),
  }
}

const columns = [
  'AdmNo*',
  'FullName*',
  'Sex*',
  'Class*',
  'Stream',
  'DayBoarder',
  'DOB',
  'Guardian1Name',
  'Guardian1Phone',
  'Guardian1Relation',
  'Guardian1Language',
  'Guardian2Name',
  'Guardian2Phone',
  'Guardian2Relation',
  'Guardian2Language',
  'UPI',
  'AssessmentNo',
  'BirthCert',
  'AdmissionDate',
]

/** An empty list with the headings that are understood. Every cell is text, so that no number loses its zeros. */
export async function templateFile(): Promise<MadeFile> {
  const blank = Array.from({ length: 50 }, () => columns.map(() => text('', { format: '@' })))
  return {
    fileName: 'Students.xlsx',
    bytes: await workbook(
      [columns.map(heading), ...blank],
      columns.map(() => 18),
      'Students',
    ),
  }
}

async function workbook(rows: Cell[][], widths: readonly number[], sheet: string): Promise<Uint8Array> {
  const options = { sheet, columns: widths.map(width => ({ width })), stickyRowsCount: 1 }
  return new Uint8Array(await writeXlsxFile(rows, options).toBuffer())
}
