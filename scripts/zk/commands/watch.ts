import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../../core/contract/errors.ts'
import type { DeviceSession } from '../../../core/ports.ts'
import { explain } from '../explain.ts'
import { howWords, punchRecord, stateWords } from '../punch.ts'
import type { Task } from '../task.ts'

/** A cable that is pulled says nothing: the terminal is asked something this often. */
const PING_MS = 15_000
const PAUSES_MS = [1000, 2000, 5000, 10_000, 30_000] as const

/** Punches as they are made, until it is stopped. A line that is lost is opened again. */
export async function watch(first: DeviceSession, task: Task): Promise<void> {
  const { output, request, stop } = task
  let session: DeviceSession | null = first
  while (session) {
    const reason = await follow(session, task)
    await session.close()
    if (stop.aborted) return
    output.note(`${explain(reason, request.address)}\nPunches made meanwhile stay in its memory; trying again.`)
    session = await openAgain(task)
  }
}

/** @returns why the line ended */
async function follow(session: DeviceSession, { output, stop, request }: Task): Promise<unknown> {
  // In the order of coming, however slowly they are taken from us.
  let written = Promise.resolve()
  const write = (object: object, words: string): void => {
    written = written.then(() => output.tell(object, words))
  }
  const asking = setInterval(() => {
    // A failure ends the line, and that is what is waited for.
    session.ping().catch(() => undefined)
  }, PING_MS)
  const leave = (): void => void session.close()
  stop.addEventListener('abort', leave, { once: true })
  try {
    if (stop.aborted) leave()
    await session.listen(
      punches => {
        for (const punch of punches.map(punchRecord)) {
          const words = [punch.time.replace('T', ' '), punch.userId, howWords(punch.verify), stateWords(punch.state)]
          write({ kind: 'punch', ...punch }, words.join('  ').trimEnd())
        }
      },
      () => write({ kind: 'unknown' }, 'A punch came that could not be read; it is in the memory: see "logs".'),
    )
    output.note(`Watching ${session.info.serial} at ${request.address.host}. Ctrl+C ends it.`)
    return await session.ended
  } catch (error) {
    return error
  } finally {
    clearInterval(asking)
    stop.removeEventListener('abort', leave)
    await written
  }
}

/** Null when it is stopped. @throws AppError when trying again is no use: wrong keys lock a terminal */
async function openAgain({ connect, stop }: Task): Promise<DeviceSession | null> {
  for (let tries = 0; ; tries++) {
    await pause(PAUSES_MS[tries] ?? PAUSES_MS[PAUSES_MS.length - 1], undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) return null
    try {
      return await connect()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'device_offline') throw error
    }
  }
}
