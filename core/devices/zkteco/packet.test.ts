import { describe, expect, it } from 'vitest'
import {
  checksum,
  createDeframer,
  decodePacket,
  encodePacket,
  frame,
  PREFIX_LENGTH,
  ProtocolError,
  SecuredStreamError,
  type Packet,
} from './packet.ts'
import { CHECKSUMS, FRAMES } from './vectors.ts'

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')
const isFramed = (text: string): boolean => text.startsWith('5050827d')

function packet(data: number[], replyId = 1): Packet {
  return { command: 2000, session: 0x1234, replyId, data: Uint8Array.from(data) }
}

describe('captured frames', () => {
  it.each(FRAMES)('decodes and encodes $id', v => {
    const payload = isFramed(v.hex) ? createDeframer().push(bytes(v.hex))[0] : bytes(v.hex)
    expect(payload).toBeDefined()
    const decoded = decodePacket(payload ?? new Uint8Array())
    expect(decoded).toMatchObject({ command: v.command, session: v.session, replyId: v.replyId })
    expect(decoded.data).toHaveLength(v.length)
    expect(checksum(payload ?? new Uint8Array())).toBe(v.checksum)
    const encoded = encodePacket(decoded)
    expect(hex(isFramed(v.hex) ? frame(encoded) : encoded)).toBe(v.hex)
  })

  it.each(CHECKSUMS)('has the checksum of %s', (payload, expected) => {
    expect(checksum(bytes(payload))).toBe(expected)
  })

  it('arrive whole however the stream is cut, also inside the prefix and several at once', () => {
    const framed = FRAMES.filter(v => isFramed(v.hex))
    const stream = bytes(framed.map(v => v.hex).join(''))
    for (const size of [1, 3, 7, 8, 9, 64, stream.length]) {
      const deframer = createDeframer()
      const payloads: string[] = []
      for (let at = 0; at < stream.length; at += size) {
        payloads.push(...deframer.push(stream.subarray(at, at + size)).map(hex))
      }
      expect(payloads).toEqual(framed.map(v => v.hex.slice(2 * PREFIX_LENGTH)))
    }
  })
})

describe('a packet', () => {
  it('is refused when any single bit of it changed', () => {
    const payload = encodePacket(packet([1, 2, 3]))
    for (let bit = 0; bit < payload.length * 8; bit++) {
      const damaged = Uint8Array.from(payload)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => decodePacket(damaged), `bit ${bit}`).toThrow(ProtocolError)
    }
  })

  it('is refused when it is shorter than its header', () => {
    expect(() => decodePacket(new Uint8Array(7))).toThrow(ProtocolError)
  })

  it('is accepted with the checksum 0x0000 and 0xffff alike, because senders fold carries differently', () => {
    const zero = encodePacket({ command: 0xffff, session: 0, replyId: 0, data: new Uint8Array() })
    expect(hex(zero)).toBe('ffff000000000000')
    expect(decodePacket(zero).command).toBe(0xffff)
    expect(decodePacket(bytes('ffffffff00000000')).command).toBe(0xffff)
  })

  it('counts an odd last byte as a word of its own', () => {
    expect(decodePacket(encodePacket(packet([9]))).data).toEqual(Uint8Array.of(9))
    expect(checksum(bytes('d007296af38d0a0009'))).toBe(checksum(bytes('d007296af38d0a000900')))
  })

  it('decodes from the middle of a larger buffer', () => {
    const payload = encodePacket(packet([5, 6, 7, 8]))
    const larger = new Uint8Array(payload.length + 5).fill(0xee)
    larger.set(payload, 3)
    expect(decodePacket(larger.subarray(3, 3 + payload.length))).toEqual(packet([5, 6, 7, 8]))
  })
})

describe('the stream', () => {
  it.each([
    ['another start', '5050847b08000000'],
    ['a start that is half the usual and half the encrypted one', '5050837d08000000'],
    ['a start that is wrong in its first byte', '00'],
    ['a length under 8', '5050827d07000000'],
    ['a length over 1 MiB', '5050827d01001000'],
  ])('is refused at %s', (_what, text) => {
    expect(() => createDeframer().push(bytes(text))).toThrow(ProtocolError)
  })

  it('of the encrypted protocol is named as such, however its start is cut', () => {
    for (const size of [1, 2, 3, 4, 8]) {
      const deframer = createDeframer()
      const start = bytes('5050837c20000000')
      const pushAll = () => {
        for (let at = 0; at < start.length; at += size) deframer.push(start.subarray(at, at + size))
      }
      expect(pushAll, `pieces of ${size}`).toThrow(SecuredStreamError)
    }
  })

  it('carries a payload of exactly 1 MiB', () => {
    const payload = encodePacket(packet(Array.from({ length: 1024 * 1024 - 8 }, (_, i) => i & 0xff)))
    expect(createDeframer().push(frame(payload))).toEqual([payload])
  })

  it('reads the length as 32 bits', () => {
    const payload = encodePacket({ ...packet([]), data: new Uint8Array(70_000) })
    const framed = frame(payload)
    expect(hex(framed.subarray(4, 8))).toBe('78110100')
    expect(createDeframer().push(framed)[0]).toHaveLength(70_008)
  })
})
