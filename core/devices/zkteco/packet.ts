/** The bytes that arrived cannot be what the protocol allows. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
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
const MAX_PAYLOAD = 1024 * 1024
const CHECKSUM_OFFSET = 2

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Checksum of a payload: the 16-bit words added up with the carries folded in, then inverted (as in RFC 1071). The
 * checksum field itself counts as 0 whatever it holds; an odd last byte counts as a word with high byte 0.
 */
export function checksum(payload: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < payload.length; i += 2) {
    if (i === CHECKSUM_OFFSET) continue
    sum += (payload[i] ?? 0) | ((payload[i + 1] ?? 0) << 8)
  }
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

/**
 * Cuts a TCP stream into payloads. `push` takes the next bytes, however the network cut them, and returns the payloads
 * that are now complete, in order.
 * @throws ProtocolError from `push` on other start bytes than 50 50 82 7d, or a length under 8 or over 1 MiB. The
 * stream cannot be trusted after that: close it.
 */
export function createDeframer(): { push(chunk: Uint8Array): Uint8Array[] } {
  const prefix = new Uint8Array(PREFIX_LENGTH)
  let prefixFilled = 0
  let payload: Uint8Array | null = null
  let payloadFilled = 0

  function takePrefix(chunk: Uint8Array): number {
    const part = chunk.subarray(0, PREFIX_LENGTH - prefixFilled)
    prefix.set(part, prefixFilled)
    prefixFilled += part.length
    START.forEach((byte, i) => {
      if (i < prefixFilled && prefix[i] !== byte) throw new ProtocolError('the stream does not start with 50 50 82 7d')
    })
    if (prefixFilled === PREFIX_LENGTH) {
      const length = view(prefix).getUint32(4, true)
      if (length < HEADER_LENGTH || length > MAX_PAYLOAD)
        throw new ProtocolError(`message length ${length} is impossible`)
      payload = new Uint8Array(length)
      payloadFilled = 0
      prefixFilled = 0
    }
    return part.length
  }

  return {
    push(chunk) {
      const complete: Uint8Array[] = []
      let at = 0
      while (at < chunk.length) {
        if (!payload) {
          at += takePrefix(chunk.subarray(at))
          continue
        }
        const part = chunk.subarray(at, at + payload.length - payloadFilled)
        payload.set(part, payloadFilled)
        payloadFilled += part.length
        at += part.length
        if (payloadFilled === payload.length) {
          complete.push(payload)
          payload = null
        }
      }
      return complete
    },
  }
}
