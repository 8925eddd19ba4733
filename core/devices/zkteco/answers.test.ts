import { describe, expect, it } from 'vitest'
import { askForData } from './answers.ts'
import { CMD, REPLY } from './commands.ts'
import type { Packet } from './packet.ts'
import { u32Bytes } from './readings.ts'
import type { Talk } from './session.ts'

const SESSION = 77
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const bytes = (...values: number[]) => Uint8Array.from(values)
const packet = (command: number, session: number, data: Uint8Array = bytes()): Packet => ({
  command,
  session,
  replyId: 1,
  data,
})
const prepare = (size: number) => packet(CMD.PREPARE_DATA, SESSION, u32Bytes(size))
const data = (number: number, ...values: number[]) => packet(CMD.DATA, number, bytes(...values))
const closing = packet(REPLY.OK, 1)

/** A line that answers each request with the next of these, and then is silent. */
function line(transport: 'tcp' | 'udp', ...answers: Packet[][]): { talk: Talk; asked: () => number } {
  let asked = 0
  const talk: Talk = {
    transport,
    session: () => SESSION,
    ask(_command, _data, take, options) {
      for (const one of answers[asked++] ?? []) {
        const taken = take(one)
        if (taken) return Promise.resolve(taken.result)
      }
      return options?.onGap ? Promise.resolve(options.onGap()) : Promise.reject(new Error('silence'))
    },
    borrow: (_giveBack, job) => job(),
    setEventTap: () => undefined,
    lost: new Promise(() => undefined),
  }
  return { talk, asked: () => asked }
}

const ask = (talk: Talk, isWhole?: (got: Uint8Array) => boolean) =>
  askForData(talk, CMD.TABLE_READ, bytes(), { log, ...(isWhole && { isWhole }) })

const whole = { kind: 'bytes', bytes: bytes(1, 2, 3, 4) }

describe('an answer of many packets', () => {
  it('is put together, whatever its packets are numbered from', async () => {
    for (const first of [0, 5]) {
      const { talk } = line('tcp', [prepare(4), data(first, 1, 2), data(first + 1, 3, 4), closing])
      expect(await ask(talk)).toEqual(whole)
    }
  })

  it('is taken as it comes where the packets are not numbered', async () => {
    const { talk } = line('tcp', [prepare(4), data(9, 1, 2), data(9, 3, 4), closing])
    expect(await ask(talk)).toEqual(whole)
  })

  it('is put in order when packets changed places', async () => {
    const { talk, asked } = line('tcp', [prepare(4), data(1, 3, 4), data(0, 1, 2), closing])
    expect(await ask(talk)).toEqual(whole)
    expect(asked()).toBe(1)
  })

  it('is asked for again when one came twice instead of another', async () => {
    const { talk, asked } = line(
      'tcp',
      [prepare(6), data(0, 1, 2), data(1, 3, 4), data(1, 3, 4), closing],
      [prepare(4), data(0, 1, 2), data(1, 3, 4), closing],
    )
    expect(await ask(talk)).toEqual(whole)
    expect(asked()).toBe(2)
  })

  it('is given up after three more tries', async () => {
    const short = [prepare(4), data(0, 1, 2), closing]
    const { talk, asked } = line('tcp', short, short, short, short, short)
    expect((await ask(talk)).kind).toBe('mismatch')
    expect(asked()).toBe(4)
  })
})

describe('datagrams', () => {
  it('may come in any order, and twice', async () => {
    const { talk, asked } = line('udp', [closing, data(1, 3, 4), data(1, 3, 4), prepare(4), data(0, 1, 2)])
    expect(await ask(talk)).toEqual(whole)
    expect(asked()).toBe(1)
  })

  it('of which one is missing are asked for again', async () => {
    const { talk, asked } = line(
      'udp',
      [prepare(4), data(0, 1, 2), closing],
      [prepare(4), data(0, 1, 2), data(1, 3, 4), closing],
    )
    expect(await ask(talk)).toEqual(whole)
    expect(asked()).toBe(2)
  })

  it('that could be a part are not taken for the whole', async () => {
    const { talk } = line('udp', [data(0, 1, 2)], [prepare(4), data(0, 1, 2), data(1, 3, 4), closing])
    expect(await ask(talk)).toEqual(whole)
    const told = line('udp', [data(0, 1, 2)], [data(0, 1, 2, 3, 4)])
    expect(await ask(told.talk, got => got.length === 4)).toEqual(whole)
  })

  it('that come alone twice are believed, as is one that carries the session', async () => {
    const lonely = line('udp', [data(0, 1, 2, 3, 4)], [data(0, 1, 2, 3, 4)])
    expect(await ask(lonely.talk)).toMatchObject(whole)
    expect(lonely.asked()).toBe(2)
    const one = line('udp', [data(SESSION, 1, 2, 3, 4)])
    expect(await ask(one.talk)).toEqual(whole)
    expect(one.asked()).toBe(1)
  })

  it('do not make "nothing there" of an answer whose data was lost', async () => {
    const { talk } = line('udp', [closing], [prepare(4), data(0, 1, 2), data(1, 3, 4), closing])
    expect(await ask(talk)).toEqual(whole)
  })
})
