import { AppError } from '../contract/errors.ts'
import type { DeviceDriver } from '../ports.ts'
import type { Place } from './office-network.ts'

export type Answer = { readonly serial: string; readonly name: string } | 'locked' | 'nobody'

/** Real ms; a terminal in the same building answers in a fraction of it. */
const deadlineMs = 800

/**
 * Asks, with a whole connection and a polite end, who is at an address. A communication key is sent only when one is
 * given and the terminal asks for it, and once: terminals lock themselves after wrong ones.
 */
export async function askTerminal(
  driver: DeviceDriver,
  { host, port }: Place,
  commKey: number,
  signal: AbortSignal,
): Promise<Answer> {
  const limit = new AbortController()
  const end = () => limit.abort()
  const timer = setTimeout(end, deadlineMs)
  signal.addEventListener('abort', end, { once: true })
  try {
    if (signal.aborted) return 'nobody'
    const session = await driver.connect({ host, port, commKey }, limit.signal)
    const { serial, name } = session.info
    await session.close()
    return { serial, name }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'device_key_wrong' || error.code === 'device_secured' ? 'locked' : 'nobody'
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

/** Does something for each, so many at a time, until all are done or the signal says stop. */
export async function forEachOf<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values()
  const worker = async () => {
    for (const item of rest) {
      if (signal.aborted) return
      await act(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
