import { describe, expect, it, vi } from 'vitest'
import { localMsIn } from '../../core/devices/virtual/local-time.ts'
import { CMD, REPLY } from '../../core/devices/zkteco/commands.ts'
import { begin, objects, zk } from './test-run.ts'
import type { ServeOptions } from '../../core/devices/virtual/server.ts'
import type { TerminalOptions } from '../../core/devices/virtual/terminal.ts'
import { startTerminal } from '../../core/testing/test-terminal.ts'

const inNairobi = (): number => localMsIn('Africa/Nairobi', Date.now())

function start(model: Partial<TerminalOptions> = {}, serve: Partial<ServeOptions> = {}) {
  return startTerminal({ clock: inNairobi, ...model }, serve)
}

describe('enroll', () => {
  it('tells each press and succeeds when the finger was read back', async () => {
    const { served, terminal } = await start({ fingers: [], simulation: { successRate: 1, delayMin: 0, delayMax: 0 } })
    const { code, out } = await zk(served, 'enroll --pin 1003 --finger 5 --json')
    expect(code).toBe(0)
    const uid = terminal.user({ userId: '1003' })?.uid ?? 0
    expect(objects(out).filter(step => step['kind'] === 'place')).toHaveLength(3)
    expect(objects(out).at(-1)).toEqual({
      kind: 'enrolled',
      userId: '1003',
      uid,
      finger: 5,
      flag: 1,
      bytes: terminal.finger(uid, 5)?.template.length,
    })
  })

  it('says what is wrong when nobody has that PIN', async () => {
    const { served } = await start()
    const { code, out, notes } = await zk(served, 'enroll --pin 999 --finger 5 --json')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(notes).toContain('nobody with this PIN')
  })

  it('cancels at the terminal when it is stopped', async () => {
    const { served, terminal } = await start({ fingers: [] })
    const { seen, stop, done } = begin(served, 'enroll --pin 1003 --finger 5')
    await vi.waitUntil(() => seen.out.includes('Press 1'))
    stop()
    expect(await done).toMatchObject({ code: 'stopped' })
    expect(terminal.enrollment.current()).toBeNull()
    expect(terminal.isReading()).toBe(true)
  })

  it('lets the terminal read fingers again when the line is lost', async () => {
    const { served, terminal } = await start({ fingers: [] })
    const { seen, done } = begin(served, 'enroll --pin 1003 --finger 5')
    await vi.waitUntil(() => seen.out.includes('Press 1'))
    served.dropLines()
    const { code, notes } = await done
    expect(code).toBe(1)
    expect(notes).toContain('was lost')
    expect(terminal.enrollment.current()).toBeNull()
    expect(terminal.isReading()).toBe(true)
  })
})

describe('sync-time', () => {
  it('sets the clock to the time of the zone and tells how wrong it was', async () => {
    const { served, terminal } = await start()
    terminal.shiftClock(-9000_000)
    const { code, out } = await zk(served, 'sync-time --json')
    expect(code).toBe(0)
    expect(objects(out)).toMatchObject([{ before: { driftSeconds: -9000 }, after: { driftSeconds: 0 } }])
    expect(Math.abs(terminal.time() - inNairobi())).toBeLessThan(1500)
  })

  it('does not say that it is set when the terminal did not take it', async () => {
    const { served, terminal } = await start()
    terminal.shiftClock(-9000_000)
    served.faults.next(CMD.SET_TIME, REPLY.OK)
    const { code, out, notes } = await zk(served, 'sync-time --json')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(notes).toContain('does not hold it afterwards')
  })
})

describe('watch', () => {
  it('tells punches as they come until it is stopped, and that is a good end', async () => {
    const { served, terminal } = await start()
    const { seen, stop, done } = begin(served, 'watch --json')
    await vi.waitUntil(() => seen.notes.includes('Watching'))
    terminal.punch('1002')
    terminal.punch('1003')
    await vi.waitUntil(() => objects(seen.out).length === 2)
    stop()
    const { code, out } = await done
    expect(code).toBe(0)
    expect(objects(out)).toMatchObject([
      { kind: 'punch', userId: '1002', valid: true },
      { kind: 'punch', userId: '1003', valid: true },
    ])
  })

  it('opens a lost line again', async () => {
    const { served, terminal } = await start()
    const { seen, stop, done } = begin(served, 'watch')
    await vi.waitUntil(() => seen.notes.includes('Watching'))
    served.dropLines()
    await vi.waitUntil(() => seen.notes.split('Watching').length === 3, { timeout: 5000 })
    terminal.punch('1004')
    await vi.waitUntil(() => seen.out.includes('1004'))
    stop()
    const { code, notes } = await done
    expect(code).toBe(0)
    expect(notes).toContain('trying again')
  })
})

describe('a terminal that will not', () => {
  it.each([
    ['asks for a key', { model: { commKey: 42 } }, 'info', /asks for a communication key/],
    ['refuses the key', { model: { commKey: 42 } }, 'info --key 41', /refuses this communication key/],
    ['wants an encrypted line', { serve: { secured: true } }, 'info', /encrypted/],
  ])('%s is explained', async (_, { model = {}, serve = {} }: Setting, line, message) => {
    const { served } = await start(model, serve)
    const { code, out, notes } = await zk(served, line)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(notes).toMatch(message)
  })

  it('is not there at all', async () => {
    const { served } = await start()
    await served.close()
    const { code, notes } = await zk(served, 'info')
    expect(code).toBe(1)
    expect(notes).toContain('does not take connections there')
  })
})

type Setting = { readonly model?: Partial<TerminalOptions>; readonly serve?: Partial<ServeOptions> }

describe('wrong usage', () => {
  it('ends with 2 and tells how it is used, on standard error', async () => {
    const { code, out, notes } = await zk({ port: 0 }, 'wipe')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(notes).toMatch(/There is no command "wipe"\.\n\nLooks after one/)
  })

  it('is no usage at all when help is asked for', async () => {
    const { code, out } = await zk({ port: 1 }, '--help')
    expect(code).toBe(0)
    expect(out).toContain('npm run zk -- info')
  })
})
