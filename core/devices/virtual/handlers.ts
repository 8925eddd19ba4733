import { CMD, REPLY } from '../zkteco/commands.ts'
import { decodeUser, encodeFreeSizes } from '../zkteco/records.ts'
import { requestedTable } from '../zkteco/tables.ts'
import { readText } from '../zkteco/text-field.ts'
import { FIRMWARE_VERSION, PIN_WIDTH } from './device-options.ts'
import type { EventDelivery } from './event-delivery.ts'
import { packLocal, showRawTime, unpackLocal } from './local-time.ts'
import type { Report } from './report.ts'
import { POISON, type Answer, type TableTransfer } from './table-transfer.ts'
import type { Terminal } from './terminal.ts'

/** What a request of one connection can reach. */
export type Desk = {
  readonly terminal: Terminal
  readonly tables: TableTransfer
  readonly events: EventDelivery
  readonly answer: Answer
  readonly report: Report
  /** False on firmware that does not know tables by request and range. */
  readonly knowsTableRequests: boolean
  /** The PC takes its leave: its session is void from here. */
  readonly leave: () => void
  readonly restart: () => void
}

export type Handler = (desk: Desk, data: Uint8Array) => void

const encoder = new TextEncoder()
const text = (value: string): Uint8Array => encoder.encode(`${value}\0`)

function u32At(data: Uint8Array, offset: number): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(offset, true)
}

function u16At(data: Uint8Array, offset: number): number {
  return new DataView(data.buffer, data.byteOffset).getUint16(offset, true)
}

function u32(value: number): Uint8Array {
  const data = new Uint8Array(4)
  new DataView(data.buffer).setUint32(0, value, true)
  return data
}

/** Lets a request through only when its data has one of these lengths; a terminal refuses it otherwise. */
function ofLength(lengths: readonly number[], handler: Handler): Handler {
  return (desk, data) => (lengths.includes(data.length) ? handler(desk, data) : desk.answer(REPLY.ERROR))
}

const ok: Handler = ({ answer }) => answer(REPLY.OK)

const readOption: Handler = ({ terminal, answer }, data) => {
  const name = readText(data)
  const value = terminal.options.get(name)
  if (value === undefined) answer(REPLY.ERROR)
  else answer(REPLY.OK, text(`${name}=${value}`))
}

const writeOption: Handler = ({ terminal, answer, report }, data) => {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(readText(data)) ?? []
  // names that start with ~ describe the device itself
  if (name === undefined || value === undefined || name.startsWith('~')) {
    answer(REPLY.ERROR)
    return
  }
  terminal.options.set(name, value)
  report('option-set', { name, value })
  answer(REPLY.OK)
}

const freeSizes: Handler = ({ terminal, answer }) =>
  answer(REPLY.OK, encodeFreeSizes(terminal.counts(), terminal.sizesLength, POISON))

const getTime: Handler = ({ terminal, answer }) => answer(REPLY.OK, u32(packLocal(terminal.time())))

const setTime: Handler = ({ terminal, answer, report }, data) => {
  const rawTime = data.length >= 4 ? u32At(data, 0) : null
  const localMs = rawTime === null ? null : unpackLocal(rawTime)
  if (rawTime === null || localMs === null) {
    answer(REPLY.ERROR)
    return
  }
  terminal.setClock(localMs)
  report('clock-set', { time: showRawTime(rawTime) })
  answer(REPLY.OK)
}

const enable: Handler = ({ terminal, answer, report }) => {
  terminal.enable()
  report('enabled')
  answer(REPLY.OK)
}

const disable: Handler = ({ terminal, answer, report }, data) => {
  const seconds = data.length === 4 ? u32At(data, 0) : 0
  terminal.disable(seconds)
  report('disabled', { seconds })
  answer(REPLY.OK)
}

const writeUser: Handler = ({ terminal, answer, report }, data) => {
  const user = decodeUser(data)
  if (!terminal.putUser(user)) {
    answer(REPLY.ERROR)
    return
  }
  report('user-written', { uid: user.uid, pin: user.userId })
  answer(REPLY.OK)
}

function deleteUser(which: (data: Uint8Array) => { readonly uid: number } | { readonly userId: string }): Handler {
  return ({ terminal, answer, report }, data) => {
    const wanted = which(data)
    if (!terminal.deleteUser(wanted)) {
      answer(REPLY.ERROR)
      return
    }
    report('user-deleted', wanted)
    answer(REPLY.OK)
  }
}

const clearLog: Handler = ({ terminal, answer, report }) => {
  report('log-cleared', { lines: terminal.log().length })
  terminal.clearLog()
  answer(REPLY.OK)
}

const requestTable: Handler = ({ tables, answer, report, knowsTableRequests }, data) => {
  const table = requestedTable(data)
  if (!knowsTableRequests) {
    answer(REPLY.UNKNOWN)
  } else if (table === null) {
    answer(REPLY.ERROR)
  } else {
    report('table-read', { table })
    tables.prepare(table)
  }
}

const readRange: Handler = ({ tables, answer, knowsTableRequests }, data) => {
  if (knowsTableRequests) tables.read(u32At(data, 0), u32At(data, 4))
  else answer(REPLY.UNKNOWN)
}

const freeData: Handler = ({ tables, answer }) => {
  tables.free()
  answer(REPLY.OK)
}

const streamLog: Handler = ({ tables, report }) => {
  report('table-read', { table: 'logs' })
  tables.stream('logs')
}

const USERS_SELECTOR = 5

/** Code 9 with the one byte 5 reads the users; with a uid and a finger it reads a template, of which there is none. */
const streamUsers: Handler = ({ tables, answer, report }, data) => {
  if (data.length !== 1 || data[0] !== USERS_SELECTOR) {
    answer(REPLY.ERROR)
    return
  }
  report('table-read', { table: 'users' })
  tables.stream('users')
}

const registerEvents: Handler = ({ events, answer, report }, data) => {
  const mask = u32At(data, 0)
  events.register(mask)
  report('registered', { mask })
  answer(REPLY.OK)
}

const state: Handler = ({ answer }) => answer(REPLY.OK, undefined, 0)

/**
 * What a terminal does with each request after CONNECT and AUTH. Lengths are checked where a request has a layout;
 * data after one that has none is ignored, as real ones do.
 */
export const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [CMD.OPTIONS_RRQ, readOption],
  [CMD.OPTIONS_WRQ, writeOption],
  [CMD.REFRESH_OPTION, ok],
  [CMD.REFRESH_DATA, ok],
  [CMD.TEST_VOICE, ok],
  [CMD.CANCEL_CAPTURE, ok],
  [CMD.START_VERIFY, ok],
  [CMD.GET_VERSION, ({ answer }) => answer(REPLY.OK, text(FIRMWARE_VERSION))],
  [CMD.GET_PIN_WIDTH, ({ answer }) => answer(REPLY.OK, Uint8Array.of(PIN_WIDTH))],
  [CMD.STATE_RRQ, state],
  [CMD.GET_FREE_SIZES, freeSizes],
  [CMD.GET_TIME, getTime],
  [CMD.SET_TIME, setTime],
  [CMD.ENABLE_DEVICE, enable],
  [CMD.DISABLE_DEVICE, ofLength([0, 4], disable)],
  [CMD.USER_WRQ, (desk, data) => ofLength([desk.terminal.userWidth], writeUser)(desk, data)],
  [
    CMD.DELETE_USER,
    ofLength(
      [2],
      deleteUser(data => ({ uid: u16At(data, 0) })),
    ),
  ],
  [
    CMD.DELETE_USER_BY_ID,
    ofLength(
      [24],
      deleteUser(data => ({ userId: readText(data) })),
    ),
  ],
  [CMD.CLEAR_ATTLOG, clearLog],
  [CMD.TABLE_REQUEST, requestTable],
  [CMD.TABLE_READ, ofLength([8], readRange)],
  [CMD.FREE_DATA, freeData],
  [CMD.ATTLOG_RRQ, streamLog],
  [CMD.USERTEMP_RRQ, streamUsers],
  [CMD.REG_EVENT, ofLength([4], registerEvents)],
  [CMD.RESTART, desk => desk.restart()],
  [
    CMD.EXIT,
    desk => {
      desk.answer(REPLY.OK)
      desk.leave()
    },
  ],
])
