import { generateLogs, generateUsers } from '../../../core/devices/virtual/generate.ts'
import { NETWORK_MODES } from '../../../core/devices/virtual/network.ts'
import { createZktecoDriver } from '../../../core/devices/zkteco/driver.ts'
import type { RawPunch } from '../../../core/ports.ts'
import type { Bench } from '../report.ts'
import { columns } from '../../columns.ts'
import { rounded } from '../report.ts'
import { startTerminalProcess } from '../terminal-process.ts'

const RECORDS = 5000
const USERS = 40
const SEED = 7
const MOST_TRIES = 60
/** A computer's own network needs no longer to lose something. */
const driver = createZktecoDriver({ replyTimeoutMs: 700, retransmitMs: 60 })
const UDP_MODES = ['normal', 'late', 'drop', 'jumbled', 'corrupt'] as const

async function readUntilWhole(port: number, transport: 'tcp' | 'udp') {
  const truth = generateLogs(generateUsers(USERS, SEED), RECORDS, SEED)
  const isRight = ({ userId, uid, rawTime, verify, state }: RawPunch, i: number): boolean => {
    const line = truth[i]
    return (
      line?.userId === userId &&
      line.uid === (uid ?? 0) &&
      line.rawTime === rawTime &&
      line.verify === verify &&
      line.state === state
    )
  }
  const startedAt = performance.now()
  let wrong = 0
  for (let tries = 1; ; tries++) {
    const punches = await readOnce(port, transport)
    const right = punches?.filter(isRight).length ?? 0
    if (punches) wrong += punches.length - right
    if (right === RECORDS || tries === MOST_TRIES) {
      return { records_right: right, wrong_returned: wrong, tries, s: rounded((performance.now() - startedAt) / 1000) }
    }
  }
}

/** Null when the driver says that it could not read everything. */
async function readOnce(port: number, transport: 'tcp' | 'udp'): Promise<RawPunch[] | null> {
  const address = { host: '127.0.0.1', port, commKey: 0, transport }
  const session = await driver.connect(address, new AbortController().signal).catch(() => null)
  if (!session) return null
  const punches = await session.readLogs().catch(() => null)
  await session.close()
  return punches
}

/** Whether every record comes right over every kind of bad network; a read that fails is begun anew, as the app does. */
export const measureNetworks: Bench = async ({ say }) => {
  say(`Reading ${RECORDS} log records over bad networks`)
  const lines = [
    ...NETWORK_MODES.map(mode => ({ transport: 'tcp' as const, mode })),
    ...UDP_MODES.map(mode => ({ transport: 'udp' as const, mode })),
  ]
  const figures: Record<string, Awaited<ReturnType<typeof readUntilWhole>>> = {}
  for (const { transport, mode } of lines) {
    const counts = ['--users', String(USERS), '--logs', String(RECORDS), '--seed', String(SEED), '--pace', '0']
    const terminal = await startTerminalProcess([...counts, '--net', mode, ...(transport === 'udp' ? ['--udp'] : [])])
    try {
      figures[`${transport} ${mode}`] = await readUntilWhole(terminal.port, transport)
    } finally {
      await terminal.stop()
    }
  }
  return {
    figures: { records: RECORDS, modes: figures },
    table: [
      `Reading ${RECORDS} log records over bad networks (a read that fails is begun anew)`,
      columns(
        ['', 'right', 'wrong', 'reads', 'seconds'],
        [
          ...Object.entries(figures).map(([line, { records_right, wrong_returned, tries, s }]) => [
            line,
            String(records_right),
            String(wrong_returned),
            String(tries),
            s.toFixed(1),
          ]),
        ],
      ),
    ].join('\n'),
  }
}
