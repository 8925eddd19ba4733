import type { OfficeNetwork } from '../devices/office-network.ts'
import type { PlacedTerminal } from './gates.ts'

/** Where a demo looks for terminals: its own world, and never the networks of the computer it is played on. */
export function demoNetwork(terminals: readonly PlacedTerminal[]): OfficeNetwork {
  const places = terminals.map(({ host, port }) => ({ host, port }))
  return { subnets: () => [{ name: '127.0.0.0/8', places }], near: () => places }
}
