import { describe, expect, it } from 'vitest'
import type { Output } from '../contract/api.ts'
import { AppError } from '../contract/errors.ts'
import { audit, message, messageAttempt, setting } from '../db/schema.ts'
import { createTestApp } from '../testing/test-app.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import type { Mailer, SmsGateway } from '../ports.ts'

const draft = { provider: 'africastalking', username: 'mwangaza', senderId: 'MWANGAZA' } as const
const apiKey = 'atsk_a-very-secret-key'

function gateway(facts: Partial<SmsGateway> = {}): SmsGateway {
  return {
    name: 'test',
    send: () => Promise.resolve({ kind: 'accepted', providerId: 'P1', costMinor: 80, code: '101' }),
    balance: () => Promise.resolve({ minor: 5000, currency: 'KES' }),
    ...facts,
  }
}

describe('the account', () => {
  it('is not there at first, and says so', async () => {
    const admin = await createTestApp().as('school_admin')
    expect(await admin.call('messages.account', {})).toMatchObject({
      provider: 'none',
      keySet: false,
      paused: { code: 'no_account' },
      deliveryReports: false,
    })
    await expect(admin.call('messages.refreshBalance', {})).rejects.toMatchObject({ code: 'sms_no_account' })
  })

  it('keeps its key sealed: it is in no answer, setting, audit row or log line', async () => {
    const test = createTestApp()
    const admin = await test.as('super_admin')
    await admin.call('messages.saveAccount', { ...draft, apiKey })
    const view = await admin.call('messages.account', {})
    expect(view).toMatchObject({ ...draft, keySet: true, paused: null, environment: 'live' })
    const bytes = test.db.$client.serialize()
    expect(bytes.includes(Buffer.from(apiKey))).toBe(false)
    const written = [test.db.select().from(setting).all(), test.db.select().from(audit).all(), test.logged, view]
    expect(JSON.stringify(written)).not.toContain(apiKey)
  })

  it('keeps the stored key when none is given, and forgets it with the account', async () => {
    const test = createTestApp()
    const admin = await test.as('super_admin')
    await admin.call('messages.saveAccount', { ...draft, apiKey })
    await admin.call('messages.saveAccount', { ...draft, username: 'sandbox' })
    expect(await admin.call('messages.account', {})).toMatchObject({ keySet: true, environment: 'sandbox' })
    await admin.call('messages.saveAccount', { ...draft, provider: 'none' })
    expect(await admin.call('messages.account', {})).toMatchObject({ keySet: false })
  })

  it('cannot be kept without a keyring, and nothing is changed then', async () => {
    const keyring = createTestKeyring()
    keyring.locked = true
    const admin = await createTestApp({ keyring }).as('super_admin')
    await expect(admin.call('messages.saveAccount', { ...draft, apiKey })).rejects.toMatchObject({
      code: 'keyring_unavailable',
    })
    expect(await admin.call('messages.account', {})).toMatchObject({ provider: 'none' })
  })

  it('shows its balance, and that its key is refused', async () => {
    const answers = [
      () => Promise.resolve({ minor: 5000, currency: 'KES' }),
      () => Promise.reject(new AppError('sms_key_refused')),
      () => Promise.resolve({ minor: 4900, currency: 'KES' }),
    ]
    const test = createTestApp({ smsGateway: gateway({ balance: () => (answers.shift() ?? answers[0] ?? never)() }) })
    await test.openAccount()
    const admin = await test.as('school_admin')
    await admin.call('messages.refreshBalance', {})
    expect(await admin.call('messages.account', {})).toMatchObject({ balance: { minor: 5000 }, paused: null })
    await expect(admin.call('messages.refreshBalance', {})).rejects.toMatchObject({ code: 'sms_key_refused' })
    expect(await admin.call('messages.account', {})).toMatchObject({ paused: { code: 'key_refused' } })
    await admin.call('messages.refreshBalance', {})
    expect(await admin.call('messages.account', {})).toMatchObject({ paused: null })
  })

  it('is tested with what is typed, or with what is stored', async () => {
    const test = createTestApp({ smsGateway: gateway() })
    await test.openAccount()
    const admin = await test.as('super_admin')
    const good: Output<'messages.testAccount'> = { ok: true, balance: { minor: 5000, currency: 'KES' }, reason: null }
    expect(await admin.call('messages.testAccount', { ...draft, apiKey })).toEqual(good)
    expect(await admin.call('messages.testAccount', draft)).toEqual(good)
    const refused = createTestApp({
      smsGateway: gateway({ balance: () => Promise.reject(new AppError('sms_key_refused')) }),
    })
    expect(await (await refused.as('super_admin')).call('messages.testAccount', { ...draft, apiKey })).toEqual({
      ok: false,
      balance: null,
      reason: 'sms_key_refused',
    })
  })

  it('that belongs to the other environment waits for the next start', async () => {
    const open = () => {
      throw new AppError('sms_restart_needed')
    }
    const test = createTestApp({ sms: { open, test: () => Promise.resolve(null) } })
    await test.openAccount()
    const admin = await test.as('school_admin')
    await expect(admin.call('messages.refreshBalance', {})).rejects.toMatchObject({ code: 'sms_restart_needed' })
    expect(await admin.call('messages.account', {})).toMatchObject({ restartNeeded: true })
  })

  it('begins the absence alerts on the next school day', async () => {
    const test = createTestApp()
    const admin = await test.as('super_admin')
    expect((await admin.call('messages.policy', {})).alertsFrom).toBeNull()
    await test.openAccount()
    expect((await admin.call('messages.policy', {})).alertsFrom).toBe('2026-05-13')
  })
})

const never = () => Promise.reject(new Error('asked too often'))

describe('the email account', () => {
  const mail = {
    enabled: true,
    when: 'also',
    host: 'mail.example.org',
    port: 587,
    secure: false,
    username: 'school',
    from: 'school@example.org',
  } as const

  it('keeps its password sealed, and is tested with it', async () => {
    const given: unknown[] = []
    const mailer: Mailer = {
      send(account, { to }) {
        given.push([account.password, to])
        return Promise.resolve({ kind: 'refused', reason: 'smtp_550', contact: 'invalid' })
      },
    }
    const test = createTestApp({ mailer })
    const admin = await test.as('super_admin')
    await admin.call('messages.saveEmailAccount', { ...mail, password: 'pass-of-mail' })
    expect(await admin.call('messages.emailAccount', {})).toEqual({ ...mail, passwordSet: true })
    expect(await admin.call('messages.testEmail', { to: 'head@example.org' })).toEqual({
      ok: false,
      balance: null,
      reason: 'smtp_550',
    })
    expect(given).toEqual([['pass-of-mail', 'head@example.org']])
    expect(test.db.$client.serialize().includes(Buffer.from('pass-of-mail'))).toBe(false)
  })
})

describe('an uncertain message', () => {
  async function uncertain() {
    const outcomes: Awaited<ReturnType<SmsGateway['send']>>[] = [
      {
        kind: 'ambiguous',
        reason: 'timeout',
        providerId: null,
        evidence: { phase: 'sent', httpStatus: null, code: 'ECONNRESET' },
      },
    ]
    const sent: string[] = []
    const send: SmsGateway['send'] = ({ body }) => {
      sent.push(body)
      return Promise.resolve(outcomes.shift() ?? { kind: 'accepted', providerId: 'P2', costMinor: 80, code: '101' })
    }
    const test = createTestApp({ smsGateway: gateway({ send }) })
    await test.openAccount()
    const admin = await test.as('school_admin')
    const { messageId } = await admin.call('setup.testMessage', { phone: '0712345678' })
    test.app.start()
    await expect.poll(async () => (await admin.call('messages.get', { messageId })).state).toBe('uncertain')
    return { test, admin, messageId, sent }
  }

  it('shows its evidence without a phone', async () => {
    const { test, admin, messageId } = await uncertain()
    const { evidence, phone, balanceDrop } = await admin.call('messages.get', { messageId })
    expect(evidence).toMatchObject([
      { kind: 'written' },
      { kind: 'attempt', outcome: 'ambiguous', reason: 'timeout', phase: 'sent', code: 'ECONNRESET' },
    ])
    expect(balanceDrop).toBeNull()
    expect(phone).not.toContain('712345678')
    await test.app.stop()
  })

  it('is settled by a person, once', async () => {
    const { test, admin, messageId, sent } = await uncertain()
    await admin.call('messages.resolve', { messageId, as: 'send_again' })
    await expect.poll(() => sent.length).toBe(2)
    await expect.poll(async () => (await admin.call('messages.get', { messageId })).state).toBe('submitted')
    await expect(admin.call('messages.resolve', { messageId, as: 'sent' })).rejects.toMatchObject({
      code: 'not_uncertain',
    })
    const { evidence } = await admin.call('messages.get', { messageId })
    expect(evidence.filter(({ kind }) => kind === 'decision')).toMatchObject([{ as: 'send_again' }])
    expect(test.db.select().from(messageAttempt).all()).toHaveLength(2)
    await test.app.stop()
  })

  it.each([
    ['sent', 'submitted'],
    ['give_up', 'cancelled'],
  ] as const)('is %s by a person’s word', async (as, state) => {
    const { test, admin, messageId, sent } = await uncertain()
    await admin.call('messages.resolve', { messageId, as })
    expect(await admin.call('messages.get', { messageId })).toMatchObject({ state })
    expect(sent).toHaveLength(1)
    await test.app.stop()
  })
})

describe('the queue', () => {
  it('lets go of what waits only', async () => {
    const test = createTestApp()
    await test.openAccount()
    const admin = await test.as('school_admin')
    const { messageId } = await admin.call('setup.testMessage', { phone: '0712345678' })
    const other = await admin.call('setup.testMessage', { phone: '0712345679' })
    test.db.$client.prepare("update message set state = 'submitted' where id = ?").run(other.messageId)
    const messageIds = [messageId, other.messageId]
    expect(await admin.call('messages.cancel', { messageIds })).toEqual({ cancelled: 1 })
    expect((await admin.call('messages.list', { state: 'cancelled' })).rows).toMatchObject([{ note: 'by_hand' }])
    expect((await admin.call('messages.list', { kind: 'late' })).rows).toEqual([])
    expect(test.db.select().from(message).all()).toHaveLength(2)
  })
})
