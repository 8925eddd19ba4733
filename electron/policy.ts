/** The window's own address. Its `origin` is the text "null" in Node, so addresses are compared by their parts. */
export const appHome = 'app://ui/'

/** Stands in the built page and in pages for paper where the nonce of one response goes. */
export const noncePlaceholder = '__NONCE__'

/** Whether an address belongs to the program's own pages: our scheme and our host, by the parsed address. */
export function isOwnAddress(address: string): boolean {
  const url = parseAddress(address)
  return url !== null && url.protocol === 'app:' && url.host === 'ui' && url.username === '' && url.password === ''
}

/** The id of the kept page that an address shows, or null when it is another address. */
export function documentIdOf(address: string): string | null {
  if (!isOwnAddress(address)) return null
  return /^\/documents\/([0-9a-f-]{36})$/.exec(new URL(address).pathname)?.[1] ?? null
}

/** For the window: only its own files, no inline code, no eval, no frames but kept pages. */
export function windowPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/** For a kept page: its own style element and images that stand in it, nothing else; and only our window frames it. */
export function documentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors app://ui',
    'sandbox',
  ].join('; ')
}

/** The parts of an address, or null when it is none. (`URL.canParse` is younger than the oldest runtime.) */
export function parseAddress(address: string): URL | null {
  try {
    return new URL(address)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
