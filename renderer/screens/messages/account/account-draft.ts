import type { Input } from '../../../../core/contract/api.ts'
import type { EmailAccount, SmsAccount } from '../../../../core/contract/messages.ts'

/** The form of the account with the message service. `apiKey`: only ever what is typed now. */
export type SmsDraft = {
  readonly provider: SmsAccount['provider']
  readonly username: string
  readonly senderId: string
  readonly apiKey: string
}

export function smsDraftOf({ provider, username, senderId }: SmsAccount): SmsDraft {
  return { provider, username, senderId, apiKey: '' }
}

/** What is sent to the core: a key that was not typed is left out, and the stored one stays. */
export function smsInput({ provider, username, senderId, apiKey }: SmsDraft): Input<'messages.saveAccount'> {
  const key = apiKey.trim()
  return {
    provider,
    username: username.trim(),
    senderId: senderId.trim(),
    ...(provider !== 'none' && key !== '' && { apiKey: key }),
  }
}

/** The first thing that is wrong with each field; nothing is wrong with an account that is not used. */
export function smsProblems(
  draft: SmsDraft,
  keySet: boolean,
): Partial<Record<'username' | 'apiKey' | 'senderId', true>> {
  if (draft.provider === 'none') return {}
  const key = draft.apiKey.trim()
  return {
    ...(draft.username.trim() === '' && { username: true }),
    ...((key === '' ? !keySet : key.length < 8) && { apiKey: true }),
    ...(!/^[A-Za-z0-9]*$/.test(draft.senderId.trim()) && { senderId: true }),
  }
}

/** One of two worlds: this name, however it is written, means the one for trying out. */
export function isSandbox(username: string): boolean {
  return username.trim().toLowerCase() === 'sandbox'
}

/** The form of the mail account. `port` as typed. */
export type EmailDraft = Omit<EmailAccount, 'passwordSet' | 'port'> & {
  readonly port: string
  readonly password: string
}

export function emailDraftOf(account: EmailAccount): EmailDraft {
  const { enabled, when, host, port, secure, username, from } = account
  return { enabled, when, host, port: String(port), secure, username, from, password: '' }
}

export function emailInput({ port, password, ...facts }: EmailDraft): Input<'messages.saveEmailAccount'> {
  return { ...facts, port: Number(port), ...(password !== '' && { password }) }
}

/** The first thing that is wrong with each field. Email that is off may be half filled in, but its port is a number. */
export function emailProblems(
  draft: EmailDraft,
  passwordSet: boolean,
): Partial<Record<'host' | 'port' | 'from' | 'password', true>> {
  const port = Number(draft.port)
  const portWrong = !Number.isInteger(port) || port < 1 || port > 65_535
  if (!draft.enabled) return portWrong ? { port: true } : {}
  return {
    ...(draft.host.trim() === '' && { host: true }),
    ...(portWrong && { port: true }),
    ...(!isAddress(draft.from) && { from: true }),
    ...(draft.username.trim() !== '' && draft.password === '' && !passwordSet && { password: true }),
  }
}

/** Roughly an address: one sign in the middle and a dot after it. */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())
}
