import type { ReportHabits, TakenMessage } from '../core/simulation/sms-provider/desk.ts'
import { digest } from '../core/simulation/sms-provider/desk.ts'
import { parseFaults } from '../core/simulation/sms-provider/faults.ts'
import type { SmsProvider, SmsProviderOptions } from '../core/simulation/sms-provider/server.ts'
import { startSmsProvider } from '../core/simulation/sms-provider/server.ts'

/** What a test gives to `messages.saveAccount` and types into the account's form. */
export const smsAccount = {
  provider: 'africastalking',
  username: 'mwangaza',
  senderId: 'MWANGAZA',
  apiKey: 'atsk_of-the-stand-in',
} as const

/** A stand-in for the messages provider that lives in the test's own process. */
export type TestProvider = SmsProvider & {
  /** Environment for a real school to find it by. The demo school finds it through its world file. */
  readonly env: Readonly<Record<string, string>>
  /** Everything it took, oldest first; phones and texts are hashes. */
  taken(): readonly TakenMessage[]
  /** How often it took this text to this phone (E.164). */
  copiesOf(phone: string, body: string): number
  /** What goes wrong from now on: `silent:100` each request, '' nothing. See `faults.ts`. */
  fail(mix: string): void
}

const promptReports: ReportHabits = { delayMs: { min: 0, max: 0 }, never: 0, twice: 0, failed: 0, strangers: 0 }

/**
 * Starts one on a free port of loopback. Unless told otherwise it takes every key and every message at once, and reports
 * each as delivered.
 */
export async function startTestProvider(options: SmsProviderOptions = {}): Promise<TestProvider> {
  const provider = await startSmsProvider({ reports: promptReports, ...options })
  const taken = () => provider.desk.taken()
  return {
    ...provider,
    env: { ROLLCALL_SMS_ORIGIN: provider.origin },
    taken,
    copiesOf(phone, body) {
      const text = { phone: digest(phone), body: digest(body) }
      return taken().filter(one => one.phone === text.phone && one.body === text.body).length
    },
    fail: mix => provider.setFaults(parseFaults(mix)),
  }
}
