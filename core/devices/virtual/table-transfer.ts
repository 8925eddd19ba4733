import { CMD, REPLY } from '../zkteco/commands.ts'
import { encodeLog40, encodeUser } from '../zkteco/records.ts'
import { encodeTable, type TableName } from '../zkteco/tables.ts'
import type { Terminal } from './terminal.ts'

/** What bytes without a meaning hold: a reader that looks too far gets nonsense instead of innocent zeros. */
export const POISON = 0xa5

/** Sends one packet that answers the request at hand; without `field` its session field holds the session id. */
export type Answer = (command: number, data?: Uint8Array, field?: number) => void

export type TransferSettings = {
  /** Data bytes in one DATA packet. */
  readonly packetSize: 1008 | 65536
  /** Tables up to this many bytes come whole in one DATA. */
  readonly inlineLimit: number
  /** An empty table: four zero bytes, or refused. Terminals do both. */
  readonly emptyTable: 'inline' | 'refused'
}

/** The table that one connection reads: it is copied when asked for, so punches made meanwhile do not move it. */
export type TableTransfer = {
  /** TABLE_REQUEST: gives a small table at once, else says how large the copy is. */
  prepare(table: TableName): void
  /** TABLE_READ: one range of the copy. */
  read(offset: number, size: number): void
  /** The whole table without being asked for ranges, as old firmware gives it. */
  stream(table: TableName): void
  free(): void
}

function u32(...values: number[]): Uint8Array {
  const data = new Uint8Array(values.length * 4)
  const view = new DataView(data.buffer)
  values.forEach((value, i) => view.setUint32(i * 4, value, true))
  return data
}

/** FNV-1a; the real terminals' hash is not known, and no reader can check it. */
function hash(body: Uint8Array): number {
  let value = 0x811c9dc5
  for (const byte of body) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value
}

function tableBody(terminal: Terminal, table: TableName): Uint8Array {
  if (table === 'users') return encodeTable(terminal.users().map(user => encodeUser(user, terminal.userWidth, POISON)))
  if (table === 'logs') return encodeTable(terminal.log().map(log => encodeLog40(log, POISON)))
  return encodeTable([])
}

/**
 * Table reads of one connection, as the protocol notes' section 7 has them.
 * @param answer sends an answer of one packet
 * @param packet sends one packet of a transfer
 */
export function createTableTransfer(
  terminal: Terminal,
  settings: TransferSettings,
  answer: Answer,
  packet: Answer,
): TableTransfer {
  let copy: Uint8Array | null = null

  function sendPackets(bytes: Uint8Array): void {
    const { packetSize } = settings
    packet(CMD.PREPARE_DATA, u32(bytes.length, packetSize))
    let index = 0
    for (let at = 0; at < bytes.length; at += packetSize) {
      packet(CMD.DATA, bytes.subarray(at, at + packetSize), index)
      index += 1
    }
    packet(REPLY.OK, undefined, Math.max(0, index - 1))
  }

  /** True when the table was empty and that has been answered. */
  function refusedEmpty(body: Uint8Array): boolean {
    if (body.length > 4 || settings.emptyTable === 'inline') return false
    answer(REPLY.ERROR)
    return true
  }

  return {
    prepare(table) {
      copy = null
      const body = tableBody(terminal, table)
      if (refusedEmpty(body)) return
      if (body.length <= settings.inlineLimit) {
        answer(CMD.DATA, body)
        return
      }
      copy = body
      const reply = new Uint8Array(13)
      reply.set(u32(body.length, body.length, hash(body)), 1)
      answer(REPLY.OK, reply)
    },
    read(offset, size) {
      if (!copy || size === 0 || offset + size > copy.length) {
        answer(REPLY.ERROR)
        return
      }
      sendPackets(copy.subarray(offset, offset + size))
    },
    stream(table) {
      const body = tableBody(terminal, table)
      if (!refusedEmpty(body)) sendPackets(body)
    },
    free() {
      copy = null
    },
  }
}
