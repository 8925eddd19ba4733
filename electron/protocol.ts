import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { CustomScheme } from 'electron'
import { documentIdOf, documentPolicy, isOwnAddress, noncePlaceholder, windowPolicy } from './policy.ts'

/** Must be registered before Electron is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

type Sources = {
  /** The built window: the only folder that is served. */
  readonly folder: string
  /** A kept page's HTML by its id, or null. */
  readonly documentHtml: (id: string) => string | null
}

/** Answers `app://ui/…`: the window's files and the kept pages, each with its policy and a fresh nonce. */
export function createAppHandler({ folder, documentHtml }: Sources) {
  return async ({ url, method }: { readonly url: string; readonly method: string }): Promise<Response> => {
    if (!isOwnAddress(url)) return refuse(404)
    if (method !== 'GET') return refuse(405)
    const nonce = randomBytes(18).toString('base64')
    const documentId = documentIdOf(url)
    if (documentId !== null) {
      const html = documentHtml(documentId)
      return html === null ? refuse(404) : answer(withNonce(html, nonce), types['.html'] ?? '', documentPolicy(nonce))
    }
    const path = await ownFile(folder, new URL(url).pathname)
    const type = path === null ? undefined : types[extname(path).toLowerCase()]
    if (path === null || type === undefined) return refuse(404)
    const bytes = await readFile(path)
    const body = path.endsWith('.html') ? withNonce(bytes.toString('utf8'), nonce) : new Uint8Array(bytes)
    return answer(body, type, windowPolicy(nonce))
  }
}

/** The real path of a file under the folder, or null: not there, not a file, or reached by a way out of the folder. */
async function ownFile(folder: string, pathname: string): Promise<string | null> {
  const wanted = decoded(pathname)
  if (wanted === null || /[\0\\:]/.test(wanted) || wanted.split('/').includes('..')) return null
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, wanted === '/' ? 'index.html' : wanted))
    return path.startsWith(root + sep) ? path : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ELOOP'
}

function withNonce(html: string, nonce: string): string {
  return html.replaceAll(`nonce="${noncePlaceholder}"`, `nonce="${nonce}"`)
}

function answer(body: string | Uint8Array<ArrayBuffer>, type: string, policy: string): Response {
  return new Response(body, { headers: { ...fixedHeaders, 'Content-Type': type, 'Content-Security-Policy': policy } })
}

function refuse(status: 404 | 405): Response {
  return new Response(null, { status, headers: { ...fixedHeaders, 'Content-Security-Policy': "default-src 'none'" } })
}

const fixedHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}
