import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePacket, frame } from './packet.ts'
import { tcpRequest, udpRequest } from './requests.ts'
import { FRAMES } from './vectors.ts'

const packets = fc.record({
  command: fc.integer({ min: 0, max: 0xffff }),
  session: fc.integer({ min: 0, max: 0xffff }),
  replyId: fc.integer({ min: 0, max: 65_534 }),
  data: fc.uint8Array({ maxLength: 1100 }),
})

describe("requests made with node-zklib's header functions", () => {
  it('are byte for byte what the published rules give', () => {
    fc.assert(
      fc.property(packets, packet => {
        const ours = encodePacket(packet)
        const sent = new Uint8Array(udpRequest(packet))
        expect(new Uint8Array(tcpRequest(packet))).toEqual(frame(sent))
        // 0 and 65535 are the same checksum; which of them comes depends on how carries are folded.
        const checksums = [ours, sent].map(bytes => (bytes[2] ?? 0) + 256 * (bytes[3] ?? 0)).map(sum => sum % 0xffff)
        expect(checksums[0]).toBe(checksums[1])
        expect(sent.with(2, 0).with(3, 0)).toEqual(ours.with(2, 0).with(3, 0))
      }),
    )
  })

  it('include the captured ones', () => {
    const connect = FRAMES.find(({ id }) => id === 'B02')
    const packet = { command: 1000, session: 0, replyId: 0, data: new Uint8Array(0) }
    expect(Buffer.from(tcpRequest(packet)).toString('hex')).toBe(connect?.hex)
  })
})
