import { createSocket } from 'node:dgram'
import type { Line, LineHandlers, LineOptions } from './line.ts'
import { offline } from './line.ts'
import { decodePacket, plain, ProtocolError, type Packet } from './packet.ts'
import { udpRequest } from './requests.ts'

/**
 * Opens a UDP line: one payload per datagram, no prefix. Nothing is sent here, so a terminal that is not there is
 * noticed only at the first request. A datagram that is no packet, or fails its checksum, counts as lost.
 * @throws AppError device_offline when the address cannot be used, or `signal` aborts.
 */
export function openUdpLine(
  address: { readonly host: string; readonly port: number },
  options: LineOptions,
  handlers: LineHandlers,
): Promise<Line> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(offline('aborted'))
      return
    }
    let phase: 'opening' | 'open' | 'gone' = 'opening'
    const socket = createSocket({ type: address.host.includes(':') ? 'udp6' : 'udp4' })
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
      socket.close()
      if (wasOpening) reject(error ?? offline('closed'))
      else handlers.onEnd(error)
    }

    socket.on('message', datagram => {
      if (phase !== 'open') return
      let packet: Packet
      try {
        packet = decodePacket(plain(datagram))
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        handlers.onSpoilt(error.message)
        return
      }
      handlers.onPackets([packet])
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      cut(offline(error.code ?? 'socket_error', {}, error))
    })
    // A connected socket hears this terminal only, and learns when nobody is at its port.
    socket.connect(address.port, address.host, () => {
      if (phase !== 'opening') return
      phase = 'open'
      opened()
      resolve({
        transport: 'udp',
        send(packet) {
          if (phase === 'open') socket.send(udpRequest(packet))
        },
        cut,
      })
    })
  })
}
