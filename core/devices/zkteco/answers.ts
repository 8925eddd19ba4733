import { AppError } from '../../contract/errors.ts'
import type { Log } from '../../ports.ts'
import { CMD, REPLY } from './commands.ts'
import type { Take } from './exchange.ts'
import type { Packet } from './packet.ts'
import type { Talk } from './session.ts'

/**
 * What came for a request: all its bytes, too few, too many or disordered ones, or another answer than data.
 * `isLonely`: datagrams are missing or there never were more; it cannot be told.
 */
export type Delivery =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly isLonely?: boolean }
  | { readonly kind: 'mismatch'; readonly announced: number; readonly received: number }
  | { readonly kind: 'other'; readonly answer: Packet; readonly isLonely?: boolean }

/** No terminal holds more; a larger size is a garbled answer. */
export const MAX_TABLE_BYTES = 64 * 1024 * 1024
/** An answer that came short, long or disordered is asked for again this often. */
export const RETRIES = 3

type Chunk = { readonly number: number; readonly data: Uint8Array }
type Collector = { readonly take: Take<Delivery>; readonly onGap: () => Delivery }

/**
 * Collects an answer that may be data: one DATA packet, or PREPARE_DATA (u32 bytes coming) with DATA packets and a
 * closing ACK_OK, all of which are needed. How the data is cut, and the packet size announced, mean nothing.
 */
function collector(): Collector {
  let parts: { readonly announced: number; readonly chunks: Chunk[]; received: number } | null = null

  function take(packet: Packet): { readonly result: Delivery } | null {
    if (!parts) {
      if (packet.command === CMD.DATA) return { result: { kind: 'bytes', bytes: packet.data } }
      if (packet.command !== CMD.PREPARE_DATA) return { result: { kind: 'other', answer: packet } }
      parts = { announced: announcedBytes(packet), chunks: [], received: 0 }
      return null
    }
    if (packet.command === CMD.DATA) {
      parts.received += packet.data.length
      // Bytes beyond the announcement are counted, not kept.
      if (parts.received <= parts.announced) parts.chunks.push({ number: packet.session, data: packet.data })
      return null
    }
    if (packet.command !== REPLY.OK) return { result: { kind: 'other', answer: packet } }
    return { result: assembled(parts.announced, parts.chunks, parts.received) }
  }

  return { take, onGap: () => assembled(parts?.announced ?? 0, [], parts?.received ?? 0) }
}

/**
 * As `collector`, for datagrams, of which each may be lost, come twice or overtake the others: whatever could be a
 * part of more is kept until all is there or nothing has come for a while.
 */
function datagramCollector(session: number, isWhole: ((bytes: Uint8Array) => boolean) | undefined): Collector {
  const chunks: Chunk[] = []
  let received = 0
  let announced: number | null = null
  let closing: Packet | null = null

  function take(packet: Packet): { readonly result: Delivery } | null {
    if (packet.command === CMD.DATA) {
      const isAlone = announced === null && closing === null && chunks.length === 0
      // Parts are numbered; an answer in one packet carries the session there.
      if (isAlone && (isWhole ? isWhole(packet.data) : packet.session === session)) {
        return { result: { kind: 'bytes', bytes: packet.data } }
      }
      if (!chunks.some(one => one.number === packet.session && Buffer.compare(one.data, packet.data) === 0)) {
        chunks.push({ number: packet.session, data: packet.data })
        received += packet.data.length
      }
    } else if (packet.command === CMD.PREPARE_DATA) {
      announced = announcedBytes(packet)
    } else if (packet.command === REPLY.OK && packet.data.length === 0) {
      closing = packet
    } else {
      return { result: { kind: 'other', answer: packet } }
    }
    return announced !== null && closing && received >= announced
      ? { result: assembled(announced, chunks, received) }
      : null
  }

  function onGap(): Delivery {
    const [only] = chunks
    if (announced === null && closing === null && only && chunks.length === 1) {
      return { kind: 'bytes', bytes: only.data, isLonely: true }
    }
    if (announced === null && closing !== null && chunks.length === 0) {
      return { kind: 'other', answer: closing, isLonely: true }
    }
    return { kind: 'mismatch', announced: announced ?? 0, received }
  }

  return { take, onGap }
}

function announcedBytes({ data }: Packet): number {
  if (data.length < 4) throw new AppError('device_protocol', { reason: 'prepare_data_without_size' })
  const announced = u32At(data, 0)
  if (announced > MAX_TABLE_BYTES) throw new AppError('device_protocol', { reason: 'impossible_size', announced })
  return announced
}

function assembled(announced: number, chunks: readonly Chunk[], received: number): Delivery {
  const ordered = received === announced ? inOrder(chunks) : null
  return ordered ? { kind: 'bytes', bytes: joined(ordered, announced) } : { kind: 'mismatch', announced, received }
}

/**
 * The chunks in the order of their numbers. Terminals number the DATA packets of an answer in the session field (seen
 * in captures), and datagrams may overtake each other; some put the same value everywhere, which says nothing.
 * Null when the numbers tell that one is missing or came twice.
 */
function inOrder(chunks: readonly Chunk[]): readonly Chunk[] | null {
  const first = chunks[0]?.number ?? 0
  if (chunks.every((chunk, i) => chunk.number === first + i)) return chunks
  if (chunks.every(chunk => chunk.number === first)) return chunks
  const sorted = [...chunks].sort((a, b) => a.number - b.number)
  const lowest = sorted[0]?.number ?? 0
  return sorted.every((chunk, i) => chunk.number === lowest + i) ? sorted : null
}

function joined(chunks: readonly Chunk[], length: number): Uint8Array {
  const [only] = chunks
  if (only && chunks.length === 1) return only.data
  const bytes = new Uint8Array(length)
  let at = 0
  for (const { data } of chunks) {
    bytes.set(data, at)
    at += data.length
  }
  return bytes
}

/**
 * Asks for data, again when it came wrong or `isWhole` is not satisfied; without that word, a lonely datagram is
 * believed only when it comes twice. The last answer is given as it is.
 */
export async function askForData(
  talk: Talk,
  command: number,
  data: Uint8Array,
  how: { readonly timeoutMs?: number; readonly log: Log; readonly isWhole?: (bytes: Uint8Array) => boolean },
): Promise<Delivery> {
  const { isWhole } = how
  let before: Delivery | null = null
  for (let attempt = 0; ; attempt++) {
    const { take, onGap } = talk.transport === 'udp' ? datagramCollector(talk.session(), isWhole) : collector()
    const came = await talk.ask(command, data, take, {
      onGap,
      ...(how.timeoutMs !== undefined && { timeoutMs: how.timeoutMs }),
    })
    if (came.kind !== 'mismatch' && isBelievable(came, before, isWhole)) return came
    const received = came.kind === 'bytes' ? came.bytes.length : came.kind === 'mismatch' ? came.received : 0
    if (attempt >= RETRIES)
      return came.kind === 'mismatch' || isWhole ? came : { kind: 'mismatch', announced: 0, received }
    how.log.warn('answer of a terminal came wrong', { command, received, attempt })
    before = came
  }
}

function isBelievable(
  came: Exclude<Delivery, { kind: 'mismatch' }>,
  before: Delivery | null,
  isWhole: ((bytes: Uint8Array) => boolean) | undefined,
): boolean {
  if (came.kind === 'bytes' && isWhole) return isWhole(came.bytes)
  if (!came.isLonely) return true
  if (came.kind === 'bytes') return before?.kind === 'bytes' && Buffer.compare(before.bytes, came.bytes) === 0
  return before?.kind === 'other'
}

function u32At(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true)
}
