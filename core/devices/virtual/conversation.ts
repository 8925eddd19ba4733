import { encodeAttlogEvent } from '../zkteco/attlog-event.ts'
import { scrambleCommKey } from '../zkteco/comm-key.ts'
import { CMD, EF, REPLY } from '../zkteco/commands.ts'
import { decodePacket, encodePacket, ProtocolError, type Packet } from '../zkteco/packet.ts'
import type { LogRecord } from '../zkteco/records.ts'
import type { Desk } from './desk.ts'
import { createEventDelivery } from './event-delivery.ts'
import type { FaultAction, Faults } from './faults.ts'
import { handlerFor } from './handlers.ts'
import type { EventBytes } from './model-event.ts'
import { createOutbox } from './outbox.ts'
import { POISON } from './poison.ts'
import type { Detail, Report } from './report.ts'
import { createTableTransfer, type Answer, type TransferSettings } from './table-transfer.ts'
import type { Terminal } from './terminal.ts'
import { createUpload } from './upload.ts'

export type ConversationSettings = TransferSettings & {
  readonly paceMs: number
  readonly resendMs: number
  readonly knowsTableRequests: boolean
  /** How long a bulk write takes. */
  readonly bulkMs: number
  /** Most bytes of an upload. */
  readonly uploadLimit: number
  /** A RESTART is answered before the line goes. */
  readonly restartAnswered: boolean
  /** Wrong keys after which it answers "locked"; 0 = never. */
  readonly lockAfter: number
  /** A request that comes a second time, byte for byte, gets its answer again and is not done again (datagrams are lost). */
  readonly repeatsAnswers: boolean
}

/** What carries payloads to one PC. */
export type Line = {
  send(payload: Uint8Array): void
  /** Ends it; in the middle of this payload when one is given. */
  close(during?: Uint8Array): void
}

/** One PC and what it has been told. */
export type Conversation = {
  receive(payload: Uint8Array): void
  deliverPunch(log: LogRecord, detail: Detail): void
  deliver(event: EventBytes): void
  /** Nothing is sent any more. */
  stop(): void
}

type Parts = {
  readonly report: Report
  readonly faults: Faults
  /** Gives the id for a CONNECT. */
  readonly newSession: () => number
  readonly restart: () => void
  readonly powerOff: () => void
}

const NOTHING: Uint8Array = new Uint8Array(0)

/**
 * The terminal's side of the protocol on one line, after the line has been cut into payloads. Packets with a wrong checksum or
 * session get no answer, as from a real terminal.
 */
export function openConversation(
  line: Line,
  terminal: Terminal,
  settings: ConversationSettings,
  parts: Parts,
): Conversation {
  const { report, faults } = parts
  const outbox = createOutbox(payload => sendNow(payload), settings.paceMs)
  const events = createEventDelivery(outbox, settings.resendMs, report)
  const upload = createUpload(settings.uploadLimit)
  let session: number | null = null
  let authorised = false
  let wrongKeys = 0
  let stoppedReading = false
  let request: Packet = { command: 0, session: 0, replyId: 0, data: NOTHING }
  let isMuffled = false
  let lastRequest: Uint8Array = NOTHING
  let lastAnswers: Uint8Array[] = []
  let slow: NodeJS.Timeout | null = null

  function sendNow(payload: Uint8Array): void {
    const isData = new DataView(payload.buffer, payload.byteOffset).getUint16(0, true) === CMD.DATA
    if (isData && faults.takeCloseMidTable()) line.close(payload)
    else line.send(payload)
  }

  function payloadOf(command: number, data: Uint8Array = NOTHING, field = session ?? 0): Uint8Array {
    const payload = encodePacket({ command, session: field, replyId: request.replyId, data })
    if (settings.repeatsAnswers) lastAnswers.push(payload)
    return payload
  }
  const answer: Answer = (command, data, field) => {
    if (command === REPLY.ERROR) report('refused', { command: request.command, bytes: request.data.length })
    const payload = payloadOf(command, data, field)
    if (!isMuffled) outbox.send(payload)
  }
  const tables = createTableTransfer(terminal, settings, answer, (command, data, field) => {
    const payload = payloadOf(command, data, field)
    if (!isMuffled) outbox.sendPacket(payload)
  })

  const desk: Desk = {
    terminal,
    tables,
    upload,
    events,
    answer,
    report,
    knowsTableRequests: settings.knowsTableRequests,
    answerSlowly(command) {
      const payload = payloadOf(command)
      if (isMuffled) return
      slow = setTimeout(() => outbox.send(payload), settings.bulkMs)
    },
    setReading(isReading) {
      stoppedReading = !isReading
      if (isReading) terminal.startReading()
      else terminal.stopReading()
    },
    leave() {
      session = null
      events.stop()
      resumeReading()
      report('exit')
    },
    restart() {
      if (!settings.restartAnswered) {
        parts.restart()
        return
      }
      answer(REPLY.OK)
      setTimeout(parts.restart, settings.paceMs + 20).unref()
    },
    powerOff: parts.powerOff,
  }

  /** A PC that goes without a word leaves a terminal that reads again. */
  function resumeReading(): void {
    if (stoppedReading) terminal.startReading()
    stoppedReading = false
  }

  function connect(): void {
    session = parts.newSession()
    authorised = terminal.commKey === 0
    answer(authorised ? REPLY.OK : REPLY.UNAUTH)
    report('session', { session })
  }

  function authorise(sessionId: number, data: Uint8Array): void {
    if (settings.lockAfter > 0 && wrongKeys >= settings.lockAfter) {
      answer(REPLY.AUTH_LOCKED)
      return
    }
    const expected = scrambleCommKey(terminal.commKey, sessionId, data[2])
    const isRight = data.length === 4 && expected.every((byte, i) => byte === data[i])
    if (isRight) authorised = true
    else wrongKeys += 1
    report(isRight ? 'auth' : 'auth-failed')
    answer(isRight ? REPLY.OK : REPLY.UNAUTH)
  }

  function perform(packet: Packet, sessionId: number): void {
    if (packet.command === CMD.AUTH) {
      authorise(sessionId, packet.data)
      return
    }
    if (!authorised) {
      answer(REPLY.UNAUTH)
      return
    }
    const handler = faults.missing.has(packet.command) ? undefined : handlerFor(packet.command, terminal.family)
    if (handler) {
      handler(desk, packet.data)
      return
    }
    report('unsupported', { command: packet.command })
    answer(REPLY.UNKNOWN)
  }

  /** Does a request in the way a fault has it. */
  function misbehave(action: FaultAction, packet: Packet, sessionId: number): void {
    report('fault', { command: packet.command, action })
    if (action === 'ignore') return
    if (action === 'close') {
      line.close()
      return
    }
    if (typeof action === 'number') {
      answer(action)
      return
    }
    isMuffled = true
    perform(packet, sessionId)
    isMuffled = false
    if (action === 'close-after') line.close()
  }

  function handle(packet: Packet, payload: Uint8Array): void {
    if (faults.mute) {
      report('dropped', { why: 'mute', command: packet.command })
      return
    }
    const isConnect = packet.command === CMD.CONNECT
    if (!isConnect && (session === null || packet.session !== session)) {
      report('dropped', { why: 'session', command: packet.command })
      return
    }
    if (packet.command === REPLY.OK) {
      events.acknowledged()
      return
    }
    request = packet
    lastRequest = payload
    lastAnswers = []
    if (faults.secured) {
      if (isConnect) session = parts.newSession()
      answer(REPLY.SECURED)
      return
    }
    const action = faults.take(packet.command)
    if (action !== null) misbehave(action, packet, session ?? 0)
    else if (isConnect || session === null) connect()
    else perform(packet, session)
  }

  function isRepeated(payload: Uint8Array): boolean {
    return settings.repeatsAnswers && lastAnswers.length > 0 && Buffer.compare(payload, lastRequest) === 0
  }

  return {
    receive(payload) {
      let packet: Packet
      try {
        packet = decodePacket(payload)
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        report('dropped', { why: error.message })
        return
      }
      if (!isRepeated(payload)) {
        handle(packet, payload)
        return
      }
      report('repeated', { command: packet.command })
      if (outbox.isEmpty()) for (const sent of lastAnswers) outbox.sendPacket(sent)
    },
    deliverPunch(log, detail) {
      events.deliver(EF.ATTLOG, encodeAttlogEvent(log, terminal.eventLength, POISON), detail)
    },
    deliver({ bit, data, detail }) {
      events.deliver(bit, data, detail)
    },
    stop() {
      outbox.stop()
      events.stop()
      tables.free()
      upload.free()
      if (slow) clearTimeout(slow)
      resumeReading()
    },
  }
}
