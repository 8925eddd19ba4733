import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { openTestClient, u32 } from './test-client.ts'

type Line = Readonly<Record<string, unknown>> & { readonly what: string }
type Tool = {
  readonly child: ChildProcessWithoutNullStreams
  write(line: string): void
  /** The next line about this. */
  until(what: string): Promise<Line>
  readonly exit: Promise<number | null>
  stderr(): string
}

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const running: ChildProcessWithoutNullStreams[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function start(...args: string[]): Tool {
  const child = spawn(process.execPath, [CLI, '--port', '0', ...args])
  running.push(child)
  const lines: Line[] = []
  const wake = new Set<() => void>()
  let stderr = ''
  child.stderr.on('data', chunk => (stderr += String(chunk)))
  createInterface({ input: child.stdout }).on('line', text => {
    lines.push(JSON.parse(text) as Line)
    for (const check of wake) check()
  })
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    child,
    exit,
    stderr: () => stderr,
    write: line => void child.stdin.write(`${line}\n`),
    until(what) {
      return new Promise(resolve => {
        const check = (): void => {
          const at = lines.findIndex(line => line.what === what)
          const found = lines[at]
          if (!found) return
          lines.splice(0, at + 1)
          wake.delete(check)
          resolve(found)
        }
        wake.add(check)
        check()
      })
    },
  }
}

describe('the terminal as a program', () => {
  it('says where it listens, does what its input says, and stops at quit', async () => {
    const tool = start('--users', '3', '--logs', '4', '--seed', '7', '--clock', '2026-02-03T07:00')
    expect(await tool.until('ready')).toMatchObject({ serial: 'VT0001', users: 3, logs: 4, host: '127.0.0.1' })
    tool.write('punch 1002 07:05:30')
    expect(await tool.until('punch')).toMatchObject({ pin: '1002', uid: 2, time: '2026-02-03 07:05:30' })
    tool.write('unknown')
    tool.write('unknown')
    expect(await tool.until('punch')).toMatchObject({ pin: '990001', uid: 0 })
    expect(await tool.until('punch')).toMatchObject({ pin: '990002', uid: 0 })
    tool.write('clock +150m')
    expect(await tool.until('clock')).toMatchObject({ time: expect.stringMatching(/^2026-02-03 09:3/) as unknown })
    tool.write('unplug')
    await tool.until('unplugged')
    tool.write('plug')
    await tool.until('plugged')
    tool.write('users')
    expect(await tool.until('users')).toMatchObject({ count: 3 })
    tool.write('log')
    const { count, log } = await tool.until('log')
    expect(count).toBe(7)
    expect((log as { userId: string }[]).slice(4).map(line => line.userId)).toEqual(['1002', '990001', '990002'])
    tool.write('help')
    await tool.until('help')
    tool.write('quit')
    await tool.until('stopped')
    expect(await tool.exit).toBe(0)
    expect(tool.stderr()).toBe('')
  })

  it('lets fingers be pressed, enrollments end and the network fail by command', async () => {
    const tool = start('--family', 'bw', '--fingers', '4', '--udp', '--pace', '0')
    const ready = await tool.until('ready')
    expect(ready).toMatchObject({ fingers: 4 })
    const client = await openTestClient(Number(ready['port']))
    await client.logIn()
    await client.ask(CMD.CANCEL_CAPTURE)
    expect((await client.ask(CMD.START_ENROLL, Uint8Array.of(...u32(1003), 6))).command).toBe(REPLY.OK)
    for (const quality of ['good', 'bad', 'good', 'good']) tool.write(`press ${quality}`)
    await tool.until('pressed')
    await tool.until('pressed')
    expect(await tool.until('pressed')).toMatchObject({ enrolling: true, good: 2, bad: 1 })
    expect(await tool.until('pressed')).toMatchObject({ enrolling: false })
    tool.write('fingers')
    const { count, fingers } = await tool.until('fingers')
    expect(count).toBe(5)
    expect((fingers as object[]).at(-1)).toMatchObject({ userId: '1003', finger: 6, flag: 1 })
    await client.during(20)
    await client.ask(CMD.START_VERIFY)
    for (const [line, what, detail] of [
      ['press good 1004', 'punch', { pin: '1004' }],
      ['enroll-result 5', 'enroll-result', { result: '5' }],
      ['busy on', 'busy', { on: true }],
      ['add-user 7001 Amina Abdi', 'user-added', { pin: '7001' }],
      ['drop-user 7001', 'user-dropped', { pin: '7001' }],
      ['net split', 'net', { mode: 'split' }],
      ['fault drop 0.1', 'fault', { drop: 0.1, split: true }],
      ['fault late 300', 'fault', { lateMs: 300 }],
      ['fault off', 'fault', { drop: 0, split: false }],
      ['without 110 on', 'without', { commands: [110] }],
      ['event 512 37000000', 'event', { bit: 512, bytes: 4 }],
      ['secure on', 'secure', { on: true }],
      ['next 201 close', 'next', { command: 201, action: 'close' }],
      ['close-mid-table', 'close-mid-table', {}],
      ['mute on', 'mute', { on: true }],
    ] as const) {
      tool.write(line)
      expect(await tool.until(what)).toMatchObject(detail)
    }
    tool.write('drop')
    await client.closed
  })

  it('presses fingers by itself as its arguments or its environment say', async () => {
    const tool = start('--success-rate', '1', '--delay-min', '0.01', '--delay-max', '0.02')
    const { port } = await tool.until('ready')
    const client = await openTestClient(Number(port))
    await client.logIn()
    await client.ask(CMD.CANCEL_CAPTURE)
    const request = new Uint8Array(26)
    request.set(Buffer.from('1003'))
    expect((await client.ask(CMD.START_ENROLL, request)).command).toBe(REPLY.OK)
    for (let i = 0; i < 6; i++) await tool.until('told')
    expect(await tool.until('told')).toMatchObject({ event: 'enrolled', pin: '1003' })
    client.end()
  })

  it('answers nonsense with an error and goes on', async () => {
    const tool = start()
    await tool.until('ready')
    for (const line of [
      'dance',
      'punch',
      'punch x',
      'punch 1001 25:00',
      'punch 1001 1999-01-01T07:00',
      'clock never',
      'constructor',
      'press hard',
      'cancel',
      'enroll-result never',
      'busy',
      'net of fish',
      'fault drop 2',
      'fault late',
      'fault',
      'next 110',
      'without x on',
      'event 512 3',
      'add-user 1001 Amina',
      'drop-user 7',
      'secure maybe',
    ]) {
      tool.write(line)
      expect(await tool.until('error')).toMatchObject({ line, message: expect.any(String) as unknown })
    }
    tool.write('punch 1001')
    expect(await tool.until('punch')).toMatchObject({ pin: '1001' })
  })

  it('goes on when its input ends, and stops at SIGTERM also with a client on the line', async () => {
    const tool = start('--key', '1234', '--pace', '0')
    const { port } = await tool.until('ready')
    tool.child.stdin.end('punch 1001')
    await tool.until('punch')
    const client = await openTestClient(Number(port))
    await client.logIn(1234)
    expect((await client.ask(CMD.REG_EVENT, u32(EF.ATTLOG))).command).toBe(REPLY.OK)
    tool.child.kill('SIGTERM')
    expect(await tool.exit).toBe(0)
    client.end()
  })

  it('is the same terminal for the same seed', async () => {
    const content = async (seed: string): Promise<unknown> => {
      const tool = start('--users', '50', '--logs', '200', '--seed', seed)
      tool.write('users')
      tool.write('log')
      const [{ users }, { log }] = [await tool.until('users'), await tool.until('log')]
      tool.write('quit')
      await tool.exit
      return { users, log }
    }
    const [seven, again, eight] = await Promise.all([content('7'), content('7'), content('8')])
    expect(again).toEqual(seven)
    expect(eight).not.toEqual(seven)
  })

  it.each([
    ['--users', 'many'],
    ['--port', '70000'],
    ['--packet', '1000'],
    ['--zone', 'Mars/Base'],
    ['--clock', '31/2'],
    ['--family', 'vga'],
    ['--log-width', '41'],
    ['--net', 'of fish'],
    ['--without', 'x'],
    ['--success-rate', '95'],
    ['--delay-max', '0.5'],
    ['--wings'],
    ['extra'],
  ])('refuses the arguments %s %s', async (...args) => {
    const tool = start(...args)
    expect(await tool.exit).toBe(2)
    expect(tool.stderr()).toMatch(/npm run terminal/)
  })

  it('says when its port is taken', async () => {
    const first = start()
    const { port } = await first.until('ready')
    const second = start('--port', String(port))
    expect(await second.exit).toBe(1)
    expect(second.stderr()).toMatch(/EADDRINUSE/)
  })
})
