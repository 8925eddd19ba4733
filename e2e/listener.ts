import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Counts everything that arrives at one loopback port, over TCP and UDP. */
export async function listenForAnything() {
  let heard = 0
  const tcp = createServer(socket => {
    heard += 1
    socket.on('error', () => socket.destroy())
    socket.end('HTTP/1.1 302 Found\r\nlocation: app://ui/index.html\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>(resolve => tcp.listen(0, '127.0.0.1', resolve))
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4', () => {
    heard += 1
  })
  await new Promise<void>(resolve => udp.bind(port, '127.0.0.1', resolve))
  return {
    port,
    heard: () => heard,
    async close() {
      await new Promise<void>(resolve => udp.close(() => resolve()))
      await new Promise<void>(resolve => tcp.close(() => resolve()))
    },
  }
}
