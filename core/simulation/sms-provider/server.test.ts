import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { digest } from './desk.ts'
import type { Fault } from './faults.ts'
import { faults } from './faults.ts'
import type { SmsProvider, SmsProviderOptions } from './server.ts'
import { startSmsProvider } from './server.ts'

const opened: SmsProvider[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(provider => provider.close()))
})

async function start(options: SmsProviderOptions = {}): Promise<SmsProvider> {
  const provider = await startSmsProvider({ downMs: 50, ...options })
  opened.push(provider)
  return provider
}

/** Status and text of the answer, or null when there is none. */
function send(origin: string, headers: Record<string, string> = { apikey: 'atsk_1' }, patienceMs = 5000) {
  const body = 'username=school&to=%2B254711000001&message=Amina+arrived&bulkSMSMode=1&enqueue=1'
  return new Promise<{ status: number; text: string } | null>(resolve => {
    const request = httpRequest(`${origin}/version1/messaging`, { method: 'POST', agent: false, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('error', () => resolve(null))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.setTimeout(patienceMs, () => request.destroy())
    request.on('error', () => resolve(null))
    request.end(body)
  })
}

const only = (fault: Fault) => new Map([[fault, 100]])

describe('the stand-in provider', () => {
  it('takes a message and says what it cost', async () => {
    const { origin, desk } = await start()
    const answer = await send(origin)
    const [taken] = desk.taken()
    expect(answer?.status).toBe(201)
    expect(JSON.parse(answer?.text ?? '')).toMatchObject({
      SMSMessageData: {
        Message: 'Sent to 1/1 Total Cost: KES 0.8000',
        Recipients: [{ number: '+254711000001', cost: 'KES 0.8000', messageId: taken?.providerId }],
      },
    })
  })

  it('tells the balance, and refuses when it is used up', async () => {
    const { origin, desk } = await start({ balanceMinor: 100 })
    const balance = async () =>
      (await fetch(`${origin}/version1/user?username=school`, { headers: { apikey: 'atsk_1' } })).json()
    expect(await balance()).toEqual({ UserData: { balance: 'KES 1.00' } })
    expect((await send(origin))?.text).toContain('KES 0.8000')
    expect(await balance()).toEqual({ UserData: { balance: 'KES 0.20' } })
    expect((await send(origin))?.text).toContain('InsufficientBalance')
    desk.topUp(1000)
    expect((await send(origin))?.text).toContain('KES 0.8000')
    expect(desk.taken()).toHaveLength(2)
  })

  it('refuses another key, and none', async () => {
    const { origin, desk } = await start({ apiKey: 'atsk_right' })
    const refused = { status: 401, text: 'The supplied authentication is invalid' }
    expect(await send(origin, { apikey: 'atsk_wrong' })).toEqual(refused)
    expect(await send(origin, {})).toEqual(refused)
    expect((await send(origin, { apikey: 'atsk_right' }))?.status).toBe(201)
    expect(desk.taken()).toHaveLength(1)
  })

  it('has the reports for whoever collects them', async () => {
    const { origin, desk } = await start({
      reports: { delayMs: { min: 0, max: 0 }, never: 0, twice: 0, failed: 0, strangers: 0 },
    })
    await send(origin)
    const collected = (await (await fetch(`${origin}/api/v1/sms/dlr`)).json()) as { reports: unknown; cursor: string }
    expect(collected).toEqual(desk.reportsAfter(null))
    const more = await (await fetch(`${origin}/api/v1/sms/dlr?after=${collected.cursor}`)).json()
    expect(more).toEqual({ reports: [], cursor: collected.cursor })
  })

  it.each(Object.keys(faults) as Fault[])('fails as told and knows whether it took the message: %s', async fault => {
    const told: boolean[] = []
    const { origin, desk } = await start({ faults: only(fault), seed: 3, onRequest: ({ taken }) => told.push(taken) })
    const rounds = 12
    for (let i = 0; i < rounds; i += 1) {
      await expect
        .poll(
          async () => {
            await send(origin, undefined, 100)
            return told.length
          },
          { timeout: 5000 },
        )
        .toBeGreaterThan(i)
    }
    const taken = told.filter(one => one).length
    expect(desk.taken()).toHaveLength(taken)
    const { takes } = faults[fault]
    if (takes === 'yes') expect(taken).toBe(told.length)
    if (takes === 'no') expect(taken).toBe(0)
    if (takes === 'maybe') expect([taken > 0, taken < told.length]).toEqual([true, true])
  })

  it('tells of a message when it has come and again when it is answered, by its hashes', async () => {
    const told: unknown[] = []
    const { origin, desk } = await start({
      delayMs: { min: 5, max: 5 },
      onArrival: message => told.push({ ...message, taken: desk.taken().length }),
      onRequest: ({ phone, body, status }) => told.push({ phone, body, status }),
    })
    await send(origin)
    const digests = { phone: digest('+254711000001'), body: digest('Amina arrived') }
    expect(told).toEqual([
      { ...digests, taken: 0 },
      { ...digests, status: 201 },
    ])
  })

  it('comes back on its port after it was down, and can be closed meanwhile', async () => {
    const provider = await start({ faults: only('down'), downMs: 80 })
    await Promise.all([send(provider.origin), send(provider.origin), send(provider.origin)])
    expect(await send(provider.origin)).toBeNull()
    provider.setFaults(new Map())
    await expect.poll(async () => (await send(provider.origin))?.status).toBe(201)
    provider.setFaults(only('down'))
    await send(provider.origin)
    await provider.close()
    opened.length = 0
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(await send(provider.origin)).toBeNull()
  })

  it('listens on this computer only, and does not read more than a message', async () => {
    const { origin, desk } = await start()
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const huge = await fetch(`${origin}/version1/messaging`, {
      method: 'POST',
      headers: { apikey: 'atsk_1' },
      body: 'x'.repeat(200_000),
    }).then(
      () => 'answered',
      () => 'hung up',
    )
    expect(huge).toBe('hung up')
    expect(desk.taken()).toEqual([])
  })
})
