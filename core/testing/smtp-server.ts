import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'

/** A place in the conversation. `text`: after the message with its last dot. */
export type SmtpStep = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'text' | 'QUIT'
/** A reply, or what happens instead of one. */
export type SmtpReply = string | { readonly instead: 'hang up' | 'silence' }

export type SmtpServer = {
  readonly port: number
  /** Every line that came, without the message. */
  readonly heard: readonly string[]
  /** The messages that were taken for good. */
  readonly taken: readonly string[]
  close(): Promise<void>
}

const usual: Readonly<Record<SmtpStep, string>> = {
  greeting: '220 here',
  EHLO: '250-here\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 100000',
  STARTTLS: '502 5.5.1 not here',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 yes',
  RCPT: '250 2.1.5 yes',
  DATA: '354 go on',
  text: '250 2.0.0 taken',
  QUIT: '221 bye',
}

/** A mail server on loopback that says what it is told to say, and keeps what it took. */
export async function startSmtpServer(replies: Partial<Record<SmtpStep, SmtpReply>> = {}): Promise<SmtpServer> {
  const heard: string[] = []
  const taken: string[] = []
  const sockets = new Set<Socket>()

  function answer(socket: Socket, step: SmtpStep, taking: () => void = () => undefined): void {
    const reply = replies[step] ?? usual[step]
    if (typeof reply === 'string') {
      if (reply.startsWith('2')) taking()
      socket.write(`${reply}\r\n`)
      if (reply.startsWith('421') || step === 'QUIT') socket.end()
    } else if (reply.instead === 'hang up') socket.destroy()
  }

  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let waiting = ''
    let inText = false
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      waiting += chunk
      for (;;) {
        const end = inText ? '\r\n.\r\n' : '\r\n'
        const at = waiting.indexOf(end)
        if (at === -1) return
        const piece = waiting.slice(0, at)
        waiting = waiting.slice(at + end.length)
        if (inText) {
          inText = false
          answer(socket, 'text', () => taken.push(piece))
          continue
        }
        heard.push(piece)
        const step = stepOf(piece)
        if (step === null) socket.write('500 what\r\n')
        else answer(socket, step)
        if (step === 'DATA') inText = wantsText(replies.DATA ?? usual.DATA)
      }
    })
    answer(socket, 'greeting')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    taken,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function wantsText(reply: SmtpReply): boolean {
  return typeof reply === 'string' && reply.startsWith('3')
}

function stepOf(line: string): SmtpStep | null {
  const word = line.split(' ')[0]?.toUpperCase() ?? ''
  return word in usual ? (word as SmtpStep) : null
}
