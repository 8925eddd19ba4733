import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { MailAccountKey, Mailer, SendOutcome } from '../../ports.ts'
import type { MailFailure } from './mail-outcome.ts'
import { mailOutcomeOf } from './mail-outcome.ts'
import { isLoopbackHost } from './stand-in-origin.ts'

export type MailTimeouts = {
  /** Until the server has greeted, TLS included. */
  readonly connectMs: number
  /** Without a word from the server. */
  readonly silenceMs: number
  /** For everything together. */
  readonly wholeMs: number
}

const patientMail: MailTimeouts = { connectMs: 10_000, silenceMs: 30_000, wholeMs: 120_000 }

type Mail = Parameters<Mailer['send']>[1]
type Envelope = { readonly from: string; readonly to: string; readonly messageId: string; readonly bytes: Buffer }

/**
 * Sends email by SMTP, one message a line. The line is encrypted before anything is said on it, unless the server is
 * on this computer.
 */
export function createMailer(timeouts: MailTimeouts = patientMail): Mailer {
  return {
    async send(account, mail) {
      if (!isAddress(mail.to)) return { kind: 'refused', reason: 'not_an_address', contact: 'invalid' }
      if (!isAddress(account.from)) return { kind: 'account', reason: 'sender_refused' }
      const envelope = await write(account.from, mail)
      return handOver(account, envelope, timeouts)
    },
  }
}

/** One address and no more: a list or a name in it would be taken apart by the mail package. */
function isAddress(text: string): boolean {
  return text.length <= 254 && /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(text)
}

async function write(from: string, { id, to, subject, body }: Mail): Promise<Envelope> {
  // The same for every try, so that a mailbox can tell a second copy.
  const messageId = `<${id.replaceAll(/[^\w.-]/g, '-')}@${from.slice(from.lastIndexOf('@') + 1)}>`
  const bytes = await new MailComposer({
    from: { name: '', address: from },
    to: { name: '', address: to },
    subject: subject.replaceAll(/\s+/g, ' '),
    text: body,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  return { from, to, messageId, bytes }
}

function handOver(account: MailAccountKey, envelope: Envelope, timeouts: MailTimeouts): Promise<SendOutcome> {
  return new Promise(resolve => {
    const { host, port, secure, username, password } = account
    const here = isLoopbackHost(host) || host === 'localhost'
    const line = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: !secure && !here,
      tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
      // The name of the computer is nobody's business.
      name: '[127.0.0.1]',
      connectionTimeout: timeouts.connectMs,
      dnsTimeout: timeouts.connectMs,
      greetingTimeout: timeouts.connectMs,
      socketTimeout: timeouts.silenceMs,
      maxResponseSize: 64 * 1024,
      allowInternalNetworkInterfaces: here,
    })
    let phase: MailFailure['phase'] = 'connect'
    const deadline = setTimeout(() => fail({ code: 'ETIMEDOUT', command: 'CONN' }), timeouts.wholeMs)

    function finish(outcome: SendOutcome, end: 'quit' | 'close'): void {
      clearTimeout(deadline)
      resolve(outcome)
      if (end === 'quit') line.quit()
      else line.close()
    }
    const fail = (error: unknown) => finish(mailOutcomeOf(failureOf(error, phase)), 'close')

    line.once('error', fail)
    // What comes after the end of an attempt changes nothing.
    line.on('error', () => undefined)
    line.connect(error => {
      if (error) fail(error)
      else if (username === '') send()
      else
        line.login({ credentials: { user: username, pass: password } }, refused => {
          if (refused) fail(refused)
          else send()
        })
    })

    function send(): void {
      // Read only when the server has asked for it.
      const text = new Readable({
        read() {
          phase = 'sent'
          this.push(envelope.bytes)
          this.push(null)
        },
      })
      line.send({ from: envelope.from, to: [envelope.to] }, text, error => {
        if (error) fail(error)
        else finish({ kind: 'accepted', providerId: envelope.messageId, costMinor: null, code: null }, 'quit')
      })
    }
  })
}

/** The codes of an error of the mail package; its words name address and server. */
function failureOf(error: unknown, phase: MailFailure['phase']): MailFailure {
  const known: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {}
  const { code, originalCode, command, responseCode, response } = known
  const finer = typeof response === 'string' ? /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] : undefined
  return {
    phase,
    command: typeof command === 'string' ? command : 'CONN',
    code: code === 'ESOCKET' && typeof originalCode === 'string' ? originalCode : textOr(code, 'mail_failed'),
    reply: typeof responseCode === 'number' ? { code: responseCode, enhanced: finer ?? null } : null,
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
