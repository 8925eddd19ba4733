import { describe, expect, it } from 'vitest'
import { scrambleCommKey } from './comm-key.ts'
import { COMM_KEYS } from './vectors.ts'

describe('the communication key', () => {
  it.each(COMM_KEYS)('%i in session %i with tick %i becomes the known bytes', (key, session, tick, expected) => {
    expect(Buffer.from(scrambleCommKey(key, session, tick)).toString('hex')).toBe(expected)
  })

  it('uses tick 50 unless told otherwise', () => {
    expect(scrambleCommKey(12, 0x45cf)).toEqual(scrambleCommKey(12, 0x45cf, 50))
  })
})
