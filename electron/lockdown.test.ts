import { EventEmitter } from 'node:events'
import type { Session, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { isAllowedRequest, isBrowserAddress, lockContents, lockDown, lockSession } from './lockdown.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const id = '5c512d36-c530-446e-8a66-fc1f64424709'

type Answers = {
  request: (contents: null, permission: string, answer: (granted: boolean) => void) => void
  check: () => boolean
  device: () => boolean
  before: (details: { url: string }, answer: (response: { cancel: boolean }) => void) => void
}

function fakeSession() {
  const answers: Partial<Answers> = {}
  const events = new EventEmitter()
  const session = Object.assign(events, {
    setPermissionRequestHandler: (handler: Answers['request']) => (answers.request = handler),
    setPermissionCheckHandler: (handler: Answers['check']) => (answers.check = handler),
    setDevicePermissionHandler: (handler: Answers['device']) => (answers.device = handler),
    setSpellCheckerEnabled: () => undefined,
    webRequest: { onBeforeRequest: (handler: Answers['before']) => (answers.before = handler) },
  })
  return { answers, events, session: session as unknown as Session }
}

function fakeContents() {
  const events = new EventEmitter()
  const set: { open?: (details: { url: string }) => { action: string }; webRtc?: string } = {}
  const contents = Object.assign(events, {
    setWindowOpenHandler: (handler: NonNullable<typeof set.open>) => (set.open = handler),
    setWebRTCIPHandlingPolicy: (policy: string) => (set.webRtc = policy),
  })
  return { set, events, contents: contents as unknown as WebContents }
}

function prevented(events: EventEmitter, name: string, details: object = {}): boolean {
  let stopped = false
  events.emit(name, { ...details, preventDefault: () => (stopped = true) })
  return stopped
}

describe('a locked session', () => {
  it('grants no permission, neither asked for nor looked up, and no device', () => {
    const { answers, session } = fakeSession()
    lockSession(session, quiet, [])
    const granted: boolean[] = []
    answers.request?.(null, 'geolocation', answer => granted.push(answer))
    expect([granted, answers.check?.(), answers.device?.()]).toEqual([[false], false, false])
  })

  it('lets no request out but those for our own pages', () => {
    const { answers, session } = fakeSession()
    lockSession(session, quiet, [])
    const cancelled = (url: string) => {
      let cancel: boolean | null = null
      answers.before?.({ url }, answer => (cancel = answer.cancel))
      return cancel
    }
    expect(cancelled('app://ui/index.html')).toBe(false)
    expect(cancelled('https://evil.invalid/app://ui/')).toBe(true)
  })

  it('downloads nothing', () => {
    const { events, session } = fakeSession()
    lockSession(session, quiet, [])
    expect(prevented(events, 'will-download')).toBe(true)
  })
})

describe('isAllowedRequest', () => {
  it.each(['app://ui/a.js', 'data:image/png;base64,AA', 'blob:app://ui/5c512d36'])('allows %s', address =>
    expect(isAllowedRequest(address)).toBe(true),
  )
  it.each([
    'http://127.0.0.1:1/',
    'https://ui/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'app://evil/',
    'blob:https://evil.invalid/1',
    'devtools://devtools/bundled/x.html',
    'chrome-extension://abc/x.js',
  ])('cancels %s', address => expect(isAllowedRequest(address)).toBe(false))

  it('lets a development build load its developer tools', () => {
    expect(isAllowedRequest('devtools://devtools/bundled/x.html', ['devtools:'])).toBe(true)
  })
})

describe('locked contents', () => {
  const shell = { openExternal: () => Promise.reject(new Error('opened')) }

  it('go nowhere, attach no guest and open no window', () => {
    const { events, set, contents } = fakeContents()
    lockContents(contents, shell, quiet)
    expect([
      prevented(events, 'will-navigate', { url: 'https://evil.invalid/?next=app://ui' }),
      prevented(events, 'will-navigate', { url: 'app://ui/index.html' }),
      prevented(events, 'will-redirect', { url: 'app://ui/index.html' }),
      prevented(events, 'will-attach-webview'),
      set.open?.({ url: 'https://evil.invalid/' }),
      set.webRtc,
    ]).toEqual([true, true, true, true, { action: 'deny' }, 'disable_non_proxied_udp'])
  })

  it('show only kept pages in frames', () => {
    const { events, contents } = fakeContents()
    lockContents(contents, shell, quiet)
    const stopped = (url: string, isMainFrame = false) => prevented(events, 'will-frame-navigate', { url, isMainFrame })
    expect(stopped(`app://ui/documents/${id}`)).toBe(false)
    expect(stopped(`app://ui/documents/${id}`, true)).toBe(true)
    expect(stopped('app://ui/index.html')).toBe(true)
    expect(stopped('https://evil.invalid/')).toBe(true)
  })
})

describe('isBrowserAddress', () => {
  it('takes exact secure origins only', () => {
    const origins = ['https://help.example']
    const accepted = [
      'https://help.example/guide?x=1',
      'https://help.example:443/',
      'http://help.example/',
      'https://help.example.evil.invalid/',
      'https://help.example@evil.invalid/',
      'https://user@help.example/',
      'https://evil.invalid/https://help.example/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'x',
    ].filter(address => isBrowserAddress(address, origins))
    expect(accepted).toEqual(['https://help.example/guide?x=1', 'https://help.example:443/'])
  })
})

describe('lockDown', () => {
  it('locks the session there is, and every session and page that comes', () => {
    const app = new EventEmitter()
    const [first, later] = [fakeSession(), fakeSession()]
    const { set, contents } = fakeContents()
    lockDown({
      app: app as never,
      defaultSession: first.session,
      shell: { openExternal: () => Promise.resolve() },
      log: quiet,
      extraSchemes: [],
    })
    app.emit('session-created', later.session)
    app.emit('web-contents-created', {}, contents)
    expect([first.answers.check?.(), later.answers.check?.(), set.open?.({ url: 'https://x.invalid/' })]).toEqual([
      false,
      false,
      { action: 'deny' },
    ])
  })
})
