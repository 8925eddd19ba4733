import type { SmsGateway } from '../../ports.ts'

/** A school that has not chosen a provider yet: nothing leaves, and the queue says why. */
export function createNoGateway(): SmsGateway {
  return { name: 'none', send: () => Promise.resolve({ kind: 'unreachable', reason: 'no_gateway' }) }
}
