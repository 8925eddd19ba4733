import { describe, expect, it } from 'vitest'
import { CMD, REPLY } from '../zkteco/commands.ts'
import { encodeUser } from '../zkteco/records.ts'
import { splitTable } from '../zkteco/tables.ts'
import { u16, u32, u32Bytes } from './bytes.ts'
import { generateUsers } from './generate.ts'
import type { StoredFinger } from './fingers.ts'
import { makeTemplate } from './templates.ts'
import { createTerminal, type Terminal } from './terminal.ts'
import type { TestClient } from './test-client.ts'
import { logIn, readTable, receiveBytes, SEVEN, startTerminal } from '../../testing/test-terminal.ts'

const BULK_ORDER = Uint8Array.of(12, 0, 0, 0, 0, 0, 8, 0)

const slot = (uid: number, finger: number): Uint8Array => Uint8Array.of(uid & 0xff, uid >> 8, finger)

function bytesOf(...parts: readonly (Uint8Array | number)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map(part => (typeof part === 'number' ? Uint8Array.of(part) : part))))
}

const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8)

/** The entries of a table of fingers, walked by their sizes. */
function fingersOf(body: Uint8Array): StoredFinger[] {
  expect(u32(body, 0)).toBe(body.length - 4)
  const fingers: StoredFinger[] = []
  for (let at = 4; at < body.length; at += u16(body, at)) {
    const entry = body.subarray(at, at + u16(body, at))
    fingers.push({
      uid: u16(entry, 2),
      finger: entry[4] ?? 0,
      flag: entry[5] ?? 0,
      template: new Uint8Array(entry.subarray(6)),
    })
  }
  return fingers
}

async function upload(client: TestClient, bytes: Uint8Array): Promise<void> {
  expect((await client.ask(CMD.PREPARE_DATA, u32Bytes(bytes.length))).command).toBe(REPLY.OK)
  for (let at = 0; at < bytes.length; at += 1024) {
    expect((await client.ask(CMD.DATA, bytes.subarray(at, at + 1024))).command).toBe(REPLY.OK)
  }
}

/** A buffer of users and fingers, laid out by hand as section 11.4 of the protocol notes has it. */
function bulkBuffer(records: readonly Uint8Array[], fingers: readonly StoredFinger[]): Uint8Array {
  const users = bytesOf(...records.flatMap(record => [2, record]))
  let offset = 0
  const entries: Uint8Array[] = []
  for (const { uid, finger, template } of fingers) {
    entries.push(bytesOf(2, word(uid), 0x10 + finger, u32Bytes(offset)))
    offset += 2 + template.length
  }
  const table = bytesOf(...entries)
  const templates = bytesOf(...fingers.flatMap(({ template }) => [word(template.length), template]))
  return bytesOf(u32Bytes(users.length, table.length, templates.length), users, table, templates)
}

const newUser = (uid: number) => ({
  uid,
  privilege: 0,
  password: '',
  name: `Child ${uid % 10}`,
  card: 0,
  group: 1,
  userId: String(5000 + uid),
})

describe('templates', () => {
  it.each(['9', '10'] as const)('of version %s are as long as real ones and the same for the same seed', version => {
    const make = (seed: number, finger: number) => makeTemplate(version, seed, { uid: 4, finger })
    expect(make(1, 5)).toEqual(make(1, 5))
    expect(make(1, 5)).not.toEqual(make(1, 6))
    expect(make(1, 5)).not.toEqual(make(2, 5))
    const lengths = Array.from({ length: 200 }, (_, i) => make(i, 5).length)
    const [shortest, longest] = version === '9' ? [540, 602] : [1000, 1600]
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(shortest)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(longest)
    expect(new Set(lengths).size).toBeGreaterThan(20)
  })

  it('are all read in one table', async () => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    expect(fingersOf(await readTable(client, 'fingers'))).toEqual(terminal.fingers())
    expect(terminal.fingers()).toHaveLength(12)
  })

  it('come directly on old firmware', async () => {
    const { served, terminal } = await startTerminal({}, { tableRequests: false, packetSize: 1008 })
    const client = await logIn(served)
    const body = await receiveBytes(client, await client.ask(CMD.DB_RRQ, Uint8Array.of(2)))
    expect(fingersOf(body)).toEqual(terminal.fingers())
    expect((await client.ask(CMD.DB_RRQ, Uint8Array.of(3))).command).toBe(REPLY.ERROR)
  })

  it.each(['9', '10'] as const)(
    'of version %s are read one by one, with the flag behind them or alone',
    async version => {
      const { served, terminal } = await startTerminal({ templateVersion: version })
      const client = await logIn(served)
      for (const { uid, finger, flag, template } of terminal.fingers()) {
        const request = slot(uid, finger)
        const withFlag = await receiveBytes(client, await client.ask(CMD.USERTEMP_EX_RRQ, request))
        expect(withFlag).toEqual(bytesOf(template, flag))
        expect(await receiveBytes(client, await client.ask(CMD.USERTEMP_RRQ, request))).toEqual(template)
      }
    },
  )

  it('that are not there are refused', async () => {
    const { served } = await startTerminal()
    const client = await logIn(served)
    expect((await client.ask(CMD.USERTEMP_EX_RRQ, slot(1, 0))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.USERTEMP_EX_RRQ, Uint8Array.of(1, 0))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.USERTEMP_RRQ, slot(1, 0))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.DELETE_USERTEMP, slot(1, 0))).command).toBe(REPLY.ERROR)
  })

  it('are counted in the sizes', async () => {
    const { terminal } = await startTerminal({ fingerCapacity: 13 })
    expect(terminal.counts()).toMatchObject({ fingers: 12, fingerCapacity: 13 })
    const template = Uint8Array.of(1)
    expect(terminal.putFinger({ uid: 2, finger: 0, flag: 1, template })).toBe(true)
    expect(terminal.putFinger({ uid: 2, finger: 1, flag: 1, template })).toBe(false)
    expect(terminal.counts().fingers).toBe(13)
  })
})

describe('one template', () => {
  const flag = 3
  const keep = (uid: number, finger: number, size: number): Uint8Array => bytesOf(slot(uid, finger), flag, word(size))

  it('is uploaded piece by piece and kept byte for byte', async () => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    const template = makeTemplate('10', 99, { uid: 2, finger: 0 })
    await upload(client, template)
    expect((await client.ask(CMD.CHECKSUM_BUFFER)).data).toHaveLength(4)
    expect((await client.ask(CMD.TMP_WRITE, keep(2, 0, template.length))).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.FREE_DATA)).command).toBe(REPLY.OK)
    expect(terminal.finger(2, 0)).toEqual({ uid: 2, finger: 0, flag, template })
    expect((await client.ask(CMD.TMP_WRITE, keep(2, 1, template.length))).command).toBe(REPLY.ERROR)
  })

  it.each([
    ['of another size than uploaded', 2, 0, 1001],
    ['of a user who is not there', 999, 0, 1000],
    ['for a slot that is taken', 1, 5, 1000],
    ['for an eleventh finger', 2, 10, 1000],
  ])('is refused when %s', async (_what, uid, finger, size) => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    const before = terminal.fingers()
    await upload(client, new Uint8Array(1000).fill(7))
    expect((await client.ask(CMD.TMP_WRITE, keep(uid, finger, size))).command).toBe(REPLY.ERROR)
    expect(terminal.fingers()).toEqual(before)
  })

  it('is refused when it is longer than its version can be', async () => {
    const { served } = await startTerminal({ templateVersion: '9' })
    const client = await logIn(served)
    await upload(client, new Uint8Array(603).fill(7))
    expect((await client.ask(CMD.TMP_WRITE, keep(2, 0, 603))).command).toBe(REPLY.ERROR)
    await upload(client, new Uint8Array(602).fill(7))
    expect((await client.ask(CMD.TMP_WRITE, keep(2, 0, 602))).command).toBe(REPLY.OK)
  })

  it('cannot be uploaded past what was announced, in large pieces, or half', async () => {
    const { served } = await startTerminal({}, { uploadLimit: 5000 })
    const client = await logIn(served)
    expect((await client.ask(CMD.DATA, new Uint8Array(10))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.PREPARE_DATA, u32Bytes(0))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.PREPARE_DATA, u32Bytes(5001))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.PREPARE_DATA, u32Bytes(1500))).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.DATA, new Uint8Array(1025))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.DATA, new Uint8Array(1024))).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.CHECKSUM_BUFFER)).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.TMP_WRITE, keep(2, 0, 1024))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.DATA, new Uint8Array(477))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.DATA, new Uint8Array(476))).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.CHECKSUM_BUFFER)).command).toBe(REPLY.OK)
  })

  it('is written in one packet on firmware of the 9.0 days', async () => {
    const { served, terminal } = await startTerminal({ family: 'bw' })
    const client = await logIn(served)
    const template = makeTemplate('9', 99, { uid: 2, finger: 0 })
    const entry = bytesOf(word(template.length), word(2), 0, 1, template)
    expect((await client.ask(10, entry)).command).toBe(REPLY.OK)
    expect(terminal.finger(2, 0)?.template).toEqual(template)
    expect((await client.ask(10, entry)).command).toBe(REPLY.ERROR)
  })

  it('is deleted by uid, and by user id where ids are text', async () => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    expect((await client.ask(CMD.DELETE_USERTEMP, slot(1, 5))).command).toBe(REPLY.OK)
    const byId = new Uint8Array(25)
    byId.set(Buffer.from('1001'))
    byId[24] = 6
    expect((await client.ask(CMD.DELETE_TEMPLATE_BY_ID, byId)).command).toBe(REPLY.OK)
    expect((await client.ask(CMD.DELETE_TEMPLATE_BY_ID, byId)).command).toBe(REPLY.ERROR)
    expect(terminal.fingers()).toHaveLength(10)
    const numbers = await logIn((await startTerminal({ family: 'bw' })).served)
    expect((await numbers.ask(CMD.DELETE_TEMPLATE_BY_ID, byId)).command).toBe(REPLY.UNKNOWN)
  })

  it('number 0 stands for all fingers on some firmware', async () => {
    for (const fingerZeroMeansAll of [true, false]) {
      const { served, terminal } = await startTerminal({ fingerZeroMeansAll })
      const { command } = await (await logIn(served)).ask(CMD.DELETE_USERTEMP, slot(1, 0))
      expect(command).toBe(fingerZeroMeansAll ? REPLY.OK : REPLY.ERROR)
      expect(terminal.fingers()).toHaveLength(fingerZeroMeansAll ? 10 : 12)
    }
  })

  it('goes with its user', async () => {
    const { served, terminal } = await startTerminal()
    await (await logIn(served)).ask(CMD.DELETE_USER, word(1))
    expect(terminal.finger(1, 5)).toBeUndefined()
    expect(terminal.fingers()).toHaveLength(10)
  })
})

describe('a bulk write', () => {
  const people = [newUser(500), newUser(501), newUser(40_000)]

  function fingersFor(version: '9' | '10'): StoredFinger[] {
    return people.flatMap(({ uid }) =>
      [0, 9].map(finger => ({ uid, finger, flag: 1, template: makeTemplate(version, 5, { uid, finger }) })),
    )
  }

  it.each([
    ['tft', 72, '10'],
    ['bw', 28, '9'],
  ] as const)('puts users and fingers on a terminal, byte for byte (%s)', async (family, width, version) => {
    const { served, terminal, lines } = await startTerminal({ family, users: [] }, { bulkMs: 30 })
    const client = await logIn(served)
    const fingers = fingersFor(version)
    await client.ask(CMD.FREE_DATA)
    await upload(
      client,
      bulkBuffer(
        people.map(user => encodeUser(user, width)),
        fingers,
      ),
    )
    const startedAt = performance.now()
    expect((await client.ask(CMD.BULK_WRITE, BULK_ORDER)).command).toBe(REPLY.OK)
    expect(performance.now() - startedAt).toBeGreaterThan(25)
    expect((await client.ask(CMD.REFRESH_DATA)).command).toBe(REPLY.OK)
    expect(terminal.users()).toEqual(people)
    expect(terminal.fingers()).toEqual(fingers)
    expect(fingersOf(await readTable(client, 'fingers'))).toEqual(fingers)
    expect(lines).toContainEqual(expect.objectContaining({ what: 'bulk-written', users: 3, fingers: 6 }))
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another count of bytes', Uint8Array.of(12, 0, 0, 0, 0, 0, 8)],
    ['one byte changed', Uint8Array.of(12, 0, 0, 0, 0, 0, 9, 0)],
    ['one byte more', bytesOf(BULK_ORDER, 0)],
    ['what node-zklib would send', u32Bytes(0)],
  ])('is refused as the firmware update it would be with %s', async (_what, order) => {
    const { served, terminal, lines } = await startTerminal({ users: [] })
    const client = await logIn(served)
    await upload(client, bulkBuffer([encodeUser(newUser(500), 72)], []))
    expect((await client.ask(CMD.BULK_WRITE, order)).command).toBe(REPLY.ERROR)
    expect(terminal.users()).toEqual([])
    expect(lines).toContainEqual(expect.objectContaining({ what: 'firmware-update-refused' }))
  })

  const user = encodeUser(newUser(500), 72)
  const finger = { uid: 500, finger: 0, flag: 1, template: new Uint8Array(20).fill(9) }
  const good = bulkBuffer([user], [finger])
  const changed = (at: number, byte: number): Uint8Array => {
    const bytes = good.slice()
    bytes[at] = byte
    return bytes
  }
  const TABLE_AT = 12 + 73

  it.each([
    ['users of another width', bulkBuffer([encodeUser(newUser(500), 28)], [])],
    ['lengths that do not add up', bytesOf(good, 0)],
    ['no header', new Uint8Array(11)],
    ['another operation for the user', changed(12, 1)],
    ['another kind of table entry', changed(TABLE_AT, 1)],
    ['a finger number without its base', changed(TABLE_AT + 3, 5)],
    ['an eleventh finger', changed(TABLE_AT + 3, 0x1a)],
    ['an offset outside the templates', changed(TABLE_AT + 4, 21)],
    ['a template longer than the block', changed(TABLE_AT + 8, 21)],
    ['table entries of 11 bytes', bytesOf(u32Bytes(0, 11, 22), new Uint8Array(11), word(20), finger.template)],
    ['a finger of nobody', bulkBuffer([], [finger])],
    ['a user without an id', bulkBuffer([new Uint8Array(72)], [])],
  ])('is refused with %s', async (_what, buffer) => {
    const { served, terminal } = await startTerminal({ users: [] })
    const client = await logIn(served)
    await upload(client, buffer)
    expect((await client.ask(CMD.BULK_WRITE, BULK_ORDER)).command).toBe(REPLY.ERROR)
    expect(terminal.fingers()).toEqual([])
  })

  it('needs the whole buffer', async () => {
    const { served, terminal } = await startTerminal({ users: [] })
    const client = await logIn(served)
    expect((await client.ask(CMD.BULK_WRITE, BULK_ORDER)).command).toBe(REPLY.ERROR)
    await client.ask(CMD.PREPARE_DATA, u32Bytes(good.length))
    await client.ask(CMD.DATA, good.subarray(0, 50))
    expect((await client.ask(CMD.BULK_WRITE, BULK_ORDER)).command).toBe(REPLY.ERROR)
    await client.ask(CMD.DATA, good.subarray(50))
    expect((await client.ask(CMD.BULK_WRITE, BULK_ORDER)).command).toBe(REPLY.OK)
    expect(terminal.fingers()).toEqual([finger])
  })
})

describe('clearing', () => {
  async function cleared(data: Uint8Array): Promise<{ terminal: Terminal; command: number }> {
    const { served, terminal } = await startTerminal()
    const { command } = await (await logIn(served)).ask(CMD.CLEAR_DATA, data)
    return { terminal, command }
  }
  const counts = ({ terminal }: { terminal: Terminal }) => {
    const { users, fingers, logs } = terminal.counts()
    return { users, fingers, logs }
  }

  it('takes the one table it names, or all without a name', async () => {
    expect(counts(await cleared(Uint8Array.of(1)))).toEqual({ users: 40, fingers: 12, logs: 0 })
    expect(counts(await cleared(Uint8Array.of(2)))).toEqual({ users: 40, fingers: 0, logs: 200 })
    expect(counts(await cleared(Uint8Array.of(5)))).toEqual({ users: 0, fingers: 0, logs: 200 })
    expect(counts(await cleared(new Uint8Array()))).toEqual({ users: 0, fingers: 0, logs: 0 })
    expect((await cleared(Uint8Array.of(4))).terminal.operations()).toEqual([])
  })

  it('is refused for a table that does not exist', async () => {
    for (const data of [Uint8Array.of(3), Uint8Array.of(0x31), Uint8Array.of(1, 0)]) {
      const { terminal, command } = await cleared(data)
      expect(command).toBe(REPLY.ERROR)
      expect(terminal.counts()).toMatchObject({ users: 40, fingers: 12, logs: 200 })
    }
  })

  it('can be of the administrators, who become users', async () => {
    const { served, terminal } = await startTerminal()
    expect(terminal.counts().admins).toBe(1)
    await (await logIn(served)).ask(CMD.CLEAR_ADMIN)
    expect(terminal.counts()).toMatchObject({ admins: 0, users: 40 })
  })
})

describe('the operation log', () => {
  it('has what was done, in records of 16 bytes, and can be cleared', async () => {
    const { served, terminal } = await startTerminal()
    const client = await logIn(served)
    await client.ask(CMD.DELETE_USERTEMP, slot(1, 5))
    await client.ask(CMD.DELETE_USER, word(2))
    const records = splitTable(await readTable(client, 'opLogs'), 16)
    expect(records.map(record => [record[2], u16(record, 8)])).toEqual([
      [0, 0],
      [10, 1],
      [9, 2],
    ])
    expect(records.every(record => record[3] === 0xa5 && u32(record, 4) === terminal.operations()[0]?.rawTime)).toBe(
      true,
    )
    expect(terminal.counts().opLogs).toBe(3)
    await client.ask(CMD.CLEAR_OPLOG)
    expect(terminal.operations()).toEqual([])
  })
})

describe('a terminal', () => {
  it('is not made with fingers it cannot hold', () => {
    const users = generateUsers(1, 1)
    const template = new Uint8Array(603).fill(1)
    const make = (uid: number, version: '9' | '10') => () =>
      createTerminal({
        serial: 'T',
        clock: () => SEVEN,
        users,
        templateVersion: version,
        fingers: [{ uid, finger: 0, flag: 1, template }],
      })
    expect(make(1, '10')).not.toThrow()
    expect(make(1, '9')).toThrow(RangeError)
    expect(make(2, '10')).toThrow(RangeError)
  })
})
