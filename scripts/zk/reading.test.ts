import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, connect as openSocket, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { generateLogs, generateUsers } from '../../core/devices/virtual/generate.ts'
import { localMsIn } from '../../core/devices/virtual/local-time.ts'
import type { ServedTerminal } from '../../core/devices/virtual/server.ts'
import { makeTemplate } from '../../core/devices/virtual/templates.ts'
import { CMD } from '../../core/devices/zkteco/commands.ts'
import { createDeframer, decodePacket } from '../../core/devices/zkteco/packet.ts'
import { begin, objects, zk } from './test-run.ts'
import type { ServeOptions } from '../../core/devices/virtual/server.ts'
import type { TerminalOptions } from '../../core/devices/virtual/terminal.ts'
import { startTerminal } from '../../core/testing/test-terminal.ts'

const inNairobi = (): number => localMsIn('Africa/Nairobi', Date.now())

function start(model: Partial<TerminalOptions> = {}, serve: Partial<ServeOptions> = {}) {
  return startTerminal({ clock: inNairobi, ...model }, serve)
}

describe('reading', () => {
  it('writes every punch as one object a line and nothing else', async () => {
    const { served } = await start()
    const { code, out } = await zk(served, 'logs --json')
    expect(code).toBe(0)
    const truth = generateLogs(
      generateUsers(40, 3).map(user => ({ ...user, name: user.name.slice(0, 8) })),
      200,
      3,
    )
    expect(objects(out)).toMatchObject(
      truth.map(({ userId, rawTime, verify, state }) => ({ userId, rawTime, verify, state, valid: true })),
    )
  })

  it('shows people the time as the terminal shows it, and how many there are', async () => {
    const { served } = await start({ logs: generateLogs(generateUsers(2, 3), 2, 3) })
    const { code, out } = await zk(served, 'logs')
    expect(code).toBe(0)
    expect(out).toMatch(/^Time +PIN +How +Key\n2026-01-05 0\d:\d\d:\d\d +100\d +/)
    expect(out).toMatch(/\n\n2 punches\n$/)
  })

  it('says so when there is nothing, and writes no object', async () => {
    const { served } = await start({ logs: [] })
    expect((await zk(served, 'logs')).out).toContain('There are no punches in its memory.')
    expect(await zk(served, 'logs --json')).toMatchObject({ code: 0, out: '' })
  })

  it.each(['logs', 'users', 'templates', 'doctor'])('writes no record of %s that do not come whole', async command => {
    const { served } = await start()
    served.faults.closeMidTable()
    const { code, out, notes } = await zk(served, `${command} --json`)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(notes).toMatch(/line to 127\.0\.0\.1:\d+ was lost/)
  })

  it('tells how far a long read is, on standard error', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { served } = await start({ logs: generateLogs(generateUsers(40, 3), 4000, 3) })
    const ticking = setInterval(() => vi.advanceTimersByTime(3000), 1)
    onTestFinished(() => clearInterval(ticking))
    const { code, out, notes } = await zk(served, 'logs --json')
    expect(code).toBe(0)
    expect(objects(out)).toHaveLength(4000)
    expect(notes).toMatch(/Reading punches: \d+ of 4000\n/)
  })

  it('shows who is on the terminal without the passwords', async () => {
    const { served } = await start()
    const plain = await zk(served, 'users')
    expect(plain.out).toMatch(/1001 +Office +super administrator/)
    expect(plain.out).toContain('40 people')
    const json = await zk(served, 'users --json')
    expect(objects(json.out)).toHaveLength(40)
    expect(plain.out + json.out).not.toContain('90210')
  })

  it('keeps what a name does to the screen from the screen', async () => {
    const users = generateUsers(40, 3).map((user, i) => ({ ...user, name: i === 5 ? '\x1b[2JBoo' : 'Amina' }))
    const { served } = await start({ users })
    const { code, out } = await zk(served, 'users')
    expect(code).toBe(0)
    expect(out).toContain('\u{fffd}[2JBoo')
    expect(out).not.toContain('\x1b')
  })

  it('tells who the terminal is, over UDP too', async () => {
    const { served } = await start({}, { udp: true, tcp: 'silent' })
    const { code, out } = await zk(served, 'info --json --udp')
    expect(code).toBe(0)
    expect(objects(out)).toMatchObject([
      { serial: 'T1', transport: 'udp', templateVersion: '10', users: 40, fingers: 12, logs: 200, driftSeconds: 0 },
    ])
  })

  it('writes nothing to the terminal', async () => {
    const { served } = await start()
    const { port, commands } = await listenIn(served)
    for (const command of ['info', 'users', 'logs', 'templates', 'doctor']) {
      expect(await zk({ port }, command)).toMatchObject({ code: 0 })
    }
    const reading = [CMD.CONNECT, CMD.EXIT, CMD.OPTIONS_RRQ, CMD.GET_VERSION, CMD.GET_FREE_SIZES, CMD.GET_TIME]
    const tables = [CMD.TABLE_REQUEST, CMD.TABLE_READ, CMD.FREE_DATA, CMD.DISABLE_DEVICE, CMD.ENABLE_DEVICE]
    expect([...commands].filter(command => ![...reading, ...tables].includes(command))).toEqual([])
    expect(commands).toContain(CMD.TABLE_READ)
  })

  it('lets the terminal read fingers again when it is stopped in the middle', async () => {
    const logs = generateLogs(generateUsers(40, 3), 40_000, 3)
    const { served, terminal } = await start({ logs }, { paceMs: 20 })
    const { stop, done } = begin(served, 'logs --json')
    await vi.waitUntil(() => !terminal.isEnabled(), { timeout: 5000, interval: 5 })
    stop()
    expect(await done).toMatchObject({ code: 'stopped', out: '', notes: 'Stopped.\n' })
    expect(terminal.isEnabled()).toBe(true)
  })
})

/** A line to the terminal on which every command to it is noted. */
async function listenIn(served: ServedTerminal): Promise<{ port: number; commands: Set<number> }> {
  const commands = new Set<number>()
  const server = createServer(socket => {
    const beyond = openSocket(served.port, '127.0.0.1')
    const deframer = createDeframer()
    socket.on('data', chunk => {
      for (const payload of deframer.push(chunk)) commands.add(decodePacket(payload).command)
    })
    socket.pipe(beyond).pipe(socket)
    socket.on('error', () => beyond.destroy())
    beyond.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, commands }
}

describe('templates', () => {
  it('are listed without their bytes', async () => {
    const { served, terminal } = await start()
    const json = await zk(served, 'templates --json')
    expect(objects(json.out)).toHaveLength(12)
    expect(objects(json.out)[0]).toEqual({
      userId: expect.any(String) as string,
      uid: expect.any(Number) as number,
      finger: 5,
      flag: 1,
      version: '10',
      bytes: terminal.fingers()[0]?.template.length,
    })
    expect((await zk(served, 'templates')).out).toMatch(/5 right thumb +valid +10 +1\d\d\d\n/)
  })

  it('are saved byte for byte, for the one who saves them alone, and never over others', async () => {
    const { served, terminal } = await start()
    const folder = join(scratch(), 'fingers')
    const saved = await zk(served, `templates --json --out ${folder}`)
    expect(saved.code).toBe(0)
    const records = objects(saved.out)
    expect(records).toHaveLength(12)
    for (const { file, uid, finger } of records as { file: string; uid: number; finger: number }[]) {
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(new Uint8Array(readFileSync(file))).toEqual(terminal.finger(uid, finger)?.template)
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700)

    const again = await zk(served, `templates --json --out ${folder}`)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.notes).toContain('nothing is written over')
  })

  it('stay in the folder whatever the ids of people are', async () => {
    const users = generateUsers(1, 3).map(user => ({ ...user, userId: '../../evil' }))
    const uid = users[0]?.uid ?? 0
    const fingers = [{ uid, finger: 5, flag: 1, template: makeTemplate('10', 1, { uid, finger: 5 }) }]
    const { served } = await start({ users, fingers, logs: [] })
    const folder = join(scratch(), 'a', 'b')
    expect(await zk(served, `templates --out ${folder}`)).toMatchObject({ code: 0 })
    expect(readdirSync(folder)).toEqual([`uid${uid}-finger5.v10.template`])
  })
})

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('doctor', () => {
  it('finds nothing wrong with a terminal in order', async () => {
    const { served } = await start({ commKey: 42 })
    const { code, out } = await zk(served, 'doctor --key 42')
    expect(code).toBe(0)
    expect(out).toContain('Nothing is wrong with it.')
  })

  it('names each thing that is wrong', async () => {
    const users = generateUsers(40, 3).map(user => ({ ...user, privilege: 0 }))
    const wrongClock = generateLogs(users, 3, 3).map(log => ({ ...log, rawTime: 5 }))
    const { served, terminal } = await start({
      users,
      logs: [...generateLogs(users, 197, 3), ...wrongClock],
      logCapacity: 201,
    })
    terminal.shiftClock(600_000)
    const found = objects((await zk(served, 'doctor --json')).out).slice(1)
    expect(found.map(({ kind, severity }) => `${String(kind)} ${String(severity)}`)).toEqual([
      'log_nearly_full act_now',
      'impossible_times look_today',
      'clock_wrong ok_to_wait',
      'no_administrator ok_to_wait',
      'no_comm_key ok_to_wait',
    ])
    expect(found.map(({ words }) => words).join('\n')).toMatch(/10 min ahead/)
  })
})
