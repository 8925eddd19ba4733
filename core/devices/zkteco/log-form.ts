import type { LogLayoutName } from './log-records.ts'
import { LOG_LAYOUTS, plainNumber } from './log-records.ts'
import { ProtocolError } from './packet.ts'
import { fewAndApart, tableRecords } from './tables.ts'
import { looksLikeId } from './text-field.ts'

/** Seconds of a year as terminals count it: twelve months of 31 days. */
const YEAR_SECONDS = 12 * 31 * 86_400
/** No terminal in use holds older lines, but one whose battery is dead begins at 2000. Small numbers look like early years. */
const FIRST_LIKELY_YEAR = 2008
/** Most verifications that are known are under 16, palm is 25. */
const HIGHEST_VERIFY = 31
const HIGHEST_STATE = 5
const NONE = 255
const ZEM_LONG_FORM = 0x20
/** Different numbers with the same low byte, one after another, that chance can bring. */
const MOST_ALIKE = 5
/** Lines without an id or a likely time, yet with something behind the id's end, one after another, that are still believed. */
const MOST_UNTIDY = 5
/** From so many lines on their order says something. */
const ORDER_FROM = 12
/** Lines are written as they happen: at most one in so many is older than the one before. */
const OLDER_ONE_IN = 4

/**
 * The form of a log table, found by trying every form on the whole of it. A few odd lines far apart are what damaged
 * memory looks like and do not hide the rest; a run of them is a table read in the wrong place.
 * @param widths record widths that the count of lines allows
 * @param latestYear the last year that a line can be of
 * @throws ProtocolError when none fits, or more than one
 */
export function chooseLogLayout(body: Uint8Array, widths: readonly number[], latestYear: number): LogLayoutName {
  const names = (Object.keys(LOG_LAYOUTS) as LogLayoutName[]).filter(
    name =>
      name !== 'bw16swapped' &&
      widths.includes(LOG_LAYOUTS[name].width) &&
      (body.length - 4) % LOG_LAYOUTS[name].width === 0,
  )
  const table = { body, fields: new DataView(body.buffer, body.byteOffset, body.byteLength), latestYear }
  const fitting = names.filter(name =>
    typeof LOG_LAYOUTS[name].userId === 'object' && LOG_LAYOUTS[name].userId !== null
      ? textLinesFit(table, name, LOG_LAYOUTS[name].userId)
      : numberLinesFit(table, name),
  )
  const [only] = fitting
  if (only === undefined) throw new ProtocolError(`no form of log line fits records of ${widths.join(' or ')} bytes`)
  if (fitting.length > 1) throw new ProtocolError(`log lines can be read as ${fitting.join(' and as ')}`)
  return only === 'bw16' ? stateOrder(body) : only
}

type Table = { readonly body: Uint8Array; readonly fields: DataView; readonly latestYear: number }

function likelyTime({ fields, latestYear }: Table, offset: number): (at: number) => boolean {
  const earliest = (FIRST_LIKELY_YEAR - 2000) * YEAR_SECONDS
  const pastLatest = (latestYear - 2000 + 1) * YEAR_SECONDS
  return at => {
    const rawTime = fields.getUint32(at + offset, true)
    return rawTime >= earliest && rawTime < pastLatest
  }
}

/** Lines with text ids. The time alone does not decide: clocks are set wrong and forget, and such lines must not be lost. */
function textLinesFit(
  table: Table,
  name: LogLayoutName,
  { at: idAt, length }: { readonly at: number; readonly length: number },
): boolean {
  const { body, fields } = table
  const { width, verify, state, time } = LOG_LAYOUTS[name]
  const isLikelyTime = likelyTime(table, time)
  const hasGaps = name === 'wl22'
  let untidy = 0
  return fewAndApart(tableRecords(body, width), i => {
    const at = 4 + i * width
    const from = at + idAt
    if (plainNumber(body, from, length) === null && !looksLikeId(body.subarray(from, from + length))) return true
    if (hasGaps && (fields.getUint32(at + 8, true) !== 0 || fields.getUint32(at + 18, true) !== 0)) return true
    const isLikely = isLikelyTime(at)
    const hasId = body[from] !== 0
    if (isLikely && hasId) {
      untidy = 0
      return false
    }
    // In lines read from a wrong place other fields stand where the end of the id should be.
    untidy = isTidy(body, from, length) ? 0 : untidy + 1
    if (untidy > MOST_UNTIDY) return true
    if (fields.getUint8(at + verify) > HIGHEST_VERIFY || !isState(fields.getUint8(at + state))) return true
    // A uid of two digits' letters is the beginning of an id.
    return !isLikely && (!hasId || (isDigit(body[at]) && isDigit(body[at + 1])))
  })
}

/**
 * Lines with numbers only: there times must be times, but for those of people whose other lines are right (a clock
 * that lost its battery writes old times for a while).
 */
function numberLinesFit(table: Table, name: LogLayoutName): boolean {
  const { body, fields } = table
  const { width, uid, time } = LOG_LAYOUTS[name]
  const count = tableRecords(body, width)
  const isOddShape = numberShape(fields, name)
  // First what ends soon in a table of another form.
  if (!fewAndApart(count, i => isOddShape(4 + i * width))) return false
  const isLikelyTime = likelyTime(table, time)
  const numberAt = (at: number): number =>
    uid === null ? fields.getUint32(at, true) : fields.getUint16(at + uid, true)
  /** For each number, lines with a likely time less those without. */
  const standing = new Map<number, number>()
  let unlikely = 0
  let last = -1
  let alike = 0
  let lastTime = 0
  let older = 0
  for (let i = 0, at = 4; i < count; i++, at += width) {
    const isLikely = isLikelyTime(at)
    const number = numberAt(at)
    if (!isLikely) unlikely += 1
    if (unlikely * 2 > count) return false
    standing.set(number, (standing.get(number) ?? 0) + (isLikely ? 1 : -1))
    // Numbers that differ, but never in the low byte, begin a byte too early.
    if (number !== last) alike = (number & 0xff) === (last & 0xff) ? alike + 1 : 0
    if (alike > MOST_ALIKE) return false
    last = number
    const rawTime = fields.getUint32(at + time, true)
    if (rawTime < lastTime) older += 1
    lastTime = rawTime
  }
  if (count >= ORDER_FROM && older * OLDER_ONE_IN > count) return false
  return fewAndApart(count, i => {
    const at = 4 + i * width
    if (isOddShape(at)) return true
    if (isLikelyTime(at)) return false
    const number = numberAt(at)
    return number === 0 || fields.getUint32(at + time, true) === 0 || (standing.get(number) ?? -1) < 0
  })
}

/** Whether a line of numbers cannot be what its form says, whatever its time. */
function numberShape(fields: DataView, name: LogLayoutName): (at: number) => boolean {
  const { userId, verify, state } = LOG_LAYOUTS[name]
  if (name === 'zem8') return at => (fields.getUint8(at + 2) & ZEM_LONG_FORM) === 0 || fields.getUint8(at + 3) !== 0
  // Which of the two is the state is not known yet in lines of 16 bytes.
  if (userId === 'u32') return at => !isState(fields.getUint8(at + verify)) && !isState(fields.getUint8(at + state))
  return at => fields.getUint8(at + verify) > HIGHEST_VERIFY || !isState(fields.getUint8(at + state))
}

/** Whether all bytes behind a text's end are the same. */
function isTidy(body: Uint8Array, from: number, length: number): boolean {
  const field = body.subarray(from, from + length)
  const end = field.indexOf(0)
  const rest = field.subarray(end + 1)
  return end < 0 || rest.every(byte => byte === rest[0])
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isState(value: number): boolean {
  return value <= HIGHEST_STATE || value === NONE
}

/**
 * The vendor's manual puts the state before the verification in lines of 16 bytes, other programs the other way
 * round. A state is 0 to 5 or none, and nobody is verified by nothing; the manual is right unless only the other
 * order can be.
 */
function stateOrder(body: Uint8Array): 'bw16' | 'bw16swapped' {
  const { width, state, verify } = LOG_LAYOUTS.bw16
  let asInManual = true
  let swapped = true
  for (let at = 4; at < body.length; at += width) {
    const first = body[at + state] ?? 0
    const second = body[at + verify] ?? 0
    asInManual &&= isState(first) && second !== NONE
    swapped &&= isState(second) && first !== NONE
  }
  return !asInManual && swapped ? 'bw16swapped' : 'bw16'
}
