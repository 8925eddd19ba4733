import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentPolicy, windowPolicy } from './policy.ts'
import { createAppHandler } from './protocol.ts'

const id = '5c512d36-c530-446e-8a66-fc1f64424709'
let home = ''

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rollcall-protocol-'))
  for (const folder of ['renderer/assets', 'renderer-other']) mkdirSync(join(home, folder), { recursive: true })
  writeFileSync(join(home, 'renderer/index.html'), '<script nonce="__NONCE__"></script>')
  writeFileSync(join(home, 'renderer/assets/main.js'), 'run()')
  writeFileSync(join(home, 'renderer/assets/notes.sh'), 'x')
  writeFileSync(join(home, 'renderer-other/secret.html'), 'secret')
  writeFileSync(join(home, 'secret.html'), 'secret')
  symlinkSync(join(home, 'secret.html'), join(home, 'renderer/link.html'))
  symlinkSync(home, join(home, 'renderer/up'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function get(url: string, method = 'GET') {
  const documentHtml = (wanted: string) => (wanted === id ? '<style nonce="__NONCE__">p{}</style>' : null)
  return createAppHandler({ folder: join(home, 'renderer'), documentHtml })({ url, method })
}

describe('app://ui', () => {
  it('serves the window with its policy, a fresh nonce each time, and no guessing of types', async () => {
    const [first, second] = [await get('app://ui/index.html'), await get('app://ui/')]
    const nonce = /nonce="([^"]+)"/.exec(await first.text())?.[1] ?? ''
    expect(first.status).toBe(200)
    expect(first.headers.get('content-security-policy')).toBe(windowPolicy(nonce))
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await second.text()).not.toContain(nonce)
  })

  it('serves code as code', async () => {
    const answer = await get('app://ui/assets/main.js?v=1#x')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await answer.text()).toBe('run()')
  })

  it('serves a kept page under the policy for paper', async () => {
    const answer = await get(`app://ui/documents/${id}`)
    const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
    expect(answer.headers.get('content-security-policy')).toBe(documentPolicy(nonce))
  })

  it.each([
    ['a page that is not kept', 'app://ui/documents/00000000-0000-0000-0000-000000000000'],
    ['a missing file', 'app://ui/nothing.html'],
    ['a folder', 'app://ui/assets'],
    ['a file of a kind it does not know', 'app://ui/assets/notes.sh'],
    ['dots', 'app://ui/../secret.html'],
    ['encoded dots', 'app://ui/%2e%2e/secret.html'],
    ['an encoded slash', 'app://ui/..%2fsecret.html'],
    ['an encoded backslash', 'app://ui/..%5csecret.html'],
    ['twice encoded dots', 'app://ui/%252e%252e%252fsecret.html'],
    ['a neighbour with the same beginning', 'app://ui/..%2frenderer-other/secret.html'],
    ['an absolute path', 'app://ui//etc/hostname'],
    ['a drive', 'app://ui/c:/secret.html'],
    ['a zero byte', 'app://ui/index.html%00.js'],
    ['broken encoding', 'app://ui/%E0%A4%A'],
    ['a link out of the folder', 'app://ui/link.html'],
    ['a linked folder', 'app://ui/up/secret.html'],
    ['another host', 'app://evil/index.html'],
  ])('does not serve %s', async (_what, url) => {
    const answer = await get(url)
    expect([answer.status, await answer.text()]).toEqual([404, ''])
  })

  it('takes nothing but GET', async () => {
    expect((await get('app://ui/index.html', 'POST')).status).toBe(405)
  })
})
