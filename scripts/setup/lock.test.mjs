import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './lock.mjs'

let parent = ''
let lock = ''
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'lock-'))
  lock = path.join(parent, 'lock')
})
afterEach(() => rmSync(parent, { recursive: true }))

describe('withLock', () => {
  it('lets one piece of work in at a time and leaves no lock behind', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await new Promise(resolve => setTimeout(resolve, 20))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLock(lock, () => {}, work)))
    expect({ most, left: existsSync(lock) }).toEqual({ most: 1, left: false })
  })

  it('frees the lock when the work fails', async () => {
    const failing = withLock(
      lock,
      () => {},
      () => Promise.reject(new Error('disk full')),
    )
    await expect(failing).rejects.toThrow('disk full')
    expect(existsSync(lock)).toBe(false)
  })

  it('takes over the lock of a process that has ended', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    mkdirSync(lock)
    writeFileSync(path.join(lock, 'owner'), JSON.stringify({ pid, started: '1' }))
    expect(
      await withLock(
        lock,
        () => {},
        () => Promise.resolve('done'),
      ),
    ).toBe('done')
  })

  it('takes over a lock whose process number now belongs to another process', async () => {
    mkdirSync(lock)
    writeFileSync(path.join(lock, 'owner'), JSON.stringify({ pid: process.pid, started: 'before the restart' }))
    expect(
      await withLock(
        lock,
        () => {},
        () => Promise.resolve('done'),
      ),
    ).toBe('done')
  })
})
