import { describe, expect, it } from 'vitest'
import { ProtocolError } from './packet.ts'
import { encodeTable } from './tables.ts'
import { bulkBytes, decodeTemplates, encodeBulk } from './template-records.ts'

const entry = (uid: number, finger: number, flag: number, template: readonly number[]) =>
  Uint8Array.of(template.length + 6, 0, uid & 0xff, uid >> 8, finger, flag, ...template)

describe('the table of templates', () => {
  const body = encodeTable([entry(300, 5, 1, [1, 2, 3]), entry(2, 0, 3, [9])])

  it('is walked from entry to entry', () => {
    expect(decodeTemplates(body)).toEqual([
      { uid: 300, finger: 5, flag: 1, template: Uint8Array.of(1, 2, 3) },
      { uid: 2, finger: 0, flag: 3, template: Uint8Array.of(9) },
    ])
    expect(decodeTemplates(new Uint8Array(4))).toEqual([])
  })

  it('gives bytes that stay when the table is gone', () => {
    const own = body.slice()
    const [first] = decodeTemplates(own)
    own.fill(0)
    expect(first?.template).toEqual(Uint8Array.of(1, 2, 3))
  })

  const wrong: [string, Uint8Array][] = [
    ['an entry beyond the end', encodeTable([entry(1, 5, 1, [1, 2, 3]).with(0, 10)])],
    ['an entry without a template', encodeTable([entry(1, 5, 1, [])])],
    ['an entry too short to be one', encodeTable([entry(1, 5, 1, [1]), Uint8Array.of(7, 0)])],
    ['a finger that nobody has', encodeTable([entry(1, 10, 1, [1])])],
    ['the same finger twice', encodeTable([entry(1, 5, 1, [1]), entry(1, 5, 1, [2])])],
    ['another total', body.subarray(0, body.length - 1)],
    ['no header', new Uint8Array(3)],
  ]
  it.each(wrong)('with %s is refused', (_, spoilt) => {
    expect(() => decodeTemplates(spoilt)).toThrow(ProtocolError)
  })
})

describe('a bulk buffer', () => {
  it('has three blocks as published', () => {
    const items = [
      { uid: 0x0102, record: Uint8Array.of(0xaa, 0xbb), fingers: [{ finger: 6, template: Uint8Array.of(1, 2, 3) }] },
      { uid: 3, record: Uint8Array.of(0xcc, 0xdd), fingers: [{ finger: 0, template: Uint8Array.of(4) }] },
    ]
    const buffer = encodeBulk(items)
    expect(Buffer.from(buffer).toString('hex')).toBe(
      '06000000' +
        '10000000' +
        '08000000' +
        '02aabb02ccdd' +
        '0202011600000000' +
        '0203001005000000' +
        '0300010203' +
        '010004',
    )
    expect(items.reduce((sum, item) => sum + bulkBytes(item), 12)).toBe(buffer.length)
  })

  it('can hold users without fingers', () => {
    expect(encodeBulk([{ uid: 1, record: new Uint8Array(72), fingers: [] }])).toHaveLength(12 + 73)
  })
})
