import { CMD } from './commands.ts'
import { BULK_COMMIT } from './dangerous-shapes.ts'
import type { Packet } from './packet.ts'
import { NO_DATA, onePacket, type Talk } from './session.ts'

/*
 * Every command that deletes or restarts, each under its own name. No other file of the driver sends these codes
 * (a test sees to that); the answers are left to the caller, who reads back what became of it.
 */

/** Terminals write a whole bulk upload to their memory before they answer. */
const BULK_PATIENCE_MS = 120_000

/** Empties the attendance log. Only after it was read completely and stored. */
export function clearAttendanceLog(talk: Talk): Promise<Packet> {
  return talk.ask(CMD.CLEAR_ATTLOG, NO_DATA, onePacket)
}

/** Deletes a user with his fingers. @param uid the terminal's own number, u16 */
export function deleteUser(talk: Talk, uid: number): Promise<Packet> {
  return talk.ask(CMD.DELETE_USER, u16(uid), onePacket)
}

/** Deletes a user with his fingers by his text id (colour screens). */
export function deleteUserById(talk: Talk, userId: string): Promise<Packet> {
  return talk.ask(CMD.DELETE_USER_BY_ID, idField(userId), onePacket)
}

/** Deletes one finger. Some firmware takes finger 0 for "all of this user". */
export function deleteFinger(talk: Talk, uid: number, finger: number): Promise<Packet> {
  return talk.ask(CMD.DELETE_USERTEMP, Uint8Array.of(...u16(uid), finger), onePacket)
}

/** Deletes one finger by text id (colour screens). */
export function deleteFingerById(talk: Talk, userId: string, finger: number): Promise<Packet> {
  return talk.ask(CMD.DELETE_TEMPLATE_BY_ID, Uint8Array.of(...idField(userId), finger), onePacket)
}

/** Makes the uploaded buffer of users and fingers the terminal's own. */
export function commitBulk(talk: Talk): Promise<Packet> {
  return talk.ask(CMD.BULK_WRITE, Uint8Array.from(BULK_COMMIT), onePacket, { timeoutMs: BULK_PATIENCE_MS, once: true })
}

/** Restarts the terminal. Some answer first, some just go. */
export function sendRestart(talk: Talk, timeoutMs: number): Promise<Packet> {
  return talk.ask(CMD.RESTART, NO_DATA, onePacket, { timeoutMs, once: true })
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8)
}

function idField(userId: string): Uint8Array {
  const field = new Uint8Array(24)
  new TextEncoder().encodeInto(userId, field)
  return field
}
