import { describe, expect, it } from 'vitest'
import type { EmailAccount } from '../../../../core/contract/messages.ts'
import {
  emailDraftOf,
  emailInput,
  emailProblems,
  isAddress,
  isSandbox,
  smsInput,
  smsProblems,
} from './account-draft.ts'

const sms = { provider: 'africastalking', username: 'school', senderId: 'SCHOOL', apiKey: 'atsk_12345678' } as const
const email: EmailAccount = {
  enabled: true,
  when: 'also',
  host: 'smtp.school.ac.ke',
  port: 587,
  secure: false,
  username: 'office',
  from: 'office@school.ac.ke',
  passwordSet: true,
}

describe('the form of the message account', () => {
  it('leaves the stored key alone when none is typed, and sends none for no account', () => {
    expect(smsInput({ ...sms, apiKey: '  ' })).toEqual({
      provider: 'africastalking',
      username: 'school',
      senderId: 'SCHOOL',
    })
    expect(smsInput(sms).apiKey).toBe('atsk_12345678')
    expect(smsInput({ ...sms, provider: 'none' })).not.toHaveProperty('apiKey')
  })

  it('needs a user name, and a key as long as none is stored', () => {
    expect(smsProblems({ ...sms, username: ' ', apiKey: '' }, false)).toEqual({ username: true, apiKey: true })
    expect(smsProblems({ ...sms, apiKey: '' }, true)).toEqual({})
    expect(smsProblems({ ...sms, apiKey: 'short' }, true)).toEqual({ apiKey: true })
    expect(smsProblems({ ...sms, senderId: 'MY SCHOOL' }, true)).toEqual({ senderId: true })
  })

  it('needs nothing where no service is used', () => {
    expect(smsProblems({ provider: 'none', username: '', senderId: '?', apiKey: '' }, false)).toEqual({})
  })

  it('knows the sandbox however it is written', () => {
    expect(['sandbox', ' Sandbox ', 'sandbox2'].map(isSandbox)).toEqual([true, true, false])
  })
})

describe('the form of the mail account', () => {
  it('may be half filled in while email is off, but not with a port that is none', () => {
    const draft = { ...emailDraftOf(email), enabled: false, host: '', from: '' }
    expect(emailProblems(draft, false)).toEqual({})
    expect(emailProblems({ ...draft, port: '0' }, false)).toEqual({ port: true })
  })

  it('is complete before email goes out', () => {
    const draft = { ...emailDraftOf(email), host: ' ', from: 'office', port: '5.5' }
    expect(emailProblems(draft, false)).toEqual({ host: true, from: true, port: true, password: true })
    expect(emailProblems({ ...emailDraftOf(email), username: '' }, false)).toEqual({})
  })

  it('keeps the stored password unless another is typed', () => {
    expect(emailInput(emailDraftOf(email))).not.toHaveProperty('password')
    expect(emailInput({ ...emailDraftOf(email), password: 'x' })).toMatchObject({ password: 'x', port: 587 })
  })

  it('takes what looks like an address', () => {
    expect(['a@b.ke', 'a@b', 'a b@c.ke', '@c.ke'].map(isAddress)).toEqual([true, false, false, false])
  })
})
