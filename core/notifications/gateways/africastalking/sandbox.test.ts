import { createRequire } from 'node:module'
import { afterAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors.ts'
import type { SmsAccountKey } from '../../../ports.ts'
import { startSmsProvider } from '../../../simulation/sms-provider/server.ts'
import { createAfricasTalking } from './gateways.ts'

// A file, and so a process, of its own: the sandbox cannot be left again.

const provider = await startSmsProvider()
afterAll(() => provider.close())

const account: SmsAccountKey = {
  provider: 'africastalking',
  username: ' Sandbox ',
  senderId: '',
  apiKey: 'atsk_secret',
}

describe('a process that speaks to the sandbox', () => {
  it('sends and asks there, under the name that both halves of the package know', async () => {
    const gateway = createAfricasTalking({ origin: provider.origin }).open(account)
    expect(gateway.name).toBe('africastalking-sandbox')
    const common = createRequire(import.meta.url)('africastalking/lib/common') as { SMS_URL: string }
    expect(common.SMS_URL).toBe('https://api.sandbox.africastalking.com/version1/messaging')
    expect(await gateway.send({ id: 'm1', phone: '+254711000001', body: 'Hello' })).toMatchObject({ kind: 'accepted' })
    expect(await gateway.balance()).toEqual({ minor: 1_000_000 - 80, currency: 'KES' })
  })

  it('does not open a live account', () => {
    const gateways = createAfricasTalking({ origin: provider.origin })
    expect(() => gateways.open({ ...account, username: 'mwangaza' })).toThrow(new AppError('sms_restart_needed'))
  })
})
