import { describe, expect, it } from 'vitest'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import type { Packet } from '../zkteco/packet.ts'
import { u16, u32Bytes } from './bytes.ts'
import type { ServeOptions } from './server.ts'
import type { Terminal, TerminalOptions } from './terminal.ts'
import type { TestClient } from './test-client.ts'
import { logIn, receiveBytes, startTerminal } from '../../testing/test-terminal.ts'

function textRequest(userId: string, finger: number, flag = 1): Uint8Array {
  const data = new Uint8Array(26)
  data.set(Buffer.from(userId))
  data[24] = finger
  data[25] = flag
  return data
}

type Station = {
  readonly terminal: Terminal
  readonly client: TestClient & { readonly session: number }
  /** The next event, acknowledged. */
  readonly event: () => Promise<Packet>
}

async function station(model: Partial<TerminalOptions> = {}, serve: Partial<ServeOptions> = {}): Promise<Station> {
  const { served, terminal } = await startTerminal(model, serve)
  const client = await logIn(served)
  await client.ask(CMD.REG_EVENT, u32Bytes(EF.ALL))
  return {
    terminal,
    client,
    async event() {
      const packet = await client.next()
      expect(packet).toMatchObject({ command: CMD.REG_EVENT, replyId: 0 })
      client.send({ command: REPLY.OK, session: client.session, replyId: 0, data: new Uint8Array() })
      return packet
    },
  }
}

async function begin(client: TestClient, data = textRequest('1020', 6)): Promise<number> {
  await client.ask(CMD.CANCEL_CAPTURE)
  return (await client.ask(CMD.START_ENROLL, data)).command
}

const hex = ({ data }: Packet): string => Buffer.from(data).toString('hex')

describe('an enrollment', () => {
  it('takes three good presses, tells of each, and keeps a template that can be read', async () => {
    const { client, terminal, event } = await station()
    const uid = terminal.user({ userId: '1020' })?.uid ?? 0
    expect(await begin(client, textRequest('1020', 6, 3))).toBe(REPLY.OK)
    for (const quality of ['good', 'bad', 'good', 'good'] as const) {
      terminal.enrollment.press(quality)
      expect(await event()).toMatchObject({ session: EF.FINGER, data: new Uint8Array() })
      expect(await event()).toMatchObject({
        session: EF.FINGER_SCORE,
        data: Uint8Array.of(quality === 'good' ? 100 : 0),
      })
    }
    const end = await event()
    const kept = terminal.finger(uid, 6)
    expect(end.session).toBe(EF.ENROLL_FINGER)
    expect(end.data).toHaveLength(14)
    expect([u16(end.data, 0), u16(end.data, 2), end.data[13]]).toEqual([0, kept?.template.length, 6])
    expect(Buffer.from(end.data.subarray(4, 13)).toString()).toBe('1020\0\0\0\0\0')
    expect(kept?.flag).toBe(3)
    const read = await receiveBytes(client, await client.ask(CMD.USERTEMP_EX_RRQ, Uint8Array.of(uid, 0, 6)))
    expect(read).toEqual(Uint8Array.of(...(kept?.template ?? []), 3))
    expect(terminal.operations().at(-1)).toMatchObject({ op: 6, uid })
  })

  it.each([
    ['5 bytes with the user id', () => [...u32Bytes(1020), 6]],
    ['3 bytes with the uid', (uid: number) => [uid, 0, 6]],
    ['4 bytes with the uid', (uid: number) => [uid, 0, 6, 0]],
  ])('is started on a black and white terminal with %s', async (_what, form) => {
    const { client, terminal, event } = await station({ family: 'bw' })
    const uid = terminal.user({ userId: '1020' })?.uid ?? 0
    expect(await begin(client, Uint8Array.from(form(uid)))).toBe(REPLY.OK)
    for (let i = 0; i < 3; i++) terminal.enrollment.press('good')
    for (let i = 0; i < 6; i++) await event()
    const end = await event()
    expect(end.data).toHaveLength(7)
    expect([u16(end.data, 0), u16(end.data, 4), end.data[6]]).toEqual([0, uid, 6])
    expect(terminal.finger(uid, 6)?.template.length).toBe(u16(end.data, 2))
  })

  it.each([
    ['of a user who is not there', textRequest('77', 6)],
    ['of a finger that is there already', textRequest('1001', 5)],
    ['of an eleventh finger', textRequest('1020', 10)],
    ['in the form of the other family', Uint8Array.from([...u32Bytes(1020), 6])],
    ['without data', new Uint8Array()],
  ])('is refused %s', async (_what, data) => {
    const { client } = await station()
    expect(await begin(client, data)).toBe(REPLY.ERROR)
  })

  it('is refused while the sensor still reads, while someone uses the menu, and while another is on', async () => {
    const { client, terminal } = await station()
    expect((await client.ask(CMD.START_ENROLL, textRequest('1020', 6))).command).toBe(REPLY.ERROR)
    terminal.setBusy(true)
    expect(await begin(client)).toBe(REPLY.ERROR)
    terminal.setBusy(false)
    expect(await begin(client)).toBe(REPLY.OK)
    expect((await client.ask(CMD.START_ENROLL, textRequest('1021', 6))).command).toBe(REPLY.ERROR)
    expect((await client.ask(CMD.STATE_RRQ)).session).not.toBe(0)
  })

  it.each([4, 5, 6, 9])('can end with result %i after the last press', async result => {
    const { client, terminal, event } = await station()
    terminal.enrollment.endWith(result)
    await begin(client)
    for (let i = 0; i < 3; i++) terminal.enrollment.press('good')
    for (let i = 0; i < 6; i++) await event()
    expect(hex(await event())).toBe(`0${result}00`)
    expect(terminal.fingers()).toHaveLength(12)
    terminal.enrollment.endWith(null)
    expect(await begin(client)).toBe(REPLY.OK)
  })

  it('can end without a word', async () => {
    const { client, terminal } = await station()
    terminal.enrollment.endWith('silent')
    await begin(client)
    for (let i = 0; i < 3; i++) terminal.enrollment.press('good')
    const bits = (await client.during(60)).map(packet => packet.session)
    expect(bits).toHaveLength(6)
    expect(bits).not.toContain(EF.ENROLL_FINGER)
    expect(terminal.fingers()).toHaveLength(12)
  })

  it('ends with result 4 after five bad presses, and after a time without any', async () => {
    const { client, terminal, event } = await station({ enrollTimeoutMs: 40 })
    await begin(client)
    for (let i = 0; i < 5; i++) terminal.enrollment.press('bad')
    for (let i = 0; i < 10; i++) await event()
    expect(hex(await event())).toBe('0400')
    await begin(client)
    expect(hex(await event())).toBe('0400')
  })

  it('cancelled at the terminal ends with result 6, and by the PC without a word', async () => {
    const { client, terminal, event } = await station()
    expect(terminal.enrollment.cancelHere()).toBe(false)
    await begin(client)
    expect(terminal.enrollment.cancelHere()).toBe(true)
    expect(hex(await event())).toBe('0600')
    await begin(client)
    expect((await client.ask(CMD.CANCEL_CAPTURE)).command).toBe(REPLY.OK)
    expect(terminal.enrollment.press('good')).toBe(false)
    expect(await client.during(30)).toEqual([])
  })

  it('is told to the PC that started it although it never registered, and to no other', async () => {
    const { served, terminal } = await startTerminal()
    const [starter, other] = [await logIn(served), await logIn(served)]
    await begin(starter)
    terminal.enrollment.press('good')
    expect((await starter.during(40)).map(packet => packet.session)).toEqual([EF.FINGER, EF.FINGER_SCORE])
    expect(await other.during(0)).toEqual([])
  })

  it('presses are told once, whether acknowledged or not', async () => {
    const { client, terminal } = await station({}, { resendMs: 10 })
    await begin(client)
    terminal.enrollment.press('good')
    expect(await client.during(60)).toHaveLength(2)
  })

  it('goes on at the terminal when the line to the PC is lost', async () => {
    const { client, terminal } = await station()
    await begin(client)
    terminal.enrollment.press('good')
    client.end()
    await client.closed
    terminal.enrollment.press('good')
    terminal.enrollment.press('good')
    expect(terminal.fingers()).toHaveLength(13)
  })

  it('takes no punches meanwhile, nor after it until the sensor is told to read again', async () => {
    const { client, terminal, event } = await station()
    await begin(client)
    expect(terminal.punch('1001')).toEqual({ refused: 'enrolling' })
    terminal.enrollment.cancelHere()
    await event()
    expect(terminal.punch('1001')).toEqual({ refused: 'not_reading' })
    await client.ask(CMD.START_VERIFY)
    expect(terminal.punch('1001')).toHaveProperty('recorded')
  })

  it('leaves a sensor that reads again when the PC goes without a word', async () => {
    const { client, terminal } = await station()
    await client.ask(CMD.CANCEL_CAPTURE)
    client.end()
    while (!terminal.isReading()) await new Promise(resolve => setTimeout(resolve, 5))
    expect(terminal.punch('1001')).toHaveProperty('recorded')
  })
})

describe('presses that come by themselves', () => {
  async function ends(successRate: number, seed: number): Promise<{ result: number; presses: number[] }> {
    const simulation = { successRate, delayMin: 0.001, delayMax: 0.004 }
    const { client, event } = await station({ simulation, seed })
    await begin(client)
    const presses: number[] = []
    for (;;) {
      const packet = await event()
      if (packet.session === EF.FINGER_SCORE) presses.push(packet.data[0] ?? -1)
      if (packet.session === EF.ENROLL_FINGER) return { result: u16(packet.data, 0), presses }
    }
  }

  it('are good in the part of cases that is asked for', async () => {
    expect(await ends(1, 1)).toEqual({ result: 0, presses: [100, 100, 100] })
    expect(await ends(0, 1)).toEqual({ result: 4, presses: [0, 0, 0, 0, 0] })
  })

  it('are the same for the same seed', async () => {
    const runs = await Promise.all([5, 5, 6, 7, 8].map(seed => ends(0.5, seed)))
    expect(runs[0]).toEqual(runs[1])
    expect(new Set(runs.map(run => run.presses.join(' '))).size).toBeGreaterThan(1)
  })
})
