/** The bytes that arrived cannot be what the protocol allows. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError'
}

/** The stream is framed as newer firmware frames its encrypted protocol, which is not published. */
export class SecuredStreamError extends ProtocolError {
  override readonly name = 'SecuredStreamError'
}

/** One message without its TCP prefix. `session` holds other things in some replies (chunk index, event bit, state). */
export type Packet = {
  readonly command: number
  readonly session: number
  readonly replyId: number
  readonly data: Uint8Array
}

/** Bytes before `data` in a payload: command, checksum, session, reply id (four u16). */
export const HEADER_LENGTH = 8
/** Bytes of the TCP prefix: 50 50 82 7d, then the payload length as u32. */
export const PREFIX_LENGTH = 8
const START = [0x50, 0x50, 0x82, 0x7d] as const
const SECURED_START = [0x50, 0x50, 0x83, 0x7c] as const
const MAX_PAYLOAD = 1024 * 1024
const CHECKSUM_OFFSET = 2

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The same bytes without what a Buffer does otherwise: its `slice` does not copy. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Checksum of a payload: the 16-bit words added up with the carries folded in, then inverted (as in RFC 1071). The
 * checksum field itself counts as 0 whatever it holds; an odd last byte counts as a word with high byte 0.
 */
export function checksum(payload: Uint8Array): number {
  const words = view(payload)
  const { length } = payload
  let sum = (payload[0] ?? 0) | ((payload[1] ?? 0) << 8)
  let at = 2 * CHECKSUM_OFFSET
  // Two words at a time: whole tables pass through here.
  for (; at + 4 <= length; at += 4) {
    const pair = words.getUint32(at, true)
    sum += (pair & 0xffff) + (pair >>> 16)
  }
  for (; at < length; at += 2) sum += (payload[at] ?? 0) | ((payload[at + 1] ?? 0) << 8)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** Payload (header and data, checksum filled in) of a packet. Header fields are u16. */
export function encodePacket(packet: Packet): Uint8Array {
  const payload = new Uint8Array(HEADER_LENGTH + packet.data.length)
  const header = view(payload)
  header.setUint16(0, packet.command, true)
  header.setUint16(4, packet.session, true)
  header.setUint16(6, packet.replyId, true)
  payload.set(packet.data, HEADER_LENGTH)
  header.setUint16(CHECKSUM_OFFSET, checksum(payload), true)
  return payload
}

/**
 * Packet of a payload; `data` is a view into it.
 * @throws ProtocolError when the payload is shorter than its header or the checksum is wrong. 0x0000 and 0xffff are
 * the same checksum: which of them appears depends on how the sender folds carries.
 */
export function decodePacket(payload: Uint8Array): Packet {
  if (payload.length < HEADER_LENGTH) throw new ProtocolError(`packet of ${payload.length} bytes is too short`)
  const header = view(payload)
  const sent = header.getUint16(CHECKSUM_OFFSET, true)
  const expected = checksum(payload)
  if (sent % 0xffff !== expected % 0xffff) {
    throw new ProtocolError(`checksum is 0x${sent.toString(16)}, expected 0x${expected.toString(16)}`)
  }
  return {
    command: header.getUint16(0, true),
    session: header.getUint16(4, true),
    replyId: header.getUint16(6, true),
    data: payload.subarray(HEADER_LENGTH),
  }
}

/** Puts the TCP prefix before a payload. */
export function frame(payload: Uint8Array): Uint8Array {
  const framed = new Uint8Array(PREFIX_LENGTH + payload.length)
  framed.set(START)
  view(framed).setUint32(4, payload.length, true)
  framed.set(payload, PREFIX_LENGTH)
  return framed
}

function isBeginOf(bytes: Uint8Array, whole: readonly number[]): boolean {
  return bytes.every((byte, i) => byte === whole[i])
}

/**
 * Cuts a TCP stream into payloads. `push` takes the next bytes, however the network cut them, and returns the payloads
 * that are now complete, in order. One that came in a single piece is a view into it.
 * @throws ProtocolError from `push` on other start bytes than 50 50 82 7d, or a length under 8 or over 1 MiB;
 * SecuredStreamError on the start bytes 50 50 83 7c. The stream cannot be trusted after that: close it.
 */
export function createDeframer(): { push(chunk: Uint8Array): Uint8Array[] } {
  const prefix = new Uint8Array(PREFIX_LENGTH)
  let prefixFilled = 0
  /** Length of the payload that is being read; 0 while its prefix is. */
  let expected = 0
  /** The payload, when it has to be put together from several chunks. */
  let parts: Uint8Array | null = null
  let filled = 0

  function takePrefix(chunk: Uint8Array): number {
    const part = chunk.subarray(0, PREFIX_LENGTH - prefixFilled)
    prefix.set(part, prefixFilled)
    prefixFilled += part.length
    const start = prefix.subarray(0, Math.min(prefixFilled, START.length))
    if (!isBeginOf(start, START)) {
      if (!isBeginOf(start, SECURED_START)) throw new ProtocolError('the stream does not start with 50 50 82 7d')
      // Three bytes may still be a garbled start of the usual kind.
      if (start.length === SECURED_START.length) throw new SecuredStreamError('the stream starts with 50 50 83 7c')
    }
    if (prefixFilled === PREFIX_LENGTH) {
      const length = view(prefix).getUint32(4, true)
      if (length < HEADER_LENGTH || length > MAX_PAYLOAD)
        throw new ProtocolError(`message length ${length} is impossible`)
      expected = length
      prefixFilled = 0
    }
    return part.length
  }

  function takePayload(rest: Uint8Array, complete: Uint8Array[]): number {
    if (!parts && rest.length >= expected) {
      complete.push(rest.subarray(0, expected))
      const taken = expected
      expected = 0
      return taken
    }
    parts ??= new Uint8Array(expected)
    const part = rest.subarray(0, expected - filled)
    parts.set(part, filled)
    filled += part.length
    if (filled === expected) {
      complete.push(parts)
      parts = null
      filled = 0
      expected = 0
    }
    return part.length
  }

  return {
    push(chunk) {
      const bytes = plain(chunk)
      const complete: Uint8Array[] = []
      for (let at = 0; at < bytes.length;) {
        const rest = bytes.subarray(at)
        at += expected === 0 ? takePrefix(rest) : takePayload(rest, complete)
      }
      return complete
    },
  }
}
