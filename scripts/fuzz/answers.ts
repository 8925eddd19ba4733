import { AppError } from '../../core/contract/errors.ts'
import type { Random } from '../../core/devices/virtual/random.ts'
import type { Delivery } from '../../core/devices/zkteco/answers.ts'
import { askForData } from '../../core/devices/zkteco/answers.ts'
import { CMD, REPLY } from '../../core/devices/zkteco/commands.ts'
import type { Packet } from '../../core/devices/zkteco/packet.ts'
import type { Talk } from '../../core/devices/zkteco/session.ts'
import { u32Bytes } from '../../core/devices/zkteco/readings.ts'
import { randomBytes } from './stream.ts'
import type { Tally } from './tally.ts'
import { violation } from './tally.ts'

const SESSION = 0x7a11
const CHUNK = 1024
const LONGEST = 5000
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * Answers of many packets that were dropped, doubled, exchanged, cut or made longer on the way, over both transports.
 * What is given out must be the bytes that the terminal meant, however often it has to be asked.
 */
export async function fuzzAnswers(random: Random, frames: number, tally: Tally): Promise<void> {
  while (tally.frames < frames) {
    const truth = randomBytes(random, 1 + random.int(LONGEST))
    const transport = random.pick(['tcp', 'udp'] as const)
    const knowsLength = random.chance(0.7)
    const talk = spoiltLine(random, truth, transport, knowsLength, tally)
    tally.cases += 1
    try {
      const came = await askForData(talk, CMD.TABLE_READ, new Uint8Array(8), {
        log,
        ...(knowsLength && { isWhole: bytes => bytes.length === truth.length }),
      })
      judge(came, truth, knowsLength, tally)
    } catch (error) {
      if (error instanceof Silence || (error instanceof AppError && error.code === 'device_protocol'))
        tally.refused += 1
      else violation(tally, error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
  }
}

/** Nothing more comes: over TCP the line would be closed. */
class Silence extends Error {}

function judge(came: Delivery, truth: Uint8Array, knowsLength: boolean, tally: Tally): void {
  if (came.kind !== 'bytes' || (knowsLength && came.bytes.length !== truth.length)) {
    tally.refused += 1
    return
  }
  if (Buffer.compare(came.bytes, truth) === 0) tally.accepted += 1
  else violation(tally, `wrong bytes taken: ${came.bytes.length} of ${truth.length}`)
}

function spoiltLine(
  random: Random,
  truth: Uint8Array,
  transport: 'tcp' | 'udp',
  knowsLength: boolean,
  tally: Tally,
): Talk {
  return {
    transport,
    session: () => SESSION,
    ask(_command, _data, take, options) {
      const packets = spoilt(answer(truth, random), random, transport, knowsLength)
      tally.frames += packets.length
      try {
        for (const packet of packets) {
          const taken = take(packet)
          if (taken) return Promise.resolve(taken.result)
        }
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)))
      }
      const gap = packets.length > 0 ? options?.onGap : undefined
      return transport === 'udp' && gap ? Promise.resolve(gap()) : Promise.reject(new Silence())
    },
    borrow: (_giveBack, job) => job(),
    setEventTap: () => undefined,
    lost: new Promise(() => undefined),
  }
}

function answer(truth: Uint8Array, random: Random): Packet[] {
  const packet = (command: number, session: number, data: Uint8Array = new Uint8Array(0)): Packet => ({
    command,
    session,
    replyId: 1,
    data,
  })
  if (truth.length <= CHUNK && random.chance(0.5)) return [packet(CMD.DATA, SESSION, truth)]
  const packets = [packet(CMD.PREPARE_DATA, SESSION, u32Bytes(truth.length))]
  let index = 0
  for (let at = 0; at < truth.length; at += CHUNK) {
    packets.push(packet(CMD.DATA, index++, truth.subarray(at, at + CHUNK)))
  }
  return [...packets, packet(REPLY.OK, index - 1)]
}

/**
 * Faults that a terminal or a network can make. Over TCP the beginning of an answer cannot go missing when nothing
 * else tells how long it is: nobody could then tell a part from a whole.
 */
function spoilt(packets: Packet[], random: Random, transport: 'tcp' | 'udp', knowsLength: boolean): Packet[] {
  const spoiltPackets = [...packets]
  const first = transport === 'tcp' && !knowsLength ? 1 : 0
  // Once only: a packet too short beside one as much too long has nothing wrong that anyone could see.
  let resized = packets.length === 1
  for (let faults = random.int(transport === 'udp' ? 5 : 3); faults > 0 && spoiltPackets.length > first; faults--) {
    const at = first + random.int(spoiltPackets.length - first)
    const other = first + random.int(spoiltPackets.length - first)
    const packet = spoiltPackets[at]
    if (!packet) continue
    switch (random.int(transport === 'udp' ? 3 : 6)) {
      case 0:
        spoiltPackets.splice(at, 1)
        break
      case 1:
        spoiltPackets.splice(other, 0, packet)
        break
      case 2:
        spoiltPackets[at] = spoiltPackets[other] ?? packet
        spoiltPackets[other] = packet
        break
      case 3:
      case 4:
        if (!resized) spoiltPackets[at] = { ...packet, data: resize(packet.data, random) }
        resized = true
        break
      default:
        spoiltPackets.splice(at, 0, { ...packet, command: REPLY.ERROR, data: new Uint8Array(0) })
    }
  }
  return spoiltPackets
}

function resize(data: Uint8Array, random: Random): Uint8Array {
  if (random.chance(0.5)) return data.slice(0, random.int(data.length + 1))
  return new Uint8Array(Buffer.concat([data, randomBytes(random, 1 + random.int(9))]))
}
