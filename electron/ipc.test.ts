import { EventEmitter } from 'node:events'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import type { App } from '../core/app.ts'
import type { Result } from '../core/contract/errors.ts'
import type { AnyEvent } from '../core/contract/events.ts'
import { isTrustedSender, openIpc } from './ipc.ts'

type Frame = { parent: Frame | null; processId: number; routingId: number; url: string }
type Handler = (event: IpcMainInvokeEvent, channel: unknown, input: unknown) => Promise<Result>

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const mainFrame: Frame = { parent: null, processId: 4, routingId: 1, url: 'app://ui/index.html#/' }

function from(frame: Frame | null, contentsId = 1, main: Frame = mainFrame): IpcMainInvokeEvent {
  return { sender: { id: contentsId, mainFrame: main }, senderFrame: frame } as unknown as IpcMainInvokeEvent
}

function fakeCore(call: App['call']) {
  const listeners = new Map<number, (event: AnyEvent) => void>()
  const forgotten: number[] = []
  const core: App = {
    call,
    subscribe(windowId, listener) {
      listeners.set(windowId, listener)
      return () => void listeners.delete(windowId)
    },
    forgetWindow: windowId => void forgotten.push(windowId),
    start: () => undefined,
    stop: () => Promise.resolve(),
  }
  return { core, listeners, forgotten }
}

function open(call: App['call']) {
  const fake = fakeCore(call)
  const handlers: Record<string, Handler> = {}
  const sent: unknown[] = []
  const gone = new EventEmitter()
  const contents = Object.assign(gone, {
    id: 1,
    isDestroyed: () => false,
    send: (channel: string, batch: unknown) => sent.push([channel, batch]),
  })
  const ipc = openIpc({
    ipcMain: { handle: (name, handler) => (handlers[name] = handler as Handler) },
    core: Promise.resolve(fake.core),
    log: quiet,
  })
  const ended = ipc.attach(contents as unknown as WebContents)
  return { ...fake, handlers, sent, gone, ended }
}

describe('isTrustedSender', () => {
  const windows = new Set([1])

  it('trusts the main frame of our window on our page', () => {
    expect(isTrustedSender(from(mainFrame), windows)).toBe(true)
  })

  it.each<[string, IpcMainInvokeEvent]>([
    ['another window', from(mainFrame, 2)],
    ['no frame', from(null)],
    ['a frame in the page', from({ ...mainFrame, routingId: 2, parent: mainFrame })],
    ['a frame that has left the page', from({ ...mainFrame, routingId: 2 })],
    ['another process', from({ ...mainFrame, processId: 5 })],
    ['another host', from({ ...mainFrame, url: 'app://evil/index.html' })],
    ['a host that begins like ours', from({ ...mainFrame, url: 'app://ui.evil.invalid/' })],
    ['an address that holds ours', from({ ...mainFrame, url: 'https://evil.invalid/?app://ui/' })],
    ['another scheme', from({ ...mainFrame, url: 'file:///ui/index.html' })],
    ['an empty page', from({ ...mainFrame, url: 'about:blank' })],
  ])('does not trust %s', (_who, event) => expect(isTrustedSender(event, windows)).toBe(false))
})

describe('calls', () => {
  it('reach the core with the number of the window they came from', async () => {
    const { handlers } = open((windowId, channel, input) =>
      Promise.resolve({ ok: true, value: [windowId, channel, input] }),
    )
    expect(await handlers['call']?.(from(mainFrame), 'session.current', {})).toEqual({
      ok: true,
      value: [1, 'session.current', {}],
    })
  })

  it('of a stranger do not reach the core', async () => {
    const calls: unknown[] = []
    const { handlers } = open((...call) => {
      calls.push(call)
      return Promise.resolve({ ok: true, value: null })
    })
    const answer = await handlers['call']?.(from({ ...mainFrame, url: 'app://evil/' }), 'session.current', {})
    expect([answer, calls]).toEqual([{ ok: false, error: { code: 'forbidden', details: {} } }, []])
  })

  it('that break tell the window a reference and nothing else', async () => {
    const { handlers } = open(() => Promise.reject(new Error('secret words')))
    const answer = await handlers['call']?.(from(mainFrame), 'x', {})
    expect(answer).toEqual({
      ok: false,
      error: { code: 'internal', details: { reference: expect.stringMatching(/^[0-9a-f-]{36}$/) as string } },
    })
  })
})

describe('announcements', () => {
  it('go to the window in batches, and the core forgets the window when it is gone', async () => {
    const { listeners, sent, gone, ended, forgotten } = open(() => Promise.resolve({ ok: true, value: null }))
    await Promise.resolve()
    const event: AnyEvent = { name: 'attendance.changed', payload: { day: '2026-05-12' } }
    listeners.get(1)?.(event)
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(sent).toEqual([['event', [event]]])
    gone.emit('destroyed')
    await ended
    expect([listeners.size, forgotten]).toEqual([0, [1]])
  })
})
