// Several virtual terminals at which people press: node crowd.ts TERMINALS PUNCHES-A-SECOND SECONDS. Speaks over IPC.
import { generateUsers } from '../../../core/devices/virtual/generate.ts'
import { localMsIn } from '../../../core/devices/virtual/local-time.ts'
import { createRandom } from '../../../core/devices/virtual/random.ts'
import { serveTerminal } from '../../../core/devices/virtual/server.ts'
import { createTerminal } from '../../../core/devices/virtual/terminal.ts'

export type FromCrowd =
  | { readonly what: 'ready'; readonly ports: number[] }
  /** Terminal, id and time of each punch as one text, and when it was sent: µs of the computer's steady clock. */
  | { readonly what: 'sent'; readonly sent: [string, number][] }

const USERS = 400
const [terminals = 0, rate = 0, seconds = 0] = process.argv.slice(2).map(Number)
const sent: [string, number][] = []
const random = createRandom(5)

const served = await Promise.all(
  Array.from({ length: terminals }, async (_, number) => {
    const users = generateUsers(USERS, number)
    const terminal = createTerminal({
      serial: `VT${number}`,
      users,
      clock: () => localMsIn('Africa/Nairobi', Date.now()),
    })
    // Before the server: its turn to write comes after the moment is taken.
    terminal.onPunch(({ userId, rawTime }) => {
      sent.push([`${number} ${userId} ${rawTime}`, Number(process.hrtime.bigint() / 1000n)])
    })
    const server = await serveTerminal(terminal, { port: 0, paceMs: 0 })
    let next = 0
    return { server, press: () => void terminal.punch(users[next++ % users.length]?.userId ?? '') }
  }),
)

const tell = (message: FromCrowd): void => void process.send?.(message)

/** People come at random moments, at this rate in the long run. */
function pressAtRandom(press: () => void, until: number): Promise<void> {
  return new Promise(resolve => {
    let due = performance.now()
    const again = (): void => {
      due += (1000 / rate) * -Math.log(1 - random.int(1_000_000) / 1_000_000)
      if (due > until) resolve()
      else setTimeout(pressAndGoOn, Math.max(0, due - performance.now()))
    }
    const pressAndGoOn = (): void => {
      press()
      again()
    }
    again()
  })
}

process.on('message', message => {
  if (message === 'end') {
    void Promise.all(served.map(({ server }) => server.close())).then(() => process.disconnect())
    return
  }
  const until = performance.now() + seconds * 1000
  void Promise.all(served.map(({ press }) => pressAtRandom(press, until))).then(() => tell({ what: 'sent', sent }))
})
tell({ what: 'ready', ports: served.map(({ server }) => server.port) })
