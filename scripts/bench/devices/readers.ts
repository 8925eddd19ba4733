import { unpackTime } from '../../../core/devices/zkteco/device-time.ts'
import { readBare } from './bare-socket.ts'
import type { Read } from './read.ts'

/** A reader that is connected and waits for the word to go. */
type Ready = { readonly read: () => Promise<Read> }

const HOST = '127.0.0.1'
/** The libraries take a timer of 10 s as their own measure; a silence of 4 s on one computer is no answer any more. */
const SILENCE_MS = 4000

const key = (uid: number, userId: string, at: number): string => `${uid} ${userId} ${at}`

function localTime(rawTime: number): number {
  const { wall } = unpackTime(rawTime)
  return new Date(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second).getTime()
}

/** Each is imported only where it is used, so that its memory is its own. */
export const readers = {
  async ours(port: number): Promise<Ready> {
    const { createZktecoDriver } = await import('../../../core/devices/zkteco/driver.ts')
    const session = await createZktecoDriver().connect({ host: HOST, port, commKey: 0 }, new AbortController().signal)
    return {
      async read() {
        const startedAt = performance.now()
        let prepareSeconds: number | undefined
        const punches = await session.readLogs(() => (prepareSeconds ??= (performance.now() - startedAt) / 1000))
        const keys = () => punches.map(({ uid, userId, rawTime }) => key(uid ?? 0, userId, localTime(rawTime)))
        return { returned: punches.length, error: null, keys, ...(prepareSeconds !== undefined && { prepareSeconds }) }
      },
    }
  },

  async 'node-zklib'(port: number): Promise<Ready> {
    const { default: ZKLib } = await import('node-zklib')
    const client = new ZKLib(HOST, port, SILENCE_MS, 0)
    await client.createSocket()
    return {
      async read() {
        const { data, err } = await client.getAttendances()
        const keys = () =>
          data.map(({ userSn, deviceUserId, recordTime }) => key(userSn, deviceUserId, recordTime.getTime()))
        return { returned: data.length, error: err?.message ?? null, keys }
      },
    }
  },

  async 'zkteco-js'(port: number): Promise<Ready> {
    const { default: Zkteco } = await import('zkteco-js')
    const client = new Zkteco(HOST, port, SILENCE_MS, 0)
    await client.createSocket()
    return {
      async read() {
        const { data } = await client.getAttendances()
        const keys = () => data.map(({ sn, user_id, record_time }) => key(sn, user_id, new Date(record_time).getTime()))
        return { returned: data.length, error: null, keys }
      },
    }
  },

  /** The same requests and nothing else: what no reader can be faster than. It makes no records. */
  floor: (port: number): Promise<Ready> => readBare(HOST, port),
}

export type ReaderName = keyof typeof readers
