import { describe, expect, it } from 'vitest'
import { decodeAttlogEvent, encodeAttlogEvent, type AttlogEventLength } from './attlog-event.ts'
import { packTime } from './device-time.ts'
import { decodeLogs } from './log-records.ts'
import { createDeframer, decodePacket, ProtocolError } from './packet.ts'
import {
  decodeFreeSizes,
  decodeUsers,
  encodeFreeSizes,
  encodeLog40,
  encodeUser,
  type LogRecord,
  type UserRecord,
} from './records.ts'
import { encodeTable, rangeRequest, requestedTable, splitTable, tableRequest } from './tables.ts'
import { FRAMES } from './vectors.ts'

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex')

function captured(id: string): Uint8Array {
  const found = FRAMES.find(v => v.id === id)
  const [payload] = createDeframer().push(Buffer.from(found?.hex ?? '', 'hex'))
  return decodePacket(payload ?? new Uint8Array()).data
}

const user: UserRecord = {
  uid: 65_535,
  privilege: 14,
  password: '12345678',
  name: 'Wanjirũ Njoroge',
  card: 4_000_000_001,
  group: 1,
  userId: '100234',
}
const log: LogRecord = {
  uid: 40_000,
  userId: '100234',
  verify: 1,
  state: 255,
  rawTime: packTime({ year: 2026, month: 2, day: 3, hour: 7, minute: 1, second: 2 }),
  workCode: 70_000,
}

describe('user records', () => {
  it('keep every field in 72 bytes, whatever the unused bytes hold', () => {
    for (const fill of [0, 0xa5]) {
      expect(decodeUsers(encodeTable([encodeUser(user, 72, fill)]), 72)).toEqual([user])
    }
  })

  it('keep every field in 28 bytes', () => {
    const small = { ...user, password: '12345', name: 'Achieng' }
    for (const fill of [0, 0xa5]) {
      expect(decodeUsers(encodeTable([encodeUser(small, 28, fill)]), 28)).toEqual([small])
    }
  })

  it('have their fields where the published layout has them', () => {
    const plain = { uid: 2, privilege: 6, password: 'ab', name: 'N', card: 258, group: 1, userId: '77' }
    expect(hex(encodeUser(plain, 72))).toBe(
      `0200066162${'00'.repeat(6)}4e${'00'.repeat(23)}0201000001${'00'.repeat(8)}3737${'00'.repeat(22)}`,
    )
    expect(hex(encodeUser(plain, 28))).toBe(`02000661620000004e${'00'.repeat(7)}02010000000100004d000000`)
  })

  it('cut a long name at a whole letter', () => {
    const long = encodeUser({ ...user, name: `${'a'.repeat(22)}ũx` }, 72)
    expect(decodeUsers(encodeTable([long]), 72)[0]?.name).toBe('a'.repeat(22))
  })

  it('end the longest name with a NUL', () => {
    const longest = { ...user, name: 'a'.repeat(23) }
    expect(decodeUsers(encodeTable([encodeUser(longest, 72, 0xa5)]), 72)).toEqual([longest])
  })

  it('read a name that is not UTF-8 letter by letter', () => {
    const record = encodeUser({ ...user, name: 'Jos?' }, 72)
    record[14] = 0xe9
    expect(decodeUsers(encodeTable([record]), 72)[0]?.name).toBe('José')
  })

  it.each([
    ['a uid over 16 bits', { uid: 65_536 }],
    ['no user id', { userId: '' }],
    ['a user id over 24 bytes', { userId: '1'.repeat(25) }],
    ['a password over 8 bytes', { password: '123456789' }],
    ['a negative card', { card: -1 }],
  ])('refuse %s', (_what, change) => {
    expect(() => encodeUser({ ...user, ...change }, 72)).toThrow(RangeError)
  })

  it('of 28 bytes refuse an id that is no number of 32 bits', () => {
    expect(() => encodeUser({ ...user, password: '', userId: 'A7' }, 28)).toThrow(RangeError)
    expect(() => encodeUser({ ...user, password: '', userId: '4294967296' }, 28)).toThrow(RangeError)
  })
})

describe('log records', () => {
  it('keep every field in 40 bytes, whatever the unused bytes hold', () => {
    for (const fill of [0, 0xa5]) {
      expect(decodeLogs(encodeTable([encodeLog40(log, fill)]), 'tft40')).toEqual([log])
    }
  })

  it('have their fields where the published layout has them', () => {
    const plain = { uid: 3, userId: '77', verify: 15, state: 1, rawTime: 0x01020304, workCode: 9 }
    expect(hex(encodeLog40(plain))).toBe(`03003737${'00'.repeat(22)}0f040302010109000000${'00'.repeat(4)}`)
  })

  it('keep a line of a deleted user, with an empty id too', () => {
    const gone = { ...log, uid: 0, userId: '' }
    expect(decodeLogs(encodeTable([encodeLog40(gone)]), 'tft40')).toEqual([gone])
  })
})

describe('tables', () => {
  const body = encodeTable([encodeLog40(log), encodeLog40(log)])

  it('that do not add up are refused', () => {
    expect(() => decodeLogs(body.subarray(0, 83), 'tft40')).toThrow(ProtocolError)
    expect(() => decodeLogs(body.subarray(0, 2), 'tft40')).toThrow(ProtocolError)
    expect(() => decodeUsers(body, 72)).toThrow(ProtocolError)
  })

  it('of another width than is known are refused', () => {
    expect(() => decodeLogs(body, 'tft49')).toThrow(ProtocolError)
    expect(() => decodeUsers(body, 40)).toThrow(ProtocolError)
  })

  it('without records are four zero bytes', () => {
    expect(encodeTable([])).toEqual(new Uint8Array(4))
    expect(splitTable(new Uint8Array(4), 40)).toEqual([])
  })

  it('are asked for with the published bytes', () => {
    expect(tableRequest('users')).toEqual(captured('B14'))
    expect(hex(tableRequest('logs'))).toBe('010d000000000000000000')
    expect(hex(tableRequest('fingers'))).toBe('0107000200000000000000')
    expect(hex(tableRequest('opLogs'))).toBe('0122000000000000000000')
    expect(rangeRequest(0, 9220)).toEqual(captured('C04'))
    expect(rangeRequest(65_472, 65_472)).toEqual(captured('C06'))
  })

  it('are recognised by their request, exactly', () => {
    expect(requestedTable(tableRequest('logs'))).toBe('logs')
    expect(requestedTable(tableRequest('users'))).toBe('users')
    expect(requestedTable(tableRequest('users').subarray(0, 10))).toBeNull()
    expect(requestedTable(Uint8Array.of(...tableRequest('users'), 0))).toBeNull()
    expect(requestedTable(new Uint8Array(11))).toBeNull()
  })
})

describe('sizes', () => {
  const sizes = {
    users: 600,
    fingers: 601,
    logs: 3000,
    opLogs: 17,
    admins: 2,
    passwords: 3,
    fingerCapacity: 3000,
    userCapacity: 1000,
    logCapacity: 100_000,
  }

  it('are read from a captured reply', () => {
    expect(decodeFreeSizes(captured('B16'))).toEqual({
      users: 2,
      fingers: 0,
      logs: 0,
      opLogs: 7,
      admins: 0,
      passwords: 0,
      fingerCapacity: 500,
      userCapacity: 500,
      logCapacity: 50_000,
    })
  })

  it('come in 80 and 92 bytes, whatever the unused bytes hold', () => {
    for (const length of [80, 92] as const) {
      expect(encodeFreeSizes(sizes, length, 0xa5)).toHaveLength(length)
      expect(decodeFreeSizes(encodeFreeSizes(sizes, length, 0xa5))).toEqual(sizes)
    }
  })

  it('are read as far as a short reply goes', () => {
    const reply = encodeFreeSizes(sizes, 80)
    expect(decodeFreeSizes(reply.subarray(0, 36))).toMatchObject({ users: 600, logs: 3000, opLogs: 0, logCapacity: 0 })
    expect(() => decodeFreeSizes(reply.subarray(0, 35))).toThrow(ProtocolError)
  })

  it('below zero are refused', () => {
    const reply = encodeFreeSizes(sizes, 80)
    reply[19] = 0xff
    expect(() => decodeFreeSizes(reply)).toThrow(ProtocolError)
  })
})

describe('live punches', () => {
  it('are read from a captured event', () => {
    expect(decodeAttlogEvent(captured('A15'))).toEqual([
      {
        uid: 0,
        userId: '999111333',
        verify: 1,
        state: 0,
        rawTime: packTime({ year: 2018, month: 6, day: 25, hour: 17, minute: 41, second: 5 }),
        workCode: 0,
      },
    ])
  })

  it.each([
    [10, { uid: 40_000, userId: '' }],
    [12, { uid: 0, userId: '100234' }],
    [14, { uid: 40_000, userId: '' }],
    [32, { uid: 0, userId: '100234' }],
    [36, { uid: 0, userId: '100234' }],
    [37, { uid: 0, userId: '100234' }],
    [52, { uid: 0, userId: '100234' }],
  ] as readonly [AttlogEventLength, Partial<LogRecord>][])('of %i bytes agree with the log line', (length, who) => {
    for (const fill of [0, 0xa5]) {
      const data = encodeAttlogEvent(log, length, fill)
      expect(data).toHaveLength(length)
      expect(decodeAttlogEvent(data)).toEqual([{ ...log, ...who, workCode: 0 }])
    }
  })

  it('of 10 bytes leave out the flags in the high half of the state', () => {
    const data = encodeAttlogEvent({ ...log, state: 0x71 }, 10)
    expect(decodeAttlogEvent(data)?.[0]?.state).toBe(1)
  })

  it('are all read when an event holds several', () => {
    const two = Buffer.concat([encodeAttlogEvent(log, 52), encodeAttlogEvent({ ...log, userId: '5' }, 52)])
    expect(decodeAttlogEvent(two)?.map(punch => punch.userId)).toEqual(['100234', '5'])
  })

  it('of any other length are handed back as unknown, never thrown', () => {
    const unknown = Array.from({ length: 200 }, (_, length) => length).filter(
      length => ![10, 12, 14, 32, 36, 37, 52].includes(length),
    )
    for (const length of unknown) expect(decodeAttlogEvent(new Uint8Array(length).fill(0xa5)), `${length}`).toBeNull()
  })

  it('of 12 bytes cannot carry a text id', () => {
    expect(() => encodeAttlogEvent({ ...log, userId: 'A7' }, 12)).toThrow(RangeError)
  })
})
