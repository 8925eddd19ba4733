import { AppError } from '../../core/contract/errors.ts'
import { encodeLogTable, type LogTableLayout } from '../../core/devices/virtual/log-layout.ts'
import type { Random } from '../../core/devices/virtual/random.ts'
import { chooseLogLayout } from '../../core/devices/zkteco/log-form.ts'
import { decodeLogs, LOG_WIDTHS } from '../../core/devices/zkteco/log-records.ts'
import { ProtocolError } from '../../core/devices/zkteco/packet.ts'
import { recordWidths } from '../../core/devices/zkteco/read-table.ts'
import type { LogRecord } from '../../core/devices/zkteco/records.ts'
import { chooseUserWidth, decodeUsers, encodeUser, USER_WIDTHS } from '../../core/devices/zkteco/records.ts'
import { encodeTable } from '../../core/devices/zkteco/tables.ts'
import { decodeTemplates } from '../../core/devices/zkteco/template-records.ts'
import { withLongLines } from '../../core/devices/zkteco/zem-lines.ts'
import { randomBytes } from './stream.ts'
import type { Tally } from './tally.ts'
import { guarded, violation } from './tally.ts'

/** A table as a terminal would send it, and what reading it must give. */
type Sample = {
  readonly kind: LogTableLayout | 'users72' | 'users28' | 'fingers'
  readonly body: Uint8Array
  readonly count: number
  /** Bytes of a record; 0 where they differ. */
  readonly width: number
  readonly read: (body: Uint8Array, counts: { readonly before: number; readonly after: number }) => unknown
  readonly truth: unknown
}

const YEAR = 12 * 31 * 86_400
const LATEST_YEAR = 2030
const LAYOUTS = ['tft40', 'tft49', 'wl22', 'bw16', 'bw8', 'zem8', 'zemShort'] as const
const WIDTHS: Readonly<Record<LogTableLayout, number>> = {
  tft40: 40,
  tft49: 49,
  wl22: 22,
  bw16: 16,
  bw16swapped: 16,
  bw8: 8,
  zem8: 8,
  // And 8: a place from which on lines are read is a multiple of it.
  zemShort: 4,
}

function logSample(random: Random): Sample {
  const layout = random.pick(LAYOUTS)
  const isShort = layout === 'zemShort'
  // Enough short lines that their seconds can be read in one way only.
  const count = (isShort ? 40 : 1) + random.int(random.chance(0.2) ? 400 : 40)
  const start = (20 + random.int(8)) * YEAR
  let at = start
  const logs = Array.from({ length: count }, (): LogRecord => {
    const uid = 1 + random.int(3000)
    at += 1 + random.int(isShort ? 30 : 300)
    return {
      uid: layout === 'bw16' ? 0 : uid,
      userId: layout === 'bw8' || layout === 'zem8' || isShort ? '' : String(1000 + uid),
      verify: 1,
      state: random.pick([0, 0, 0, 1]),
      rawTime: at,
      workCode: 0,
    }
  })
  return {
    kind: layout,
    body: encodeLogTable(logs, layout, random.pick([0, 0xa5])),
    count,
    width: WIDTHS[layout],
    read(body, counts) {
      const lines = withLongLines(body, counts) ?? body
      const widths = recordWidths('logs', lines.length - 4, counts, LOG_WIDTHS)
      return decodeLogs(lines, chooseLogLayout(lines, widths, LATEST_YEAR))
    },
    truth: logs,
  }
}

function userSample(random: Random): Sample {
  const width = random.pick(USER_WIDTHS)
  const count = 1 + random.int(60)
  const users = Array.from({ length: count }, (_, i) => ({
    uid: 1 + i * 3,
    privilege: random.pick([0, 0, 0, 14]),
    password: random.chance(0.1) ? '1234' : '',
    name: random.pick(['Achieng', 'Otieno', 'Wanjirũ', 'Kamau']).slice(0, 7),
    card: random.chance(0.1) ? random.int(10_000_000) : 0,
    group: 1,
    userId: String(1001 + i),
  }))
  return {
    kind: width === 72 ? 'users72' : 'users28',
    body: encodeTable(users.map(user => encodeUser(user, width, random.pick([0, 0xa5])))),
    count,
    width,
    read: (body, counts) =>
      decodeUsers(body, chooseUserWidth(body, recordWidths('users', body.length - 4, counts, USER_WIDTHS))),
    truth: users,
  }
}

function fingerSample(random: Random): Sample {
  const count = 1 + random.int(30)
  const fingers = Array.from({ length: count }, (_, i) => ({
    uid: 1 + (i >> 1),
    finger: 5 + (i & 1),
    flag: 1,
    template: randomBytes(random, 300 + random.int(300)),
  }))
  const entries = fingers.map(({ uid, finger, flag, template }) => {
    const size = template.length + 6
    return new Uint8Array([size & 0xff, size >> 8, uid & 0xff, uid >> 8, finger, flag, ...template])
  })
  return {
    kind: 'fingers',
    body: encodeTable(entries),
    count,
    width: 0,
    read(body, { before }) {
      const decoded = decodeTemplates(body)
      if (decoded.length < before) throw new ProtocolError('fewer than counted')
      return decoded
    },
    truth: fingers,
  }
}

type Mutated = {
  readonly how: string
  readonly body: Uint8Array
  readonly told: number
  readonly mustBeRefused: boolean
}

/** Records that have to be in the wrong place for the table to tell: one alone could be a damaged line. */
const RECORDS_TO_TELL = 12

function withHeader(records: Uint8Array, total = records.length): Uint8Array {
  const body = new Uint8Array(4 + records.length)
  new DataView(body.buffer).setUint32(0, total, true)
  body.set(records, 4)
  return body
}

function mutate({ body, count, width, kind }: Sample, random: Random): Mutated {
  const records = body.subarray(4)
  const step = width === 0 ? 300 : width
  const same = (how: string, told = count) => ({ how, body, told, mustBeRefused: false })
  switch (random.int(8)) {
    case 0:
      return same('none')
    case 1:
      return {
        ...same('header'),
        body: withHeader(records, records.length + random.pick([-1, 1, step, -step])),
        mustBeRefused: true,
      }
    case 2: {
      const short = records.slice(0, random.int(records.length))
      // So many bytes less that each record is of another kind: nothing is wrong with that.
      if (short.length > 0 && short.length % count === 0) return same('none')
      return { how: 'cut off', body: withHeader(short), told: count, mustBeRefused: true }
    }
    case 3:
      return { ...same('counted more', count + 1 + random.int(count)), mustBeRefused: true }
    case 4:
      // Someone punched between the count and the read.
      return same('counted less', kind === 'users28' ? count : Math.max(0, count - 1 - random.int(3)))
    case 5: {
      // From one place on everything is a few bytes off, and the end is filled up.
      const room = count - RECORDS_TO_TELL
      if (room <= 0) return same('none')
      const at = random.int(room * step)
      const by = 1 + random.int(step - 1)
      const shifted = Buffer.concat([records.subarray(0, at), records.subarray(at + by), randomBytes(random, by)])
      return { how: `shifted by ${by} at ${at}`, body: withHeader(shifted), told: count, mustBeRefused: true }
    }
    case 6: {
      if (count < RECORDS_TO_TELL) return same('none')
      return { how: 'noise', body: withHeader(randomBytes(random, records.length)), told: count, mustBeRefused: true }
    }
    default: {
      // What another kind of table would look like.
      const other = random.pick([
        encodeTable([randomBytes(random, 57)]),
        new Uint8Array(random.int(4)),
        body.subarray(0, body.length - 1),
      ])
      return { how: 'another table', body: new Uint8Array(other), told: count, mustBeRefused: true }
    }
  }
}

/** Whole tables, spoilt in ways that no checksum sees, through everything that looks at their structure. */
export function fuzzTables(random: Random, tables: number, tally: Tally): void {
  for (; tally.cases < tables; tally.cases++) {
    const sample = random.pick([logSample, logSample, userSample, fingerSample])(random)
    const mutated = mutate(sample, random)
    const name = () =>
      `${sample.kind} of ${sample.count}, ${mutated.how}: ${Buffer.from(mutated.body).toString('hex').slice(0, 400)}`
    guarded(tally, name, () => judge(sample, mutated, name, tally))
  }
}

function judge(sample: Sample, { body, told, how, mustBeRefused }: Mutated, name: () => string, tally: Tally): void {
  let read: unknown
  try {
    read = sample.read(body, { before: told, after: told })
  } catch (error) {
    if (!(error instanceof ProtocolError) && !(error instanceof AppError)) throw error
    tally.refused += 1
    if (how === 'none') violation(tally, `right table refused (${error.message}): ${name()}`)
    return
  }
  if (mustBeRefused) violation(tally, `wrong table taken: ${name()}`)
  else if (!isSame(read, sample.truth)) violation(tally, `wrong data taken: ${name()}`)
  else tally.accepted += 1
}

function isSame(read: unknown, truth: unknown): boolean {
  return JSON.stringify(read) === JSON.stringify(truth)
}
