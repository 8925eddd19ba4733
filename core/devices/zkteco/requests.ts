import { createTCPHeader, createUDPHeader } from 'node-zklib/utils.js'
import type { Packet } from './packet.ts'

/** node-zklib's functions send the id after the one they are given, counting modulo 65535. */
const idBefore = (replyId: number): number => (replyId + 65_534) % 65_535

/** A request as it goes over TCP. Its data must stay under 65528 bytes, as every request's does: node-zklib writes a length of u16. */
export function tcpRequest({ command, session, replyId, data }: Packet): Uint8Array {
  return createTCPHeader(command, session, idBefore(replyId), data)
}

/** A request as it goes over UDP. */
export function udpRequest({ command, session, replyId, data }: Packet): Uint8Array {
  return createUDPHeader(command, session, idBefore(replyId), data)
}
