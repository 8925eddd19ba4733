import type { Socket } from 'node:net'
import { createDeframer, ProtocolError } from '../zkteco/packet.ts'
import type { Conversation, Line } from './conversation.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Report } from './report.ts'
import { createTcpWire } from './tcp-wire.ts'

/** One TCP connection of a PC. */
export type TcpLine = {
  readonly conversation: Conversation
  /** The cable is out: nothing is read or sent any more, and the socket stays as it is. */
  goSilent(): void
  destroy(): void
}

/**
 * Carries a conversation on a socket. A stream that cannot be cut into packets is closed.
 * @param open starts the conversation on the line
 */
export function openTcpLine(
  socket: Socket,
  parts: { readonly network: Network; readonly random: Random; readonly report: Report },
  open: (line: Line) => Conversation,
): TcpLine {
  const { report } = parts
  const deframer = createDeframer()
  const wire = createTcpWire(
    { write: bytes => void socket.write(bytes), end: () => void socket.destroy() },
    parts.network,
    parts.random,
    report,
  )
  const conversation = open({
    send: payload => wire.send(payload),
    close(during) {
      if (during) wire.sendHalf(during)
      else socket.destroy()
    },
  })

  function stop(): void {
    conversation.stop()
    wire.stop()
  }

  socket.setNoDelay(true)
  socket.on('data', chunk => {
    try {
      // a Buffer's slice is no copy: plain bytes from here on
      const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)
      for (const payload of deframer.push(bytes)) if (!socket.destroyed) conversation.receive(payload)
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
    conversation,
    goSilent() {
      stop()
      socket.pause()
    },
    destroy: () => void socket.destroy(),
  }
}
