import { createConnection } from 'node:net'
import type { Line, LineHandlers, LineOptions } from './line.ts'
import { malformed, offline } from './line.ts'
import type { Packet } from './packet.ts'
import { createDeframer, decodePacket } from './packet.ts'
import { tcpRequest } from './requests.ts'

/** The operating system asks after this silence whether the other end is still there: a pulled cable sends no end. */
const KEEP_ALIVE_MS = 15_000

/**
 * Opens a TCP line to a terminal. There is no probe connection before and no byte is sent here: many terminals
 * serve one connection only and expect CONNECT at once.
 * @throws AppError device_offline when nothing accepts within `connectTimeoutMs`, or `signal` aborts.
 */
export function openTcpLine(
  address: { readonly host: string; readonly port: number },
  options: LineOptions,
  handlers: LineHandlers,
): Promise<Line> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(offline('aborted'))
      return
    }
    const deframer = createDeframer()
    let phase: 'opening' | 'open' | 'gone' = 'opening'
    const socket = createConnection({ host: address.host, port: address.port, noDelay: true })
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    const timer = setTimeout(() => {
      cut(offline('connect_timeout'))
    }, options.connectTimeoutMs)
    const onAbort = () => {
      cut(offline('aborted'))
    }
    options.signal.addEventListener('abort', onAbort, { once: true })

    function opened(): void {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', onAbort)
    }

    function cut(error: Error | null): void {
      if (phase === 'gone') return
      const wasOpening = phase === 'opening'
      phase = 'gone'
      opened()
      socket.destroy()
      if (wasOpening) reject(error ?? offline('closed'))
      else handlers.onEnd(error)
    }

    socket.once('connect', () => {
      phase = 'open'
      opened()
      resolve({
        transport: 'tcp',
        send(packet) {
          if (phase === 'open') socket.write(tcpRequest(packet))
        },
        cut,
      })
    })
    socket.on('data', chunk => {
      if (phase !== 'open') return
      const packets: Packet[] = []
      let broken: Error | null = null
      try {
        for (const payload of deframer.push(chunk)) packets.push(decodePacket(payload))
      } catch (error) {
        broken = malformed(error)
      }
      if (packets.length > 0) handlers.onPackets(packets)
      if (broken) cut(broken)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      cut(offline(error.code ?? 'socket_error', {}, error))
    })
    // Both: a terminal that closes sends an end first; a destroyed socket only closes.
    socket.once('end', () => {
      cut(offline('closed_by_terminal'))
    })
    socket.once('close', () => {
      cut(offline('closed_by_terminal'))
    })
  })
}
