import { randomUUID } from 'node:crypto'
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import type { App } from '../core/app.ts'
import type { Result } from '../core/contract/errors.ts'
import type { Log } from '../core/ports.ts'
import { createEventBatch } from './event-batch.ts'
import { isOwnAddress } from './policy.ts'

type Parts = {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  /** Calls that come while it is being opened wait for it. */
  readonly core: Promise<App>
  readonly log: Log
}

/** The two fixed lines to the windows: calls come in, announcements go out. Only attached windows are heard. */
export function openIpc({ ipcMain, core, log }: Parts) {
  const windows = new Set<number>()

  ipcMain.handle('call', async (event, channel: unknown, input: unknown): Promise<Result> => {
    if (!isTrustedSender(event, windows)) {
      log.warn('call_from_stranger', { contents: event.sender.id })
      return { ok: false, error: { code: 'forbidden', details: {} } }
    }
    const windowId = event.sender.id
    try {
      return await (await core).call(windowId, channel, input)
    } catch (error) {
      const reference = randomUUID()
      log.error('call_failed', error, { reference })
      return { ok: false, error: { code: 'internal', details: { reference } } }
    }
  })

  return {
    /** Lets a window call and hear, until it is gone. */
    async attach(contents: WebContents): Promise<void> {
      const windowId = contents.id
      windows.add(windowId)
      const batch = createEventBatch(events => {
        if (!contents.isDestroyed()) contents.send('event', events)
      })
      const gone = new Promise<void>(resolve => contents.once('destroyed', () => resolve()))
      const app = await core
      const unsubscribe = app.subscribe(windowId, event => batch.add(event))
      await gone
      windows.delete(windowId)
      unsubscribe()
      batch.stop()
      app.forgetWindow(windowId)
    },
  }
}

/** One of our windows, its main frame, and our own page in it. */
export function isTrustedSender(event: IpcMainInvokeEvent, windows: ReadonlySet<number>): boolean {
  const { sender, senderFrame } = event
  if (!windows.has(sender.id) || senderFrame === null) return false
  const { mainFrame } = sender
  const isMainFrame =
    senderFrame.parent === null &&
    senderFrame.processId === mainFrame.processId &&
    senderFrame.routingId === mainFrame.routingId
  return isMainFrame && isOwnAddress(senderFrame.url)
}
