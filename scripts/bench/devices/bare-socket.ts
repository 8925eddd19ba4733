import { connect } from 'node:net'
import { CMD } from '../../../core/devices/zkteco/commands.ts'
import { encodePacket, frame } from '../../../core/devices/zkteco/packet.ts'
import { rangeRequest, tableRequest } from '../../../core/devices/zkteco/tables.ts'
import type { Read } from './read.ts'

const RANGE_BYTES = 65_472
const LINE_OF_LOG = 40
/** TCP prefix and header of a packet. */
const OVERHEAD = 16
/** Answer to a range: PREPARE_DATA with two numbers, DATA, ACK_OK. */
const AROUND_RANGE = 3 * OVERHEAD + 8
/** Answer to a table request: ACK_OK with 13 bytes. */
const PREPARED = OVERHEAD + 13

/**
 * Asks for the log in the same pieces as the driver and only counts the bytes that come: nothing is put together, checked or
 * understood. It relies on a virtual terminal that sends a range in one packet.
 */
export async function readBare(host: string, port: number): Promise<{ readonly read: () => Promise<Read> }> {
  const socket = connect({ host, port, noDelay: true })
  let session = 0
  let replyId = 0
  let missing = 0
  let last: Buffer = Buffer.alloc(0)
  let arrived: () => void = () => undefined
  socket.on('data', chunk => {
    missing -= chunk.length
    last = chunk
    if (missing <= 0) arrived()
  })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))

  function ask(command: number, data: Uint8Array, answerBytes: number): Promise<void> {
    missing = answerBytes
    return new Promise(resolve => {
      arrived = resolve
      socket.write(frame(encodePacket({ command, session, replyId: replyId++, data })))
    })
  }

  const nothing = new Uint8Array(0)
  await ask(CMD.CONNECT, nothing, OVERHEAD)
  session = last.readUInt16LE(12)
  return {
    async read() {
      const startedAt = performance.now()
      await ask(CMD.TABLE_REQUEST, tableRequest('logs'), PREPARED)
      const prepareSeconds = (performance.now() - startedAt) / 1000
      const size = last.readUInt32LE(last.length - 12)
      for (let offset = 0; offset < size; offset += RANGE_BYTES) {
        const length = Math.min(RANGE_BYTES, size - offset)
        await ask(CMD.TABLE_READ, rangeRequest(offset, length), AROUND_RANGE + length)
      }
      await ask(CMD.FREE_DATA, nothing, OVERHEAD)
      return { returned: Math.floor(size / LINE_OF_LOG), error: null, keys: () => [], prepareSeconds }
    },
  }
}
