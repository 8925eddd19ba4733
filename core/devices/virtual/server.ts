import { createServer, type Server, type Socket } from 'node:net'
import { openConversation, type Conversation, type ConversationSettings, type Line } from './conversation.ts'
import { PIN_WIDTH } from './device-options.ts'
import { createFaults, type Faults } from './faults.ts'
import { showRawTime } from './local-time.ts'
import { encodeModelEvent } from './model-event.ts'
import { createNetwork, type Network, type NetworkConditions } from './network.ts'
import { createRandom } from './random.ts'
import type { Report, TerminalLine } from './report.ts'
import { openTcpLine, type TcpLine } from './tcp-line.ts'
import type { Terminal } from './terminal.ts'
import { openUdpPort, type UdpPort } from './udp-port.ts'

export type ServeOptions = {
  /** 127.0.0.1 unless given. */
  readonly host?: string
  /** 0 = any free one. */
  readonly port: number
  /** Least time between two frames of one connection; 20 unless given, 0 = flat out. */
  readonly paceMs?: number
  /** Silence after which an unacknowledged event is sent again; 1000 unless given. */
  readonly resendMs?: number
  /** How long it is away after a RESTART; 1000 unless given. */
  readonly restartMs?: number
  /** Whether RESTART is answered first: sources differ. False unless given. */
  readonly restartAnswered?: boolean
  /** Data bytes of one packet in a long transfer over TCP: 65536 unless given, 1008 on older firmware. */
  readonly packetSize?: 1008 | 65536
  /** Tables up to this many bytes come whole in one packet; 1024 unless given. */
  readonly inlineLimit?: number
  readonly emptyTable?: 'inline' | 'refused'
  /** False: old firmware, which gives whole tables on request but no ranges of them. */
  readonly tableRequests?: boolean
  /** How long a bulk write takes; 0 unless given. */
  readonly bulkMs?: number
  /** Most bytes of one upload; 4 MiB unless given. */
  readonly uploadLimit?: number
  /** Wrong communication keys after which it answers 2032; 0 (the default) = never. */
  readonly lockAfter?: number
  /** Whether it answers over UDP too, on the port with the same number. False unless given. */
  readonly udp?: boolean
  /** `silent`: TCP opens, and nothing is answered there. `closed`: TCP is refused. */
  readonly tcp?: 'answers' | 'silent' | 'closed'
  /** The network to begin with; a good one unless given. */
  readonly network?: NetworkConditions
  /** Firmware that answers 6001 to everything. */
  readonly secured?: boolean
  /** Commands that its firmware does not know. */
  readonly missing?: readonly number[]
  /** Told of each thing that happens. */
  readonly onEvent?: (line: TerminalLine) => void
}

/** A terminal on the network. */
export type ServedTerminal = {
  readonly port: number
  readonly network: Network
  readonly faults: Faults
  /** The cable is out: open lines fall silent without an end, new ones get no answer. The terminal goes on recording. */
  unplug(): void
  /** The cable is back: lines from before are dead, new ones work. */
  plug(): void
  /** Ends all lines, as an operator who restarts the network would. */
  dropLines(): void
  /** Ends all lines and frees the port. */
  close(): Promise<void>
}

const UDP_PACKET = 1024
const MIB = 1024 * 1024
/** Tries to find a port number that is free for both TCP and UDP. */
const PORT_TRIES = 10

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address.port)
    })
  })
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close(error => (error ? reject(error) : resolve()))
  })
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/**
 * Puts a terminal on a port, speaking the ZKTeco protocol over TCP, and over UDP when asked to.
 * @throws the system's error (EADDRINUSE, EACCES…) when the port cannot be had
 */
export async function serveTerminal(terminal: Terminal, options: ServeOptions): Promise<ServedTerminal> {
  const host = options.host ?? '127.0.0.1'
  const tcp = options.tcp ?? 'answers'
  const settings: ConversationSettings = {
    paceMs: options.paceMs ?? 20,
    resendMs: options.resendMs ?? 1000,
    packetSize: options.packetSize ?? 65536,
    inlineLimit: options.inlineLimit ?? 1024,
    emptyTable: options.emptyTable ?? 'inline',
    knowsTableRequests: options.tableRequests ?? true,
    bulkMs: options.bulkMs ?? 0,
    uploadLimit: options.uploadLimit ?? 4 * MIB,
    restartAnswered: options.restartAnswered ?? false,
    lockAfter: options.lockAfter ?? 0,
    repeatsAnswers: false,
  }
  const udpSettings: ConversationSettings = { ...settings, packetSize: UDP_PACKET, repeatsAnswers: true }
  const restartMs = options.restartMs ?? 1000
  const random = createRandom(terminal.seed)
  const network = createNetwork(options.network)
  const faults = createFaults(options)
  const lines = new Map<Socket, TcpLine>()
  const unanswered = new Set<Socket>()
  let udp: UdpPort | null = null
  let plugged = true
  let restarting: NodeJS.Timeout | null = null
  let closing: Promise<void> | null = null

  const report: Report = (what, detail = {}) => options.onEvent?.({ at: Date.now(), what, ...detail })
  const parts = { network, random: createRandom(terminal.seed ^ 0x2e7), report }

  const converse = (line: Line, how: ConversationSettings): Conversation =>
    openConversation(line, terminal, how, {
      report,
      faults,
      newSession: () => 1 + random.int(0xfffe),
      restart,
      powerOff: unplug,
    })

  function conversations(): Conversation[] {
    return [...[...lines.values()].map(line => line.conversation), ...(udp?.conversations() ?? [])]
  }

  function dropLines(): void {
    for (const line of lines.values()) line.destroy()
    for (const socket of unanswered) socket.destroy()
    udp?.dropAll()
  }

  function restart(): void {
    report('restart')
    terminal.enable()
    terminal.stopReading()
    terminal.startReading()
    dropLines()
    if (restarting) clearTimeout(restarting)
    restarting = setTimeout(() => {
      restarting = null
      for (const socket of unanswered) if (plugged) socket.destroy()
      report('restarted')
    }, restartMs)
  }

  function unplug(): void {
    if (!plugged) return
    plugged = false
    for (const line of lines.values()) line.goSilent()
    udp?.dropAll()
    report('unplugged')
  }

  // paused until it is known whether anyone is there to answer
  const server = createServer({ pauseOnConnect: true }, socket => {
    if (!plugged || restarting || tcp === 'silent') {
      unanswered.add(socket)
      socket.on('error', error => report('line-error', { why: error.message }))
      socket.on('close', () => unanswered.delete(socket))
      // what comes is thrown away, so that the end of the line is seen
      if (tcp === 'silent') socket.resume()
      return
    }
    lines.set(
      socket,
      openTcpLine(socket, parts, line => converse(line, settings)),
    )
    socket.on('close', () => lines.delete(socket))
    report('connect', { connections: lines.size })
    socket.resume()
  })

  const stopPunches = terminal.onPunch(log => {
    const detail = { pin: log.userId, rawTime: log.rawTime, time: showRawTime(log.rawTime) }
    report('punch', { ...detail, uid: log.uid, verify: log.verify, state: log.state })
    for (const conversation of conversations()) conversation.deliverPunch(log, detail)
  })
  const stopEvents = terminal.onEvent(event => {
    const bytes = encodeModelEvent(event, { textIds: terminal.family === 'tft', pinWidth: PIN_WIDTH })
    report('told', bytes.detail)
    for (const conversation of conversations()) conversation.deliver(bytes)
  })

  async function takePort(): Promise<number> {
    for (let tries = 1; ; tries++) {
      const port = await listen(server, host, options.port)
      try {
        if (options.udp) {
          const isDeaf = (): boolean => !plugged || restarting !== null
          udp = await openUdpPort({ host, port }, parts, isDeaf, line => converse(line, udpSettings))
        }
        if (tcp === 'closed') await stopListening(server)
        return port
      } catch (error) {
        await stopListening(server)
        if (options.port !== 0 || tries === PORT_TRIES || !isTaken(error)) throw error
      }
    }
  }

  const port = await takePort()

  return {
    port,
    network,
    faults,
    unplug,
    plug() {
      if (plugged) return
      plugged = true
      dropLines()
      report('plugged')
    },
    dropLines,
    close() {
      closing ??= (async () => {
        stopPunches()
        stopEvents()
        if (restarting) clearTimeout(restarting)
        const closed = server.listening ? stopListening(server) : Promise.resolve()
        dropLines()
        terminal.enrollment.cancelFromPc()
        await Promise.all([closed, udp?.close()])
      })()
      return closing
    },
  }
}
