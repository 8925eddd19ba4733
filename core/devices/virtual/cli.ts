import { createInterface } from 'node:readline'
import type { Print } from './cli-command.ts'
import { runCommand } from './cli-commands.ts'
import { parseCliOptions, USAGE, UsageError, type CliOptions } from './cli-options.ts'
import { generateLogs, generateUsers } from './generate.ts'
import { localMsIn } from './local-time.ts'
import { networkMode } from './network.ts'
import { serveTerminal } from './server.ts'
import { generateFingers } from './templates.ts'
import { createTerminal, type Terminal } from './terminal.ts'

const print: Print = (what, detail = {}) => {
  process.stdout.write(`${JSON.stringify({ at: Date.now(), what, ...detail })}\n`)
}

function terminalFrom(options: CliOptions): Terminal {
  const startedAt = performance.now()
  const { family } = options
  const templateVersion = options.templateVersion ?? (family === 'bw' ? '9' : '10')
  const userWidth = options.userWidth ?? (family === 'bw' ? 28 : 72)
  const users = generateUsers(options.users, options.seed).map(user =>
    userWidth === 28 ? { ...user, name: user.name.slice(0, 8).trim() } : user,
  )
  return createTerminal({
    serial: options.serial,
    commKey: options.key,
    seed: options.seed,
    ...(family && { family }),
    userWidth,
    templateVersion,
    ...(options.logLayout && { logLayout: options.logLayout }),
    ...(options.eventLength && { eventLength: options.eventLength }),
    ...(options.simulation && { simulation: options.simulation }),
    sizesLength: options.sizesLength,
    userCapacity: 10_000,
    logCapacity: 250_000,
    fingerCapacity: 30_000,
    enrollTimeoutMs: options.enrollTimeoutMs,
    users,
    logs: generateLogs(users, options.logs, options.seed),
    fingers: generateFingers(users, options.fingers, options.seed, templateVersion),
    clock: () =>
      options.clock === null ? localMsIn(options.zone, Date.now()) : options.clock + performance.now() - startedAt,
  })
}

async function run(options: CliOptions): Promise<void> {
  const terminal = terminalFrom(options)
  const served = await serveTerminal(terminal, {
    host: options.host,
    port: options.port,
    paceMs: options.paceMs,
    packetSize: options.packetSize,
    udp: options.udp,
    tcp: options.tcp,
    network: networkMode(options.network),
    secured: options.secured,
    missing: options.missing,
    tableRequests: options.tableRequests,
    bulkMs: options.bulkMs,
    onEvent: ({ what, ...detail }) => print(what, detail),
  })
  const { users, logs, fingers } = terminal.counts()
  print('ready', { port: served.port, host: options.host, serial: terminal.serial, users, logs, fingers })

  const input = createInterface({ input: process.stdin })
  let stopping = false
  const quit = (): void => {
    if (stopping) return
    stopping = true
    input.close()
    process.stdin.destroy()
    void served.close().then(() => print('stopped'))
  }
  // the end of the input is no reason to stop
  input.on('line', line => {
    if (!stopping) runCommand({ terminal, served, print, quit }, line)
  })
  process.on('SIGTERM', quit)
  process.on('SIGINT', quit)
  // nobody reads any more
  process.stdout.on('error', quit)
}

function fail(message: string, code: number): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = code
}

try {
  await run(parseCliOptions(process.argv.slice(2), process.env))
} catch (error) {
  if (error instanceof UsageError) fail(`${error.message}\n\n${USAGE}`, 2)
  else fail(error instanceof Error ? error.message : String(error), 1)
}
