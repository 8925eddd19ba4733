import { describe, expect, it } from 'vitest'
import type { MessageEvidence } from '../../../../core/contract/messages.ts'
import { evidenceLines } from './evidence-lines.ts'

const attempt = {
  kind: 'attempt',
  at: 1000,
  endedAt: 31_000,
  outcome: null,
  reason: null,
  phase: null,
  code: null,
} as const
const lineOf = (one: MessageEvidence, state: Parameters<typeof evidenceLines>[1] = 'uncertain') =>
  evidenceLines([one], state)[0]

describe('what is known of a message', () => {
  it('says of an ambiguous attempt how far it came, with the codes apart', () => {
    expect(
      lineOf({ ...attempt, outcome: 'ambiguous', reason: 'ECONNRESET', phase: 'sent', code: 'HTTP 500' }),
    ).toMatchObject({
      title: 'Nobody can tell whether it was taken, after 30 s',
      text: 'The text had left this computer when the line failed. The line was cut.',
      detail: 'sent · ECONNRESET · HTTP 500',
    })
  })

  it('tells an attempt that is still going on from one that was broken off', () => {
    const open = { ...attempt, endedAt: null }
    expect(lineOf(open, 'sending')).toMatchObject({ title: 'Sending', text: 'The answer is awaited.' })
    expect(lineOf(open)).toMatchObject({
      title: 'Begun; no end was written down',
      text: 'Rollcall was stopped while it was being sent.',
    })
  })

  it('names the report that settled it, the person who decided and the message that corrects it', () => {
    expect(lineOf({ kind: 'report', at: 1, status: 'Success', reason: null, adopted: true })).toMatchObject({
      title: 'Delivery report: delivered to the phone',
      text: 'This report told that the text had gone out.',
    })
    expect(lineOf({ kind: 'decision', at: 1, by: 'Grace', as: 'give_up' })?.title).toBe('Given up, Grace')
    const messageId = 'm' as Extract<MessageEvidence, { kind: 'corrected' }>['messageId']
    expect(lineOf({ kind: 'corrected', at: 1, messageId })?.other).toBe(messageId)
  })

  it('tells a reason and a report that it has no words for as they came', () => {
    expect(lineOf({ ...attempt, outcome: 'refused', reason: 'Strange' })?.text).toBe('The reason given was: Strange.')
    expect(lineOf({ kind: 'report', at: 1, status: 'Odd', reason: null, adopted: false })?.title).toBe(
      'Delivery report: Odd',
    )
  })
})
