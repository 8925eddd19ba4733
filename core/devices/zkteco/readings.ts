import { AppError } from '../../contract/errors.ts'
import type { DeviceInfo, DeviceSizes } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import type { Packet } from './packet.ts'
import { ProtocolError } from './packet.ts'
import type { FreeSizes } from './records.ts'
import { decodeFreeSizes } from './records.ts'
import type { Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket } from './session.ts'
import { readText } from './text-field.ts'

/**
 * A terminal that loses us in the middle of a read lets people in again after this long. A longer read goes on
 * meanwhile: the table was fixed when it was asked for.
 */
const DISABLED_SECONDS = 10

/** Who this terminal is. Each part is empty where its firmware does not tell. */
export async function readInfo(talk: Talk): Promise<DeviceInfo> {
  return {
    serial: (await readOption(talk, '~SerialNumber')) ?? '',
    name: (await readOption(talk, '~DeviceName')) ?? '',
    platform: (await readOption(talk, '~Platform')) ?? '',
    firmware: readText(optional(CMD.GET_VERSION, await talk.ask(CMD.GET_VERSION, NO_DATA, onePacket))),
  }
}

/**
 * An option of the terminal (OPTIONS_RRQ, `name=value`). Null when it has none of that name: colour screens refuse,
 * black-and-white ones answer an empty value.
 */
export async function readOption(talk: Talk, name: string): Promise<string | null> {
  const question = new TextEncoder().encode(`${name}\0`)
  const answer = readText(optional(CMD.OPTIONS_RRQ, await talk.ask(CMD.OPTIONS_RRQ, question, onePacket)))
  const value = answer.slice(answer.indexOf('=') + 1).trim()
  return value === '' ? null : value
}

/** Options by name; those that the terminal does not have are left out. */
export async function readOptions(talk: Talk, names: readonly string[]): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const name of names) {
    const value = await readOption(talk, name)
    if (value !== null) values[name] = value
  }
  return values
}

/** Data of an answer, or nothing where this firmware does not know the question. */
function optional(command: number, answer: Packet): Uint8Array {
  if (answer.command === REPLY.ERROR || answer.command === REPLY.UNKNOWN) return NO_DATA
  return expectOk(command, answer).data
}

/** Packed local time of the terminal, u32. */
export async function readTime(talk: Talk): Promise<number> {
  const { data } = expectOk(CMD.GET_TIME, await talk.ask(CMD.GET_TIME, NO_DATA, onePacket))
  if (data.length < 4) throw new AppError('device_protocol', { command: CMD.GET_TIME, received: data.length })
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true)
}

/** Sets the terminal's clock. @param rawTime packed local time, u32 */
export async function writeTime(talk: Talk, rawTime: number): Promise<void> {
  expectOk(CMD.SET_TIME, await talk.ask(CMD.SET_TIME, u32Bytes(rawTime), onePacket))
  await refresh(talk)
}

/** Makes written data effective. Some firmware wants this after a write and some does not know it. */
export async function refresh(talk: Talk): Promise<void> {
  await talk.ask(CMD.REFRESH_DATA, NO_DATA, onePacket)
}

/** Counts and capacities. */
export async function readSizes(talk: Talk): Promise<DeviceSizes> {
  const { users, fingers, logs, userCapacity, fingerCapacity, logCapacity } = await readFreeSizes(talk)
  return { users, fingers, logs, userCapacity, fingerCapacity, logCapacity }
}

export async function readFreeSizes(talk: Talk): Promise<FreeSizes> {
  const answer = expectOk(CMD.GET_FREE_SIZES, await talk.ask(CMD.GET_FREE_SIZES, NO_DATA, onePacket))
  return decoded(() => decodeFreeSizes(answer.data))
}

/**
 * Nobody can punch while `job` works; the terminal enables itself again should this program vanish.
 * @param seconds after which it does
 */
export async function whileDisabled<T>(talk: Talk, job: () => Promise<T>, seconds = DISABLED_SECONDS): Promise<T> {
  return await talk.borrow(CMD.ENABLE_DEVICE, async () => {
    const timed = await talk.ask(CMD.DISABLE_DEVICE, u32Bytes(seconds), onePacket)
    // Firmware that takes no time is disabled without one.
    if (timed.command !== REPLY.OK) {
      expectOk(CMD.DISABLE_DEVICE, await talk.ask(CMD.DISABLE_DEVICE, NO_DATA, onePacket))
    }
    return await job()
  })
}

/** What `decode` makes of a terminal's bytes. @throws AppError device_protocol when they make no sense */
export function decoded<T>(decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof ProtocolError)
      throw new AppError('device_protocol', { reason: error.message }, { cause: error })
    throw error
  }
}

/** A number as u32. */
export function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
