import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import {
  BrowserWindow,
  Menu,
  app,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
} from 'electron'
import type { Log } from '../core/ports.ts'
import type { Composition } from './compose.ts'
import { compose } from './compose.ts'
import type { Config } from './config.ts'
import { readConfig } from './config.ts'
import { openIpc } from './ipc.ts'
import { lockDown } from './lockdown.ts'
import { createLog } from './log.ts'
import { createPages } from './pages.ts'
import { appScheme, createAppHandler } from './protocol.ts'
import { standInFor } from './unavailable-app.ts'
import { bringToFront, builtFiles, menu, openWindow, windowOptions } from './window.ts'

declare const DEVELOPMENT: boolean

const stopLimitMs = 5000
const longestStartWaitMs = 3000

function main(): void {
  const config = readConfig(process.env, { packaged: app.isPackaged })
  if (config.dataFolder !== null) {
    mkdirSync(config.dataFolder, { recursive: true })
    app.setPath('userData', config.dataFolder)
  }
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('Rollcall is already running on this computer; its window is now in front.\n')
    app.exit(0)
    return
  }
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // Date fields show the day first on every desktop: 05/12 must not be read in two ways.
  app.commandLine.appendSwitch('lang', 'en-GB')
  protocol.registerSchemesAsPrivileged([appScheme])

  const dataFolder = app.getPath('userData')
  const log = createLog(join(dataFolder, 'logs'))
  const unexpected = (error: unknown) => log.error('unexpected', error, { reference: randomUUID() })
  process.on('uncaughtException', unexpected)
  process.on('unhandledRejection', unexpected)
  app.on('child-process-gone', (_event, { type, reason }) => log.warn('child_process_gone', { type, reason }))
  app
    .whenReady()
    .then(() => run(config, dataFolder, log))
    .catch((error: unknown) => {
      unexpected(error)
      fail(error)
    })
}

async function run(config: Config, dataFolder: string, log: Log): Promise<void> {
  const files = builtFiles(import.meta.dirname)
  lockDown({ app, defaultSession: session.defaultSession, shell, log, extraSchemes: DEVELOPMENT ? ['devtools:'] : [] })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  let window: BrowserWindow | null = null
  const pages = createPages({
    newWindow: options => new BrowserWindow(options),
    dialog,
    parent: () => window,
    folder: app.getPath('documents'),
    log,
  })
  protocol.handle('app', createAppHandler({ folder: files.renderer, documentHtml: id => pages.html(id) }))

  const composition = startCore({ config, dataFolder, migrations: files.migrations, log, pages, safeStorage })
  const leaving = stopBeforeQuit(composition, log)
  const ipc = openIpc({ ipcMain, core: composition.then(({ app: core }) => core), log })

  const room = screen.getPrimaryDisplay().workAreaSize
  const look = { development: DEVELOPMENT, dark: nativeTheme.shouldUseDarkColors, room }
  window = new BrowserWindow(windowOptions(files.preload, look))
  window.once('closed', () => (window = null))
  app.on('second-instance', () => {
    if (window !== null) bringToFront(window)
  })
  app.on('window-all-closed', () => app.quit())
  log.info('started', { version: app.getVersion(), electron: process.versions.electron })
  const shown = openWindow(window, log)
  try {
    await Promise.all([shown, ipc.attach(window.webContents), startAfter(shown, composition, leaving)])
  } catch (error) {
    // Who leaves while the window is still loading breaks that off.
    if (!leaving.aborted) throw error
  }
}

/** The terminals' backlog keeps this program busy: the first screen comes before it, unless it is slow. */
async function startAfter(
  shown: Promise<void>,
  composition: Promise<Composition>,
  leaving: AbortSignal,
): Promise<void> {
  const running = await composition
  await Promise.race([shown, pause(longestStartWaitMs)])
  if (!leaving.aborted) running.start()
}

/** The core, or its stand-in that tells the window why there is none. */
async function startCore(parts: Parameters<typeof compose>[0]): Promise<Composition> {
  // Opening the database stops this program for a moment: the window's own process is started first.
  await nextTurn()
  try {
    return await compose(parts)
  } catch (error) {
    return standInFor(error, parts.log)
  }
}

/** Leaving waits until everything is written and closed, but not for ever. The signal says that it has begun. */
function stopBeforeQuit(composition: Promise<Composition>, log: Log): AbortSignal {
  const leaving = new AbortController()
  let isStopped = false

  async function stop(): Promise<void> {
    const running = await composition
    await running.stop()
  }

  app.on('before-quit', event => {
    if (isStopped) return
    event.preventDefault()
    if (leaving.signal.aborted) return
    leaving.abort()
    const limit = setTimeout(() => {
      log.error('stop_took_too_long', new Error('stop'), { limitMs: stopLimitMs })
      app.exit(1)
    }, stopLimitMs)
    stop()
      .catch((error: unknown) => log.error('stop_failed', error))
      .finally(() => {
        clearTimeout(limit)
        isStopped = true
        log.info('stopped')
        app.quit()
      })
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit())
  return leaving.signal
}

function fail(error: unknown): void {
  dialog.showErrorBox('Rollcall cannot start', error instanceof Error ? error.message : 'Unknown reason')
  app.exit(1)
}

try {
  main()
} catch (error) {
  fail(error)
}
