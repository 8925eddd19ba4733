import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnyEvent } from '../core/contract/events.ts'
import type { PreparedDocument, ReportDay } from '../core/contract/reports.ts'
import { folderForNobody } from '../scripts/launch.mjs'
import type { Rollcall } from './fixtures.ts'
import { administrator, codeOf, expect, projectFolder, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import { hostilePage } from './hostile-page.ts'
import { listenForAnything } from './listener.ts'
import { smsAccount } from './sms.ts'

const windowPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-NONCE'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
  "require-trusted-types-for 'script'; trusted-types default"

const documentPolicy =
  "default-src 'none'; style-src 'nonce-NONCE'; img-src data:; base-uri 'none'; form-action 'none'; " +
  'frame-ancestors app://ui; sandbox'

/** A copy of the built app whose window folder a test may add files to. */
function copyOfApp(add: (rendererFolder: string, copy: string) => void): string {
  const copy = mkdtempSync(join(tmpdir(), 'rollcall-app-'))
  cpSync(join(projectFolder, 'dist'), join(copy, 'dist'), { recursive: true })
  cpSync(join(projectFolder, 'package.json'), join(copy, 'package.json'))
  symlinkSync(join(projectFolder, 'node_modules'), join(copy, 'node_modules'))
  add(join(copy, 'dist/renderer'), copy)
  return copy
}

type Noting = typeof globalThis & { lines?: string[] }
type Net = { readonly Socket: { readonly prototype: object } }
type Connect = (...given: readonly unknown[]) => unknown

/** From now on the main process notes where it opens lines to. */
async function noteLines({ electron }: Rollcall): Promise<void> {
  await electron.evaluate(() => {
    const main = Reflect.get(process, 'mainModule') as NodeJS.Module
    const { prototype } = (main.require('node:net') as Net).Socket
    const connect = Reflect.get(prototype, 'connect') as Connect
    const lines: string[] = ((globalThis as Noting).lines = [])
    Reflect.set(prototype, 'connect', function (this: unknown, ...given: unknown[]): unknown {
      const [where] = given.flat() as { host?: string; port?: number }[]
      lines.push(`${where?.host ?? ''}:${where?.port ?? ''}`)
      return Reflect.apply(connect, this, given)
    })
  })
}

function linesOf({ electron }: Rollcall): Promise<string[]> {
  return electron.evaluate(() => (globalThis as Noting).lines ?? ['not noted'])
}

function policyOf({ page }: Rollcall, address: string): Promise<string | undefined> {
  return page.evaluate(async url => {
    const policy = (await fetch(url)).headers.get('content-security-policy')
    return policy?.replace(/'nonce-[\w+/=]{24}'/, "'nonce-NONCE'")
  }, address)
}

test.describe('the process of the window', () => {
  test('knows nothing of Node and nothing of the preload but the bridge', async ({ rollcall: { page } }) => {
    const known = await page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        name => name in globalThis,
      ),
      bridge: Object.keys(window.bridge),
      bridgeIsFrozen: !Reflect.set(window.bridge, 'call', () => null) || Object.isFrozen(window.bridge),
    }))
    expect(known).toEqual({ globals: [], bridge: ['call', 'subscribe'], bridgeIsFrozen: true })
  })

  test("runs in the operating system's sandbox", async ({ launch }) => {
    test.skip(process.platform !== 'linux', 'reads what Linux says of a process')
    const data = folderForNobody()
    const rollcall = await launch({ sandbox: 'required', data, env: { HOME: data } })
    const { arguments: given, pid } = await rollcall.electron.evaluate(({ app, BrowserWindow }) => ({
      arguments: process.argv,
      pid: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? app.getAppMetrics().length,
    }))
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
    expect(given).not.toContain('--no-sandbox')
    expect(status).toMatch(/^Seccomp:\s+2$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).toMatch(/^NSpid:\s+\d+\s+\d+/m)
    expect(codeOf(await rollcall.ask('app.frame'))).toBe('not_signed_in')
    await rollcall.quit()
    rmSync(data, { recursive: true, force: true })
  })

  test('has no developer tools', async ({ rollcall: { electron } }) => {
    const opened = await electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.openDevTools({ mode: 'detach' })
      await new Promise(resolve => setTimeout(resolve, 500))
      return contents?.isDevToolsOpened() === true || (contents?.devToolsWebContents ?? null) !== null
    })
    expect(opened).toBe(false)
  })
})

test.describe('what the window may load', () => {
  test('is said by exactly this policy, anew in each answer', async ({ rollcall }) => {
    expect(await policyOf(rollcall, 'app://ui/index.html')).toBe(windowPolicy)
    const nonces = await rollcall.page.evaluate(async () => {
      const answers = await Promise.all([fetch('app://ui/index.html'), fetch('app://ui/index.html')])
      return answers.map(answer => /nonce-([^']+)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1])
    })
    expect(new Set(nonces).size).toBe(2)
    const others = await rollcall.page.evaluate(async () => {
      const { headers } = await fetch('app://ui/index.html')
      return ['x-content-type-options', 'referrer-policy', 'cache-control'].map(name => headers.get(name))
    })
    expect(others).toEqual(['nosniff', 'no-referrer', 'no-store'])
  })

  test('is nothing else: a hostile page runs no code and reaches no one', async ({ launch }) => {
    const listener = await listenForAnything()
    const appFolder = copyOfApp(renderer => {
      const { html, script } = hostilePage(listener.port)
      writeFileSync(join(renderer, 'hostile.html'), html)
      writeFileSync(join(renderer, 'hostile.js'), script)
    })
    const rollcall = await launch({ appFolder, provokesPolicy: true })
    const found = await rollcall.electron.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
      await window.loadURL('app://ui/hostile.html')
      const result = (await window.webContents.executeJavaScript('window.finished')) as {
        ran: string[]
        breaches: string[]
        color: string
        background: string
      }
      const address = window.webContents.getURL()
      window.destroy()
      return { ...result, address }
    })
    expect(found.ran).toEqual([])
    expect(found.address).toBe('app://ui/hostile.html')
    expect([found.color, found.background]).toEqual(['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)'])
    expect([...new Set(found.breaches)].sort()).toEqual(
      expect.arrayContaining([
        'base-uri',
        'connect-src',
        'form-action',
        'frame-src',
        'img-src',
        'media-src',
        'object-src',
        'require-trusted-types-for',
        'script-src',
        'script-src-attr',
        'script-src-elem',
        'style-src-attr',
        'style-src-elem',
        'trusted-types',
        'worker-src',
      ]),
    )
    expect(listener.heard()).toBe(0)

    // The listener does hear what gets through.
    const socket = connect(listener.port, '127.0.0.1').resume()
    await once(socket, 'close')
    expect(listener.heard()).toBe(1)
    await rollcall.quit()
    await listener.close()
    rmSync(appFolder, { recursive: true, force: true })
  })

  test('does not depend on the policy: requests are cancelled even in a page without one', async ({ rollcall }) => {
    const listener = await listenForAnything()
    const away = `http://127.0.0.1:${String(listener.port)}/`
    const outcome = await rollcall.electron.evaluate(async ({ BrowserWindow, session }, url) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
      const code = `Promise.allSettled([fetch('${url}', { mode: 'no-cors' }), new Promise((resolve, reject) => {
        const socket = new WebSocket('${url.replace('http', 'ws')}'); socket.onopen = resolve; socket.onerror = reject })])
        .then(results => results.map(result => result.status))`
      await window.loadURL('about:blank')
      const fromPage: unknown = await window.webContents.executeJavaScript(code)
      const loaded = await window.loadURL(url).then(
        () => 'loaded',
        () => 'refused',
      )
      const other = new BrowserWindow({
        show: false,
        webPreferences: { sandbox: true, session: session.fromPartition('another') },
      })
      const inAnotherSession = await other.loadURL(url).then(
        () => 'loaded',
        () => 'refused',
      )
      window.destroy()
      other.destroy()
      return { fromPage, loaded, inAnotherSession }
    }, away)
    expect(outcome).toEqual({ fromPage: ['rejected', 'rejected'], loaded: 'refused', inAnotherSession: 'refused' })
    expect(listener.heard()).toBe(0)
    await listener.close()
  })

  test('comes from its own folder only, whatever the path says', async ({ launch }) => {
    const appFolder = copyOfApp((renderer, copy) => {
      writeFileSync(join(copy, 'secret.html'), 'secret')
      symlinkSync(join(copy, 'secret.html'), join(renderer, 'link.html'))
      symlinkSync(copy, join(renderer, 'up'))
    })
    const rollcall = await launch({ appFolder })
    const wanted = [
      'app://ui/../secret.html',
      'app://ui/%2e%2e/%2e%2e/secret.html',
      'app://ui/..%2f..%2fsecret.html',
      'app://ui/..%5c..%5csecret.html',
      'app://ui/%252e%252e%252f%252e%252e%252fsecret.html',
      'app://ui/assets/..%2f..%2f..%2fsecret.html',
      `app://ui/${encodeURIComponent(join(appFolder, 'secret.html'))}`,
      `app://ui//${join(appFolder, 'secret.html')}`,
      'app://ui/link.html',
      'app://ui/up/secret.html',
      'app://ui/up/package.json',
      'app://ui/..%2fmain%2fmain.cjs',
      'app://ui/assets',
    ]
    const got = await rollcall.page.evaluate(
      addresses => Promise.all(addresses.map(async url => [url, (await fetch(url)).status] as const)),
      wanted,
    )
    expect(got).toEqual(wanted.map(url => [url, 404]))
    await rollcall.quit()
    rmSync(appFolder, { recursive: true, force: true })
  })
})

test.describe('the window', () => {
  test('stays on its page', async ({ rollcall: { page, electron } }) => {
    const before = page.url()
    for (const address of [
      'https://evil.invalid/?next=app://ui',
      'http://127.0.0.1:9/',
      'file:///etc/hostname',
      'app://evil/index.html',
      'app://ui/documents/00000000-0000-4000-8000-000000000000',
      'data:text/html,evil',
    ]) {
      await page.evaluate(url => location.assign(url), address)
      await page.waitForTimeout(150)
      expect(await page.evaluate(() => location.href), address).toBe(before)
    }
    const fromMain = await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    )
    expect(fromMain).toBe(before)
  })

  test('opens no other window and no browser', async ({ rollcall: { page, electron } }) => {
    await electron.evaluate(({ shell }) => {
      Reflect.set(globalThis, 'openedInBrowser', [])
      shell.openExternal = url => {
        ;(Reflect.get(globalThis, 'openedInBrowser') as string[]).push(url)
        return Promise.resolve()
      }
    })
    const opened = await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'https://evil.invalid/'
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
      return ['https://evil.invalid/', 'app://ui/index.html', 'mailto:a@evil.invalid', 'about:blank'].map(
        url => window.open(url) === null,
      )
    })
    expect(opened).toEqual([true, true, true, true])
    const after = await electron.evaluate(({ BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().length,
      browser: Reflect.get(globalThis, 'openedInBrowser') as string[],
    }))
    expect(after).toEqual({ windows: 1, browser: [] })
  })

  test('attaches no guest page', async ({ rollcall: { page, electron } }) => {
    const isGuest = await page.evaluate(async () => {
      const element = document.createElement('webview')
      element.setAttribute('src', 'app://ui/index.html')
      document.body.append(element)
      await new Promise(resolve => setTimeout(resolve, 500))
      const known = 'getWebContentsId' in element
      element.remove()
      return known
    })
    const contents = await electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map(one => one.getType()),
    )
    expect([isGuest, contents]).toEqual([false, ['window']])
  })

  test('gets no permission, neither when it asks nor when it looks', async ({ rollcall: { page } }) => {
    const answers = await page.evaluate(async () => {
      const state = async (name: string) => {
        try {
          return (await navigator.permissions.query({ name: name as PermissionName })).state
        } catch (error) {
          return error instanceof Error ? error.name : 'thrown'
        }
      }
      const refused = (work: () => Promise<unknown>) =>
        work().then(
          () => 'granted',
          () => 'refused',
        )
      return {
        looked: await Promise.all(
          ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map(state),
        ),
        notifications: await Notification.requestPermission(),
        location: await new Promise(resolve =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            error => resolve(error.code),
          ),
        ),
        camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
        microphone: await refused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await refused(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
        clipboard: await refused(() => navigator.clipboard.readText()),
      }
    })
    expect(answers).toEqual({
      looked: ['denied', 'denied', 'denied', 'denied', 'denied', 'denied'],
      notifications: 'denied',
      location: 1,
      camera: 'refused',
      microphone: 'refused',
      screen: 'refused',
      clipboard: 'refused',
    })
  })

  test('downloads nothing', async ({ rollcall: { page, electron, data } }) => {
    await electron.evaluate(({ session }, folder) => {
      Reflect.set(globalThis, 'downloads', [])
      session.defaultSession.setDownloadPath(folder)
      session.defaultSession.on('will-download', event => {
        ;(Reflect.get(globalThis, 'downloads') as boolean[]).push(event.defaultPrevented)
      })
    }, data)
    await page.evaluate(() => {
      for (const href of ['app://ui/index.html', URL.createObjectURL(new Blob(['x']))]) {
        const link = document.createElement('a')
        link.href = href
        link.download = 'downloaded.txt'
        document.body.append(link)
        link.click()
        link.remove()
      }
    })
    await expect
      .poll(() => electron.evaluate(() => Reflect.get(globalThis, 'downloads') as boolean[]))
      .toEqual([true, true])
    expect(readdirSync(data)).not.toContain('downloaded.txt')
  })
})

test.describe('the program itself', () => {
  test('opens no line in a school without terminals and accounts', async ({ rollcall }) => {
    await noteLines(rollcall)
    await setUpSchool(rollcall)
    await rollcall.page.waitForTimeout(3000)
    expect(await linesOf(rollcall)).toEqual([])
  })

  test('opens lines to the messages provider only when it has an account there', async ({ launch, provider }) => {
    const rollcall = await launch({ env: provider.env, keyring: true })
    await noteLines(rollcall)
    await setUpSchool(rollcall)
    valueOf(await rollcall.ask('messages.saveAccount', smsAccount))
    valueOf(await rollcall.ask('setup.testMessage', { phone: '0712345678' }))
    await expect.poll(() => provider.taken().length).toBe(1)
    valueOf(await rollcall.ask('messages.refreshBalance'))
    expect([...new Set(await linesOf(rollcall))]).toEqual([provider.origin.replace('http://', '')])
  })
})

test.describe('calls', () => {
  test('from another window are refused, and it hears nothing', async ({ rollcall }) => {
    const answer = await rollcall.electron.evaluate(
      async ({ BrowserWindow }, preload) => {
        const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } })
        await window.loadURL('app://ui/index.html')
        const result: unknown = await window.webContents.executeJavaScript(`bridge.call('session.current', {})`)
        window.destroy()
        return result
      },
      join(projectFolder, 'dist/preload/preload.cjs'),
    )
    expect(answer).toEqual({ ok: false, error: { code: 'forbidden', details: {} } })
    expect((await rollcall.ask('session.current')).ok).toBe(true)
  })

  test('from an empty page in our window are refused', async ({ rollcall }) => {
    const { page } = rollcall
    await page.evaluate(() => location.assign('about:blank'))
    await page.waitForURL('about:blank')
    expect(codeOf(await rollcall.ask('session.current'))).toBe('forbidden')
  })

  test('from a frame in the window are refused, and the frame has no bridge', async ({ signedIn }) => {
    const [first] = valueOf(await signedIn.ask('reports.days')) as ReportDay[]
    const sheet = { day: first?.day, session: first?.sessions[0]?.session }
    const { documentId } = valueOf(await signedIn.ask('reports.daySheet', sheet)) as PreparedDocument
    await signedIn.page.evaluate(async id => {
      const frame = document.createElement('iframe')
      frame.src = `app://ui/documents/${id}`
      frame.id = 'probe'
      document.body.append(frame)
      await new Promise(resolve => (frame.onload = resolve))
    }, documentId)
    const frame = signedIn.page.frame({ url: `app://ui/documents/${documentId}` })
    expect(await frame?.evaluate(() => 'bridge' in window)).toBe(false)

    const answers = await signedIn.electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
      type Answer = { ok: boolean; error?: { code: string } }
      const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<
        string,
        (event: object, channel: string, input: object) => Promise<Answer>
      >
      const sender = BrowserWindow.getAllWindows()[0]?.webContents
      const from = (senderFrame: object | null | undefined) =>
        handlers.get('call')?.({ sender, senderFrame }, 'session.current', {})
      const answers = [await from(sender?.mainFrame), await from(sender?.mainFrame.frames.at(-1)), await from(null)]
      return answers.map(answer => (answer?.ok === true ? 'answered' : answer?.error?.code))
    })
    expect(answers).toEqual(['answered', 'forbidden', 'forbidden'])
  })

  test('of channels that do not exist are refused, and so are the names every object knows', async ({ rollcall }) => {
    for (const channel of ['students.everything', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(codeOf(await rollcall.ask(channel)), channel).toBe('unknown_channel')
    }
    const odd = await rollcall.page.evaluate(() =>
      Promise.all(
        [1, null, undefined, {}, ['session.current']].map(channel => window.bridge.call(channel as string, {})),
      ),
    )
    expect(odd.map(codeOf)).toEqual(Array(5).fill('unknown_channel'))
  })

  test('are refused to those who are not signed in', async ({ rollcall }) => {
    for (const channel of ['app.frame', 'students.list', 'attendance.summary', 'messages.list', 'reports.days']) {
      expect(codeOf(await rollcall.ask(channel)), channel).toBe('not_signed_in')
    }
  })

  test('are refused to a role that may not make them', async ({ launch }) => {
    const rollcall = await launch({ simulation: true })
    await signInAs(rollcall, 'teacher')
    const deviceId = '01890a5d-ac96-774b-bcce-b302099a8057'
    expect((await rollcall.ask('students.list')).ok).toBe(true)
    expect(codeOf(await rollcall.ask('devices.readNow', { deviceId }))).toBe('forbidden')
    expect(codeOf(await rollcall.ask('messages.list'))).toBe('forbidden')
    await signInAs(rollcall, 'clerk')
    expect(codeOf(await rollcall.ask('attendance.summary'))).toBe('forbidden')
    expect(codeOf(await rollcall.ask('reports.days'))).toBe('forbidden')
  })

  test('with input that was not agreed are refused', async ({ rollcall }) => {
    await setUpSchool(rollcall)
    for (const [channel, input] of [
      ['students.list', { search: '', all: true }],
      ['students.list', { search: 'x'.repeat(101) }],
      ['students.list', { limit: 501 }],
      ['students.list', null],
      ['students.list', []],
      ['students.get', { studentId: `' OR 1=1 --` }],
      ['session.signIn', { ...administrator, role: 'super_admin' }],
      ['app.frame', { windowId: 2 }],
    ] as const) {
      expect(codeOf(await rollcall.ask(channel, input)), JSON.stringify(input)).toBe('invalid_input')
    }
  })

  test('end with the session', async ({ rollcall }) => {
    await setUpSchool(rollcall)
    expect((await rollcall.ask('students.list')).ok).toBe(true)
    valueOf(await rollcall.ask('session.signOut'))
    expect(codeOf(await rollcall.ask('students.list'))).toBe('not_signed_in')
  })
})

test.describe('announcements', () => {
  test('reach only those who may hear them', async ({ launch }) => {
    const rollcall = await launch({ simulation: true })
    await rollcall.page.evaluate(() => {
      const heard: AnyEvent[] = []
      Reflect.set(window, 'heard', heard)
      window.bridge.subscribe(batch => heard.push(...batch))
    })
    const heard = () =>
      rollcall.page.evaluate(() => {
        const list = Reflect.get(window, 'heard') as AnyEvent[]
        return [...new Set(list.splice(0).map(event => event.name))].sort()
      })
    await expect.poll(heard).toEqual(['simulation.changed'])
    await rollcall.page.waitForTimeout(3000)
    expect(await heard()).toEqual(['simulation.changed'])

    const { demoAccounts } = valueOf(await rollcall.ask('session.current')) as {
      demoAccounts: { username: string; password: string; role: string }[]
    }
    const signIn = async (role: string) => {
      const { username, password } = demoAccounts.find(account => account.role === role) ?? {
        username: '',
        password: '',
      }
      valueOf(await rollcall.ask('session.signIn', { username, password }))
    }
    await signIn('clerk')
    await heard()
    await rollcall.page.waitForTimeout(2000)
    expect((await heard()).filter(name => /^(attendance|devices|messages)\./.test(name))).toEqual([])
    await signIn('school_admin')
    await expect.poll(heard, { timeout: 20_000 }).toContain('attendance.recorded')
  })
})

test.describe('a kept page', () => {
  test('is shown under a policy of its own, and its PDF leaves no window behind', async ({ signedIn }) => {
    const [first] = valueOf(await signedIn.ask('reports.days')) as ReportDay[]
    const sheet = { day: first?.day, session: first?.sessions[0]?.session }
    const { documentId } = valueOf(await signedIn.ask('reports.daySheet', sheet)) as PreparedDocument
    expect(await policyOf(signedIn, `app://ui/documents/${documentId}`)).toBe(documentPolicy)

    const path = join(signedIn.data, 'sheet.pdf')
    await signedIn.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath, bookmark: '' })
    }, path)
    expect(valueOf(await signedIn.ask('reports.savePdf', { documentId }))).toEqual({ path })
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-')
    const left = await signedIn.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length)
    expect(left).toBe(1)
  })
})
