import { afterEach, describe, expect, it } from 'vitest'
import { createCallLimit } from '../call-limit.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { SessionUser } from '../contract/session.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import { audit, school, user } from '../db/schema.ts'
import { createDispatch } from '../dispatch.ts'
import type { Simulation } from '../ports.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import type { UseCases } from '../use-case.ts'
import { addUser } from './access.repo.ts'
import { accessUseCases } from './access.use-cases.ts'
import { createPasswords } from './passwords.ts'
import { createSessions } from './sessions.ts'
import { lockMs, triesBeforeLock } from './tries.ts'

const cheap = { memoryCost: 64, timeCost: 1 }
const passwords = createPasswords(cheap)
const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

function access(simulation: Simulation | null = null) {
  const db = openDatabase({ database: ':memory:', backups: '' })
  opened.push(() => closeDatabase(db))
  const time = { now: 1_000_000 }
  const clock = { now: () => time.now, speed: () => 1 }
  const sessions = createSessions()
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const dataKey = createDataKey({ db, clock, log, keyring: createTestKeyring() })
  const dispatch = createDispatch({
    db,
    clock,
    log,
    userOf: sessions.userOf,
    limit: createCallLimit({ burst: 1000, perSecond: 0, now: () => 0 }),
    onFailure: () => undefined,
    useCases: accessUseCases({ db, clock, log, simulation }, { sessions, passwords, dataKey }) as unknown as UseCases,
  })
  async function call(channel: string, input: object = {}, windowId = 1) {
    const result = await dispatch(windowId, channel, input)
    return result.ok ? result.value : result.error
  }
  const signIn = (username: string, password: string, windowId?: number) =>
    call('session.signIn', { username, password }, windowId)
  const tries = () => db.select({ failed: user.failedAttempts, until: user.lockedUntil }).from(user).all()
  const audits = () =>
    db
      .select({ who: audit.username, what: audit.channel, about: audit.entityId, outcome: audit.outcome })
      .from(audit)
      .all()
  return { db, time, call, signIn, tries, audits, sessions }
}

async function withJane() {
  const made = access()
  const passwordHash = await passwords.hash('right horse')
  const id = addUser(made.db, { username: 'Jane', fullName: 'Jane Doe', role: 'clerk', passwordHash, at: 1 })
  const jane: SessionUser = { id, username: 'jane', fullName: 'Jane Doe', role: 'clerk' }
  return { ...made, jane }
}

const wrong = { code: 'sign_in_wrong' satisfies ErrorCode, details: {} }

describe('signing in', () => {
  it('opens a session in that window only, and signing out ends it', async () => {
    const { call, signIn, jane, audits } = await withJane()
    expect(await signIn(' JANE ', 'right horse', 5)).toEqual(jane)
    expect(await call('session.current', {}, 5)).toMatchObject({ user: jane })
    expect(await call('session.current', {}, 6)).toMatchObject({ user: null })
    expect(await call('session.signOut', {}, 5)).toBeNull()
    expect(await call('session.current', {}, 5)).toMatchObject({ user: null })
    expect(audits()).toEqual([
      { who: 'jane', what: 'session.signIn', about: 'JANE', outcome: 'ok' },
      { who: 'jane', what: 'session.signOut', about: null, outcome: 'ok' },
    ])
  })

  it('with a wrong password or an unknown name gives the same answer', async () => {
    const { signIn, audits, call } = await withJane()
    expect(await signIn('jane', 'wrong')).toEqual(wrong)
    expect(await signIn('nobody', 'right horse')).toEqual(wrong)
    expect(await call('session.current')).toMatchObject({ user: null })
    expect(audits()).toEqual([
      { who: null, what: 'session.signIn', about: 'jane', outcome: 'sign_in_wrong' },
      { who: null, what: 'session.signIn', about: 'nobody', outcome: 'sign_in_wrong' },
    ])
  })

  it('a deleted user is an unknown one', async () => {
    const { signIn, db } = await withJane()
    db.update(user).set({ deletedAt: 5 }).run()
    expect(await signIn('jane', 'right horse')).toEqual(wrong)
  })

  it('a wrong try leaves the session of the window as it was', async () => {
    const { signIn, call, jane } = await withJane()
    await signIn('jane', 'right horse')
    await signIn('jane', 'wrong')
    expect(await call('session.current')).toMatchObject({ user: jane })
  })

  it('a right password wipes out the wrong tries before it', async () => {
    const { signIn, tries, jane } = await withJane()
    for (let i = 1; i < triesBeforeLock; i++) expect(await signIn('jane', 'wrong')).toEqual(wrong)
    expect(await signIn('jane', 'right horse')).toEqual(jane)
    expect(tries()).toEqual([{ failed: 0, until: null }])
  })
})

describe('the lock', () => {
  async function lockedOut() {
    const made = await withJane()
    const answers = []
    for (let i = 0; i < triesBeforeLock; i++) answers.push(await made.signIn('jane', 'wrong'))
    return { ...made, answers, locked: { code: 'sign_in_locked', details: { until: 1_000_000 + lockMs } } }
  }

  it('closes with the fifth wrong try, for the right password too', async () => {
    const { answers, locked, signIn } = await lockedOut()
    expect(answers).toEqual([wrong, wrong, wrong, wrong, locked])
    expect(await signIn('jane', 'right horse')).toEqual(locked)
  })

  it('is not made longer by trying on, and opens after five minutes with all tries anew', async () => {
    const { locked, signIn, time, jane } = await lockedOut()
    time.now += lockMs - 1
    expect(await signIn('jane', 'right horse')).toEqual(locked)
    time.now += 1
    for (let i = 1; i < triesBeforeLock; i++) expect(await signIn('jane', 'wrong')).toEqual(wrong)
    expect(await signIn('jane', 'right horse')).toEqual(jane)
  })

  it('cannot be outrun by many tries at once', async () => {
    const { signIn } = await withJane()
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn('jane', `guess ${i}`)))
    const refused = answers.filter(answer => (answer as { code: string }).code === 'sign_in_locked')
    expect(refused.length).toBe(40 - triesBeforeLock + 1)
    expect(await signIn('jane', 'right horse')).toMatchObject({ code: 'sign_in_locked' })
  })
})

describe('setting up', () => {
  const draft = {
    schoolName: 'Mwangaza Comprehensive',
    schoolCode: 'MW1',
    fullName: 'Joseph Barasa',
    username: 'Joseph',
    password: 'a long enough one',
  }

  it('is asked for while there is no user, and makes the school and its first administrator, signed in', async () => {
    const { call, signIn, db, audits } = access()
    expect(await call('session.current')).toEqual({
      user: null,
      setUpNeeded: true,
      schoolName: null,
      simulation: false,
      demoAccounts: [],
    })
    const first = await call('session.setUp', draft)
    expect(first).toMatchObject({ username: 'joseph', fullName: 'Joseph Barasa', role: 'super_admin' })
    expect(await call('session.current')).toMatchObject({
      user: first,
      setUpNeeded: false,
      schoolName: 'Mwangaza Comprehensive',
    })
    expect(await signIn('joseph', 'a long enough one', 2)).toEqual(first)
    const [made] = db.select({ id: school.id, name: school.name, code: school.code }).from(school).all()
    expect(made).toMatchObject({ name: 'Mwangaza Comprehensive', code: 'MW1' })
    expect(audits()[0]).toEqual({ who: 'joseph', what: 'session.setUp', about: made?.id, outcome: 'ok' })
  })

  it('is refused ever after, and when two come at once only one wins', async () => {
    const { call, db } = access()
    const answers = await Promise.all([
      call('session.setUp', draft),
      call('session.setUp', { ...draft, username: 'eve' }, 2),
    ])
    expect(answers.filter(answer => (answer as { code?: string }).code === 'already_set_up')).toHaveLength(1)
    db.update(user).set({ deletedAt: 1 }).run()
    expect(await call('session.setUp', draft)).toMatchObject({ code: 'already_set_up' })
    expect(db.select().from(user).all()).toHaveLength(1)
  })

  it.each([{ password: 'short77' }, { username: 'jo' }, { schoolName: ' a ' }])('is refused with %o', async change => {
    const { call, db } = access()
    expect(await call('session.setUp', { ...draft, ...change })).toMatchObject({ code: 'invalid_input' })
    expect(db.select().from(school).all()).toEqual([])
  })
})

it('the demo’s accounts are told in a simulation only', async () => {
  const demoAccounts: Simulation['demoAccounts'] = [
    { username: 'head', password: 'head', role: 'school_admin', fullName: 'Peter Ouma' },
  ]
  const { call } = access({ demoAccounts } as unknown as Simulation)
  expect(await call('session.current')).toMatchObject({ simulation: true, demoAccounts })
})

describe('passwords', () => {
  it('are kept as argon2id with their own salt, and only the right one matches', async () => {
    const office = createPasswords()
    const stored = await office.hash('right horse')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await office.hash('right horse')).not.toBe(stored)
    expect([await office.matches(stored, 'right horse'), await office.matches(stored, 'Right horse')]).toEqual([
      true,
      false,
    ])
  })

  it('of nobody match nothing and take as long to check', async () => {
    const office = createPasswords()
    const stored = await office.hash('right horse')
    const time = async (hash: string | null) => {
      const started = performance.now()
      expect(await office.matches(hash, 'wrong')).toBe(false)
      return performance.now() - started
    }
    await time(stored)
    expect(await time(null)).toBeGreaterThan((await time(stored)) / 5)
  })
})
