import type { SendEvidence, SendOutcome } from '../../ports.ts'

/** How an attempt to hand over an email failed. The server's words stay behind: they may name the address. */
export type MailFailure = {
  /** `connect`: nothing of the message had left. `sent`: the server had asked for it, and may have it. */
  readonly phase: 'connect' | 'sent'
  /** The step that failed, as SMTP calls it: `CONN`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  readonly command: string
  /** The mail package's or the system's code, like `EAUTH` or `ETIMEDOUT`. */
  readonly code: string
  /** What the server answered: its code and, where it gives one, the finer code like `5.1.1`. */
  readonly reply: { readonly code: number; readonly enhanced: string | null } | null
}

const minuteMs = 60_000
const beforeTheMessage: ReadonlySet<string> = new Set(['CONN', 'EHLO', 'HELO'])
/** Many servers let a sender they do not know yet come again later. */
const later = { afterMs: 15 * minuteMs, tries: 4 }

/** What became of an email that failed. */
export function mailOutcomeOf({ phase, command, code, reply }: MailFailure): SendOutcome {
  const evidence: SendEvidence = {
    phase: reply === null ? phase : 'reply',
    httpStatus: null,
    code: reply === null ? code : (reply.enhanced ?? String(reply.code)),
  }
  // Without the answer to the text nobody knows; the answer itself is certain, good or bad.
  if (phase === 'sent' && reply === null) return { kind: 'ambiguous', reason: code, providerId: null, evidence }
  if (code === 'EAUTH') {
    return isPermanent(reply)
      ? { kind: 'account', reason: 'key_refused', evidence }
      : { kind: 'retry', reason: 'login_later', ...later, evidence }
  }
  // A server that does not offer a safe line is not the server that was meant.
  if (reply === null || command === 'STARTTLS') return { kind: 'unreachable', reason: code, evidence }
  const reason = `smtp_${reply.code}`
  if (beforeTheMessage.has(command)) return { kind: 'unreachable', reason, evidence }
  if (!isPermanent(reply)) return { kind: 'retry', reason, ...later, evidence }
  // Login or a safe line is wanted first.
  if (reply.code === 530 || reply.code === 538) return { kind: 'account', reason: 'key_refused', evidence }
  if (command === 'MAIL FROM') return { kind: 'account', reason: 'sender_refused', evidence }
  return { kind: 'refused', reason, contact: command === 'RCPT TO' ? contactOf(reply) : null, evidence }
}

/** 503 says that the session was out of order, not that the message is refused. */
function isPermanent(reply: MailFailure['reply']): boolean {
  return reply === null || (reply.code >= 500 && reply.code !== 503)
}

/** Whether the address is to blame. `5.1`: it is wrong; `5.2.1`: it is not used any more; `5.7`: a rule of the server. */
function contactOf({ code, enhanced }: NonNullable<MailFailure['reply']>): 'invalid' | 'inactive' | null {
  if (enhanced !== null) {
    if (enhanced === '5.2.1') return 'inactive'
    return enhanced.startsWith('5.1.') && !['5.1.7', '5.1.8'].includes(enhanced) ? 'invalid' : null
  }
  return code === 550 || code === 551 || code === 553 ? 'invalid' : null
}
