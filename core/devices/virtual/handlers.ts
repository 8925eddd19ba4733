import { CMD, REPLY } from '../zkteco/commands.ts'
import { encodeFreeSizes } from '../zkteco/records.ts'
import { readText } from '../zkteco/text-field.ts'
import { u16, u32, u32Bytes } from './bytes.ts'
import { ofLength, type Handler } from './desk.ts'
import { FIRMWARE_VERSION, PIN_WIDTH } from './device-options.ts'
import { FINGER_HANDLERS, TEXT_ID_HANDLERS } from './finger-handlers.ts'
import { packLocal, showRawTime, unpackLocal } from './local-time.ts'
import { POISON } from './poison.ts'
import { TABLE_HANDLERS } from './table-handlers.ts'
import type { Family } from './terminal-options.ts'
import { readWrittenUser } from './wire-user.ts'

const encoder = new TextEncoder()
const text = (value: string): Uint8Array => encoder.encode(`${value}\0`)

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
  answer(
    REPLY.OK,
    encodeFreeSizes(terminal.counts(), terminal.sizesLength === 92 ? 92 : 80, POISON).slice(0, terminal.sizesLength),
  )

const getTime: Handler = ({ terminal, answer }) => answer(REPLY.OK, u32Bytes(packLocal(terminal.time())))

const setTime: Handler = ({ terminal, answer, report }, data) => {
  const rawTime = data.length >= 4 ? u32(data, 0) : null
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
  const seconds = data.length === 4 ? u32(data, 0) : 0
  terminal.disable(seconds)
  report('disabled', { seconds })
  answer(REPLY.OK)
}

const writeUser: Handler = ({ terminal, answer, report }, data) => {
  const user = readWrittenUser(data)
  if (!user || !terminal.putUser(user)) {
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

const refreshData: Handler = ({ answer, report }) => {
  report('refreshed')
  answer(REPLY.OK)
}

const registerEvents: Handler = ({ events, answer, report }, data) => {
  const mask = u32(data, 0)
  events.register(mask)
  report('registered', { mask })
  answer(REPLY.OK)
}

const IDLE = 0
const BUSY = 1

const state: Handler = ({ terminal, answer }) =>
  answer(REPLY.OK, undefined, terminal.isBusy() || terminal.enrollment.current() ? BUSY : IDLE)

/**
 * What a terminal does with each request after CONNECT and AUTH. Lengths are checked where a request has a layout;
 * data after one that has none is ignored, as real ones do.
 */
const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [CMD.OPTIONS_RRQ, readOption],
  [CMD.OPTIONS_WRQ, writeOption],
  [CMD.REFRESH_OPTION, ok],
  [CMD.REFRESH_DATA, refreshData],
  [CMD.TEST_VOICE, ok],
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
      deleteUser(data => ({ uid: u16(data, 0) })),
    ),
  ],
  [
    CMD.DELETE_USER_BY_ID,
    ofLength(
      [24],
      deleteUser(data => ({ userId: readText(data) })),
    ),
  ],
  [CMD.REG_EVENT, ofLength([4], registerEvents)],
  [CMD.RESTART, desk => desk.restart()],
  [CMD.POWER_OFF, desk => desk.powerOff()],
  ...TABLE_HANDLERS,
  ...FINGER_HANDLERS,
  [
    CMD.EXIT,
    desk => {
      desk.answer(REPLY.OK)
      desk.leave()
    },
  ],
])

const TEXT_ID_ONLY: ReadonlyMap<number, Handler> = new Map(TEXT_ID_HANDLERS)

/** What this family's firmware does with a command; undefined when it does not know it. */
export function handlerFor(command: number, family: Family): Handler | undefined {
  return HANDLERS.get(command) ?? (family === 'tft' ? TEXT_ID_ONLY.get(command) : undefined)
}
