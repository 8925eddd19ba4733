import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { DeviceSession } from '../../ports.ts'
import { serveTerminal, type ServedTerminal } from '../virtual/server.ts'
import { createTerminal, type Terminal, type TerminalOptions } from '../virtual/terminal.ts'
import { CMD, REPLY } from './commands.ts'
import { createZktecoDriver } from './driver.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const person = { uid: 3, privilege: 0, password: '', name: 'Achieng', card: 0, group: 1, userId: '4711' }

async function connected(
  options: Partial<TerminalOptions> = {},
): Promise<{ terminal: Terminal; served: ServedTerminal; session: DeviceSession }> {
  const terminal = createTerminal({ serial: 'W1', clock: () => Date.UTC(2026, 1, 3), users: [person], ...options })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0 })
  open.push(served)
  const driver = createZktecoDriver({ replyTimeoutMs: 300 })
  const address = { host: '127.0.0.1', port: served.port, commKey: 0 }
  const session = await driver.connect(address, new AbortController().signal)
  open.push(session)
  return { terminal, served, session }
}

async function failure(promise: Promise<unknown>): Promise<{ code: string; details: object }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, details: error.details }
    throw error
  }
  return { code: 'nothing thrown', details: {} }
}

describe('writing users', () => {
  it('takes the lowest free uid, or the one asked for when it is free', async () => {
    const { session } = await connected()
    expect((await session.putUser({ userId: '1', name: 'A' })).uid).toBe(1)
    expect((await session.putUser({ userId: '2', name: 'B' })).uid).toBe(2)
    expect((await session.putUser({ userId: '4', name: 'C' })).uid).toBe(4)
    expect((await session.putUser({ userId: '9', name: 'D', uid: 900 })).uid).toBe(900)
    expect(await failure(session.putUser({ userId: '5', name: 'E', uid: 3 }))).toEqual({
      code: 'device_refused',
      details: { reason: 'uid_taken', uid: 3 },
    })
  })

  it('cuts a name at a whole letter and does not write it again for that', async () => {
    const { session, terminal } = await connected()
    const name = 'Wanjirũ Njoroge Kamau Otieno'
    const written = await session.putUser({ userId: '4711', name })
    expect(written.name).toBe('Wanjirũ Njoroge Kamau ')
    terminal.disable(0)
    expect(await session.putUser({ userId: '4711', name })).toEqual(written)
  })

  it('says what a terminal cannot hold, without closing the line', async () => {
    const { session } = await connected({ family: 'bw' })
    expect((await failure(session.putUser({ userId: 'A7', name: 'Otieno' }))).code).toBe('device_unsupported')
    expect((await failure(session.putUser({ userId: '7', name: 'Otieno', card: -1 }))).code).toBe('device_unsupported')
    expect(await session.getTime()).toBeGreaterThan(0)
  })

  it('says that it is full before anything is sent', async () => {
    const { session, terminal } = await connected({ userCapacity: 1 })
    expect((await failure(session.putUser({ userId: '8', name: 'Otieno' }))).code).toBe('device_full')
    const items = [{ user: { userId: '8', name: 'Otieno' }, fingers: [] }]
    expect((await failure(session.putTemplates(items))).code).toBe('device_full')
    expect(terminal.users()).toEqual([person])
  })

  it('does not believe an OK that changed nothing', async () => {
    const { session, served } = await connected()
    served.faults.next(CMD.USER_WRQ, REPLY.OK)
    expect((await failure(session.putUser({ userId: '8', name: 'Otieno' }))).code).toBe('device_not_saved')
    served.faults.next(CMD.DELETE_USER, REPLY.OK)
    expect((await failure(session.removeUser('4711'))).code).toBe('device_not_saved')
    served.faults.next(CMD.BULK_WRITE, REPLY.OK)
    const template = Uint8Array.of(1, 2, 3)
    const items = ['21', '22'].map(userId => ({
      user: { userId, name: 'N' },
      fingers: [{ finger: 6, flag: 1, template }],
    }))
    // What the bulk write left out is put there one by one.
    expect(await session.putTemplates(items)).toEqual({ mode: 'bulk', users: 2, fingers: 2 })
    expect((await session.templates()).map(({ userId }) => userId)).toEqual(['21', '22'])
  })

  it('goes on after a refusal, and the terminal is enabled', async () => {
    const { session, served, terminal } = await connected()
    served.faults.next(CMD.USER_WRQ, REPLY.ERROR)
    expect((await failure(session.putUser({ userId: '8', name: 'Otieno' }))).code).toBe('device_refused')
    expect(terminal.isEnabled()).toBe(true)
    expect(await session.putUser({ userId: '8', name: 'Otieno' })).toMatchObject({ userId: '8' })
  })
})
