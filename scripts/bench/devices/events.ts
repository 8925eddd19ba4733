import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createZktecoDriver } from '../../../core/devices/zkteco/driver.ts'
import type { DeviceSession } from '../../../core/ports.ts'
import type { Bench } from '../report.ts'
import { columns } from '../../columns.ts'
import { percentile, rounded } from '../report.ts'
import type { FromCrowd } from './crowd.ts'

const CROWD = fileURLToPath(new URL('crowd.ts', import.meta.url))
const TERMINALS = 10
const PUNCHES_A_SECOND = 20
const SECONDS = 20
/** The last punches are on their way. */
const AFTERMATH_MS = 300
const LIMIT_MS = 30_000

const microseconds = (): number => Number(process.hrtime.bigint() / 1000n)

/** From the moment a terminal sends a punch to the driver's word that it came; both clocks are the computer's own. */
export const measureEvents: Bench = async ({ say }) => {
  say(`${TERMINALS} terminals, ${PUNCHES_A_SECOND} punches a second each, for ${SECONDS} s`)
  const crowd = spawn(process.execPath, [CROWD, String(TERMINALS), String(PUNCHES_A_SECOND), String(SECONDS)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const limit = setTimeout(() => crowd.kill('SIGKILL'), 1000 * SECONDS + LIMIT_MS)
  const gone = new Promise<void>(resolve => crowd.once('close', () => resolve()))
  const arrived = new Map<string, number>()
  const sessions: DeviceSession[] = []
  let unexpected = 0

  async function listenTo(port: number, terminal: number): Promise<void> {
    const session = await createZktecoDriver().connect(
      { host: '127.0.0.1', port, commKey: 0 },
      new AbortController().signal,
    )
    sessions.push(session)
    await session.listen(
      punches => {
        const now = microseconds()
        for (const { userId, rawTime } of punches) {
          const key = `${terminal} ${userId} ${rawTime}`
          if (arrived.has(key)) unexpected += 1
          else arrived.set(key, now)
        }
      },
      () => (unexpected += 1),
    )
  }

  const message = <T extends FromCrowd['what']>(what: T): Promise<Extract<FromCrowd, { what: T }>> =>
    new Promise((resolve, reject) => {
      void gone.then(() => reject(new Error('the terminals ended too early')))
      crowd.on('message', (said: FromCrowd) => {
        if (said.what === what) resolve(said as Extract<FromCrowd, { what: T }>)
      })
    })

  try {
    const { ports } = await message('ready')
    await Promise.all(ports.map(listenTo))
    const ended = message('sent')
    crowd.send('begin')
    const { sent } = await ended
    await new Promise(resolve => setTimeout(resolve, AFTERMATH_MS))
    const delays = sent.flatMap(([key, at]) => {
      const came = arrived.get(key)
      return came === undefined ? [] : [(came - at) / 1000]
    })
    const figures = {
      p50: rounded(percentile(delays, 0.5), 2),
      p99: rounded(percentile(delays, 0.99), 2),
      max: rounded(percentile(delays, 1), 2),
      n: delays.length,
      sent: sent.length,
      lost: sent.length - delays.length,
      unexpected,
      terminals: TERMINALS,
      punches_a_second_each: PUNCHES_A_SECOND,
      seconds: SECONDS,
    }
    return {
      figures,
      table: [
        `Punch to event, ${TERMINALS} terminals with ${PUNCHES_A_SECOND} punches a second each for ${SECONDS} s`,
        columns(
          ['', 'p50 ms', 'p99 ms', 'longest ms', 'punches', 'lost'],
          [['this driver', ...[figures.p50, figures.p99, figures.max, figures.n, figures.lost].map(String)]],
        ),
      ].join('\n'),
    }
  } finally {
    clearTimeout(limit)
    await Promise.all(sessions.map(session => session.close()))
    if (crowd.connected) crowd.send('end')
    await gone
  }
}
