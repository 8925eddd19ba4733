import { ProtocolError } from './packet.ts'
import { tableRecords } from './tables.ts'

/*
 * The vendor's manual of 2006 stores the log of numbers in a long and a short form. Long, 8 bytes: u16 uid, bits (0–2 state, 3–4
 * verification, 5 set), 0, u32 time. Short, 4 bytes: u16 uid, the same bits with bit 5 clear, and in bits 6–7 and the
 * byte after them the seconds since the last long line. Which of the two holds the higher bits it does not say.
 */

const LONG = 8
const SHORT = 4
const IS_LONG = 0x20

/** The two ways to read the ten bits of seconds. */
const SECONDS = [
  (bits: number, next: number): number => (next << 2) | (bits >> 6),
  (bits: number, next: number): number => ((bits >> 6) << 8) | next,
] as const

type Line = { readonly uid: number; readonly bits: number; readonly next: number; readonly longTime: number | null }

/**
 * A log table with short lines, rewritten with long ones only. Null when this is no such table: any other has at least
 * eight bytes for each line that the terminal counts.
 * @param counts the terminal's counts of lines before and after the read
 * @throws ProtocolError when the lines do not add up, or their seconds can be read in both ways
 */
export function withLongLines(
  body: Uint8Array,
  { before, after }: { readonly before: number; readonly after: number },
): Uint8Array | null {
  if (tableRecords(body, 1) >= before * LONG) return null
  const lines = walk(body)
  if (!lines) return null
  if (lines.length < before || lines.length > Math.max(before, after)) {
    throw new ProtocolError(`${lines.length} long and short lines came, ${before} are counted`)
  }
  const [first, ...others] = SECONDS.map(seconds => timesOf(lines, seconds)).filter(times => times !== null)
  if (!first) throw new ProtocolError('times of short lines go back and forth')
  if (others.some(times => times.some((time, i) => time !== first[i]))) {
    throw new ProtocolError('seconds of short lines can be read in two ways')
  }
  const longer = new Uint8Array(4 + lines.length * LONG)
  const fields = new DataView(longer.buffer)
  fields.setUint32(0, longer.length - 4, true)
  lines.forEach(({ uid, bits }, i) => {
    const at = 4 + i * LONG
    fields.setUint16(at, uid, true)
    fields.setUint8(at + 2, (bits & 0x1f) | IS_LONG)
    fields.setUint32(at + 4, first[i] ?? 0, true)
  })
  return longer
}

/** The lines from the first, which is long, to the end of the table; null when they do not end with it. */
function walk(body: Uint8Array): Line[] | null {
  const fields = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const lines: Line[] = []
  for (let at = 4; at < body.length;) {
    const left = body.length - at
    if (left < SHORT) return null
    const uid = fields.getUint16(at, true)
    const bits = fields.getUint8(at + 2)
    const next = fields.getUint8(at + 3)
    const isLong = (bits & IS_LONG) !== 0
    if (isLong ? left < LONG || next !== 0 : lines.length === 0) return null
    lines.push({ uid, bits, next, longTime: isLong ? fields.getUint32(at + 4, true) : null })
    at += isLong ? LONG : SHORT
  }
  return lines
}

/** The packed time of each line; null when a short one would be earlier than the line before it, or later than the one after. */
function timesOf(lines: readonly Line[], seconds: (bits: number, next: number) => number): number[] | null {
  const times: number[] = []
  let base = 0
  let last = 0
  for (const { longTime, bits, next } of lines) {
    const time = longTime ?? base + seconds(bits, next)
    // A long line may go back to before the run: a clock was set.
    if (longTime === null ? time < last : time < last && time >= base) return null
    if (longTime !== null) base = longTime
    last = time
    times.push(time)
  }
  return times
}
