import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createPages, safeFileName } from './pages.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const page = { title: 'Day sheet', fileName: 'Day sheet AM', html: '<p>' }
const folder = mkdtempSync(join(tmpdir(), 'rollcall-pages-'))
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function setUp(chosen: { canceled: boolean; filePath: string }, printed: [boolean, string] = [true, '']) {
  const windows: { options: BrowserWindowConstructorOptions; address: string; destroyed: boolean }[] = []
  const pages = createPages({
    newWindow(options) {
      const window = { options, address: '', destroyed: false }
      windows.push(window)
      return {
        loadURL: (address: string) => {
          window.address = address
          return Promise.resolve()
        },
        destroy: () => (window.destroyed = true),
        webContents: {
          printToPDF: () => Promise.resolve(Buffer.from('%PDF')),
          print: (_options: unknown, done: (success: boolean, reason: string) => void) => done(...printed),
        },
      } as unknown as BrowserWindow
    },
    dialog: { showSaveDialog: () => Promise.resolve(chosen) },
    parent: () => null,
    folder,
    log: quiet,
  })
  return { pages, windows }
}

describe('kept pages', () => {
  it('are the newest twenty', () => {
    const { pages } = setUp({ canceled: true, filePath: '' })
    const ids = Array.from({ length: 21 }, () => pages.keep(page))
    expect(ids.map(id => pages.html(id)).filter(html => html === '<p>')).toHaveLength(20)
    expect(pages.html(ids[0] ?? '')).toBeNull()
  })

  it('are made into a PDF in a hidden window without code, and the window is closed', async () => {
    const path = join(folder, 'chosen.pdf')
    const { pages, windows } = setUp({ canceled: false, filePath: path })
    const id = pages.keep(page)
    expect(await pages.savePdf(id)).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('%PDF')
    expect(windows).toEqual([
      {
        options: {
          show: false,
          webPreferences: expect.objectContaining({ javascript: false, sandbox: true }) as object,
        },
        address: `app://ui/documents/${id}`,
        destroyed: true,
      },
    ])
  })

  it('make no file when the person cancels', async () => {
    const { pages, windows } = setUp({ canceled: true, filePath: '' })
    expect(await pages.savePdf(pages.keep(page))).toBeNull()
    expect(windows).toEqual([])
  })

  it('leave nothing behind when the file cannot be written', async () => {
    const { pages, windows } = setUp({ canceled: false, filePath: join(folder, 'missing', 'x.pdf') })
    await expect(pages.savePdf(pages.keep(page))).rejects.toMatchObject({
      code: 'file_not_written',
      details: { reason: 'ENOENT' },
    })
    expect([readdirSync(folder), windows[0]?.destroyed]).toEqual([[], true])
  })

  it('beside them a file of any kind is saved under the name that was chosen', async () => {
    const { pages } = setUp({ canceled: false, filePath: join(folder, 'not imported') })
    const bytes = new TextEncoder().encode('rows')
    const path = join(folder, 'not imported.xlsx')
    expect(await pages.saveFile({ fileName: 'a/b: rows.xlsx', bytes })).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('rows')
    const cancelled = setUp({ canceled: true, filePath: '' })
    expect(await cancelled.pages.saveFile({ fileName: 'rows.xlsx', bytes })).toBeNull()
  })

  it('that are gone cannot be printed or saved', async () => {
    const { pages } = setUp({ canceled: true, filePath: '' })
    await expect(pages.print('x')).rejects.toMatchObject({ code: 'document_gone' })
    await expect(pages.savePdf('x')).rejects.toMatchObject({ code: 'document_gone' })
  })

  it('tell printed from cancelled and from a broken printer', async () => {
    const outcome = (printed: [boolean, string]) => {
      const { pages } = setUp({ canceled: true, filePath: '' }, printed)
      return pages.print(pages.keep(page))
    }
    expect(await outcome([true, ''])).toBe(true)
    expect(await outcome([false, 'Print job canceled'])).toBe(false)
    await expect(outcome([false, 'Print job failed'])).rejects.toMatchObject({ code: 'printer_failed' })
  })
})

describe('safeFileName', () => {
  it('gives a plain PDF name whatever comes in', () => {
    expect(['Day sheet AM', 'a/b\\c.pdf', '../x', 'a:b*?', '', 'x. '].map(name => safeFileName(name, 'pdf'))).toEqual([
      'Day sheet AM.pdf',
      'c.pdf',
      'x.pdf',
      'a-b--.pdf',
      'document.pdf',
      'x.pdf',
    ])
  })
})
