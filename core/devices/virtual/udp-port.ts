import { createSocket, type RemoteInfo } from 'node:dgram'
import type { Conversation, Line } from './conversation.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Report } from './report.ts'
import { createUdpWire } from './udp-wire.ts'

/** The UDP side of a terminal: one conversation for each address that asks something. */
export type UdpPort = {
  conversations(): readonly Conversation[]
  /** Forgets every PC. */
  dropAll(): void
  close(): Promise<void>
}

/** PCs it keeps in mind; the one that came first makes room. */
const MOST_PEERS = 32

/**
 * @param isDeaf true while nothing that comes is heard
 * @param open starts the conversation with one PC
 * @throws the system's error (EADDRINUSE, EACCES…) when the port cannot be had
 */
export async function openUdpPort(
  place: { readonly host: string; readonly port: number },
  parts: { readonly network: Network; readonly random: Random; readonly report: Report },
  isDeaf: () => boolean,
  open: (line: Line) => Conversation,
): Promise<UdpPort> {
  const { network, random, report } = parts
  const socket = createSocket('udp4')
  const peers = new Map<string, { readonly conversation: Conversation; readonly stop: () => void }>()

  function drop(key: string): void {
    peers.get(key)?.stop()
    peers.delete(key)
  }

  function meet(key: string, { address, port }: RemoteInfo): Conversation {
    const [oldest] = peers.keys()
    if (peers.size >= MOST_PEERS && oldest !== undefined) drop(oldest)
    const wire = createUdpWire(payload => socket.send(payload, port, address), network, random, report)
    const conversation = open({ send: payload => wire.send(payload), close: () => drop(key) })
    peers.set(key, {
      conversation,
      stop() {
        conversation.stop()
        wire.stop()
      },
    })
    report('connect', { connections: peers.size, transport: 'udp' })
    return conversation
  }

  socket.on('message', (payload, from) => {
    if (isDeaf()) return
    if (random.chance(network.now().drop)) {
      report('net-lost', { bytes: payload.length })
      return
    }
    const key = `${from.address}:${from.port}`
    const conversation = peers.get(key)?.conversation ?? meet(key, from)
    conversation.receive(new Uint8Array(payload))
  })

  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(place.port, place.host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.on('error', error => report('line-error', { why: error.message }))

  const dropAll = (): void => {
    for (const key of [...peers.keys()]) drop(key)
  }
  return {
    conversations: () => [...peers.values()].map(peer => peer.conversation),
    dropAll,
    close() {
      dropAll()
      return new Promise(resolve => socket.close(() => resolve()))
    },
  }
}
