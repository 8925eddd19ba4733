import readXlsxFile from 'read-excel-file/node'
import { AppError } from '../contract/errors.ts'
import { cellText, numberText } from './cell-text.ts'
import type { Sheet } from './limits.ts'
import { limits } from './limits.ts'
import { unzip, zipStored } from './zip.ts'
import type { ZipFile } from './zip.ts'

/** A tag of a row or a cell, its attributes, and whether nothing is in it. */
const rowOrCell = /<(?:\w+:)?(row|c)(?=[\s/>])([^>]*?)(\/?)>/g
const place = /\br\s*=\s*(?:"([^"]*)"|'([^']*)')/
const lastRowOfExcel = 1_048_576

/**
 * All sheets of a workbook.
 * @throws AppError `file_unreadable`, `file_too_big`
 */
export async function readXlsx(archive: Buffer): Promise<Sheet[]> {
  const files = await unzip(archive, name => /\.xml(\.rels)?$/.test(name), limits.unpackedBytes)
  for (const [name, file] of files) if (name.startsWith('xl/worksheets/sheet')) checkExtent(file)
  // Made anew from what was unpacked and measured: the reader walks through an archive in its own way.
  const sheets = await parse(zipStored(files))
  return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map(row => row.map(cellText)) }))
}

async function parse(archive: Buffer) {
  try {
    return await readXlsxFile<string>(archive, { parseNumber: numberText, trim: false })
  } catch (cause) {
    throw new AppError('file_unreadable', { reason: 'workbook' }, { cause })
  }
}

/** A cell at the far end of a sheet makes the reader fill everything before it. */
function checkExtent({ bytes }: ZipFile): void {
  const xml = bytes.toString('utf8')
  let rows = 0
  let columns = 0
  for (const [, tag, attributes = '', empty] of xml.matchAll(rowOrCell)) {
    const at = place.exec(attributes)
    if (at === null) continue
    const text = at[1] ?? at[2] ?? ''
    const known = /^([A-Z]{0,3})(\d{1,7})$/.exec(text)
    if (known === null) throw new AppError('file_unreadable', { reason: 'workbook' })
    const [, letters = '', digits = ''] = known
    if (Number(digits) > lastRowOfExcel) throw new AppError('file_unreadable', { reason: 'workbook' })
    // Cells that only have a colour or a frame are often there to the end of the sheet.
    if (tag !== 'c' || empty === '/') continue
    rows = Math.max(rows, Number(digits))
    columns = Math.max(columns, columnNumber(letters))
  }
  if (rows > limits.rows + 100) throw new AppError('file_too_big', { reason: 'rows' })
  if (columns > limits.columns) throw new AppError('file_too_big', { reason: 'columns' })
}

function columnNumber(letters: string): number {
  let number = 0
  for (let i = 0; i < letters.length; i++) number = number * 26 + letters.charCodeAt(i) - 64
  return number
}
