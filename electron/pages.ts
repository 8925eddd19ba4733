import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  WebContents,
  WebContentsPrintOptions,
} from 'electron'
import { AppError } from '../core/contract/errors.ts'
import type { Log, Page, Pages } from '../core/ports.ts'
import { appHome } from './policy.ts'

const pagesKept = 20

type Parts = {
  readonly newWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow
  readonly dialog: Pick<Dialog, 'showSaveDialog'>
  readonly parent: () => BrowserWindow | null
  /** Where the dialog starts. */
  readonly folder: string
  readonly log: Log
}

/** The core's pages for paper, and how the app's own address finds their HTML. */
export function createPages(parts: Parts): Pages & { html(documentId: string): string | null } {
  const kept = new Map<string, Page>()

  function find(documentId: string): Page {
    const page = kept.get(documentId)
    if (page === undefined) throw new AppError('document_gone')
    return page
  }

  return {
    html: documentId => kept.get(documentId)?.html ?? null,

    keep(page) {
      const documentId = randomUUID()
      kept.set(documentId, page)
      const [oldest] = kept.keys()
      if (kept.size > pagesKept && oldest !== undefined) kept.delete(oldest)
      return documentId
    },

    async print(documentId) {
      find(documentId)
      return onPaper(parts, documentId, contents => print(contents, parts.log))
    },

    async savePdf(documentId) {
      const { title, fileName } = find(documentId)
      const path = await choosePath(parts, title, safeFileName(fileName, 'pdf'))
      if (path === null) return null
      const pdf = await onPaper(parts, documentId, contents =>
        contents.printToPDF({ printBackground: true, preferCSSPageSize: true, pageSize: 'A4' }),
      )
      await writeWhole(path, pdf)
      return path
    },

    async saveFile({ fileName, bytes }) {
      const extension = extname(fileName).slice(1)
      const path = await choosePath(parts, fileName, safeFileName(fileName, extension))
      if (path !== null) await writeWhole(path, bytes)
      return path
    },
  }
}

/** Loads a kept page in a window that nobody sees and that runs no code, and closes it afterwards. */
async function onPaper<T>(parts: Parts, documentId: string, work: (contents: WebContents) => Promise<T>): Promise<T> {
  const window = parts.newWindow({
    show: false,
    webPreferences: {
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
    },
  })
  try {
    await window.loadURL(`${appHome}documents/${documentId}`)
    return await work(window.webContents)
  } finally {
    window.destroy()
  }
}

const paper: WebContentsPrintOptions = { silent: false, printBackground: true, pageSize: 'A4' }

function print(contents: WebContents, log: Log): Promise<boolean> {
  return new Promise((resolve, reject) => {
    contents.print(paper, (done, reason) => {
      if (done || /cancel/i.test(reason)) {
        resolve(done)
        return
      }
      log.warn('print_failed', { reason })
      reject(new AppError('printer_failed'))
    })
  })
}

async function choosePath({ dialog, parent, folder }: Parts, title: string, fileName: string): Promise<string | null> {
  const extension = extname(fileName).slice(1)
  const options = {
    title,
    defaultPath: join(folder, fileName),
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  }
  const window = parent()
  const answer = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
  if (answer.canceled || answer.filePath === '') return null
  return withExtension(answer.filePath, extension)
}

/** No part of a file is ever left under the name the person chose. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`
  try {
    await writeFile(unfinished, bytes)
    await rename(unfinished, path)
  } catch (cause) {
    await rm(unfinished, { force: true })
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new AppError('file_not_written', { reason }, { cause })
  }
}

/** A name that Windows takes too. */
export function safeFileName(name: string, extension: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[<>:"|?*\p{Cc}]/gu, '-')
    .replace(/[. ]+$/, '')
  return withExtension(plain === '' ? 'document' : plain, extension)
}

function withExtension(name: string, extension: string): string {
  return name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`
}
