import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { guardian, message, messageAttempt } from '../db/schema.ts'
import type { SendOutcome } from '../ports.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { accepted, at, createDispatcher, createMessageOffice, day } from '../testing/message-office.ts'
import type { MessageOffice } from '../testing/message-office.ts'
import { recoverInterrupted } from './claims.repo.ts'
import { addCause, addMessage } from './outbox.repo.ts'
import { queueMessages } from './queue-messages.ts'
import type { MessageCause } from './queue-messages.ts'
import { messageCounts } from './messages.repo.ts'

const minuteMs = 60_000
const down: SendOutcome = { kind: 'unreachable', reason: 'ECONNREFUSED' }
const timeout: SendOutcome = { kind: 'ambiguous', reason: 'timeout', providerId: null }

/** One child late at 08:47, told of at 08:48. */
function lateChild(policy: Parameters<typeof createMessageOffice>[0] = {}): MessageOffice {
  const office = createMessageOffice(policy)
  queueMessages(office.db, office, office.settings, [office.late()])
  return office
}

function leavings(office: MessageOffice, times: readonly number[]): void {
  office.now.at = at(16, 30)
  const causes = times.map((when): MessageCause => ({ ...office.late(0, when), kind: 'departure' }))
  queueMessages(office.db, office, office.settings, causes)
}

function emergency(office: MessageOffice): void {
  const { guardians, now, db } = office
  const facts = { kind: 'emergency', channel: 'sms', studentId: null, batchId: null, correctsId: null } as const
  const text = { language: 'en', body: 'School is closed.', segments: 1, state: 'queued', note: null } as const
  const messageId = addMessage(db, {
    ...facts,
    ...text,
    guardianId: guardians[0] ?? null,
    day,
    phone: office.phone(0),
    notBefore: null,
    expiresAt: now.at + 600 * minuteMs,
    at: now.at,
  })
  addCause(db, { dedupeKey: 'emergency:1', messageId, studentId: null, attendanceRecordId: null, at: now.at })
}

describe('sending', () => {
  it('sends each message once and writes what came of it', async () => {
    const office = lateChild()
    const { run, sent, events } = await createDispatcher(office)
    await run()
    await run()
    expect(sent).toHaveLength(1)
    expect(office.db.select().from(message).all()).toMatchObject([
      { state: 'submitted', note: null, providerId: 'P1', costMinor: 80, sentAt: office.now.at },
    ])
    expect(office.db.select().from(messageAttempt).all()).toMatchObject([{ attempt: 1, outcome: 'accepted' }])
    expect(events.at(-1)).toMatchObject({ name: 'messages.changed', payload: { submitted: 1, queued: 0 } })
  })

  it('keeps the evidence of an attempt', async () => {
    const office = lateChild()
    const evidence = { phase: 'sent', httpStatus: 502, code: 'ERR_BAD_RESPONSE' } as const
    const { run } = await createDispatcher(office, [{ ...timeout, evidence }])
    await run()
    expect(office.db.select().from(messageAttempt).all()).toMatchObject([
      { outcome: 'ambiguous', reason: 'timeout', ...evidence },
    ])
  })

  it.each([
    [{ kind: 'refused', reason: 'InvalidPhoneNumber', contact: null }, 'rejected'],
    [timeout, 'uncertain'],
    [{ kind: 'held', reason: 'RiskHold', providerId: 'H1' }, 'held_provider'],
  ] as const)('never tries again after %j', async (outcome, state) => {
    const office = lateChild()
    const { run, sent } = await createDispatcher(office, [outcome])
    await run()
    office.now.at += 20 * minuteMs
    await run()
    expect(sent).toHaveLength(1)
    expect(office.rows()).toMatchObject([{ state, note: outcome.reason }])
  })

  it('parks a message as uncertain when the gateway breaks, says nothing of it in the log, and goes on', async () => {
    const office = createMessageOffice()
    leavings(office, [at(16, 0), at(16, 20)])
    const { run, sent, logged } = await createDispatcher(office, [new Error('key and +254700000000')])
    await run()
    expect(sent).toHaveLength(2)
    expect(messageCounts(office.db)).toMatchObject({ uncertain: 1, submitted: 1, sending: 0 })
    expect(logged.at(-1)).toContain('the gateway failed where it must not')
    expect(logged.join()).not.toContain('+254')
  })

  it('tries again ten minutes after the provider could not be reached, and not once the news is old', async () => {
    const office = lateChild()
    const { run, sent } = await createDispatcher(office, [down, down])
    await run()
    office.now.at = at(8, 57)
    await run()
    expect(sent).toHaveLength(1)
    office.now.at = at(8, 58)
    await run()
    expect(sent).toHaveLength(2)
    office.now.at = at(9, 32)
    await run()
    expect(sent).toHaveLength(2)
    expect(office.rows()).toMatchObject([{ state: 'expired', note: 'late_not_sent' }])
  })

  it('tries as often as the provider’s answer allows, and then gives up', async () => {
    const office = lateChild()
    const later: SendOutcome = { kind: 'retry', reason: 'CouldNotRoute', afterMs: 5 * minuteMs, tries: 2 }
    const { run, sent } = await createDispatcher(office, [down, later, later])
    await run()
    office.now.at += 10 * minuteMs
    await run()
    expect(office.rows()).toMatchObject([{ state: 'queued', note: 'CouldNotRoute' }])
    office.now.at += 5 * minuteMs
    await run()
    expect(sent).toHaveLength(3)
    expect(office.rows()).toMatchObject([{ state: 'rejected', note: 'CouldNotRoute' }])
  })

  it('does not send again what was being sent when the program stopped', async () => {
    const office = lateChild()
    office.db.update(message).set({ state: 'sending' }).run()
    expect(recoverInterrupted(office.db, at(8, 49))).toBe(1)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toEqual([])
    expect(messageCounts(office.db)).toMatchObject({ uncertain: 1, queued: 0, sending: 0 })
  })

  it('keeps an answer that could not be stored, and stores it before anything else is sent', async () => {
    const office = lateChild()
    const { run, sent, account } = await createDispatcher(office)
    office.db.$client.exec(
      "CREATE TRIGGER broken BEFORE UPDATE OF sent_at ON message BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    await expect(run()).rejects.toThrow()
    expect(account.view().paused).toMatchObject({ code: 'storage' })
    expect(messageCounts(office.db)).toMatchObject({ sending: 1 })
    office.db.$client.exec('DROP TRIGGER broken')
    await run()
    expect(sent).toHaveLength(1)
    expect(account.view().paused).toBeNull()
    expect(office.rows()).toMatchObject([{ state: 'submitted' }])
  })

  it('sends nothing in the quiet hours but what is asked for at that hour', async () => {
    const office = lateChild({ policy: { staleAfterMinutes: 1440 } })
    office.now.at = at(19, 0)
    emergency(office)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent.map(({ body }) => body)).toEqual(['School is closed.'])
  })

  it('sends no more a second than it may', async () => {
    const office = createMessageOffice()
    leavings(
      office,
      [1, 2, 3, 4, 5].map(n => at(16, n)),
    )
    const { run, sent } = await createDispatcher(office, [], { perSecond: 2 })
    await run()
    expect(sent).toHaveLength(2)
  })
})

describe('a clock that cannot be right', () => {
  it('before this program was made sends nothing and lets nothing expire', async () => {
    const office = lateChild()
    office.now.at = Date.UTC(2019, 0, 1)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toEqual([])
    expect(office.rows()).toMatchObject([{ state: 'queued' }])
  })

  it('that has jumped back does not make old news young', async () => {
    const office = lateChild()
    office.now.at -= 60 * minuteMs
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toEqual([])
    expect(office.rows()).toMatchObject([{ state: 'expired', note: 'clock_changed' }])
  })

  it('that has slept through the time of a message does not send it', async () => {
    const office = lateChild()
    office.now.at += 180 * minuteMs
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toEqual([])
    expect(office.rows()).toMatchObject([{ state: 'expired', note: 'late_not_sent' }])
  })
})

describe('caps', () => {
  it('leave what is beyond them in the queue, and say so; corrections and emergencies go all the same', async () => {
    const office = createMessageOffice({ policy: { dailyCap: 2 } })
    leavings(office, [at(16, 0), at(16, 10), at(16, 20)])
    emergency(office)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent.map(({ body }) => body.slice(0, 20))[0]).toBe('School is closed.')
    expect(sent).toHaveLength(2)
    expect(office.rows().filter(({ state }) => state === 'queued')).toMatchObject([
      { note: 'over_budget' },
      { note: 'over_budget' },
    ])
    writeSetting(office.db, 'messages', { ...office.settings.messages, dailyCap: 50 }, 1)
    await run()
    expect(sent).toHaveLength(4)
  })

  it('count the month too', async () => {
    const office = createMessageOffice({ policy: { monthlyCap: 1 } })
    leavings(office, [at(16, 0), at(16, 10)])
    office.db
      .update(message)
      .set({ day: '2026-05-04', state: 'submitted' })
      .where(eq(message.id, firstId(office)))
      .run()
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toHaveLength(0)
  })
})

function firstId(office: MessageOffice) {
  const found = office.db.select({ id: message.id }).from(message).orderBy(message.id).get()
  if (found === undefined) throw new Error('no message')
  return found.id
}

describe('a refusal of the account', () => {
  it.each(['key_refused', 'sender_refused', 'no_money'] as const)(
    'stops the queue (%s) and costs no message anything, until somebody lets it go on',
    async reason => {
      const office = createMessageOffice()
      leavings(office, [at(16, 0), at(16, 10)])
      const { run, sent, account, events } = await createDispatcher(office, [
        { kind: 'account', reason },
        { kind: 'account', reason },
      ])
      await run()
      expect(account.view().paused).toMatchObject({ code: reason, since: office.now.at })
      expect(events.filter(({ name }) => name === 'messages.account')).not.toEqual([])
      const before = sent.length
      office.now.at += 12 * minuteMs
      await run()
      expect(sent).toHaveLength(before)
      writeSetting(office.db, 'smsPause', [], 1)
      await run()
      expect(messageCounts(office.db)).toMatchObject({ submitted: 2, rejected: 0, expired: 0 })
    },
  )

  it('for being too fast ends by itself', async () => {
    const office = lateChild()
    const { run, sent } = await createDispatcher(office, [{ kind: 'account', reason: 'too_fast', afterMs: 90_000 }])
    await run()
    office.now.at += 60_000
    await run()
    expect(sent).toHaveLength(1)
    office.now.at += 30_000
    await run()
    expect(sent).toHaveLength(2)
    expect(readSettings(office.db).smsPause).toEqual([])
  })

  it('comes before the provider is asked when the balance is below the next price, and ends with the money', async () => {
    const office = lateChild()
    const balance = { minor: 70, currency: 'KES' }
    const { run, sent, account } = await createDispatcher(office, [], { balance: () => balance })
    await account.refreshBalance()
    await run()
    expect(sent).toEqual([])
    expect(account.view().paused).toMatchObject({ code: 'no_money' })
    balance.minor = 10_000
    await account.refreshBalance()
    await run()
    expect(sent).toHaveLength(1)
    expect(account.view().balance).toMatchObject({ minor: 10_000 })
  })
})

describe('an emergency', () => {
  it('of which nobody can tell is sent once more after three minutes, marked as a repeat', async () => {
    const office = createMessageOffice()
    emergency(office)
    const { run, sent } = await createDispatcher(office, [timeout, timeout])
    await run()
    office.now.at += 2 * minuteMs
    await run()
    expect(sent).toHaveLength(1)
    office.now.at += minuteMs
    await run()
    office.now.at += 10 * minuteMs
    await run()
    expect(sent.map(({ body }) => body)).toEqual(['School is closed.', '(Repeat) School is closed.'])
    expect(office.rows().map(({ state }) => state)).toEqual(['uncertain', 'uncertain'])
  })

  it('goes before everything else', async () => {
    const office = lateChild()
    emergency(office)
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent.map(({ body }) => body.slice(0, 9))).toEqual(['School is', 'Mwangaza '])
  })
})

describe('a phone that takes nothing', () => {
  it('is written to no more', async () => {
    const office = lateChild()
    const { run, sent } = await createDispatcher(office, [
      { kind: 'refused', reason: 'UserInBlacklist', contact: 'opted_out' },
    ])
    await run()
    expect(office.db.select({ blocked: guardian.blocked }).from(guardian).all()).toEqual([{ blocked: 'opted_out' }])
    office.now.at = at(16, 0)
    queueMessages(office.db, office, office.settings, [{ ...office.late(0, at(16, 0)), kind: 'departure' }])
    await run()
    expect(sent).toHaveLength(1)
    expect(office.rows()).toMatchObject([{ state: 'rejected' }, { state: 'rejected', note: 'no_reachable_guardian' }])
  })

  it('gets its news by email where the school wants that', async () => {
    const office = createMessageOffice({ guardians: [{ of: [0], email: 'g@example.org' }] })
    const mail = { host: 'mail.example.org', username: '', from: 'school@example.org', port: 587, secure: false }
    const emailAccount = { ...mail, enabled: true, when: 'no_phone' as const }
    writeSetting(office.db, 'emailAccount', emailAccount, 1)
    queueMessages(office.db, office, { ...office.settings, emailAccount }, [office.late()])
    const { run, mailed, sent } = await createDispatcher(office, [
      { kind: 'refused', reason: 'InvalidPhoneNumber', contact: 'invalid' },
    ])
    await run()
    await run()
    expect(sent).toHaveLength(1)
    expect(mailed.map(({ to }) => to)).toEqual(['g@example.org'])
  })
})

describe('the balance around an uncertain attempt', () => {
  it('is kept where it shows whether that attempt was charged', async () => {
    const office = createMessageOffice()
    leavings(office, [at(16, 0), at(16, 10)])
    const balance = { minor: 1000, currency: 'KES' }
    const { run, account } = await createDispatcher(office, [timeout, accepted], { balance: () => balance })
    await account.refreshBalance()
    await run()
    balance.minor = 840
    await account.refreshBalance()
    const found = office.db
      .select({ before: messageAttempt.balanceBefore, after: messageAttempt.balanceAfter })
      .from(messageAttempt)
      .where(eq(messageAttempt.outcome, 'ambiguous'))
      .all()
    expect(found).toEqual([{ before: 920, after: 840 }])
  })
})
