import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { DeviceSession, EnrollStep, FingerTemplate, RawPunch, TemplateUpload } from '../../ports.ts'
import { generateLogs, generateUsers } from '../virtual/generate.ts'
import { networkMode, type NetworkMode } from '../virtual/network.ts'
import { serveTerminal, type ServedTerminal, type ServeOptions } from '../virtual/server.ts'
import { generateFingers, makeTemplate } from '../virtual/templates.ts'
import { createTerminal, type Terminal, type TerminalOptions } from '../virtual/terminal.ts'
import type { AttlogEventLength } from './attlog-event.ts'
import { CMD } from './commands.ts'
import { createZktecoDriver, type ZktecoDriverOptions } from './driver.ts'
import type { LogRecord } from './records.ts'

/*
 * The same expectations for every kind of terminal, every transport and every network: what the driver tells must be
 * what the terminal holds, or an error.
 */

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const MORNING = Date.UTC(2026, 1, 3, 7)
const SEED = 7
const people = generateUsers(40, SEED).map(user => ({ ...user, name: user.name.slice(0, 7) }))
const never = new AbortController().signal

type Kind = { readonly terminal?: Partial<TerminalOptions>; readonly serve?: Partial<ServeOptions> }

const KINDS: readonly (readonly [string, Kind])[] = [
  ['a colour screen over TCP', {}],
  ['a colour screen with small packets', { serve: { packetSize: 1008, inlineLimit: 0 } }],
  ['a colour screen over UDP', { serve: { udp: true, tcp: 'closed' } }],
  ['a colour screen that answers over UDP only', { serve: { udp: true, tcp: 'silent' } }],
  ['a black-and-white screen over TCP', { terminal: { family: 'bw' } }],
  ['a black-and-white screen over UDP', { terminal: { family: 'bw' }, serve: { udp: true, tcp: 'closed' } }],
  ['old firmware without table requests', { terminal: { family: 'bw' }, serve: { tableRequests: false } }],
  [
    'old firmware without table requests over UDP',
    { terminal: { family: 'bw' }, serve: { tableRequests: false, udp: true, tcp: 'closed' } },
  ],
  ['a communication key', { terminal: { commKey: 123_456 } }],
  [
    'firmware that knows neither bulk nor single templates',
    { serve: { missing: [CMD.BULK_WRITE, CMD.USERTEMP_EX_RRQ] } },
  ],
  [
    'firmware that takes a template in one packet only, sized as in the table of templates',
    { terminal: { family: 'bw', entrySize: 'entry' }, serve: { missing: [CMD.BULK_WRITE, CMD.TMP_WRITE] } },
  ],
  [
    'firmware that takes a template in one packet only, sized as the manual says',
    {
      terminal: { family: 'bw', entrySize: 'template' },
      serve: {
        missing: [CMD.BULK_WRITE, CMD.PREPARE_DATA, CMD.TMP_WRITE, CMD.USERTEMP_EX_RRQ],
        udp: true,
        tcp: 'closed',
      },
    },
  ],
  ['firmware that refuses empty tables', { serve: { emptyTable: 'refused' } }],
]

async function connected(
  { terminal: options = {}, serve = {} }: Kind,
  driverOptions: ZktecoDriverOptions = {},
): Promise<{
  terminal: Terminal
  served: ServedTerminal
  session: DeviceSession
  again: () => Promise<DeviceSession>
}> {
  const terminal = createTerminal({ serial: 'VT0001', clock: () => MORNING, users: people, seed: SEED, ...options })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0, ...serve })
  open.push(served)
  const driver = createZktecoDriver({ connectTimeoutMs: 500, replyTimeoutMs: 400, retransmitMs: 60, ...driverOptions })
  const transport = serve.tcp === 'closed' ? 'udp' : 'auto'
  const again = async () => {
    const commKey = options.commKey ?? 0
    const session = await driver.connect({ host: '127.0.0.1', port: served.port, commKey, transport }, never)
    open.push(session)
    return session
  }
  return { terminal, served, session: await again(), again }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing thrown'
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise(resolve => setTimeout(resolve, 5))
  expect(condition()).toBe(true)
}

const usersOf = (terminal: Terminal) =>
  terminal.users().map(({ uid, userId, name, privilege, card }) => ({ uid, userId, name, privilege, card }))
const fingersOf = (terminal: Terminal): FingerTemplate[] =>
  terminal.fingers().map(({ uid, finger, flag, template }) => ({
    userId: terminal.user({ uid })?.userId ?? '',
    uid,
    finger,
    flag,
    template: new Uint8Array(template),
  }))
const punchesOf = (logs: readonly LogRecord[]): RawPunch[] =>
  logs.map(({ uid, userId, rawTime, verify, state }) => ({ userId, uid: uid || null, rawTime, verify, state }))

/** Log lines that every form can hold: known users, states that have a place. */
function plainLogs(count: number): LogRecord[] {
  const uids = new Map(people.map(user => [user.userId, user.uid]))
  return generateLogs(people, count * 2, SEED)
    .filter(log => uids.has(log.userId))
    .map(log => ({ ...log, uid: uids.get(log.userId) ?? 0, state: log.state === 255 ? 1 : log.state }))
    .slice(0, count)
}

describe.each(KINDS)('%s', (_, kind) => {
  const isBw = kind.terminal?.family === 'bw'
  const version = isBw ? ('9' as const) : ('10' as const)
  const fingers = generateFingers(people, 60, SEED, version)
  const logs = plainLogs(3000)

  it('is read whole: users, fingers, log, counts, options, operations', async () => {
    const { session, terminal } = await connected({ ...kind, terminal: { ...kind.terminal, fingers, logs } })
    expect(session.protocol).toEqual({
      transport: kind.serve?.udp ? 'udp' : 'tcp',
      family: isBw ? 'bw' : 'tft',
      templateVersion: version,
    })
    expect(await session.users()).toEqual(usersOf(terminal))
    expect(await session.templates()).toEqual(fingersOf(terminal))
    const expected = punchesOf(logs)
    expect(await session.readLogs()).toEqual(isBw ? expected.map(punch => ({ ...punch, uid: null })) : expected)
    expect(await session.sizes()).toMatchObject({ users: 40, fingers: 60, logs: logs.length })
    expect(await session.options(['~SerialNumber', 'NoSuchThing'])).toEqual({ '~SerialNumber': 'VT0001' })
    await session.setTime(await session.getTime())
    expect((await session.operationLog()).length % 16).toBe(0)
    expect((await session.operationLog()).length).toBeGreaterThan(0)
    expect(terminal.isEnabled()).toBe(true)
  })

  it('is read when it holds nothing', async () => {
    const { session } = await connected({ ...kind, terminal: { ...kind.terminal, users: [] } })
    expect(await session.users()).toEqual([])
    expect(await session.templates()).toEqual([])
    expect(await session.readLogs()).toEqual([])
    expect(await session.template('1001', 5)).toBeNull()
  })

  it('takes a new user, a changed one and a removal, and leaves what was not asked for', async () => {
    const [first] = people
    const before = { ...(first ?? fail()), password: '1234', group: 3, card: 77 }
    const { session, terminal } = await connected({ ...kind, terminal: { ...kind.terminal, users: [before] } })
    const free = before.uid === 1 ? 2 : 1
    expect(await session.putUser({ userId: '4711', name: 'Achieng' })).toEqual({
      uid: free,
      userId: '4711',
      name: 'Achieng',
      privilege: 0,
      card: 0,
    })
    expect(await session.putUser({ userId: before.userId, name: 'Wairimu' })).toMatchObject({
      uid: before.uid,
      card: 77,
    })
    expect(terminal.user({ userId: before.userId })).toEqual({ ...before, name: 'Wairimu' })
    expect(terminal.user({ userId: '4711' })?.group).toBe(1)
    expect(await session.removeUser('4711')).toBe(true)
    expect(await session.removeUser('4711')).toBe(false)
    expect(terminal.users().map(user => user.userId)).toEqual([before.userId])
  })

  it('takes users onto an empty terminal', async () => {
    const { session, terminal } = await connected({ ...kind, terminal: { ...kind.terminal, users: [] } })
    const items = ['11', '12', '13'].map((userId, i) => ({
      user: { userId, name: `N${i}` },
      fingers: [{ finger: 6, flag: 1, template: makeTemplate(version, SEED, { uid: i, finger: 6 }) }],
    }))
    await session.putTemplates(items)
    expect(terminal.users().map(({ uid, userId, name }) => ({ uid, userId, name }))).toEqual([
      { uid: 1, userId: '11', name: 'N0' },
      { uid: 2, userId: '12', name: 'N1' },
      { uid: 3, userId: '13', name: 'N2' },
    ])
    expect(session.protocol.family).toBe(isBw ? 'bw' : 'tft')
  })

  it('holds fingers byte for byte, those of one user and those of many', async () => {
    const { session, terminal } = await connected({
      ...kind,
      terminal: { ...kind.terminal, users: people.slice(0, 5) },
    })
    const items = people.slice(0, 30).map((user, i): TemplateUpload => ({
      user: { userId: user.userId, name: user.name, card: user.card },
      fingers: [5, 6].map(finger => ({
        finger,
        flag: i === 3 ? 3 : 1,
        template: makeTemplate(version, SEED, { uid: user.uid, finger }, 9),
      })),
    }))
    const [one = fail()] = items
    expect(await session.putTemplates([one])).toEqual({ mode: 'single', users: 1, fingers: 2 })
    const progress: number[] = []
    const knowsBulk = !kind.serve?.missing?.includes(CMD.BULK_WRITE)
    expect(await session.putTemplates(items, done => progress.push(done))).toEqual({
      mode: knowsBulk ? 'bulk' : 'single',
      users: 30,
      fingers: 60,
    })
    expect(progress[0]).toBe(1)
    expect(progress.at(-1)).toBe(30)
    expect([...progress].sort((a, b) => a - b)).toEqual(progress)
    for (const { user, fingers: wanted } of items) {
      const { uid = 0 } = terminal.user({ userId: user.userId }) ?? {}
      for (const { finger, flag, template } of wanted) {
        expect(terminal.finger(uid, finger)).toEqual({ uid, finger, flag, template })
      }
    }
    expect(await session.template(one.user.userId, 6)).toMatchObject(one.fingers[1] ?? fail())
    expect(await session.template(one.user.userId, 0)).toBeNull()
    expect(await session.template('nobody', 6)).toBeNull()
  })

  it('gives up a finger without the others', async () => {
    for (const fingerZeroMeansAll of [false, true]) {
      const { session, terminal } = await connected({ ...kind, terminal: { ...kind.terminal, fingerZeroMeansAll } })
      const [user = fail()] = people
      const held = [0, 5, 6].map(finger => ({
        finger,
        flag: 1,
        template: makeTemplate(version, SEED, { uid: 1, finger }),
      }))
      await session.putTemplates([{ user: { userId: user.userId, name: user.name }, fingers: held }])
      expect(await session.removeTemplate(user.userId, 0)).toBe(true)
      expect(await session.removeTemplate(user.userId, 0)).toBe(false)
      expect(await session.removeTemplate('nobody', 0)).toBe(false)
      expect(fingersOf(terminal).map(({ finger, template }) => ({ finger, template }))).toEqual(
        held.slice(1).map(({ finger, template }) => ({ finger, template })),
      )
    }
  })

  it('enrolls with three good presses, and the template is what the terminal holds', async () => {
    const { session, terminal } = await connected(kind)
    const [user = fail()] = people
    const steps: EnrollStep[] = []
    const enrolling = session.enroll({ userId: user.userId, finger: 6 }, step => steps.push(step), never)
    await until(() => terminal.enrollment.current() !== null)
    const qualities = ['good', 'bad', 'good', 'good'] as const
    const seen = () => steps.filter(step => step.kind === 'place').length
    for (const [i, quality] of qualities.entries()) {
      await until(() => seen() === i + 1)
      terminal.enrollment.press(quality)
    }
    const held = await enrolling
    expect(held).toEqual({ userId: user.userId, ...terminal.finger(user.uid, 6) })
    expect(steps).toEqual([
      { kind: 'place', press: 1, of: 3 },
      { kind: 'lift', press: 1, of: 3 },
      { kind: 'place', press: 2, of: 3 },
      { kind: 'lift', press: 2, of: 3 },
      { kind: 'bad_press' },
      { kind: 'place', press: 2, of: 3 },
      { kind: 'lift', press: 2, of: 3 },
      { kind: 'place', press: 3, of: 3 },
      { kind: 'lift', press: 3, of: 3 },
      { kind: 'reading_back' },
    ])
    expect(terminal.isReading()).toBe(true)
    expect(await session.getTime()).toBeGreaterThan(0)
  })

  it('is emptied of its log only after a complete read of just these records', async () => {
    const { session, terminal } = await connected({ ...kind, terminal: { ...kind.terminal, logs } })
    expect(await codeOf(session.clearLogs({ recordsRead: logs.length }))).toBe('device_log_changed')
    await session.readLogs()
    expect(await codeOf(session.clearLogs({ recordsRead: logs.length - 1 }))).toBe('device_log_changed')
    terminal.punch(people[1]?.userId ?? '', {})
    expect(await codeOf(session.clearLogs({ recordsRead: logs.length }))).toBe('device_log_changed')
    expect(terminal.log()).toHaveLength(logs.length + 1)
    const { length } = await session.readLogs()
    await session.clearLogs({ recordsRead: length })
    expect(terminal.log()).toEqual([])
    expect(await session.readLogs()).toEqual([])
  })

  it('restarts, which ends the line without an error, and is there again', async () => {
    const { session, again } = await connected({ ...kind, serve: { ...kind.serve, restartMs: 30 } })
    await session.restart()
    expect(await session.ended).toBeNull()
    await new Promise(resolve => setTimeout(resolve, 60))
    expect((await again()).info.serial).toBe('VT0001')
  })
})

describe('forms of log lines', () => {
  const layouts = ['tft40', 'tft49', 'wl22', 'bw16', 'bw16swapped', 'bw8', 'zem8'] as const

  it.each(layouts)('%s is told by the table alone, with and without a count that says it', async logLayout => {
    // Where state and verification change places only a value that cannot be a state tells.
    const face = logLayout === 'bw16swapped' ? { verify: 15 } : {}
    const logs = plainLogs(600).map(log => ({ ...log, ...face }))
    const { session, terminal } = await connected({ terminal: { logLayout, logs } })
    const told = (punches: readonly RawPunch[]) =>
      punches.map(({ userId, rawTime, verify, state }) => ({ userId, rawTime, verify, state }))
    expect(told(await session.readLogs())).toEqual(told(punchesOf(logs)))
    terminal.punch(people[3]?.userId ?? '', { at: MORNING + 1000 })
    expect(told(await session.readLogs())).toEqual(told(punchesOf(terminal.log())))
  })

  it('zemShort, of long and short lines, is read from boards that count them', async () => {
    const logs = plainLogs(600)
    const { session, terminal } = await connected({ terminal: { logLayout: 'zemShort', logs } })
    expect(terminal.counts().logs).toBe(600)
    expect(await session.readLogs()).toEqual(punchesOf(logs))
  })

  it.each(layouts)('%s is read when there is one line only', async logLayout => {
    const logs = plainLogs(1)
    const { session } = await connected({ terminal: { logLayout, logs } })
    expect(await session.readLogs()).toMatchObject([{ userId: logs[0]?.userId, rawTime: logs[0]?.rawTime }])
  })

  it('keeps a line of a deleted user and one with a day that does not exist', async () => {
    const odd = [
      { uid: 0, userId: '', verify: 1, state: 255, rawTime: 808_819_200, workCode: 0 },
      { uid: 9, userId: 'A-17', verify: 15, state: 4, rawTime: 5, workCode: 7 },
    ]
    const { session } = await connected({ terminal: { logs: odd } })
    expect(await session.readLogs()).toEqual([
      { userId: '#0', uid: null, verify: 1, state: 255, rawTime: 808_819_200 },
      { userId: 'A-17', uid: 9, verify: 15, state: 4, rawTime: 5 },
    ])
  })
})

describe('counts and events', () => {
  it.each([92, 80, 72, 36] as const)('sizes of %i bytes are enough to read by', async sizesLength => {
    const { session, terminal } = await connected({ terminal: { sizesLength, logs: plainLogs(100) } })
    expect(await session.readLogs()).toHaveLength(100)
    expect(await session.users()).toEqual(usersOf(terminal))
    expect((await session.putUser({ userId: '5', name: 'Otieno' })).userId).toBe('5')
  })

  const transports = [
    ['TCP', {}],
    ['UDP', { udp: true, tcp: 'closed' }],
  ] as const
  describe.each(transports)('over %s', (_, serve) => {
    it.each([10, 12, 14, 32, 36, 37, 52] as const)('a punch of %i bytes is heard as the log tells it', async length => {
      const eventLength: AttlogEventLength = length
      const { session, terminal } = await connected({ terminal: { eventLength }, serve: { ...serve, resendMs: 2000 } })
      const heard: RawPunch[] = []
      await session.listen(
        punches => heard.push(...punches),
        () => undefined,
      )
      terminal.punch(people[5]?.userId ?? '', { at: MORNING + 61_000 })
      await until(() => heard.length === 1)
      expect(heard).toMatchObject((await session.readLogs()).map(({ userId, rawTime }) => ({ userId, rawTime })))
    })

    it('an event of unknown length is no punch, asks for a read, and harms nothing', async () => {
      const { session, terminal } = await connected({ serve })
      let unknown = 0
      const heard: RawPunch[] = []
      await session.listen(
        punches => heard.push(...punches),
        () => unknown++,
      )
      for (const bytes of [0, 1, 9, 21, 33, 700]) {
        terminal.tell({ kind: 'raw', bit: 1, data: new Uint8Array(bytes).fill(0xa5) })
      }
      await until(() => unknown > 0)
      expect(await session.getTime()).toBeGreaterThan(0)
      expect(heard).toEqual([])
    })
  })
})

describe('an enrollment that fails', () => {
  const [user = fail()] = people
  const request = { userId: user.userId, finger: 6 }

  async function enrolling(kind: Kind = {}, signal: AbortSignal = never, driverOptions: ZktecoDriverOptions = {}) {
    const line = await connected(kind, driverOptions)
    const steps: EnrollStep[] = []
    const failure = codeOf(line.session.enroll(request, step => steps.push(step), signal))
    await until(() => line.terminal.enrollment.current() !== null)
    return { ...line, failure, steps }
  }
  const press = (terminal: Terminal) => {
    for (let i = 0; i < 3; i++) terminal.enrollment.press('good')
  }

  it.each([
    [4, 'enroll_failed'],
    [5, 'enroll_duplicate'],
    [6, 'enroll_cancelled'],
    [99, 'enroll_failed'],
  ] as const)('with result %i says %s, and the line goes on', async (result, code) => {
    const { session, terminal, failure } = await enrolling()
    terminal.enrollment.endWith(result)
    press(terminal)
    expect(await failure).toBe(code)
    expect(terminal.isReading()).toBe(true)
    expect(await session.getTime()).toBeGreaterThan(0)
  })

  it('because someone pressed cancel at the terminal', async () => {
    const { terminal, failure } = await enrolling()
    terminal.enrollment.press('good')
    terminal.enrollment.cancelHere()
    expect(await failure).toBe('enroll_cancelled')
  })

  it('because the office cancelled leaves a terminal that reads punches again', async () => {
    const controller = new AbortController()
    const { session, terminal, failure } = await enrolling({}, controller.signal)
    controller.abort()
    expect(await failure).toBe('enroll_cancelled')
    expect(terminal.enrollment.current()).toBeNull()
    expect(terminal.isReading()).toBe(true)
    expect(await codeOf(session.enroll(request, () => undefined, controller.signal))).toBe('enroll_cancelled')
  })

  it('because nobody came, after the silence that is allowed', async () => {
    const { terminal, failure } = await enrolling({}, never, { enroll: { silenceMs: 120, promptAfterMs: 30 } })
    expect(await failure).toBe('enroll_timeout')
    expect(terminal.enrollment.current()).toBeNull()
  })

  it('because the terminal never said how it ended', async () => {
    const { terminal, failure } = await enrolling({}, never, { enroll: { silenceMs: 120 } })
    terminal.enrollment.endWith('silent')
    press(terminal)
    expect(await failure).toBe('enroll_timeout')
  })

  it('because the terminal went away in the middle', async () => {
    const { served, failure } = await enrolling()
    served.dropLines()
    expect(await failure).toBe('device_offline')
  })

  it('because the session was closed says goodbye with the sensor reading again', async () => {
    const { session, terminal, failure } = await enrolling()
    await session.close()
    expect(await failure).toBe('device_offline')
    expect(terminal.isReading()).toBe(true)
  })

  it('because the terminal is busy', async () => {
    const { session, terminal } = await connected({})
    terminal.setBusy(true)
    expect(await codeOf(session.enroll(request, () => undefined, never))).toBe('enroll_failed')
    expect(terminal.isReading()).toBe(true)
  })

  it('because there is no such user', async () => {
    const { session } = await connected({})
    expect(await codeOf(session.enroll({ userId: '0815', finger: 6 }, () => undefined, never))).toBe('not_found')
    expect(await session.getTime()).toBeGreaterThan(0)
  })

  it('leaves the child the finger that was there before', async () => {
    const held = { uid: user.uid, finger: 6, flag: 1, template: makeTemplate('10', SEED, { uid: user.uid, finger: 6 }) }
    const { terminal, failure } = await enrolling({ terminal: { fingers: [held] } })
    expect(terminal.finger(user.uid, 6)).toBeUndefined()
    terminal.enrollment.cancelHere()
    expect(await failure).toBe('enroll_cancelled')
    expect(terminal.finger(user.uid, 6)).toEqual(held)
  })

  it('never counts two presses as one when all their events come in one piece', async () => {
    const { terminal, failure, steps, session } = await enrolling({ serve: { network: networkMode('coalesced') } })
    press(terminal)
    expect(await failure).toBe('nothing thrown')
    expect(steps.at(-1)).toEqual({ kind: 'reading_back' })
    expect(await session.template(user.userId, 6)).toMatchObject({ template: terminal.finger(user.uid, 6)?.template })
  })

  it('lets punches through to their listener while it runs', async () => {
    const { terminal, session } = await connected({})
    const heard: RawPunch[] = []
    await session.listen(
      punches => heard.push(...punches),
      () => undefined,
    )
    const controller = new AbortController()
    const failure = codeOf(session.enroll(request, () => undefined, controller.signal))
    await until(() => terminal.enrollment.current() !== null)
    controller.abort()
    await failure
    terminal.punch(user.userId)
    await until(() => heard.length === 1)
  })
})

describe('secured firmware', () => {
  it('is recognised', async () => {
    expect(await codeOf(connected({ serve: { secured: true } }))).toBe('device_secured')
  })
})

describe('networks', () => {
  const logs = plainLogs(1500)
  const fingers = generateFingers(people, 30, SEED, '10')
  const tcp: readonly NetworkMode[] = ['normal', 'split', 'coalesced', 'late', 'drop', 'jumbled', 'corrupt', 'cut']
  const udp: readonly NetworkMode[] = ['normal', 'late', 'drop', 'jumbled', 'corrupt']
  const lines = [
    ...tcp.map(mode => [mode, 'TCP', {}] as const),
    ...udp.map(mode => [mode, 'UDP', { udp: true, tcp: 'closed' }] as const),
  ]

  it.each(lines)(
    '%s over %s: what is read is right or an error, and in the end it is right',
    async (mode, _, serve) => {
      const conditions = { ...networkMode(mode), ...(mode === 'late' && { lateMs: 20 }) }
      const {
        session: first,
        served,
        again,
      } = await connected(
        { terminal: { logs, fingers }, serve: { ...serve, packetSize: 1008 } },
        { replyTimeoutMs: 150, retransmitMs: 40 },
      )
      served.network.set(conditions)
      const expected = punchesOf(logs)
      let session: DeviceSession | null = first
      let right = 0
      for (let attempt = 0; attempt < 40 && right < 2; attempt++) {
        try {
          session ??= await again()
          expect(await session.readLogs()).toEqual(expected)
          expect(await session.templates()).toHaveLength(30)
          right += 1
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          expect(['device_offline', 'device_protocol']).toContain(error.code)
          await session?.close()
          session = null
        }
        if (attempt === 20) served.network.mode('normal')
      }
      expect(right).toBe(2)
    },
    30_000,
  )

  const bad = [
    ['drop', {}],
    ['jumbled', {}],
    ['drop', { udp: true, tcp: 'closed' }],
    ['jumbled', { udp: true, tcp: 'closed' }],
  ] as const
  it.each(bad)(
    '%s: what was written is there when the driver says so (%o)',
    async (mode, serve) => {
      const {
        session: first,
        served,
        terminal,
        again,
      } = await connected({ terminal: { users: [] }, serve }, { replyTimeoutMs: 150, retransmitMs: 30 })
      served.network.mode(mode)
      const items = people.slice(0, 6).map((user): TemplateUpload => ({
        user: { userId: user.userId, name: user.name },
        fingers: [{ finger: 6, flag: 1, template: makeTemplate('10', SEED, { uid: user.uid, finger: 6 }) }],
      }))
      let session: DeviceSession | null = first
      let saved = false
      for (let attempt = 0; attempt < 40 && !saved; attempt++) {
        if (attempt === 15) served.network.mode('normal')
        try {
          session ??= await again()
          await session.putTemplates(items)
          saved = true
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          await session?.close()
          session = null
        }
      }
      expect(saved).toBe(true)
      expect(fingersOf(terminal).map(({ userId, finger, template }) => ({ userId, finger, template }))).toEqual(
        expect.arrayContaining(
          items.map(({ user, fingers: [one] }) => ({ userId: user.userId, finger: 6, template: one?.template })),
        ),
      )
      expect(
        terminal
          .users()
          .map(user => user.userId)
          .sort(),
      ).toEqual(items.map(({ user }) => user.userId).sort())
      expect(new Set(terminal.users().map(user => user.uid)).size).toBe(6)
    },
    30_000,
  )
})

function fail(): never {
  throw new Error('not in this test')
}
