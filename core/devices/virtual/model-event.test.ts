import { describe, expect, it } from 'vitest'
import { encodeModelEvent, type ModelEvent } from './model-event.ts'

const enrolled = { kind: 'enrolled', uid: 0x0203, userId: '1003', finger: 6, size: 0x0450 } as const

describe('what a terminal tells', () => {
  it.each<readonly [string, ModelEvent, number, string]>([
    ['a finger on the sensor', { kind: 'finger_seen' }, 2, ''],
    ['a good sample', { kind: 'score', score: 100 }, 256, '64'],
    ['a bad sample', { kind: 'score', score: 0 }, 256, '00'],
    ['whose finger it is', { kind: 'verified', uid: 0x0203 }, 128, '0302000001'],
    ['a finger of nobody', { kind: 'verified', uid: null }, 128, 'ffffffff01'],
    ['a failed enrollment', { kind: 'enroll_failed', result: 5 }, 8, '0500'],
    ['an enrolled finger', enrolled, 8, '00005004313030330000000000' + '06'],
    ['anything', { kind: 'raw', bit: 512, data: Uint8Array.of(0x37, 0, 0, 0) }, 512, '37000000'],
  ])('has the bytes of the protocol notes: %s', (_what, event, bit, hex) => {
    const bytes = encodeModelEvent(event, { textIds: true, pinWidth: 9 })
    expect([bytes.bit, Buffer.from(bytes.data).toString('hex')]).toEqual([bit, hex])
  })

  it('names the enrolled by uid where ids are numbers', () => {
    const { data } = encodeModelEvent(enrolled, { textIds: false, pinWidth: 9 })
    expect(Buffer.from(data).toString('hex')).toBe('00005004030206')
  })
})
