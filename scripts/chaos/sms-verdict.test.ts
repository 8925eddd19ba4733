import { describe, expect, it } from 'vitest'
import { digest } from '../../core/simulation/sms-provider/desk.ts'
import type { Fault } from '../../core/simulation/sms-provider/faults.ts'
import { faults } from '../../core/simulation/sms-provider/faults.ts'
import type { SmsAttemptRow, SmsRow } from './sms-facts.ts'
import type { SmsEvidence } from './sms-verdict.ts'
import { countSms, smsFaults } from './sms-verdict.ts'

const phones = ['+254700000001', '+254700000002', '+254700000003'] as const
const hashes = phones.map(digest)
const phone = (i: number) => hashes[i] ?? ''

function row(i: number, more: Partial<SmsRow> = {}): SmsRow {
  const id = `m${i}`
  const known = { kind: 'arrival', state: 'delivered', note: null, providerId: `P${i}`, attempts: 1, claimedAt: 1 }
  return { id, ...known, phone: phone(i), body: `text ${i}`, ...more }
}

function attempt(messageId: string, number: number, outcome: string | null, reason: string | null = null) {
  return { messageId, attempt: number, outcome, reason, phase: null, httpStatus: null, code: null }
}

const provenReasons = ['ECONNREFUSED', 'reply_timeout', 'ECONNRESET', 'not_e164', 'invalid_for_package']
/** Every way to fail was seen, by a message that was tried again and again and then refused. */
const proven = provenReasons.map((reason, i): SmsAttemptRow => attempt('m2', i + 1, 'unreachable', reason))
const taken = (i: number, body = `text ${i}`) => ({ providerId: `P${i}`, phone: phone(i), body })

/** Three children of one guardian each: told, told, refused. */
const good: SmsEvidence = {
  plan: {
    guardians: phones.map(phone => ({ fullName: 'G', phone, language: 'en' })),
    children: phones.map((_, i) => ({ pin: i, firstName: 'B', lastName: 'O', gender: 'M', guardians: [i] })),
    presses: [0, 1, 2],
  },
  facts: {
    messages: [row(0), row(1), row(2, { state: 'rejected', providerId: null, attempts: proven.length })],
    causes: [0, 1, 2].map(i => ({ messageId: `m${i}`, pin: i, phone: phone(i) })),
    attempts: [attempt('m0', 1, 'accepted'), attempt('m1', 1, null), ...proven],
    blocked: new Set(),
    punches: 3,
    adopted: 1,
  },
  journal: [taken(0), taken(1)],
  reports: [
    { providerId: 'P0', status: 'Sent' },
    { providerId: 'P0', status: 'Success' },
    { providerId: 'P1', status: 'Success' },
    { providerId: 'P77', status: 'Success' },
  ],
  arrivals: new Map([0, 1].map(i => [`${phone(i)} text ${i}`, 1])),
  injected: new Map((Object.keys(faults) as Fault[]).map(name => [name, 1])),
  kills: [
    { claimed: 0, withProvider: 0, answeredNotStored: 0 },
    { claimed: 0, withProvider: 3, answeredNotStored: 1 },
  ],
}

type Facts = SmsEvidence['facts']
const withFacts = (facts: Partial<Facts>): SmsEvidence => ({ ...good, facts: { ...good.facts, ...facts } })
const withFirst = (first: Partial<SmsRow>) => withFacts({ messages: [row(0, first), ...good.facts.messages.slice(1)] })

describe('the verdict on a messages campaign', () => {
  it('finds nothing where all is well', () => {
    expect(smsFaults(good)).toEqual([])
  })

  it.each<[what: string, evidence: SmsEvidence, sentence: string]>([
    [
      'a text that the provider took twice',
      { ...good, journal: [...good.journal, { ...taken(0), providerId: 'P9' }] },
      '1 messages reached somebody twice',
    ],
    [
      'two messages of one cause',
      withFacts({ causes: [...good.facts.causes, { messageId: 'm1', pin: 0, phone: phone(0) }] }),
      '1 children have a second cause for the same guardian',
    ],
    [
      'another try after one that was interrupted',
      withFacts({
        messages: [row(0, { attempts: 2 }), ...good.facts.messages.slice(1)],
        attempts: [attempt('m0', 1, null), attempt('m0', 2, 'accepted'), ...good.facts.attempts.slice(1)],
      }),
      '1 messages were tried again after a try that may have gone out',
    ],
    [
      'a request that nobody claimed',
      { ...good, arrivals: new Map([[`${phone(0)} text 0`, 2]]) },
      '1 messages came to the provider more often than they were claimed',
    ],
    [
      'an attempt without evidence',
      withFacts({ attempts: good.facts.attempts.slice(1) }),
      '1 messages have more or fewer attempts than evidence of attempts',
    ],
    [
      'a cause without a message',
      withFacts({ causes: good.facts.causes.slice(0, 2) }),
      '1 messages are missing from the outbox',
    ],
    [
      'a message that is still being sent',
      withFacts({ messages: [...good.facts.messages.slice(0, 2), { ...row(2), state: 'sending', attempts: 5 }] }),
      '1 messages are neither final nor shown as uncertain',
    ],
    [
      'a message called sent that was never taken',
      { ...good, journal: good.journal.slice(1), reports: good.reports.slice(2) },
      '1 messages are called sent, and the provider never took them',
    ],
    [
      'two messages with one id of the provider',
      withFirst({ providerId: 'P1' }),
      '1 messages stand for the same one of the provider',
    ],
    [
      'a message called expired that was taken',
      withFirst({ state: 'expired', providerId: null }),
      '1 messages are called not sent, and the provider took them',
    ],
    [
      'an uncertain message whose id was reported',
      withFirst({ state: 'uncertain' }),
      '1 messages are uncertain, and a report has come of them',
    ],
    [
      'a text that is not in the outbox',
      { ...good, journal: [...good.journal, taken(2, 'another')] },
      '1 messages were taken that are not in the outbox',
    ],
    [
      'a final report that was not used',
      withFirst({ state: 'submitted' }),
      '1 messages are not final, and a final report has come',
    ],
    [
      'an uncertain message of which there is a report',
      withFirst({ state: 'uncertain', providerId: null }),
      '1 phones have uncertain messages and as many reports',
    ],
    [
      'a message called delivered without a report',
      { ...good, reports: good.reports.slice(0, 2) },
      '1 messages are called final without a final report',
    ],
    [
      'a fault that never happened',
      { ...good, injected: new Map([...good.injected].filter(([name]) => name !== 'reset')) },
      'never went wrong in this way: reset',
    ],
    [
      'a failure that the program never saw',
      withFacts({ attempts: good.facts.attempts.map(one => ({ ...one, reason: null })) }),
      'never seen by the program: ECONNREFUSED, reply_timeout, ECONNRESET, not_e164, invalid_for_package',
    ],
    [
      'kills of one kind only',
      { ...good, kills: good.kills.slice(0, 1) },
      'no kill in the phase: with_provider, answered_not_stored',
    ],
  ])('finds %s', (_what, evidence, sentence) => {
    expect(smsFaults(evidence)).toContain(sentence)
  })

  it('lets a message stay uncertain of which nothing was ever reported', () => {
    const { messages } = withFirst({ state: 'uncertain', providerId: null }).facts
    expect(smsFaults({ ...withFacts({ messages }), reports: good.reports.slice(2) })).toEqual([])
  })

  it('expects no message to a phone that gets nothing any more, if the child has a row', () => {
    const causes = [...good.facts.causes.slice(0, 2), { messageId: 'm2', pin: 2, phone: digest('') }]
    expect(smsFaults(withFacts({ causes, blocked: new Set([phone(2)]) }))).toEqual([])
    expect(smsFaults(withFacts({ causes }))).toEqual(['1 messages are missing from the outbox'])
  })

  describe('where two messages to one phone are uncertain and one was taken', () => {
    const shared = { phone: phone(0) }
    const sharing = (first: Partial<SmsRow>, second: Partial<SmsRow>): SmsEvidence => ({
      ...withFacts({ messages: [row(0, first), row(1, { ...shared, ...second }), ...good.facts.messages.slice(2)] }),
      journal: [{ ...taken(1), ...shared }],
      reports: good.reports.slice(2),
    })
    const open = { state: 'uncertain', providerId: null }

    it('lets both stay so', () => {
      const evidence = sharing(open, open)
      expect(smsFaults(evidence)).toEqual([])
      expect(countSms(evidence)).toMatchObject({ uncertain_and_accepted: 1, reports_that_fit_more_than_one: 1 })
    })

    it('finds the one that was taken for the other', () => {
      expect(smsFaults(sharing({ providerId: 'P1' }, open))).toEqual([
        '1 messages are called sent, and the provider never took them',
      ])
    })
  })

  it('counts what happened', () => {
    expect(countSms(good)).toMatchObject({
      messages: 3,
      provider_accepted: 2,
      duplicates: 0,
      states: { delivered: 2, rejected: 1 },
      interrupted: 1,
      kills_by_phase: { before_claim: 1, claimed: 0, with_provider: 1, answered_not_stored: 1 },
      killed_messages: { claimed: 0, with_provider: 3, answered_not_stored: 1 },
    })
  })
})
