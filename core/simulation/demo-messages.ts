import { createAfricasTalking } from '../notifications/gateways/africastalking/gateways.ts'
import { createDeliveryReports } from '../notifications/gateways/dlr.ts'
import type { Clock, DeliveryReports, Mailer, SmsAccountKey, SmsGateways } from '../ports.ts'
import type { ReportHabits } from './sms-provider/desk.ts'
import type { SmsProvider } from './sms-provider/server.ts'
import { startSmsProvider } from './sms-provider/server.ts'

/** The demo school's account. Its key opens nothing: the stand-in takes every key. */
export const demoSmsAccount: SmsAccountKey = {
  provider: 'africastalking',
  username: 'mwangaza',
  senderId: 'MWANGAZA',
  apiKey: 'demo-key-of-the-stand-in',
}

/** The demo day takes a minute; its provider is as much faster than a real one. */
const answersAfterMs = { min: 20, max: 60 }
const reportHabits: ReportHabits = {
  delayMs: { min: 200, max: 1500 },
  never: 0,
  twice: 5,
  failed: 1,
  // Not a word about the phone: it would get nothing any more, and what it should have got could not be counted.
  failure: 'DeliveryFailure',
  strangers: 0,
}

export type DemoProviderOptions = {
  /** The file to which everything taken is added. */
  readonly journal: string | null
  /** The time of the demo world, which its reports bear. */
  readonly clock: Pick<Clock, 'now'>
}

/** The demo school's provider, for the program that plays its world. */
export function startDemoProvider({ journal, clock }: DemoProviderOptions): Promise<SmsProvider> {
  return startSmsProvider({ journal, delayMs: answersAfterMs, reports: reportHabits, now: () => clock.now() })
}

/** What the demo school sends with: for texts the same code as a real school's, up to the provider's address. */
export type DemoMessages = {
  readonly sms: SmsGateways
  readonly deliveryReports: DeliveryReports
  /** Takes every email and sends none. */
  readonly mailer: Mailer
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  close(): Promise<void>
}

/**
 * Makes the gateways that speak to a stand-in for the provider on this computer, and starts it.
 * @param options `origin`: one that another program runs; then none is started.
 */
export async function openDemoMessages(
  options: DemoProviderOptions & { readonly origin?: string | null },
): Promise<DemoMessages> {
  const { origin: elsewhere = null } = options
  const provider = elsewhere === null ? await startDemoProvider(options) : null
  const origin = elsewhere ?? provider?.origin ?? ''
  return {
    sms: createAfricasTalking({ origin }),
    deliveryReports: createDeliveryReports({ origin }),
    mailer: {
      send: (_, { id }) => Promise.resolve({ kind: 'accepted', providerId: `demo-${id}`, costMinor: null, code: null }),
    },
    origin,
    close: async () => provider?.close(),
  }
}
