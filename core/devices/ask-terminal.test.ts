import { describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { DeviceDriver } from '../ports.ts'
import { createFingerTerminal } from '../testing/finger-terminal.ts'
import { askTerminal, forEachOf } from './ask-terminal.ts'

const place = { host: '127.0.0.9', port: 4370 }
const never = new AbortController().signal

function failing(code: ErrorCode): DeviceDriver {
  return { connect: () => Promise.reject(new AppError(code)) }
}

describe('asking who is at an address', () => {
  it('hears serial number and name, and hangs up', async () => {
    const terminal = createFingerTerminal('FT0009')
    let closed = 0
    const driver: DeviceDriver = {
      async connect(address, signal) {
        const session = await terminal.driver.connect(address, signal)
        return { ...session, close: () => ((closed += 1), session.close()) }
      },
    }
    expect(await askTerminal(driver, place, 0, never)).toEqual({ serial: 'FT0009', name: 'Finger Terminal' })
    expect(closed).toBe(1)
  })

  it.each([
    ['device_key_wrong', 'locked'],
    ['device_secured', 'locked'],
    ['device_offline', 'nobody'],
    ['device_protocol', 'nobody'],
  ] as const)('%s is: %s', async (code, answer) => {
    expect(await askTerminal(failing(code), place, 0, never)).toBe(answer)
  })

  it('waits no longer than a second, and not at all when it is told to stop', async () => {
    const silent: DeviceDriver = {
      connect: (_, signal) =>
        new Promise((_resolve, reject) => {
          const end = () => reject(new AppError('device_offline'))
          signal.addEventListener('abort', end, { once: true })
          if (signal.aborted) end()
        }),
    }
    const before = performance.now()
    expect(await askTerminal(silent, place, 0, never)).toBe('nobody')
    expect(performance.now() - before).toBeLessThan(1000)
    expect(await askTerminal(silent, place, 0, AbortSignal.abort())).toBe('nobody')
  })
})

describe('going through many', () => {
  it('takes so many at a time and leaves none out', async () => {
    const seen: number[] = []
    let open = 0
    let widest = 0
    await forEachOf([1, 2, 3, 4, 5, 6, 7, 8, 9], 4, never, async n => {
      widest = Math.max(widest, (open += 1))
      await new Promise(resolve => setTimeout(resolve, 5))
      open -= 1
      seen.push(n)
    })
    expect([widest, seen.sort()]).toEqual([4, [1, 2, 3, 4, 5, 6, 7, 8, 9]])
  })

  it('stops when told', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    await forEachOf([1, 2, 3, 4, 5], 1, stop.signal, n => {
      seen.push(n)
      if (n === 2) stop.abort()
      return Promise.resolve()
    })
    expect(seen).toEqual([1, 2])
  })
})
