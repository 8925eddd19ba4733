import type { MessagePage, SmsAccount } from '../core/contract/messages.ts'
import { administrator, codeOf, expect, setUpSchool, signInAs, test, valueOf } from './fixtures.ts'
import type { Rollcall } from './fixtures.ts'
import { openGates } from './gates.ts'
import { smsAccount } from './sms.ts'

// A real school's account with the provider, whose part a stand-in plays.

const accountOf = async (rollcall: Rollcall) => valueOf(await rollcall.ask('messages.account')) as SmsAccount
const messagesOf = async (rollcall: Rollcall) => (valueOf(await rollcall.ask('messages.list')) as MessagePage).rows
const statesOf = async (rollcall: Rollcall) => (await messagesOf(rollcall)).map(({ state }) => state)

test('a text leaves for the provider, is charged and reported; the key outlives a restart and never comes back', async ({
  smsSchool,
  provider,
  launch,
}) => {
  // Reports are fetched every twenty seconds.
  test.setTimeout(120_000)
  valueOf(await smsSchool.ask('messages.refreshBalance'))
  expect((await accountOf(smsSchool)).balance).toMatchObject({ minor: 1_000_000, currency: 'KES' })
  valueOf(await smsSchool.ask('setup.testMessage', { phone: '0712345678' }))
  await expect.poll(() => statesOf(smsSchool), { timeout: 40_000 }).toEqual(['delivered'])
  const [message] = await messagesOf(smsSchool)
  expect(provider.copiesOf('+254712345678', message?.body ?? '')).toBe(1)
  expect(message?.costMinor).toBe(80)
  await smsSchool.quit()

  const next = await launch({ env: provider.env, keyring: true, data: smsSchool.data })
  valueOf(await next.ask('session.signIn', administrator))
  valueOf(await next.ask('messages.refreshBalance'))
  const account = await accountOf(next)
  expect(account).toMatchObject({ keySet: true, environment: 'live', paused: null, balance: { minor: 999_920 } })
  expect(JSON.stringify(account)).not.toContain(smsAccount.apiKey)
  expect(provider.taken()).toHaveLength(1)
})

test('a key is not stored on a computer without a keyring', async ({ launch, provider }) => {
  const rollcall = await launch({ env: provider.env })
  await setUpSchool(rollcall)
  expect(codeOf(await rollcall.ask('messages.saveAccount', smsAccount))).toBe('keyring_unavailable')
  expect(await accountOf(rollcall)).toMatchObject({ keySet: false, paused: { code: 'no_account' } })
})

test('the demo school sends to the provider that its world names', async ({ launch, provider }, testInfo) => {
  const gates = await openGates({ localTime: '08:10:00', folder: testInfo.outputDir, smsOrigin: provider.origin })
  try {
    const rollcall = await launch({ simulation: true, env: gates.env })
    await signInAs(rollcall, 'school_admin')
    await expect(rollcall.page.getByRole('contentinfo')).toContainText(/Main Gate\s*online/)
    await gates.press(0, 77)
    await expect.poll(() => statesOf(rollcall), { timeout: 20_000 }).toContain('delivered')
    expect(provider.taken()).toHaveLength((await messagesOf(rollcall)).length)
  } finally {
    await gates.close()
  }
})
