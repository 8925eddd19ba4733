import { CMD, REPLY } from '../zkteco/commands.ts'
import { encodeTable, type TableName } from '../zkteco/tables.ts'
import { u32Bytes } from './bytes.ts'
import type { StoredFinger } from './fingers.ts'
import { encodeLogTable } from './log-layout.ts'
import { encodeOperation } from './operations.ts'
import { POISON } from './poison.ts'
import type { Terminal } from './terminal.ts'
import { userRecord } from './wire-user.ts'

/** Sends one packet that answers the request at hand; without `field` its session field holds the session id. */
export type Answer = (command: number, data?: Uint8Array, field?: number) => void

export type TransferSettings = {
  /** Data bytes in one DATA packet. */
  readonly packetSize: number
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
  /** Some bytes that are no table: small ones in one packet, else as a transfer. */
  give(bytes: Uint8Array): void
  free(): void
}

/** FNV-1a; the real terminals' hash is not known, and no reader can check it. */
function hash(body: Uint8Array): number {
  let value = 0x811c9dc5
  for (const byte of body) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value
}

/** u16 size (of all of it), u16 uid, u8 finger, u8 flag, then the template. */
function fingerEntry({ uid, finger, flag, template }: StoredFinger): Uint8Array {
  const entry = new Uint8Array(6 + template.length)
  const fields = new DataView(entry.buffer)
  fields.setUint16(0, entry.length, true)
  fields.setUint16(2, uid, true)
  fields.setUint8(4, finger)
  fields.setUint8(5, flag)
  entry.set(template, 6)
  return entry
}

function tableBody(terminal: Terminal, table: TableName): Uint8Array {
  switch (table) {
    case 'users':
      return encodeTable(terminal.users().map(user => userRecord(user, terminal.userWidth)))
    case 'logs':
      return encodeLogTable(terminal.log(), terminal.logLayout, POISON)
    case 'fingers':
      return encodeTable(terminal.fingers().map(fingerEntry))
    case 'opLogs':
      return encodeTable(terminal.operations().map(operation => encodeOperation(operation, POISON)))
  }
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
    packet(CMD.PREPARE_DATA, u32Bytes(bytes.length, packetSize))
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
      reply.set(u32Bytes(body.length, body.length, hash(body)), 1)
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
    give(bytes) {
      if (bytes.length <= settings.inlineLimit) answer(CMD.DATA, bytes)
      else sendPackets(bytes)
    },
    free() {
      copy = null
    },
  }
}
