import type { App, Session, Shell, WebContents } from 'electron'
import type { Log } from '../core/ports.ts'
import { documentIdOf, isOwnAddress, parseAddress } from './policy.ts'

// Pages that may open in the person's browser, by exact origin. None yet.
const browserOrigins: readonly string[] = []

type Parts = {
  readonly app: Pick<App, 'on'>
  readonly defaultSession: Session
  readonly shell: Pick<Shell, 'openExternal'>
  readonly log: Log
  /** Schemes of the developer tools, in development builds only. */
  readonly extraSchemes: readonly string[]
}

/** Turns off everything a page could do besides showing itself. Call it before the first window is made. */
export function lockDown({ app, defaultSession, shell, log, extraSchemes }: Parts): void {
  lockSession(defaultSession, log, extraSchemes)
  app.on('session-created', session => lockSession(session, log, extraSchemes))
  app.on('web-contents-created', (_event, contents) => lockContents(contents, shell, log))
}

/** No permission, no download, no request but for our own pages. */
export function lockSession(session: Session, log: Log, extraSchemes: readonly string[]): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn('permission_denied', { permission })
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  // Chromium would fetch its dictionaries from the internet.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !isAllowedRequest(details.url, extraSchemes)
    if (cancel) log.warn('request_blocked', { host: hostOf(details.url) })
    answer({ cancel })
  })
  session.on('will-download', event => {
    log.warn('download_blocked')
    event.preventDefault()
  })
}

/** No way to another page, window or guest; a frame may show a kept page. */
export function lockContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>, log: Log): void {
  contents.on('will-navigate', event => event.preventDefault())
  contents.on('will-redirect', event => event.preventDefault())
  contents.on('will-frame-navigate', event => {
    if (event.isMainFrame || documentIdOf(event.url) === null) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isBrowserAddress(url, browserOrigins)) {
      shell.openExternal(url).catch((error: unknown) => log.error('browser_not_opened', error))
    }
    return { action: 'deny' }
  })
  // A peer connection would reach the network past the request filter.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** Images that stand in the page itself (`data:`, `blob:` of our own) are no requests to anywhere. */
export function isAllowedRequest(address: string, extraSchemes: readonly string[] = []): boolean {
  if (['data:', ...extraSchemes].some(scheme => address.startsWith(scheme))) return true
  return isOwnAddress(address.startsWith('blob:') ? address.slice('blob:'.length) : address)
}

/** Whether an address is a secure one of exactly one of these origins. */
export function isBrowserAddress(address: string, origins: readonly string[]): boolean {
  const url = parseAddress(address)
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  return origins.includes(url.origin)
}

function hostOf(address: string): string {
  return parseAddress(address)?.host ?? 'unreadable'
}
