import { describe, expect, it } from 'vitest'
import { encodeLogLine } from '../virtual/log-layout.ts'
import { chooseLogLayout } from './log-form.ts'
import { decodeLogs, decodePunches, LOG_WIDTHS, type LogLayoutName } from './log-records.ts'
import { ProtocolError } from './packet.ts'
import type { LogRecord } from './records.ts'
import { recordWidths } from './read-table.ts'
import { encodeTable } from './tables.ts'

const TEXT = ['tft40', 'tft49', 'wl22'] as const
const NUMBER = ['bw16', 'bw8', 'zem8'] as const
const START = 803_977_200
const DEAD_BATTERY = 4000

function lines(count: number): LogRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    uid: 1 + ((i * 7) % 40),
    userId: String(1001 + ((i * 7) % 40)),
    verify: 1,
    state: i % 5 === 0 ? 1 : 0,
    rawTime: START + i * 61,
    workCode: 0,
  }))
}

function table(logs: readonly LogRecord[], layout: LogLayoutName): Uint8Array {
  return encodeTable(logs.map(log => encodeLogLine(log, layout, 0xa5)))
}

function choose(body: Uint8Array, count: number): LogLayoutName {
  const widths = recordWidths('logs', body.length - 4, { before: count, after: count }, LOG_WIDTHS)
  return chooseLogLayout(body, widths, 2027)
}

describe('the form of a log table', () => {
  it.each([...TEXT, ...NUMBER])('%s is found among all forms', layout => {
    for (const count of [1, 2, 12, 400]) expect(choose(table(lines(count), layout), count)).toBe(layout)
  })

  it.each([...TEXT, ...NUMBER])('%s is refused when it begins a few bytes off somewhere', layout => {
    const body = table(lines(60), layout)
    const width = (body.length - 4) / 60
    for (let by = 1; by < width; by++) {
      const spoilt = body.slice()
      spoilt.copyWithin(4 + 5 * width, 4 + 5 * width + by)
      expect(() => choose(spoilt, 60), `${by} bytes off`).toThrow(ProtocolError)
    }
  })

  it('is refused when ids and times of four digits would pass for one another', () => {
    // Fifteen bytes less in the empty part of an id: the next line's id stands where the time should be.
    const logs = lines(60).map((log, i) => ({ ...log, uid: 300 + log.uid, userId: String(1001 + (i % 5)) }))
    const body = encodeTable(logs.map(log => encodeLogLine(log, 'tft40', 0)))
    body.copyWithin(4 + 40 * 5 + 8, 4 + 40 * 5 + 8 + 15)
    expect(() => choose(body, 60)).toThrow(ProtocolError)
  })

  it('keeps people without an id, whatever is left of it', () => {
    const body = table(lines(60), 'tft40')
    for (const line of [3, 4, 5, 20, 30, 31]) body[4 + 40 * line + 2] = 0
    expect(choose(body, 60)).toBe('tft40')
  })

  it('is refused when the last byte of times would pass for an id, and nothing for a time', () => {
    const logs = lines(60).map(log => ({ ...log, state: 0, rawTime: log.rawTime - 2e8 }))
    const body = encodeTable(logs.map(log => encodeLogLine(log, 'tft40', 0)))
    body.copyWithin(4 + 40 * 20 + 7, 4 + 40 * 20 + 7 + 28)
    expect(() => choose(body, 60)).toThrow(ProtocolError)
  })

  it('outlives a damaged line, but not two in a row', () => {
    const body = table(lines(200), 'tft40')
    body.fill(0x07, 4 + 40 * 50, 4 + 40 * 51)
    expect(choose(body, 200)).toBe('tft40')
    body.fill(0x07, 4 + 40 * 51, 4 + 40 * 52)
    expect(() => choose(body, 200)).toThrow(ProtocolError)
  })

  it.each([...TEXT, ...NUMBER])('%s keeps lines of a clock that lost its battery', layout => {
    const logs = lines(60).map((log, i) => (i >= 40 && i < 60 ? { ...log, rawTime: DEAD_BATTERY + i } : log))
    expect(choose(table(logs, layout), 60)).toBe(layout)
  })

  it('of text ids does not depend on the clock at all', () => {
    const logs = lines(60).map((log, i) => ({ ...log, rawTime: DEAD_BATTERY + i }))
    expect(choose(table(logs, 'tft40'), 60)).toBe('tft40')
  })

  it('has state and verification in the order of the manual unless only the other can be', () => {
    expect(choose(table(lines(9), 'bw16'), 9)).toBe('bw16')
    const faces = lines(9).map(log => ({ ...log, verify: 15 }))
    expect(choose(table(faces, 'bw16swapped'), 9)).toBe('bw16swapped')
    const noKey = lines(9).map(log => ({ ...log, state: 255 }))
    expect(choose(table(noKey, 'bw16swapped'), 9)).toBe('bw16swapped')
    expect(choose(table(noKey, 'bw16'), 9)).toBe('bw16')
  })

  it('is refused when it could be two', () => {
    const body = table(lines(60), 'zem8')
    expect(chooseLogLayout(body, [8], 2027)).toBe('zem8')
    expect(() => chooseLogLayout(body, [16, 8], 2027)).toThrow('bw16 and as zem8')
  })
})

describe('log lines', () => {
  const all = [...TEXT, ...NUMBER, 'bw16swapped'] as const
  it.each(all)('of the form %s hold what was written', layout => {
    const logs = lines(30)
    const hasUid = layout !== 'bw16' && layout !== 'bw16swapped'
    const hasId = layout !== 'bw8' && layout !== 'zem8'
    expect(decodeLogs(table(logs, layout), layout)).toEqual(
      logs.map(log => ({ ...log, uid: hasUid ? log.uid : 0, userId: hasId ? log.userId : '' })),
    )
  })

  it('keep an id exactly: zeros in front, letters, the longest', () => {
    const ids = ['007', '0', 'A-17', '123456789', '1234567890', '123456789012345678901234', '']
    const logs = ids.map((userId, i) => ({ ...(lines(1)[0] ?? fail()), userId, rawTime: START + i }))
    expect(decodeLogs(table(logs, 'tft40'), 'tft40').map(log => log.userId)).toEqual(ids)
  })

  it('that tell the uid only get the id of that user, or a name that nobody has', () => {
    const { punches, unnamed } = decodePunches(table(lines(2), 'bw8'), 'bw8', new Map([[1, '4711']]))
    expect(unnamed).toBe(true)
    expect(punches.map(({ uid, userId }) => ({ uid, userId }))).toEqual([
      { uid: 1, userId: '4711' },
      { uid: 8, userId: '#8' },
    ])
  })
})

function fail(): never {
  throw new Error('not in this test')
}
