import { describe, expect, it } from 'vitest'
import { encodeLogTable } from '../virtual/log-layout.ts'
import { decodeLogs } from './log-records.ts'
import { ProtocolError } from './packet.ts'
import type { LogRecord } from './records.ts'
import { withLongLines } from './zem-lines.ts'

const START = 803_977_200

function linesAt(...seconds: number[]): LogRecord[] {
  return seconds.map((second, i) => ({
    uid: 1 + (i % 300),
    userId: '',
    verify: 1,
    state: i % 2,
    rawTime: START + second,
    workCode: 0,
  }))
}

function table(logs: readonly LogRecord[]): Uint8Array {
  return encodeLogTable(logs, 'zemShort')
}

const counted = (count: number) => ({ before: count, after: count })

/** A table of bytes as they are. */
function raw(hex: string): Uint8Array {
  const lines = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const body = new Uint8Array(4 + lines.length)
  new DataView(body.buffer).setUint32(0, lines.length, true)
  body.set(lines, 4)
  return body
}

describe('a log of long and short lines', () => {
  const morning = linesAt(0, 3, 3, 9, 40, 41, 300, 777, 1023, 1024, 1030, 1031, 1040, 90_000, 90_002)

  it('is rewritten with long lines only, each with its time', () => {
    const body = table(morning)
    expect(body).toHaveLength(4 + 3 * 8 + 12 * 4)
    const longer = withLongLines(body, counted(morning.length))
    expect(decodeLogs(longer ?? body, 'zem8')).toEqual(morning)
  })

  it('may begin anew at an earlier time: a clock was set', () => {
    const logs = linesAt(5000, 5003, 5004, 5007, 100, 103, 104, 107)
    expect(decodeLogs(withLongLines(table(logs), counted(8)) ?? fail(), 'zem8')).toEqual(logs)
  })

  it('is read with the bits of the seconds in the order that makes them go forward', () => {
    // Seconds 255 and 260: the upper two bits in the third byte.
    const upperFirst = raw('0100 28 00 f0b7eb2f 0200 08 ff 0300 48 04')
    const longer = withLongLines(upperFirst, counted(3)) ?? fail()
    expect(decodeLogs(longer, 'zem8').map(log => log.rawTime - START)).toEqual([0, 255, 260])
  })

  it('is refused when both orders would do', () => {
    expect(() => withLongLines(raw('0100 28 00 f0b7eb2f 0200 48 04'), counted(2))).toThrow('in two ways')
  })

  it('is refused when its times go back and forth in either order', () => {
    const body = raw('0100 28 00 f0b7eb2f 0200 c8 ff 0300 08 01')
    expect(() => withLongLines(body, counted(3))).toThrow(ProtocolError)
  })

  it('is refused when a long line falls among the short ones before it', () => {
    const body = table(linesAt(0, 3, 9, 40, 1023))
    const lines = raw(Buffer.concat([body.subarray(4), table(linesAt(500)).subarray(4)]).toString('hex'))
    expect(() => withLongLines(lines, counted(6))).toThrow('back and forth')
  })

  it('is refused when there are fewer lines than counted, or more', () => {
    expect(() => withLongLines(table(morning), counted(morning.length + 1))).toThrow(ProtocolError)
    expect(() => withLongLines(table(morning), counted(morning.length - 1))).toThrow(ProtocolError)
    expect(withLongLines(table(morning), { before: morning.length - 1, after: morning.length })).not.toBeNull()
  })

  it('is refused when its header says another length', () => {
    const body = table(morning)
    body[0] = (body[0] ?? 0) + 4
    expect(() => withLongLines(body, counted(morning.length))).toThrow(ProtocolError)
  })

  it('is none when there are eight bytes for each line, or it begins or ends in the middle of one', () => {
    expect(withLongLines(table(linesAt(0, 5000)), counted(2))).toBeNull()
    const body = table(morning)
    expect(withLongLines(raw(Buffer.from(body.subarray(12)).toString('hex')), counted(14))).toBeNull()
    expect(withLongLines(raw(Buffer.from(body.subarray(4, -2)).toString('hex')), counted(15))).toBeNull()
  })
})

function fail(): never {
  throw new Error('not in this test')
}
