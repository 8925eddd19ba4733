import { describe, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { Balance } from '../ports.ts'
import { createProblems } from '../problems.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { createDispatcher, createMessageOffice } from '../testing/message-office.ts'
import { createTestApp } from '../testing/test-app.ts'
import { createBalanceJob } from './balance.job.ts'
import { queueMessages } from './queue-messages.ts'

/** A school that wants to be warned below 200 shillings; `look` is a start of the app, which asks for the balance. */
async function purse(answer: () => Balance | null) {
  const office = createMessageOffice({ policy: { lowBalanceMinor: 20_000 } })
  const { account, events } = await createDispatcher(office, [], { balance: answer })
  const heard: AnyEvent[] = []
  const problems = createProblems({ clock: office.clock, emit: event => heard.push(event) })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const look = async () => {
    await createBalanceJob({ db: office.db, log, problems }, account).run(new AbortController().signal)
    return problems.list().map(({ code }) => code)
  }
  return { office, look, heard, events }
}

describe('a low balance', () => {
  it('is told once when it is crossed, and is gone when it was topped up', async () => {
    const balance = { minor: 20_000, currency: 'KES' }
    const { look, heard, events } = await purse(() => balance)
    const seen: string[][] = []
    for (const minor of [20_000, 19_999, 15_000, 500, 50_000, 40_000, 100]) {
      balance.minor = minor
      seen.push(await look())
    }
    const low = ['sms_low_balance']
    expect(seen).toEqual([[], low, low, low, [], [], low])
    expect(heard.map(({ payload }) => (payload as unknown[]).length)).toEqual([1, 0, 1])
    const told = events.flatMap(event => (event.name === 'messages.account' ? [event.payload.balance?.minor] : []))
    expect(told).toEqual([20_000, 19_999, 15_000, 500, 50_000, 40_000, 100])
  })

  it('stays told while the provider cannot be asked', async () => {
    const answers: (Balance | null)[] = [{ minor: 5, currency: 'KES' }]
    const { look } = await purse(() => {
      const [next] = answers.splice(0, 1)
      if (next === undefined) throw new AppError('gateway_unreachable')
      return next
    })
    expect(await look()).toEqual(['sms_low_balance'])
    expect(await look()).toEqual(['sms_low_balance'])
  })

  it('follows the limit that the school sets', async () => {
    const { office, look } = await purse(() => ({ minor: 10_000, currency: 'KES' }))
    const limit = (lowBalanceMinor: number) =>
      writeSetting(office.db, 'messages', { ...office.settings.messages, lowBalanceMinor }, 1)
    expect(await look()).toEqual(['sms_low_balance'])
    limit(10_000)
    expect(await look()).toEqual([])
    limit(10_001)
    expect(await look()).toEqual(['sms_low_balance'])
    limit(0)
    expect(await look()).toEqual([])
  })

  it('is forgotten with the account whose balance it was', async () => {
    const balances: (Balance | null)[] = [{ minor: 10, currency: 'KES' }]
    const { office, look } = await purse(() => balances.shift() ?? null)
    expect(await look()).toEqual(['sms_low_balance'])
    expect(await look()).toEqual(['sms_low_balance'])
    writeSetting(office.db, 'smsBalance', [], 1)
    expect(await look()).toEqual([])
  })

  it('stands in the status of the running app', async () => {
    const smsGateway = {
      name: 'test',
      send: () => Promise.resolve({ kind: 'unreachable', reason: 'none' } as const),
      balance: () => Promise.resolve({ minor: 100, currency: 'KES' }),
    }
    const test = createTestApp({ smsGateway })
    await test.openAccount()
    const clerk = await test.as('clerk')
    test.app.start()
    const codes = async () => (await clerk.call('app.status', {})).problems.map(({ code }) => code)
    await expect.poll(codes).toEqual(['sms_low_balance'])
    await test.app.stop()
  })
})

describe('a message in the queue', () => {
  it.each([
    [79, 'x', 0],
    [80, 'x', 1],
    [159, 'x'.repeat(200), 0],
    [160, 'x'.repeat(200), 1],
  ])(
    'with %d cents left and a sender name that makes it one or two parts is sent only when paid for: %#',
    async (minor, senderName, sends) => {
      const office = createMessageOffice({ policy: { priceMinorPerSegment: 80 } })
      const messages = { ...office.settings.messages, senderName }
      queueMessages(office.db, office, { ...office.settings, messages }, [office.late()])
      const { run, sent, account } = await createDispatcher(office, [], { balance: () => ({ minor, currency: 'KES' }) })
      await account.refreshBalance()
      await run()
      expect(sent).toHaveLength(sends)
      expect(account.view().paused?.code ?? null).toBe(sends === 1 ? null : 'no_money')
      expect(office.rows()).toMatchObject([{ state: sends === 1 ? 'submitted' : 'queued' }])
    },
  )
})
