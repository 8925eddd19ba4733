import { spawnSync } from 'node:child_process'

/** The last line of the day sheet's table. */
export type SheetTotals = {
  readonly roll: number
  readonly present: number
  readonly late: number
  readonly absent: number
  readonly notMarked: number
}

/**
 * Reads the totals off the paper. Null where no program to read PDF files (`pdftotext`) is installed.
 * @throws Error when the file is no such sheet
 */
export function readSheet(pdf: string): SheetTotals | null {
  const { error, status, stdout } = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
  if (error !== undefined) return null
  if (status !== 0) throw new Error(`${pdf} cannot be read as a PDF file.`)
  const line = stdout.split('\n').find(text => /^\s*TOTAL\s/.test(text))
  // On roll B G T, present B G T, late, absent B G T, rate, not marked.
  const [, , roll, , , present, late, , , absent, , notMarked] = (line ?? '').match(/\d+(\.\d+)?/g)?.map(Number) ?? []
  if (
    roll === undefined ||
    present === undefined ||
    late === undefined ||
    absent === undefined ||
    notMarked === undefined
  ) {
    throw new Error('The day sheet has no line of totals.')
  }
  return { roll, present, late, absent, notMarked }
}
