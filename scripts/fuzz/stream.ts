import type { Random } from '../../core/devices/virtual/random.ts'
import { decodeAttlogEvent } from '../../core/devices/zkteco/attlog-event.ts'
import { CMD, EF, REPLY } from '../../core/devices/zkteco/commands.ts'
import { enrollNews } from '../../core/devices/zkteco/enroll-records.ts'
import { createDeframer, decodePacket, encodePacket, frame, ProtocolError } from '../../core/devices/zkteco/packet.ts'
import type { Tally } from './tally.ts'
import { guarded, violation } from './tally.ts'

const COMMANDS = [CMD.DATA, CMD.PREPARE_DATA, REPLY.OK, REPLY.ERROR, REPLY.UNAUTH, CMD.REG_EVENT, CMD.CONNECT, 4989]
const EVENTS = [EF.ATTLOG, EF.FINGER, EF.ENROLL_FINGER, EF.FINGER_SCORE, EF.VERIFY, 0x4000]
const EVENT_LENGTHS = [0, 1, 2, 7, 10, 12, 14, 32, 36, 37, 52, 64, 104]
const LONGEST_STREAM = 12

export function randomBytes(random: Random, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = random.int(256)
  return bytes
}

function randomPacket(random: Random) {
  const command = random.pick(COMMANDS)
  const isEvent = command === CMD.REG_EVENT
  const length = isEvent ? random.pick(EVENT_LENGTHS) : random.chance(0.9) ? random.int(48) : random.int(2048)
  return {
    command,
    session: isEvent ? random.pick(EVENTS) : random.int(0x10000),
    replyId: random.int(0x10000),
    data: randomBytes(random, length),
  }
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

const splice = (bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]))

const MUTATIONS: readonly Mutation[] = [
  bytes => bytes,
  (bytes, random) => {
    const mutated = bytes.slice()
    for (let flips = 1 + random.int(3); flips > 0; flips--) {
      const at = random.int(mutated.length)
      mutated[at] = (mutated[at] ?? 0) ^ (1 << random.int(8))
    }
    return mutated
  },
  (bytes, random) => splice(bytes, random.int(bytes.length), 0, randomBytes(random, 1 + random.int(20))),
  (bytes, random) => splice(bytes, random.int(bytes.length), 1 + random.int(20), new Uint8Array(0)),
  (bytes, random) => bytes.slice(0, random.int(bytes.length)),
  (bytes, random) => {
    const at = random.int(bytes.length)
    return splice(bytes, random.int(bytes.length), 0, bytes.slice(at, at + random.int(64)))
  },
  // The length in a prefix: the first one, since where the others are depends on it.
  (bytes, random) => splice(bytes, 4, 4, randomBytes(random, 4)),
  (bytes, random) => splice(bytes, 4, 1, Uint8Array.of(random.int(256))),
]

/**
 * Mutated streams, cut anywhere, through the deframer and the packet decoder, and what comes out of it through the
 * event decoders. They must agree with a plain reading of the whole stream, whatever happens to it.
 */
export function fuzzStreams(random: Random, frames: number, tally: Tally): void {
  while (tally.frames < frames) {
    const packets = Array.from({ length: 1 + random.int(LONGEST_STREAM) }, () => randomPacket(random))
    const stream = new Uint8Array(Buffer.concat(packets.map(packet => frame(encodePacket(packet)))))
    const mutated = random.pick(MUTATIONS)(stream, random)
    tally.frames += packets.length
    tally.cases += 1
    guarded(
      tally,
      () => Buffer.from(mutated).toString('hex'),
      () => compare(mutated, random, tally),
    )
  }
}

function compare(stream: Uint8Array, random: Random, tally: Tally): void {
  const expected = readPlainly(stream)
  const payloads: Uint8Array[] = []
  let isBroken = false
  const deframer = createDeframer()
  try {
    for (let at = 0; at < stream.length;) {
      const length = random.chance(0.3) ? 1 + random.int(4) : 1 + random.int(400)
      // A copy of its own, as from a socket.
      payloads.push(...deframer.push(stream.slice(at, at + length)))
      at += length
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    isBroken = true
  }
  // What lay whole in the piece that broke the stream goes with it.
  const isPrefix = payloads.length <= expected.payloads.length
  if (isBroken !== expected.isBroken || !isPrefix || (!isBroken && payloads.length !== expected.payloads.length)) {
    violation(tally, `stream cut differently: ${Buffer.from(stream).toString('hex')}`)
  }
  for (const [i, payload] of payloads.entries()) {
    if (Buffer.compare(payload, expected.payloads[i] ?? new Uint8Array(0)) !== 0) {
      violation(tally, `payload ${i} differs: ${Buffer.from(stream).toString('hex')}`)
    }
    check(payload, tally)
  }
  if (isBroken) tally.refused += 1
}

function check(payload: Uint8Array, tally: Tally): void {
  const isGood = payload.length >= 8 && isRightChecksum(Buffer.from(payload))
  try {
    const packet = decodePacket(payload)
    if (!isGood) violation(tally, `spoilt packet taken: ${Buffer.from(payload).toString('hex')}`)
    tally.accepted += 1
    if (packet.command !== CMD.REG_EVENT) return
    const punches = decodeAttlogEvent(packet.data)
    if (punches?.some(({ rawTime }) => !Number.isInteger(rawTime) || rawTime < 0)) {
      violation(tally, `event with no time: ${Buffer.from(payload).toString('hex')}`)
    }
    enrollNews(packet)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    if (isGood) violation(tally, `good packet refused: ${Buffer.from(payload).toString('hex')}`)
    tally.refused += 1
  }
}

/** The stream read in one go by the rules of the notes, with nothing in common with the driver's way. */
function readPlainly(stream: Uint8Array): { readonly payloads: Buffer[]; readonly isBroken: boolean } {
  const payloads: Buffer[] = []
  const bytes = Buffer.from(stream)
  let at = 0
  for (;;) {
    const start = bytes.subarray(at, at + 4)
    if (!Buffer.from([0x50, 0x50, 0x82, 0x7d]).subarray(0, start.length).equals(start))
      return { payloads, isBroken: true }
    if (at + 8 > bytes.length) return { payloads, isBroken: false }
    const length = bytes.readUInt32LE(at + 4)
    if (length < 8 || length > 1_048_576) return { payloads, isBroken: true }
    if (at + 8 + length > bytes.length) return { payloads, isBroken: false }
    payloads.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
}

/** The checksum by remainders instead of carries: the way other programs work it out. */
function isRightChecksum(payload: Buffer): boolean {
  let sum = 0
  for (let i = 0; i < payload.length; i += 2) {
    if (i === 2) continue
    sum += i + 1 < payload.length ? payload.readUInt16LE(i) : (payload[i] ?? 0)
  }
  return (sum + payload.readUInt16LE(2)) % 0xffff === 0
}
