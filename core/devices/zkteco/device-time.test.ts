import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packTime, packTime6, unpackTime, unpackTime6 } from './device-time.ts'
import { PACKED_TIMES } from './vectors.ts'

describe('terminal time', () => {
  it.each(PACKED_TIMES)(
    '%i-%i-%i %i:%i:%i is packed as published',
    (year, month, day, hour, minute, second, raw, hex) => {
      const wall = { year, month, day, hour, minute, second }
      expect(packTime(wall)).toBe(raw)
      expect(unpackTime(raw)).toEqual({ wall, valid: true, raw })
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(raw)
      expect(bytes.toString('hex')).toBe(hex)
    },
  )

  it('keeps a day that does not exist, marked, with its value', () => {
    const time = unpackTime(808_819_200)
    expect(time).toEqual({
      wall: { year: 2025, month: 2, day: 31, hour: 8, minute: 0, second: 0 },
      valid: false,
      raw: 808_819_200,
    })
    expect(packTime(time.wall)).toBe(808_819_200)
  })

  it('knows leap days', () => {
    expect(unpackTime(packTime({ year: 2024, month: 2, day: 29, hour: 0, minute: 0, second: 0 })).valid).toBe(true)
    expect(unpackTime(packTime({ year: 2025, month: 2, day: 29, hour: 0, minute: 0, second: 0 })).valid).toBe(false)
  })

  it('has the same value in an event and in the log, for every time there is', () => {
    const writable = fc.record({
      year: fc.integer({ min: 2000, max: 2132 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
      second: fc.integer({ min: 0, max: 59 }),
    })
    fc.assert(
      fc.property(writable, wall => {
        expect(unpackTime6(packTime6(wall))).toEqual(unpackTime(packTime(wall)))
        expect(unpackTime(packTime(wall)).wall).toEqual(wall)
      }),
    )
  })

  it('reads any 32 bits and any 6 bytes without throwing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), raw => {
        expect(unpackTime(raw).raw).toBe(raw)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), bytes => {
        const { raw } = unpackTime6(bytes)
        expect(Number.isInteger(raw) && raw >= 0 && raw <= 0xffff_ffff).toBe(true)
      }),
    )
  })

  it('reads the six bytes of a captured event', () => {
    expect(unpackTime6(Uint8Array.of(0x12, 0x06, 0x19, 0x11, 0x29, 0x05))).toEqual(unpackTime(594_063_665))
  })

  it('marks six bytes that are no time', () => {
    expect(unpackTime6(Uint8Array.of(25, 13, 1, 0, 0, 0)).valid).toBe(false)
    expect(unpackTime6(Uint8Array.of(25, 1, 0, 0, 0, 0)).valid).toBe(false)
    expect(unpackTime6(Uint8Array.of(25, 1, 1, 24, 0, 0)).valid).toBe(false)
    expect(() => unpackTime6(Uint8Array.of(25, 1, 1, 24, 0))).toThrow(RangeError)
  })

  it.each([
    { year: 1999, month: 1, day: 1, hour: 0, minute: 0, second: 0 },
    { year: 2026, month: 13, day: 1, hour: 0, minute: 0, second: 0 },
    { year: 2026, month: 1, day: 0, hour: 0, minute: 0, second: 0 },
    { year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 60 },
    { year: 2026, month: 1, day: 1, hour: 7.5, minute: 0, second: 0 },
  ])('refuses to pack $year-$month-$day $hour:$minute:$second', wall => {
    expect(() => packTime(wall)).toThrow(RangeError)
    expect(() => packTime6(wall)).toThrow(RangeError)
  })
})
