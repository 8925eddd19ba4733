import { AppError } from '../contract/errors.ts'
import type { Sheet } from './limits.ts'
import { limits } from './limits.ts'
import { readCsv } from './read-csv.ts'
import { readXlsx } from './read-xlsx.ts'

/**
 * Reads a workbook or a file of separated values, told apart by what is in it, not by its name.
 * @throws AppError `file_unreadable`, `file_too_big`
 */
export async function readFile(bytes: Uint8Array): Promise<Sheet[]> {
  if (bytes.length > limits.bytes) throw new AppError('file_too_big', { reason: 'bytes' })
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sheets = isZip(content) ? await readXlsx(content) : [readCsv(refuseOthers(content))]
  for (const { rows } of sheets) {
    if (rows.some(row => row.some(cell => cell.length > limits.cellLetters))) {
      throw new AppError('file_unreadable', { reason: 'not_a_table' })
    }
  }
  return sheets
}

function isZip(content: Buffer): boolean {
  return content.length >= 4 && content.readUInt32LE(0) === 0x04034b50
}

/** Files that people choose by mistake, and the workbooks of before 2007. */
function refuseOthers(content: Buffer): Buffer {
  const head = content.toString('latin1', 0, 8)
  if (head.startsWith('\xd0\xcf\x11\xe0')) throw new AppError('file_unreadable', { reason: 'old_workbook' })
  if (/^(%PDF|\x89PNG|\xff\xd8\xff|Rar!|PK|MZ)/.test(head))
    throw new AppError('file_unreadable', { reason: 'not_a_table' })
  if (content.length === 0) throw new AppError('file_unreadable', { reason: 'empty' })
  return content
}
