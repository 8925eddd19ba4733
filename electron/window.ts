import { join } from 'node:path'
import type { BrowserWindow, BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron'
import type { Log } from '../core/ports.ts'
import { appHome } from './policy.ts'

const reloadsAllowed = 3

type Look = {
  /** Opens the browser's developer tools to whoever built it so. */
  readonly development: boolean
  readonly dark: boolean
  /** What the screen leaves to windows, px; nothing of ours may lie outside. */
  readonly room: { readonly width: number; readonly height: number }
}

/** How the one window is made. */
export function windowOptions(preload: string, { development, dark, room }: Look): BrowserWindowConstructorOptions {
  return {
    title: 'Rollcall',
    width: Math.min(1366, room.width),
    height: Math.min(768, room.height),
    minWidth: Math.min(1024, room.width),
    minHeight: Math.min(640, room.height),
    show: false,
    autoHideMenuBar: true,
    backgroundColor: dark ? '#16181d' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: development,
    },
  }
}

/** Shows the window once it has something to show, and brings its page back a few times if that dies. */
export async function openWindow(window: BrowserWindow, log: Log): Promise<void> {
  let reloads = 0
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('window_died', new Error(reason), { exitCode })
    if (reason === 'clean-exit' || reloads >= reloadsAllowed) return
    reloads += 1
    window.webContents.reload()
  })
  window.on('unresponsive', () => log.warn('window_unresponsive'))
  await window.loadURL(`${appHome}index.html`)
}

/** In front of everything else, from wherever it was. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Text editing, zoom and leaving by the usual keys. */
export const menu: MenuItemConstructorOptions[] = [
  { role: 'fileMenu' },
  { role: 'editMenu' },
  {
    label: 'View',
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  },
]

/** Where the built window and its preload lie, from the folder of the running main file. */
export function builtFiles(mainFolder: string) {
  return {
    renderer: join(mainFolder, '../renderer'),
    preload: join(mainFolder, '../preload/preload.cjs'),
    migrations: join(mainFolder, 'migrations'),
  }
}
