import { afterEach, describe, expect, it } from 'vitest'
import type { MailAccountKey, SendOutcome } from '../../ports.ts'
import type { SmtpReply, SmtpServer, SmtpStep } from '../../testing/smtp-server.ts'
import { startSmtpServer } from '../../testing/smtp-server.ts'
import { createMailer } from './mail.ts'

const opened: SmtpServer[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(server => server.close()))
})

async function start(replies: Partial<Record<SmtpStep, SmtpReply>> = {}): Promise<SmtpServer> {
  const server = await startSmtpServer(replies)
  opened.push(server)
  return server
}

const mailer = createMailer({ connectMs: 1000, silenceMs: 400, wholeMs: 3000 })
const accountOn = (port: number, more: Partial<MailAccountKey> = {}): MailAccountKey => ({
  host: '127.0.0.1',
  port,
  secure: false,
  username: 'office',
  password: 'pass-word',
  from: 'office@mwangaza.sc.ke',
  ...more,
})
const mail = { id: 'm-1', to: 'amina.parent@example.org', subject: 'Amina', body: 'Amina arrived at 07:12.' }

describe('an email', () => {
  it('is taken, as plain text, with a name of its own that is the same for every try', async () => {
    const server = await start()
    const outcome = await mailer.send(accountOn(server.port), mail)
    expect(outcome).toStrictEqual({
      kind: 'accepted',
      providerId: '<m-1@mwangaza.sc.ke>',
      costMinor: null,
      code: null,
    })
    const [text = ''] = server.taken
    const [head = '', body = ''] = text.split('\r\n\r\n')
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'From: office@mwangaza.sc.ke',
        'To: amina.parent@example.org',
        'Subject: Amina',
        'Message-ID: <m-1@mwangaza.sc.ke>',
        'Auto-Submitted: auto-generated',
        'Content-Type: text/plain; charset=utf-8',
      ]),
    )
    expect(body.trim()).toBe('Amina arrived at 07:12.')
    // Its last word comes when the outcome is known already.
    await expect.poll(() => server.heard).toContain('QUIT')
    expect(server.heard.map(line => line.replace(/PLAIN .+/, 'PLAIN …'))).toEqual([
      'EHLO [127.0.0.1]',
      'AUTH PLAIN …',
      'MAIL FROM:<office@mwangaza.sc.ke>',
      'RCPT TO:<amina.parent@example.org>',
      'DATA',
      'QUIT',
    ])
  })

  it('goes without a login where no name is set', async () => {
    const server = await start({ EHLO: '250 here' })
    expect(await mailer.send(accountOn(server.port, { username: '', password: '' }), mail)).toMatchObject({
      kind: 'accepted',
    })
    expect(server.heard.some(line => line.startsWith('AUTH'))).toBe(false)
  })

  it('keeps a text of many lines and letters whole, and a subject on one line', async () => {
    const server = await start()
    const body = 'Ng’ang’a amefika.\n.\nSaa 1:12'
    await mailer.send(accountOn(server.port), { ...mail, subject: 'one\r\nBcc: other@example.org', body })
    const [text = ''] = server.taken
    expect(text).toContain('Subject: one Bcc: other@example.org')
    expect(text).not.toMatch(/^Bcc:/m)
    expect(server.heard.filter(line => line.startsWith('RCPT'))).toHaveLength(1)
    const encoded = text.slice(text.indexOf('\r\n\r\n') + 4)
    expect(encoded).toContain('Saa 1:12')
    expect(encoded.split('\r\n')).toContain('..')
  })

  it.each(['nobody', 'a@b', 'a@b.c, d@e.f', 'A <a@b.c>', 'a b@c.d', 'a@b.c\r\nRCPT TO:<x@y.z>', '"a"@b.c', ''])(
    'does not leave for "%s"',
    async to => {
      const server = await start()
      expect(await mailer.send(accountOn(server.port), { ...mail, to })).toStrictEqual({
        kind: 'refused',
        reason: 'not_an_address',
        contact: 'invalid',
      })
      expect(server.heard).toEqual([])
    },
  )

  it('does not leave from something that is no address', async () => {
    const server = await start()
    expect(await mailer.send(accountOn(server.port, { from: 'Office' }), mail)).toStrictEqual({
      kind: 'account',
      reason: 'sender_refused',
    })
  })

  it('is not said on an open line to another computer', async () => {
    const server = await start()
    // By this number too the line ends on this computer, but it is not one of those that may be trusted.
    const outcome = await mailer.send(accountOn(server.port, { host: '0.0.0.0' }), mail)
    expect(outcome).toStrictEqual({
      kind: 'unreachable',
      reason: 'ETLS',
      evidence: { phase: 'reply', httpStatus: null, code: '5.5.1' },
    })
    expect(server.heard).toEqual(['EHLO [127.0.0.1]', 'STARTTLS'])
  })

  it('is certainly not sent when nobody listens', async () => {
    const server = await startSmtpServer()
    await server.close()
    expect(await mailer.send(accountOn(server.port), mail)).toStrictEqual({
      kind: 'unreachable',
      reason: 'ECONNREFUSED',
      evidence: { phase: 'connect', httpStatus: null, code: 'ECONNREFUSED' },
    })
  })

  it('does not wait for a server for ever, however it keeps awake', async () => {
    const server = await start({ text: { instead: 'silence' } })
    const hasty = createMailer({ connectMs: 1000, silenceMs: 60_000, wholeMs: 300 })
    expect(await hasty.send(accountOn(server.port), mail)).toMatchObject({ kind: 'ambiguous', reason: 'ETIMEDOUT' })
  })
})

const hangUp = { instead: 'hang up' } as const
const silence = { instead: 'silence' } as const
const quarter = 15 * 60_000
const smtp = (code: string) => ({ phase: 'reply', httpStatus: null, code }) as const
const cut = (phase: 'connect' | 'sent', code: string) => ({ phase, httpStatus: null, code })

const failures: readonly (readonly [what: string, step: SmtpStep, reply: SmtpReply, outcome: SendOutcome])[] = [
  [
    'no room for another line',
    'greeting',
    '421 4.3.2 busy',
    { kind: 'unreachable', reason: 'smtp_421', evidence: smtp('4.3.2') },
  ],
  [
    'a server that does not want us',
    'greeting',
    '554 no',
    { kind: 'unreachable', reason: 'smtp_554', evidence: smtp('554') },
  ],
  [
    'a line that ends at once',
    'greeting',
    hangUp,
    { kind: 'unreachable', reason: 'ECONNECTION', evidence: cut('connect', 'ECONNECTION') },
  ],
  [
    'a server that says nothing',
    'greeting',
    silence,
    { kind: 'unreachable', reason: 'ETIMEDOUT', evidence: cut('connect', 'ETIMEDOUT') },
  ],
  ['a wrong password', 'AUTH', '535 5.7.8 wrong', { kind: 'account', reason: 'key_refused', evidence: smtp('5.7.8') }],
  [
    'no login just now',
    'AUTH',
    '454 4.7.0 later',
    { kind: 'retry', reason: 'login_later', afterMs: quarter, tries: 4, evidence: smtp('4.7.0') },
  ],
  [
    'a line that ends at the login',
    'AUTH',
    hangUp,
    { kind: 'unreachable', reason: 'ECONNECTION', evidence: cut('connect', 'ECONNECTION') },
  ],
  [
    'a sender that is refused',
    'MAIL',
    '550 5.7.1 not you',
    { kind: 'account', reason: 'sender_refused', evidence: smtp('5.7.1') },
  ],
  [
    'a login that is missing',
    'MAIL',
    '530 5.7.0 login first',
    { kind: 'account', reason: 'key_refused', evidence: smtp('5.7.0') },
  ],
  [
    'a sender to come later',
    'MAIL',
    '451 4.7.1 later',
    { kind: 'retry', reason: 'smtp_451', afterMs: quarter, tries: 4, evidence: smtp('4.7.1') },
  ],
  [
    'an address that is not there',
    'RCPT',
    '550 5.1.1 who',
    { kind: 'refused', reason: 'smtp_550', contact: 'invalid', evidence: smtp('5.1.1') },
  ],
  [
    'an address that is not there, in old words',
    'RCPT',
    '550 who',
    { kind: 'refused', reason: 'smtp_550', contact: 'invalid', evidence: smtp('550') },
  ],
  [
    'a mailbox nobody uses any more',
    'RCPT',
    '550 5.2.1 closed',
    { kind: 'refused', reason: 'smtp_550', contact: 'inactive', evidence: smtp('5.2.1') },
  ],
  [
    'a rule against passing mail on',
    'RCPT',
    '550 5.7.1 no relay',
    { kind: 'refused', reason: 'smtp_550', contact: null, evidence: smtp('5.7.1') },
  ],
  [
    'a full mailbox',
    'RCPT',
    '552 5.2.2 full',
    { kind: 'refused', reason: 'smtp_552', contact: null, evidence: smtp('5.2.2') },
  ],
  [
    'a list of unknown senders',
    'RCPT',
    '450 4.2.0 greylisted',
    { kind: 'retry', reason: 'smtp_450', afterMs: quarter, tries: 4, evidence: smtp('4.2.0') },
  ],
  [
    'a line that ends at the address',
    'RCPT',
    hangUp,
    { kind: 'unreachable', reason: 'ECONNECTION', evidence: cut('connect', 'ECONNECTION') },
  ],
  [
    'no leave to begin the text',
    'DATA',
    '554 5.5.1 no',
    { kind: 'refused', reason: 'smtp_554', contact: null, evidence: smtp('5.5.1') },
  ],
  [
    'a line that ends before the text',
    'DATA',
    hangUp,
    { kind: 'unreachable', reason: 'ECONNECTION', evidence: cut('connect', 'ECONNECTION') },
  ],
  [
    'silence before the text',
    'DATA',
    silence,
    { kind: 'unreachable', reason: 'ETIMEDOUT', evidence: cut('connect', 'ETIMEDOUT') },
  ],
  [
    'a text that is refused',
    'text',
    '554 5.6.0 spam',
    { kind: 'refused', reason: 'smtp_554', contact: null, evidence: smtp('5.6.0') },
  ],
  [
    'a text to bring later',
    'text',
    '451 4.3.0 later',
    { kind: 'retry', reason: 'smtp_451', afterMs: quarter, tries: 4, evidence: smtp('4.3.0') },
  ],
  [
    'a session out of order',
    'text',
    '503 5.5.1 order',
    { kind: 'retry', reason: 'smtp_503', afterMs: quarter, tries: 4, evidence: smtp('5.5.1') },
  ],
  [
    'a server that goes down, and says so',
    'text',
    '421 4.3.2 down',
    { kind: 'retry', reason: 'smtp_421', afterMs: quarter, tries: 4, evidence: smtp('4.3.2') },
  ],
  [
    'a line that ends after the text',
    'text',
    hangUp,
    { kind: 'ambiguous', reason: 'ECONNECTION', providerId: null, evidence: cut('sent', 'ECONNECTION') },
  ],
  [
    'silence after the text',
    'text',
    silence,
    { kind: 'ambiguous', reason: 'ETIMEDOUT', providerId: null, evidence: cut('sent', 'ETIMEDOUT') },
  ],
]

describe('an email that meets', () => {
  it.each(failures)('%s', async (_what, step, reply, expected) => {
    const server = await start({ [step]: reply })
    const outcome = await mailer.send(accountOn(server.port), mail)
    expect(outcome).toStrictEqual(expected)
    expect(JSON.stringify(outcome)).not.toMatch(/example\.org|Amina|pass-word|cGFzcy/)
    expect(server.taken).toEqual([])
  })

  it('the same with several commands at once', async () => {
    const EHLO = '250-here\r\n250-PIPELINING\r\n250 AUTH PLAIN'
    const refused = await start({ EHLO, RCPT: '550 5.1.1 who', DATA: '554 5.5.1 nobody' })
    expect(await mailer.send(accountOn(refused.port), mail)).toMatchObject({ kind: 'refused', contact: 'invalid' })
    const cutAfter = await start({ EHLO, text: hangUp })
    expect(await mailer.send(accountOn(cutAfter.port), mail)).toMatchObject({ kind: 'ambiguous' })
    const cutBefore = await start({ EHLO, DATA: hangUp })
    expect(await mailer.send(accountOn(cutBefore.port), mail)).toMatchObject({ kind: 'unreachable' })
  })
})
