import { isUtf8 } from 'node:buffer'
import Papa from 'papaparse'
import { AppError } from '../contract/errors.ts'
import { plain } from './cell-text.ts'
import type { Sheet } from './limits.ts'
import { limits } from './limits.ts'

/**
 * A file of separated values: comma, semicolon or tab, in UTF-8, UTF-16 or the old Windows letters.
 * @throws AppError `file_unreadable`, `file_too_big`
 */
export function readCsv(bytes: Buffer): Sheet {
  const text = textOf(bytes)
  if (text.includes('\0')) throw new AppError('file_unreadable', { reason: 'not_a_table' })
  // The first line that Excel writes for itself.
  const named = /^sep=(.)\r?\n/i.exec(text)
  const delimiter = named?.[1] ?? delimiterOf(text)
  // One more than may be, to see that there are too many. The row that names the separator keeps its number.
  const { data } = Papa.parse<string[]>(text, { delimiter, preview: limits.rows + 101 })
  const last = data.at(-1)
  if (last?.length === 1 && last[0] === '') data.pop()
  if (data.length > limits.rows + 100) throw new AppError('file_too_big', { reason: 'rows' })
  if (data.some(row => row.length > limits.columns)) throw new AppError('file_too_big', { reason: 'columns' })
  return { name: '', rows: data.map(row => row.map(plain)) }
}

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const unmarked = unmarkedUtf16(bytes)
  if (unmarked !== null) return new TextDecoder(unmarked).decode(bytes)
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes)
}

/** UTF-16 without its mark: every other byte of Latin text is nothing. */
function unmarkedUtf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, 400)
  const zeros = [0, 0]
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > head.length / 4 && even < head.length / 20) return 'utf-16le'
  return even > head.length / 4 && odd < head.length / 20 ? 'utf-16be' : null
}

/** The separator that makes the most regular table of the first lines. */
function delimiterOf(text: string): string {
  const trials = [',', ';', '\t'].map(delimiter => {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: 40 })
    const widths = data.filter(row => row.some(cell => cell.trim() !== '')).map(row => row.length)
    const usual = mode(widths.filter(width => width > 1))
    return { delimiter, score: widths.filter(width => width === usual).length * usual }
  })
  return trials.reduce((best, trial) => (trial.score > best.score ? trial : best)).delimiter
}

function mode(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best = 0
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value
  return best
}
