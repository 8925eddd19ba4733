import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../../testing/self-signed.ts'
import { exchange, ExchangeFailure } from './exchange.ts'

const opened: { server: Server; sockets: Set<Socket> }[] = []
afterEach(async () => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }
})

/** A server that does what it is told with each connection, and remembers the bytes that came, opened when `safe`. */
async function serve(onBytes: (socket: Socket, heard: string) => void, { safe = false } = {}) {
  const sockets = new Set<Socket>()
  const heard: string[] = []
  const listen = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', bytes => {
      heard.push(bytes.toString('latin1'))
      onBytes(socket, bytes.toString('latin1'))
    })
  }
  const server = safe ? tls.createServer(selfSigned, listen) : createServer(listen)
  opened.push({ server, sockets })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `127.0.0.1:${port}`, heard, sockets, server }
}

const ask = (address: string, timeouts = { connectMs: 300, replyMs: 300 }) =>
  exchange({
    method: 'POST',
    url: new URL(address),
    headers: { apikey: 'atsk_secret', 'content-type': 'text/plain' },
    body: 'to=+254711000001',
    timeouts,
  })

async function failure(asked: Promise<unknown>) {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ExchangeFailure)) throw new Error('did not fail as it should')
  return { code: error.code, phase: error.phase, text: JSON.stringify(error) + error.message }
}

/** How the line of each request was when the last of the request was handed to it. */
async function linesAtEnd(asked: () => Promise<unknown>): Promise<('none' | 'connecting' | 'open')[]> {
  const seen: ('none' | 'connecting' | 'open')[] = []
  const note = (message: unknown) => {
    const { socket } = (message as { request: ClientRequest }).request
    seen.push(socket === null ? 'none' : socket.connecting ? 'connecting' : 'open')
  }
  subscribe('http.client.request.start', note)
  try {
    await asked().catch(() => undefined)
  } finally {
    unsubscribe('http.client.request.start', note)
  }
  return seen
}

const ok = 'HTTP/1.1 201 Created\r\ncontent-length: 2\r\nx-one: 1\r\n\r\nhi'

describe('one request on a line of its own', () => {
  it('brings back status, headers and text', async () => {
    const { origin } = await serve(socket => socket.end(ok))
    expect(await ask(`http://${origin}/a?b=c`)).toEqual({
      status: 201,
      statusText: 'Created',
      headers: { 'content-length': '2', 'x-one': '1' },
      body: 'hi',
    })
  })

  it('asks for a line that ends, and for plain text', async () => {
    const { origin, heard } = await serve(socket => socket.end(ok))
    await ask(`http://${origin}/a?b=c`)
    expect(heard.join('').split('\r\n')[0]).toBe('POST /a?b=c HTTP/1.1')
    expect(heard.join('').toLowerCase()).toContain('connection: close\r\n')
    expect(heard.join('').toLowerCase()).toContain('accept-encoding: identity\r\n')
    expect(heard.join('').endsWith('\r\n\r\nto=+254711000001')).toBe(true)
  })

  it('does not follow a redirect', async () => {
    const { origin, heard } = await serve(socket =>
      socket.end('HTTP/1.1 307 Elsewhere\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n'),
    )
    expect((await ask(`http://${origin}/`)).status).toBe(307)
    expect(heard).toHaveLength(1)
  })

  it('does not take the way through a proxy that the environment names', async () => {
    const { origin } = await serve(socket => socket.end(ok))
    const proxy = await serve(socket => socket.destroy())
    const before = process.env['HTTP_PROXY']
    process.env['HTTP_PROXY'] = `http://${proxy.origin}`
    try {
      expect((await ask(`http://${origin}/`)).status).toBe(201)
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY']
      else process.env['HTTP_PROXY'] = before
    }
    expect(proxy.sockets.size).toBe(0)
  })
})

describe('a request is handed over', () => {
  it('once, when the line stands', async () => {
    const { origin } = await serve(socket => socket.end(ok))
    expect(await linesAtEnd(() => ask(`http://${origin}/`))).toEqual(['open'])
  })

  it('not at all when there is nobody to speak to', async () => {
    const { origin, server } = await serve(() => undefined)
    await new Promise(resolve => server.close(resolve))
    expect(await linesAtEnd(() => ask(`http://${origin}/`))).toEqual([])
  })

  it('not at all when the other side cannot show who it is', async () => {
    const { origin, heard } = await serve(socket => socket.end(ok), { safe: true })
    const address = `https://${origin}/`
    expect(await failure(ask(address))).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', phase: 'connect' })
    expect(await linesAtEnd(() => ask(address))).toEqual([])
    expect(heard).toEqual([])
  })

  it('not at all to such a one even where the environment says not to look', async () => {
    const { origin, heard } = await serve(socket => socket.end(ok), { safe: true })
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(await failure(ask(`https://${origin}/`))).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
    expect(heard).toEqual([])
  })
})

describe('a request without an answer', () => {
  it('has not left when nobody listens', async () => {
    const { origin, server } = await serve(() => undefined)
    await new Promise(resolve => server.close(resolve))
    expect(await failure(ask(`http://${origin}/`))).toMatchObject({ code: 'ECONNREFUSED', phase: 'connect' })
  })

  it('has not left when the other side never finishes the handshake of a safe line', async () => {
    const { origin, heard } = await serve(() => undefined)
    expect(await failure(ask(`https://${origin}/`))).toMatchObject({ code: 'connect_timeout', phase: 'connect' })
    expect(heard.join('')).not.toContain('254711000001')
    expect(heard.join('')).not.toContain('atsk_secret')
  })

  it('has not left when the other side does not speak the safe line', async () => {
    const { origin, heard } = await serve(socket => socket.end('HTTP/1.1 400 No\r\n\r\n'))
    expect(await failure(ask(`https://${origin}/`))).toMatchObject({ phase: 'connect' })
    expect(heard.join('')).not.toContain('atsk_secret')
  })

  it('may have arrived when nothing is answered', async () => {
    const { origin } = await serve(() => undefined)
    expect(await failure(ask(`http://${origin}/`))).toMatchObject({ code: 'reply_timeout', phase: 'sent' })
  })

  it('may have arrived when the line is hung up', async () => {
    const { origin } = await serve(socket => socket.end())
    expect(await failure(ask(`http://${origin}/`))).toMatchObject({ code: 'ECONNRESET', phase: 'sent' })
  })

  it('may have arrived when the line is reset', async () => {
    const { origin } = await serve(socket => socket.resetAndDestroy())
    expect(await failure(ask(`http://${origin}/`))).toMatchObject({ code: 'ECONNRESET', phase: 'sent' })
  })

  it('may have arrived when something else than HTTP is answered', async () => {
    const { origin } = await serve(socket => socket.end('what?\r\n\r\n'))
    expect(await failure(ask(`http://${origin}/`))).toMatchObject({ code: 'HPE_INVALID_CONSTANT', phase: 'sent' })
  })

  it('was being answered when the answer is cut, stalls or never ends', async () => {
    const head = 'HTTP/1.1 201 Created\r\ncontent-length: 5000000\r\n\r\n'
    const cut = await serve(socket => socket.end(`${head}half`))
    expect(await failure(ask(`http://${cut.origin}/`))).toMatchObject({ phase: 'reply' })
    const stalled = await serve(socket => socket.write(`${head}half`))
    expect(await failure(ask(`http://${stalled.origin}/`))).toMatchObject({ code: 'reply_timeout', phase: 'reply' })
    const endless = await serve(socket => socket.end(head + 'x'.repeat(2_000_000)))
    expect(await failure(ask(`http://${endless.origin}/`, { connectMs: 300, replyMs: 5000 }))).toMatchObject({
      code: 'answer_too_big',
      phase: 'reply',
    })
  })

  it('has not left when a header cannot be written', async () => {
    const broken = exchange({
      method: 'GET',
      url: new URL('http://127.0.0.1:1/'),
      headers: { apikey: 'two\r\nlines' },
      body: null,
      timeouts: { connectMs: 300, replyMs: 300 },
    })
    expect(await failure(broken)).toMatchObject({ code: 'ERR_INVALID_CHAR', phase: 'connect' })
  })

  it('says so with a code, without the request', async () => {
    const { origin } = await serve(socket => socket.destroy())
    const { text } = await failure(ask(`http://${origin}/`))
    expect(text).not.toMatch(/atsk_secret|254711000001/)
  })
})
