import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createCallLimit } from './call-limit.ts'
import { api } from './contract/api.ts'
import type { ChannelName } from './contract/api.ts'
import type { UserId } from './contract/common.ts'
import { AppError } from './contract/errors.ts'
import { messagePolicy } from './contract/messages.ts'
import { allows, roles } from './contract/permissions.ts'
import type { Role } from './contract/permissions.ts'
import type { SessionUser } from './contract/session.ts'
import { closeDatabase, openDatabase } from './db/open.ts'
import { audit } from './db/schema.ts'
import { createDispatch } from './dispatch.ts'
import { newId } from './ids.ts'
import type { Log } from './ports.ts'
import { defaultSettings } from './settings/settings.ts'
import type { UseCases } from './use-case.ts'

const channels = Object.keys(api) as ChannelName[]
const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** The real door and database, with use cases that only say that they were reached. */
function door(instead: Partial<UseCases> = {}, perWindow = 1000) {
  const db = openDatabase({ database: ':memory:', backups: '' })
  opened.push(() => closeDatabase(db))
  const reached: ChannelName[] = []
  const logged: { what: string; error?: unknown; details: unknown }[] = []
  const failures: string[] = []
  const log: Log = {
    info: (what, details) => logged.push({ what, details }),
    warn: (what, details) => logged.push({ what, details }),
    error: (what, error, details) => logged.push({ what, error, details }),
  }
  const users = new Map<number, SessionUser>()
  const stubs = Object.fromEntries(channels.map(channel => [channel, () => void reached.push(channel)]))
  const call = createDispatch({
    db,
    log,
    clock: { now: () => 1_000, speed: () => 1 },
    userOf: windowId => users.get(windowId) ?? null,
    limit: createCallLimit({ burst: perWindow, perSecond: 0, now: () => 0 }),
    useCases: { ...(stubs as unknown as UseCases), ...instead },
    onFailure: code => failures.push(code),
  })
  const as = (role: Role) => {
    const user = { id: newId<UserId>(), username: `the-${role}`, fullName: role, role }
    users.set(1, user)
    return user
  }
  const audits = () =>
    db
      .select({
        username: audit.username,
        channel: audit.channel,
        entityId: audit.entityId,
        outcome: audit.outcome,
        action: audit.action,
      })
      .from(audit)
      .all()
  return { call, as, audits, db, reached, logged, failures }
}

const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'
/** An input each channel accepts; the compiler does not know, the first test does. */
const goodInput: Readonly<Record<string, unknown>> = {
  'session.signIn': { username: 'jane', password: 'secret words' },
  'session.setUp': {
    schoolName: 'Mwangaza',
    schoolCode: 'MW1',
    fullName: 'Jane Doe',
    username: 'jane',
    password: 'secret words',
  },
  'students.get': { studentId: uuid },
  'students.reveal': { studentId: uuid },
  'school.save': { name: 'Mwangaza', code: 'MW', type: 'day' },
  'classes.add': { name: 'Grade 7', level: 7 },
  'classes.edit': { classId: uuid, name: 'Grade 7', level: 7 },
  'classes.remove': { classId: uuid },
  'classes.addStream': { classId: uuid, name: 'East' },
  'classes.editStream': { streamId: uuid, name: 'East', capacity: null, teacher: '' },
  'classes.removeStream': { streamId: uuid },
  'classes.preset': { presets: ['junior'], streams: ['East'] },
  'students.add': { admissionNumber: '1', firstName: 'Brian', lastName: 'Otieno', gender: 'M', streamId: uuid },
  'students.edit': { studentId: uuid, firstName: 'Brian' },
  'students.move': { studentIds: [uuid], streamId: uuid },
  'students.deactivate': { studentIds: [uuid], leftOn: '2026-05-12' },
  'students.restore': { studentIds: [uuid] },
  'students.setPhoto': { studentId: uuid, jpeg: null },
  'students.photos': { studentIds: [uuid] },
  'students.history': { studentId: uuid },
  'guardians.find': { search: 'Mary' },
  'guardians.save': {
    studentId: uuid,
    fullName: 'Mary Otieno',
    phone: '0712345678',
    language: 'en',
    receivesMessages: true,
  },
  'guardians.link': { studentId: uuid, guardianId: uuid },
  'guardians.unlink': { studentId: uuid, guardianId: uuid },
  'guardians.order': { studentId: uuid, guardianIds: [uuid] },
  'search.find': { search: 'Brian' },
  'undo.run': { undoId: uuid },
  'users.add': { username: 'jane', fullName: 'Jane Doe', role: 'clerk', password: 'long enough' },
  'users.edit': { userId: uuid, fullName: 'Jane Doe', role: 'clerk' },
  'users.setPassword': { userId: uuid, password: 'long enough' },
  'users.deactivate': { userId: uuid },
  'users.restore': { userId: uuid },
  'users.ownPassword': { current: 'x', password: 'long enough' },
  'session.recover': { code: 'AAAA-AAAA-AAAA', username: 'jane', password: 'long enough' },
  'import.open': { fileName: 'list.csv', bytes: new Uint8Array(1) },
  'import.preview': { importId: uuid, mapping: ['admissionNumber', null] },
  'import.rows': { importId: uuid, kind: 'new' },
  'import.rejects': { importId: uuid },
  'import.apply': { importId: uuid },
  'import.close': { importId: uuid },
  'rollover.preview': { moves: [{ fromStreamId: uuid, to: 'leave' }], lastDay: '2026-10-23' },
  'rollover.apply': { moves: [{ fromStreamId: uuid, to: null }], lastDay: '2026-10-23' },
  'calendar.save': {
    terms: [{ name: 'Term 1', from: '2026-01-05', to: '2026-04-02' }],
    halfTerms: [],
    holidays: [],
    schoolWeekdays: [1, 2, 3, 4, 5],
    dayStartsAtMinute: 0,
  },
  'calendar.check': { checkedWithCircular: true },
  'calendar.preset': { year: 2027 },
  'calendar.month': { month: '2026-05' },
  'calendar.close': { from: '2026-05-12', to: '2026-05-12', scope: { kind: 'school' }, reason: 'Floods' },
  'calendar.reopen': { closureId: uuid },
  'sessions.save': {
    plans: [
      {
        id: 'all',
        name: 'Everybody',
        levels: { from: -2, to: 12 },
        boarding: 'any',
        weekdays: [],
        AM: { opens: 360, onTimeUntil: 480, closes: 510, ends: 760 },
        PM: null,
        leavesFrom: null,
      },
    ],
  },
  'attendance.saveReasons': {
    reasons: [
      { code: 'sick', label: 'Sick', key: 's', letter: 'S', excused: true, countsPresent: false, alertsParent: false },
    ],
  },
  'attendance.explain': { studentIds: [uuid], fromDay: '2026-05-12', toDay: '2026-05-12', reason: 'sick' },
  'attendance.setMark': { studentIds: [uuid], day: '2026-05-12', session: 'AM', mark: 'present', why: 'Seen in class' },
  'attendance.logCall': { studentIds: [uuid], day: '2026-05-12', outcome: 'reached' },
  'attendance.dayStory': { studentId: uuid, day: '2026-05-12' },
  'attendance.locks': { month: '2026-05' },
  'attendance.lock': { day: '2026-05-12' },
  'attendance.unlock': { day: '2026-05-12', why: 'A mistake' },
  'attendance.dismissPin': { deviceId: uuid, pin: '99', why: 'A visitor' },
  'attendance.dismissPunches': { punchIds: [uuid], why: 'Wrong clock' },
  'attendance.month': { streamId: uuid, month: '2026-05' },
  'attendance.schoolMonth': { month: '2026-05' },
  'attendance.saveWarningLimits': {
    watch: 5,
    chronic: 10,
    serious: 20,
    severe: 50,
    afterDays: 10,
    inARow: [3, 5, 10],
  },
  'attendance.warningNote': { studentId: uuid, text: 'Called the mother' },
  'passes.issue': { studentId: uuid, reason: 'Clinic', approvedBy: 'The head', expectedReturnAt: null },
  'passes.cancel': { gatePassId: uuid },
  'passes.slip': { gatePassId: uuid },
  'boarding.nightMark': { nightRollId: uuid, studentIds: [uuid], state: 'in' },
  'boarding.nightClose': { nightRollId: uuid },
  'setup.skip': { step: 'import' },
  'setup.done': { step: 'import' },
  'setup.testMessage': { phone: '0712345678' },
  'attendance.student': { studentId: uuid, fromDay: '2026-05-11', toDay: '2026-05-12' },
  'devices.readNow': { deviceId: uuid },
  'reports.daySheet': { day: '2026-05-12', session: 'AM' },
  'reports.print': { documentId: uuid },
  'reports.savePdf': { documentId: uuid },
  'simulation.setSpeed': { speed: 1 },
  'devices.add': { name: 'Main Gate', host: '192.168.1.20' },
  'devices.edit': { deviceId: uuid, name: 'Back' },
  'devices.retire': { deviceId: uuid, word: 'RETIRE' },
  'devices.remedy': { deviceId: uuid, remedy: 'read_now' },
  'devices.log': { deviceId: uuid },
  'sync.assign': { deviceGroupId: uuid, streamId: uuid, assigned: true },
  'sync.adopt': { deviceId: uuid, pin: '7', studentId: uuid },
  'sync.removeUnknown': { deviceId: uuid, pin: '7', word: 'DELETE' },
  'enrollment.start': { studentId: uuid, deviceId: uuid, finger: 6 },
  'enrollment.cancel': { enrollmentId: uuid },
  'enrollment.fingers': { studentId: uuid },
  'enrollment.remove': { studentId: uuid, finger: 6 },
  'enrollment.stationStart': { streamId: uuid, deviceId: uuid },
  'enrollment.stationEnroll': { stationId: uuid, studentId: uuid, finger: 6 },
  'enrollment.stationSkip': { stationId: uuid, studentId: uuid, reason: 'absent' },
  'enrollment.stationUndo': { stationId: uuid },
  'enrollment.stationEnd': { stationId: uuid },
  'simulation.setCable': { serial: 'VT0001', plugged: false },
  'messages.get': { messageId: uuid },
  'messages.resolve': { messageId: uuid, as: 'sent' },
  'messages.cancel': { messageIds: [uuid] },
  'messages.correct': { studentId: uuid, day: '2026-05-12' },
  'messages.batchStudents': { batchId: uuid },
  'messages.releaseBatch': { batchId: uuid, expected: 3 },
  'messages.discardBatch': { batchId: uuid, why: 'A holiday' },
  'messages.recallBatch': { batchId: uuid, why: 'A terminal was down' },
  'messages.checkTemplate': { kind: 'absent', language: 'en', text: '{name} is away' },
  'messages.saveTemplate': { kind: 'absent', language: 'en', text: '{name} is away' },
  'messages.resetTemplate': { kind: 'absent', language: 'en' },
  'messages.savePolicy': messagePolicy.strip().parse(defaultSettings.messages),
  'messages.unblock': { guardianId: uuid },
  'messages.saveAccount': { provider: 'africastalking', username: 'sandbox', senderId: '' },
  'messages.testAccount': { provider: 'africastalking', username: 'sandbox', senderId: '' },
  'messages.saveEmailAccount': {
    enabled: false,
    when: 'also',
    host: '',
    port: 587,
    secure: false,
    username: '',
    from: '',
  },
  'messages.testEmail': { to: 'head@example.org' },
  'messages.statement': { from: '2026-05-01', to: '2026-05-12' },
  'messages.emergencyPreview': { scope: { kind: 'school' }, textEn: 'School is closed.' },
  'messages.emergency': { scope: { kind: 'school' }, textEn: 'School is closed.', why: 'Floods', expected: 3 },
  'reports.smsStatement': { from: '2026-05-01', to: '2026-05-12' },
}
const inputOf = (channel: ChannelName) => goodInput[channel] ?? {}

describe('who may ask', () => {
  it.each(channels)('%s is reached by exactly those who are allowed', async channel => {
    const { access } = api[channel]
    for (const role of [null, ...roles]) {
      const { call, as, reached } = door()
      if (role !== null) as(role)
      const result = await call(1, channel, inputOf(channel))
      if (allows(role, access)) {
        expect({ role, result, reached }).toEqual({ role, result: { ok: true, value: undefined }, reached: [channel] })
      } else {
        const code = role === null ? 'not_signed_in' : 'forbidden'
        expect({ role, result, reached }).toEqual({
          role,
          result: { ok: false, error: { code, details: {} } },
          reached: [],
        })
      }
    }
  })

  it('is decided by the window’s own session, whatever the message says', async () => {
    const { call, as, reached } = door()
    as('super_admin')
    expect(await call(2, 'students.list', {})).toMatchObject({ ok: false, error: { code: 'not_signed_in' } })
    expect(await call(2, 'students.list', { windowId: 1, user: { role: 'super_admin' } })).toMatchObject({ ok: false })
    expect(reached).toEqual([])
  })

  it('refusal comes before validation, so that nothing can be learnt about the input', async () => {
    const { call } = door()
    expect(await call(1, 'students.get', 'nonsense')).toMatchObject({ error: { code: 'not_signed_in' } })
  })
})

describe('what may be sent', () => {
  it.each(channels)('%s refuses a key it does not know', async channel => {
    const { call, as, reached } = door()
    as('super_admin')
    const input = { ...inputOf(channel), extra: 1 }
    expect(await call(1, channel, input)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    expect(reached).toEqual([])
  })

  it('no channel is found by a name that is not in the table', async () => {
    const { call, as, reached } = door()
    as('super_admin')
    const names = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'students', 'students.get '),
      fc.anything().filter(value => !channels.includes(value as ChannelName)),
    )
    await fc.assert(
      fc.asyncProperty(names, async name => {
        expect(await call(1, name, {})).toEqual({ ok: false, error: { code: 'unknown_channel', details: {} } })
      }),
    )
    expect(reached).toEqual([])
  })

  it('no input of any shape gets through or breaks the door', async () => {
    const { call, as, logged } = door({}, 1_000_000)
    as('super_admin')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...channels), fc.anything(), async (channel, input) => {
        const result = await call(1, channel, input)
        if (!result.ok) expect(result.error.code).toBe('invalid_input')
        else expect(api[channel].input.safeParse(input).success).toBe(true)
      }),
      { numRuns: 500 },
    )
    expect(logged.filter(({ what }) => what !== 'a slow call')).toEqual([])
  })

  it('the answer names the field and never repeats what was in it', async () => {
    const { call, as } = door()
    as('super_admin')
    const result = await call(1, 'students.get', { studentId: 'the secret name' })
    expect(result).toEqual({ ok: false, error: { code: 'invalid_input', details: { field: 'studentId' } } })
  })

  it('a window that asks without end is slowed, and another one is not', async () => {
    const { call } = door({}, 3)
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(await call(1, 'session.current', {}))
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false, false])
    expect(answers[4]).toEqual({ ok: false, error: { code: 'too_many_calls', details: {} } })
    expect((await call(2, 'session.current', {})).ok).toBe(true)
  })
})

describe('what goes wrong', () => {
  it('an expected failure comes as its code and details', async () => {
    const { call, failures, logged } = door({
      'session.current': () => {
        throw new AppError('sign_in_locked', { until: 5 })
      },
    })
    expect(await call(1, 'session.current', {})).toEqual({
      ok: false,
      error: { code: 'sign_in_locked', details: { until: 5 } },
    })
    expect({ failures, logged }).toEqual({ failures: ['sign_in_locked'], logged: [] })
  })

  it.each([
    [
      'thrown at once',
      () => {
        throw new Error('password=hunter2 at /home/jane')
      },
    ],
    ['thrown later', () => Promise.reject(new Error('password=hunter2 at /home/jane'))],
    [
      'that is no error',
      () => {
        throw 'password=hunter2' as unknown as Error
      },
    ],
  ])('a bug %s: the window gets a reference and no word of it, the log gets all', async (_, useCase) => {
    const { call, logged } = door({ 'session.current': useCase })
    const result = await call(1, 'session.current', {})
    if (result.ok) throw new Error('the call went through')
    const reference = result.error.details['reference']
    expect(result).toEqual({ ok: false, error: { code: 'internal', details: { reference } } })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(logged).toEqual([
      {
        what: 'a call failed',
        error: expect.anything() as unknown,
        details: { channel: 'session.current', reference },
      },
    ])
    expect(String(logged[0]?.error)).toContain('hunter2')
  })

  it('a full disk is named as such', async () => {
    const { call, failures } = door({
      'session.current': () => {
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
      },
    })
    expect(await call(1, 'session.current', {})).toMatchObject({ error: { code: 'disk_full' } })
    expect(failures).toEqual(['disk_full'])
  })

  it('a call that holds up everything else is written down, one that waits is not', async () => {
    const busy = (ms: number) => {
      const end = performance.now() + ms
      while (performance.now() < end);
      return null
    }
    const { call, as, logged } = door({
      'simulation.state': () => busy(60),
      'devices.list': async () => {
        await new Promise(resolve => setTimeout(resolve, 80))
        return []
      },
    })
    as('super_admin')
    await call(1, 'simulation.state', {})
    await call(1, 'devices.list', {})
    expect(logged).toEqual([
      { what: 'a slow call', details: { channel: 'simulation.state', ms: expect.any(Number) as number } },
    ])
  })
})

describe('what is written down', () => {
  it.each(channels)('%s leaves an audit row exactly when the table says so', async channel => {
    const { call, as, audits } = door()
    const { username } = as('super_admin')
    await call(1, channel, inputOf(channel))
    const mark = api[channel].audit
    expect(audits().map(row => [row.username, row.channel, row.action, row.outcome])).toEqual(
      mark === undefined ? [] : [[username, channel, mark.action, 'ok']],
    )
    if (api[channel].kind === 'command') expect(mark).toBeDefined()
  })

  it('which one it was about, and why it failed', async () => {
    const { call, as, audits } = door({
      'devices.readNow': () => {
        throw new AppError('device_offline')
      },
    })
    await call(1, 'devices.readNow', { deviceId: uuid })
    as('viewer')
    await call(1, 'devices.readNow', { deviceId: uuid })
    as('school_admin')
    await call(1, 'devices.readNow', { deviceId: 'x' })
    await call(1, 'devices.readNow', { deviceId: uuid })
    expect(audits().map(row => [row.username, row.entityId, row.outcome])).toEqual([
      [null, null, 'not_signed_in'],
      ['the-viewer', null, 'forbidden'],
      ['the-school_admin', null, 'invalid_input'],
      ['the-school_admin', uuid, 'device_offline'],
    ])
  })

  it('a row written with the work is the only one, and is gone when the work is', async () => {
    const good = door({
      'session.setUp': (_, caller) => {
        caller.audit(good.db, { entityId: uuid })
        return good.as('super_admin')
      },
    })
    await good.call(1, 'session.setUp', inputOf('session.setUp'))
    expect(good.audits()).toMatchObject([{ entityId: uuid, outcome: 'ok' }])

    const bad = door({
      'session.setUp': (_, caller) =>
        bad.db.transaction(tx => {
          caller.audit(tx, { entityId: uuid })
          throw new AppError('already_set_up')
        }),
    })
    await bad.call(1, 'session.setUp', inputOf('session.setUp'))
    expect(bad.audits()).toMatchObject([{ entityId: null, outcome: 'already_set_up' }])
  })

  it('where it cannot be written down, no personal data is given out', async () => {
    const { call, as, db } = door({ 'students.reveal': () => ({ dateOfBirth: '2014-02-01', phones: [] }) })
    as('super_admin')
    db.$client.pragma('query_only = ON')
    const result = await call(1, 'students.reveal', { studentId: uuid })
    expect(result).toMatchObject({ ok: false, error: { code: 'storage_failed' } })
    expect(JSON.stringify(result)).not.toContain('2014')
  })

  it('never a password, in whatever way the sign-in ends', async () => {
    const { call, db } = door()
    await call(1, 'session.signIn', { username: 'jane', password: 'hunter2' })
    await call(1, 'session.signIn', { username: 'jane', password: 'hunter2', more: 'hunter2' })
    await call(1, 'session.setUp', { ...inputOf('session.setUp'), password: 'hunter2-hunter2' })
    const rows = JSON.stringify(db.select().from(audit).all())
    expect(rows).toContain('jane')
    expect(rows).not.toContain('hunter2')
  })
})
