import { createServer, type Server, type Socket } from 'node:net'
import { openConnection, type Connection, type ConnectionSettings } from './connection.ts'
import { showRawTime } from './local-time.ts'
import { createRandom } from './random.ts'
import type { Report, TerminalLine } from './report.ts'
import type { Terminal } from './terminal.ts'

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
  /** Data bytes of one packet in a long transfer: 65536 unless given, 1008 on older firmware. */
  readonly packetSize?: 1008 | 65536
  /** Tables up to this many bytes come whole in one packet; 1024 unless given. */
  readonly inlineLimit?: number
  readonly emptyTable?: 'inline' | 'refused'
  /** False: old firmware, which gives whole tables on request but no ranges of them. */
  readonly tableRequests?: boolean
  /** Told of each thing that happens. */
  readonly onEvent?: (line: TerminalLine) => void
}

/** A terminal on the network. */
export type ServedTerminal = {
  readonly port: number
  /** The cable is out: open lines fall silent without an end, new ones get no answer. The terminal goes on recording. */
  unplug(): void
  /** The cable is back: lines from before are dead, new ones work. */
  plug(): void
  /** Ends all lines and frees the port. */
  close(): Promise<void>
}

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

/**
 * Puts a terminal on a TCP port, speaking the ZKTeco protocol.
 * @throws the system's error (EADDRINUSE, EACCES…) when the port cannot be had
 */
export async function serveTerminal(terminal: Terminal, options: ServeOptions): Promise<ServedTerminal> {
  const settings: ConnectionSettings = {
    paceMs: options.paceMs ?? 20,
    resendMs: options.resendMs ?? 1000,
    packetSize: options.packetSize ?? 65536,
    inlineLimit: options.inlineLimit ?? 1024,
    emptyTable: options.emptyTable ?? 'inline',
    knowsTableRequests: options.tableRequests ?? true,
  }
  const restartMs = options.restartMs ?? 1000
  const random = createRandom(terminal.seed)
  const connections = new Map<Socket, Connection>()
  const unanswered = new Set<Socket>()
  let plugged = true
  let restarting: NodeJS.Timeout | null = null
  let closing: Promise<void> | null = null

  const report: Report = (what, detail = {}) => options.onEvent?.({ at: Date.now(), what, ...detail })

  function dropAll(): void {
    for (const connection of connections.values()) connection.destroy()
    for (const socket of unanswered) socket.destroy()
  }

  function restart(): void {
    report('restart')
    terminal.enable()
    dropAll()
    if (restarting) clearTimeout(restarting)
    restarting = setTimeout(() => {
      restarting = null
      for (const socket of unanswered) if (plugged) socket.destroy()
      report('restarted')
    }, restartMs)
  }

  // paused until it is known whether anyone is there to answer
  const server = createServer({ pauseOnConnect: true }, socket => {
    if (!plugged || restarting) {
      unanswered.add(socket)
      socket.on('error', error => report('line-error', { why: error.message }))
      socket.on('close', () => unanswered.delete(socket))
      return
    }
    const connection = openConnection(socket, terminal, settings, {
      report,
      newSession: () => 1 + random.int(0xfffe),
      restart,
    })
    connections.set(socket, connection)
    socket.on('close', () => connections.delete(socket))
    report('connect', { connections: connections.size })
    socket.resume()
  })

  const stopListening = terminal.onPunch(log => {
    const detail = { pin: log.userId, rawTime: log.rawTime, time: showRawTime(log.rawTime) }
    report('punch', { ...detail, uid: log.uid, verify: log.verify, state: log.state })
    for (const connection of connections.values()) connection.deliverPunch(log, detail)
  })

  const port = await listen(server, options.host ?? '127.0.0.1', options.port)

  return {
    port,
    unplug() {
      if (!plugged) return
      plugged = false
      for (const connection of connections.values()) connection.goSilent()
      report('unplugged')
    },
    plug() {
      if (plugged) return
      plugged = true
      dropAll()
      report('plugged')
    },
    close() {
      closing ??= new Promise((resolve, reject) => {
        stopListening()
        if (restarting) clearTimeout(restarting)
        server.close(error => (error ? reject(error) : resolve()))
        dropAll()
      })
      return closing
    },
  }
}
