import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { Role } from '../contract/permissions.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { audit, dataKey, recovery, user } from '../db/schema.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestApp, TestWindow } from '../testing/test-app.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { codeOf, plainCode } from './recovery-code-rules.ts'
import { lockMs, triesBeforeLock } from './tries.ts'

let test: TestApp
let admin: TestWindow
let adminId: UserId
beforeEach(async () => {
  test = createTestApp()
  admin = await test.as('super_admin')
  adminId = await ownId(admin)
})
afterEach(() => test.app.stop())

const refusal = (code: ErrorCode) => expect.objectContaining({ code }) as Error
const password = 'correct horse'

async function ownId(window: TestWindow): Promise<UserId> {
  const { user: own } = await window.call('session.current', {})
  if (own === null) throw new Error('nobody is signed in')
  return own.id
}
const add = async (username: string, role: Role) =>
  (await admin.call('users.add', { username, fullName: `Test ${username}`, role, password })).id
async function signedIn(username: string, given = password): Promise<TestWindow> {
  const window = test.window()
  await window.call('session.signIn', { username, password: given })
  return window
}

describe('accounts', () => {
  it('are added, listed and sign in; the list says when', async () => {
    const id = await add('Jane', 'clerk')
    const row = { id, username: 'jane', fullName: 'Test Jane', role: 'clerk', active: true, lockedUntil: null }
    expect(await admin.call('users.list', {})).toContainEqual({ ...row, lastSignInAt: null })
    test.clock.at += 1000
    await signedIn('JANE')
    expect(await admin.call('users.list', {})).toContainEqual({ ...row, lastSignInAt: test.clock.at })
    const [stored] = test.db.select().from(user).where(eq(user.id, id)).all()
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(JSON.stringify(test.db.select().from(audit).all())).not.toContain(password)
  })

  it('keep their names, those of former users too', async () => {
    const jane = await add('jane', 'clerk')
    await admin.call('users.deactivate', { userId: jane })
    await expect(add('JANE', 'viewer')).rejects.toThrow(refusal('name_taken'))
  })

  it.each(['clerk', 'teacher', 'viewer'] as const)('are not the business of a %s', async role => {
    const window = await test.as(role)
    const draft = { username: 'evil', fullName: 'Evil', role: 'super_admin', password } as const
    const tries = [
      window.call('users.list', {}),
      window.call('users.add', draft),
      window.call('users.edit', { userId: await ownId(window), fullName: 'Evil', role: 'super_admin' }),
      window.call('users.setPassword', { userId: adminId, password }),
      window.call('users.deactivate', { userId: adminId }),
      window.call('users.recoveryCode', {}),
      window.call('users.recoveryState', {}),
    ]
    for (const one of await Promise.allSettled(tries)) expect(one).toMatchObject({ reason: refusal('forbidden') })
  })

  it('that are taken away cannot sign in, and their windows are signed out', async () => {
    const jane = await add('jane', 'school_admin')
    const window = await signedIn('jane')
    await admin.call('users.deactivate', { userId: jane })
    await expect(window.call('students.tree', {})).rejects.toThrow(refusal('not_signed_in'))
    await expect(signedIn('jane')).rejects.toThrow(refusal('sign_in_wrong'))
    await admin.call('users.restore', { userId: jane })
    await (await signedIn('jane')).call('students.tree', {})
  })

  it('get another role at once, in windows that are open too', async () => {
    const jane = await add('jane', 'clerk')
    const window = await signedIn('jane')
    await expect(window.call('users.list', {})).rejects.toThrow(refusal('forbidden'))
    await admin.call('users.edit', { userId: jane, fullName: 'Jane A', role: 'school_admin' })
    expect((await window.call('users.list', {})).length).toBe(2)
    await admin.call('users.edit', { userId: jane, fullName: 'Jane A', role: 'viewer' })
    await expect(window.call('users.list', {})).rejects.toThrow(refusal('forbidden'))
  })

  it('that can manage accounts: the last one stays', async () => {
    const jane = await add('jane', 'school_admin')
    await admin.call('users.edit', { userId: adminId, fullName: 'Test', role: 'viewer' })
    const manager = await signedIn('jane')
    const demote = { userId: jane, fullName: 'Jane', role: 'clerk' } as const
    await expect(manager.call('users.edit', demote)).rejects.toThrow(refusal('last_admin'))
    await expect(manager.call('users.deactivate', { userId: jane })).rejects.toThrow(refusal('last_admin'))
    await manager.call('users.edit', { ...demote, role: 'super_admin' })
    await manager.call('users.edit', { userId: adminId, fullName: 'Test', role: 'school_admin' })
    await manager.call('users.deactivate', { userId: adminId })
    await expect(manager.call('users.edit', demote)).rejects.toThrow(refusal('last_admin'))
  })
})

describe('passwords', () => {
  it('set by an administrator open a locked account and end what was open', async () => {
    const jane = await add('jane', 'clerk')
    const window = await signedIn('jane')
    for (let i = 0; i < triesBeforeLock; i++) await signedIn('jane', 'wrong one').catch(() => undefined)
    await expect(signedIn('jane')).rejects.toThrow(refusal('sign_in_locked'))
    await admin.call('users.setPassword', { userId: jane, password: 'another word' })
    await expect(window.call('students.tree', {})).rejects.toThrow(refusal('not_signed_in'))
    await expect(signedIn('jane')).rejects.toThrow(refusal('sign_in_wrong'))
    await signedIn('jane', 'another word')
  })

  it('of one’s own need the present one, and wrong tries lock', async () => {
    await add('jane', 'clerk')
    const [window, other] = [await signedIn('jane'), await signedIn('jane')]
    const change = (current: string) => window.call('users.ownPassword', { current, password: 'another word' })
    await expect(change('wrong one')).rejects.toThrow(refusal('sign_in_wrong'))
    await change(password)
    await window.call('students.tree', {})
    await expect(other.call('students.tree', {})).rejects.toThrow(refusal('not_signed_in'))
    await signedIn('jane', 'another word')
    for (let i = 1; i < triesBeforeLock; i++) await expect(change('x')).rejects.toThrow(refusal('sign_in_wrong'))
    await expect(change('x')).rejects.toThrow(refusal('sign_in_locked'))
    await expect(change('another word')).rejects.toThrow(refusal('sign_in_locked'))
  })

  it('shorter than eight letters are refused', async () => {
    await expect(admin.call('users.setPassword', { userId: adminId, password: 'short' })).rejects.toThrow(
      refusal('invalid_input'),
    )
  })
})

describe('the recovery code', () => {
  const print = () => admin.call('users.recoveryCode', {})
  const state = () => admin.call('users.recoveryState', {})
  const recover = (code: string, username = 'super_admin-1', window = test.window()) =>
    window.call('session.recover', { code, username, password: 'found again' })

  it('is 24 letters that nobody mixes up, printed once, and only its hash is kept', async () => {
    expect(await state()).toEqual({ exists: false, createdAt: null, coversKey: false })
    const { code, documentId } = await print()
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{4}-){5}[2-9A-HJ-NP-Z]{4}$/)
    expect(documentId).toMatch(/^0{8}-/)
    for (const group of code.split('-')) expect(test.pages[0]?.html).toContain(group)
    expect(await state()).toEqual({ exists: true, createdAt: test.clock.at, coversKey: true })
    const kept = JSON.stringify([test.db.select().from(recovery).all(), test.db.select().from(audit).all()])
    expect([kept.includes(code), kept.includes(plainCode(code))]).toEqual([false, false])
    expect((await print()).code).not.toBe(code)
  })

  it('sets an administrator’s password once, however it is typed', async () => {
    const { code } = await print()
    const window = test.window()
    expect(await recover(` ${code.toLowerCase().replaceAll('-', ' ')} `, 'SUPER_ADMIN-1', window)).toMatchObject({
      id: adminId,
      role: 'super_admin',
    })
    await window.call('users.list', {})
    await expect(admin.call('users.list', {})).rejects.toThrow(refusal('not_signed_in'))
    await signedIn('super_admin-1', 'found again')
    await expect(recover(code)).rejects.toThrow(refusal('recovery_wrong'))
    expect(await window.call('users.recoveryState', {})).toMatchObject({ exists: false })
    const [line] = test.db.select().from(audit).where(eq(audit.channel, 'session.recover')).all()
    expect(line).toMatchObject({ userId: adminId, outcome: 'ok' })
  })

  it('is of no use for others than administrators, nor for those who left, nor before it was printed', async () => {
    await expect(recover('AAAA-AAAA-AAAA')).rejects.toThrow(refusal('recovery_wrong'))
    const jane = await add('jane', 'clerk')
    const john = await add('john', 'school_admin')
    await admin.call('users.deactivate', { userId: john })
    const { code } = await print()
    for (const username of ['jane', 'john', 'nobody']) {
      await expect(recover(code, username)).rejects.toThrow(refusal('recovery_wrong'))
    }
    await expect(signedIn('jane', 'found again')).rejects.toThrow(refusal('sign_in_wrong'))
    expect(jane).not.toBe(john)
  })

  it('is locked for a while after some wrong tries, the right one too, and many at once are no more', async () => {
    const { code } = await print()
    const wrong = code.replace(/^./, letter => (letter === 'A' ? 'B' : 'A'))
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => recover(wrong)))
    const codes = outcomes.map(one => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'ok'))
    expect(codes.filter(one => one === 'recovery_wrong')).toHaveLength(triesBeforeLock - 1)
    await expect(recover(code)).rejects.toThrow(refusal('sign_in_locked'))
    test.clock.at += lockMs + 1
    await recover(code)
  })

  it('that was printed before is replaced', async () => {
    const { code } = await print()
    const { code: second } = await print()
    await expect(recover(code)).rejects.toThrow(refusal('recovery_wrong'))
    await recover(second)
  })

  it('opens the school’s key on another computer, and leaves a key alone that can be read', async () => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
    const clock = { now: () => 1, speed: () => 1 }
    const elsewhere = createTestKeyring(2)
    const key = await createDataKey({ db: test.db, clock, log, keyring: elsewhere }).get()
    // The code is printed on the first computer.
    const first = createTestApp({ keyring: elsewhere })
    first.db.delete(dataKey).run()
    first.db.insert(dataKey).values(test.db.select().from(dataKey).all()).run()
    const window = await first.as('super_admin')
    const { code } = await window.call('users.recoveryCode', {})
    test.db.insert(recovery).values(first.db.select().from(recovery).all()).run()
    await first.app.stop()

    const here = createTestKeyring(1)
    const keyHere = () => createDataKey({ db: test.db, clock, log, keyring: here }).get()
    await expect(keyHere()).rejects.toThrow(refusal('template_unreadable'))
    await recover(code)
    expect((await keyHere()).equals(key)).toBe(true)
  })

  it('says that it does not open fingerprints where no key can be kept', async () => {
    const keyring = createTestKeyring()
    keyring.locked = true
    const bare = createTestApp({ keyring })
    const window = await bare.as('super_admin')
    await window.call('users.recoveryCode', {})
    expect(await window.call('users.recoveryState', {})).toMatchObject({ exists: true, coversKey: false })
    expect(bare.pages[0]?.html).toContain('does not open the fingerprints')
    await bare.app.stop()
  })

  it('uses every letter about as often', () => {
    const all = Array.from({ length: 256 }, (_, i) => plainCode(codeOf(new Uint8Array(24).fill(i)))[0])
    const counts = new Map<string, number>()
    for (const letter of all) counts.set(letter ?? '', (counts.get(letter ?? '') ?? 0) + 1)
    expect([counts.size, new Set(counts.values())]).toEqual([32, new Set([8])])
  })
})
