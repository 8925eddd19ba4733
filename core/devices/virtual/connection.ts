import type { Socket } from 'node:net'
import { encodeAttlogEvent } from '../zkteco/attlog-event.ts'
import { scrambleCommKey } from '../zkteco/comm-key.ts'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { createDeframer, decodePacket, encodePacket, frame, ProtocolError, type Packet } from '../zkteco/packet.ts'
import type { LogRecord } from '../zkteco/records.ts'
import { createEventDelivery } from './event-delivery.ts'
import { HANDLERS, type Desk } from './handlers.ts'
import { createOutbox } from './outbox.ts'
import type { Report } from './report.ts'
import { createTableTransfer, POISON, type Answer, type TransferSettings } from './table-transfer.ts'
import type { Terminal } from './terminal.ts'

export type ConnectionSettings = TransferSettings & {
  readonly paceMs: number
  readonly resendMs: number
  readonly knowsTableRequests: boolean
}

/** One PC on the line. */
export type Connection = {
  deliverPunch(log: LogRecord, detail: Readonly<Record<string, string | number>>): void
  /** The cable is out: nothing is read or sent any more, and the socket stays as it is. */
  goSilent(): void
  destroy(): void
}

const NOTHING: Uint8Array = new Uint8Array(0)

/**
 * Speaks the terminal's side of the protocol on one socket. Packets with a wrong checksum or session get no answer,
 * as from a real terminal; a stream that cannot be cut into packets is closed.
 * @param newSession gives the id for a CONNECT
 */
export function openConnection(
  socket: Socket,
  terminal: Terminal,
  settings: ConnectionSettings,
  parts: { readonly report: Report; readonly newSession: () => number; readonly restart: () => void },
): Connection {
  const { report } = parts
  const deframer = createDeframer()
  const outbox = createOutbox(bytes => socket.write(bytes), settings.paceMs)
  const events = createEventDelivery(outbox, settings.resendMs, report)
  let session: number | null = null
  let authorised = false
  let request: Packet = { command: 0, session: 0, replyId: 0, data: NOTHING }

  function packetOf(command: number, data: Uint8Array = NOTHING, field = session ?? 0): Uint8Array {
    return frame(encodePacket({ command, session: field, replyId: request.replyId, data }))
  }
  const answer: Answer = (command, data, field) => {
    if (command === REPLY.ERROR) report('refused', { command: request.command, bytes: request.data.length })
    outbox.send(packetOf(command, data, field))
  }
  const tables = createTableTransfer(terminal, settings, answer, (command, data, field) =>
    outbox.sendPacket(packetOf(command, data, field)),
  )
  const desk: Desk = {
    terminal,
    tables,
    events,
    answer,
    report,
    knowsTableRequests: settings.knowsTableRequests,
    leave() {
      session = null
      events.stop()
      report('exit')
    },
    restart: parts.restart,
  }

  function connect(): void {
    session = parts.newSession()
    authorised = terminal.commKey === 0
    answer(authorised ? REPLY.OK : REPLY.UNAUTH)
    report('session', { session })
  }

  function authorise(sessionId: number, data: Uint8Array): void {
    const expected = scrambleCommKey(terminal.commKey, sessionId, data[2])
    const isRight = data.length === 4 && expected.every((byte, i) => byte === data[i])
    if (isRight) authorised = true
    report(isRight ? 'auth' : 'auth-failed')
    answer(isRight ? REPLY.OK : REPLY.UNAUTH)
  }

  function handle(packet: Packet): void {
    if (packet.command === CMD.CONNECT) {
      request = packet
      connect()
      return
    }
    if (session === null || packet.session !== session) {
      report('dropped', { why: 'session', command: packet.command })
      return
    }
    if (packet.command === REPLY.OK) {
      events.acknowledged()
      return
    }
    request = packet
    if (packet.command === CMD.AUTH) {
      authorise(session, packet.data)
    } else if (!authorised) {
      answer(REPLY.UNAUTH)
    } else {
      const handler = HANDLERS.get(packet.command)
      if (handler) {
        handler(desk, packet.data)
        return
      }
      report('unsupported', { command: packet.command })
      answer(REPLY.UNKNOWN)
    }
  }

  function receive(payload: Uint8Array): void {
    let packet: Packet
    try {
      packet = decodePacket(payload)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      report('dropped', { why: error.message })
      return
    }
    handle(packet)
  }

  function stop(): void {
    outbox.stop()
    events.stop()
    tables.free()
  }

  socket.setNoDelay(true)
  socket.on('data', chunk => {
    try {
      for (const payload of deframer.push(chunk)) if (!socket.destroyed) receive(payload)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      report('closed', { why: error.message })
      socket.destroy()
    }
  })
  // the PC's side ends the line; a reset is an end like any other
  socket.on('error', error => report('line-error', { why: error.message }))
  socket.on('close', () => {
    stop()
    report('disconnect')
  })

  return {
    deliverPunch(log, detail) {
      events.deliver(EF.ATTLOG, encodeAttlogEvent(log, terminal.eventLength, POISON), detail)
    },
    goSilent() {
      stop()
      socket.pause()
    },
    destroy() {
      socket.destroy()
    },
  }
}
