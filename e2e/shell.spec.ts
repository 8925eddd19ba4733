import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { LaunchOptions } from './fixtures.ts'
import { administrator, codeOf, commandFor, expect, setUpSchool, test, valueOf } from './fixtures.ts'

/** Runs Rollcall until it ends by itself. */
async function runToEnd(options: LaunchOptions, data: string) {
  const { command, args, env } = commandFor(options, data)
  const program = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  program.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  program.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const limit = setTimeout(() => program.kill('SIGKILL'), 20_000)
  const [code] = (await once(program, 'close')) as [number | null]
  clearTimeout(limit)
  return { code, out }
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function logOf(data: string): string {
  return readFileSync(join(data, 'logs/rollcall.log'), 'utf8')
}

test('a second start ends at once, says why, and brings the first window to the front', async ({ launch }) => {
  const { electron, data } = await launch()
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const { code, out } = await runToEnd({}, data)
  expect(code).toBe(0)
  expect(out).toContain('Rollcall is already running on this computer; its window is now in front.\n')
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(one => one.isVisible())))
    .toEqual([true])
})

test('a database of a newer version is explained and left as it is', async ({ launch }) => {
  const first = await launch()
  const { data } = first
  await setUpSchool(first)
  await first.quit()
  const file = join(data, 'school.db')
  const db = new Database(file)
  db.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('of tomorrow', Date.now() * 2)
  db.pragma('journal_mode = DELETE')
  db.close()
  const before = digest(file)

  const second = await launch({ data })
  expect(codeOf(await second.ask('session.current'))).toBe('database_newer')
  expect(codeOf(await second.ask('session.signIn', administrator))).toBe('database_newer')
  await expect(second.page.getByText('This database belongs to a newer version of Rollcall')).toBeVisible()
  await second.quit()
  expect(digest(file)).toBe(before)
  expect(readdirSync(data).filter(name => name.startsWith('school.db'))).toEqual(['school.db'])
})

for (const [what, spoil] of [
  ['in the middle', (bytes: Buffer) => bytes.fill(0xa5, 4096, bytes.length - 1000)],
  ['from the first byte on', (bytes: Buffer) => bytes.fill(0x5a, 0, 4096)],
] as const) {
  test(`a database that is damaged ${what} is explained and left as it is`, async ({ launch }) => {
    const first = await launch()
    const { data } = first
    await setUpSchool(first)
    await first.quit()
    const file = join(data, 'school.db')
    writeFileSync(file, spoil(readFileSync(file)))
    const before = digest(file)

    const second = await launch({ data })
    expect(codeOf(await second.ask('session.current'))).toBe('database_damaged')
    await expect(second.page.getByText('The database is damaged')).toBeVisible()
    await second.quit()
    expect(digest(file)).toBe(before)
  })
}

test('a request to end is answered by an orderly stop that keeps everything', async ({ launch }) => {
  const rollcall = await launch()
  const { data } = rollcall
  await setUpSchool(rollcall)
  const program = rollcall.electron.process()
  const ended = once(program, 'exit') as Promise<[number | null]>
  program.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
  expect(logOf(data)).toContain('"what":"stopped"')
  expect(existsSync(join(data, 'school.db-wal'))).toBe(false)
  const db = new Database(join(data, 'school.db'), { readonly: true })
  expect(db.prepare('select username from user_account').all()).toEqual([{ username: administrator.username }])
  db.close()
})

test('who leaves while the window is still loading is let go at once, without an error', async () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-e2e-'))
  const { command, args, env } = commandFor({}, data)
  const program = spawn(command, args, { env, stdio: 'ignore' })
  const ended = once(program, 'exit') as Promise<[number | null]>
  try {
    // The window begins to load in the moment in which the log begins.
    while (!existsSync(join(data, 'logs/rollcall.log'))) await pause(5)
    program.kill('SIGTERM')
    const [code] = await Promise.race([ended, pause(20_000, [null] as [null])])
    expect(code).toBe(0)
    expect(logOf(data)).toContain('"what":"stopped"')
    expect(logOf(data)).not.toContain('"level":"error"')
  } finally {
    program.kill('SIGKILL')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
})

test('what was answered survives the end of the program without warning', async ({ launch }) => {
  const rollcall = await launch()
  const { data } = rollcall
  await setUpSchool(rollcall)
  const ended = once(rollcall.electron.process(), 'exit')
  rollcall.electron.process().kill('SIGKILL')
  await ended
  const again = await launch({ data })
  valueOf(await again.ask('session.signIn', administrator))
})

test('each demo begins anew, and a demo and a real school never share a database', async ({ launch }) => {
  const real = await launch()
  const { data } = real
  await setUpSchool(real)
  await real.quit()
  const before = digest(join(data, 'school.db'))
  const demo = await launch({ data, simulation: true })
  expect(valueOf(await demo.ask('session.current'))).toMatchObject({ simulation: true, setUpNeeded: false })
  await demo.quit()
  expect(digest(join(data, 'school.db'))).toBe(before)
  expect(existsSync(join(data, 'simulation.db'))).toBe(true)
})

test('a setting that makes no sense is named, and nothing starts', async () => {
  const data = mkdtempSync(join(tmpdir(), 'rollcall-shell-'))
  const { code, out } = await runToEnd({ env: { SIMULATION_MODE: 'perhaps' } }, data)
  expect(code).toBe(1)
  expect(out).toContain('SIMULATION_MODE must be true or false.')
  expect(readdirSync(data)).toEqual([])
  rmdirSync(data)
})

test('an unexpected failure is logged with a reference and does not end the work', async ({ launch }) => {
  const rollcall = await launch()
  const { data } = rollcall
  await rollcall.electron.evaluate(() => {
    setTimeout(() => {
      throw new RangeError('planted')
    }, 0)
  })
  await expect
    .poll(() => logOf(data))
    .toMatch(/"what":"unexpected","reference":"[0-9a-f-]{36}","error":"RangeError: planted/)
  expect((await rollcall.ask('session.current')).ok).toBe(true)
})

test('a window whose page dies comes back', async ({ launch }) => {
  const { electron, data } = await launch()
  const died = electron.evaluate(
    ({ BrowserWindow }) =>
      new Promise<boolean>(resolve => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.once('did-finish-load', () => resolve(true))
        contents?.forcefullyCrashRenderer()
      }),
  )
  expect(await died).toBe(true)
  await expect.poll(() => logOf(data)).toContain('"what":"window_died"')
})
