import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import { startSmsProvider } from '../../simulation/sms-provider/server.ts'
import { createAfricasTalking } from './africastalking/gateways.ts'
import { createDeliveryReports } from './dlr.ts'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(close => close()))
})

const timeouts = { connectMs: 1000, replyMs: 300 }

/** A place that gives one answer, whatever is asked; null: none. */
async function place(status: number, body: string | null) {
  const asked: { url: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization })
    if (body !== null) response.writeHead(status, { location: '/elsewhere' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function failure(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error('did not fail as it should')
  return { code: error.code, details: error.details }
}

const good = {
  id: 'r1',
  providerId: 'ATPid_1',
  phone: '+254711000001',
  status: 'Success',
  reason: null,
  receivedAt: 1_770_000_000_000,
}
const page = (reports: unknown, cursor: unknown = 'c1') => JSON.stringify({ reports, cursor })

describe('delivery reports', () => {
  it('come from the stand-in provider, each once along the cursor', async () => {
    const provider = await startSmsProvider({
      reports: { delayMs: { min: 0, max: 0 }, never: 0, twice: 0, failed: 0, strangers: 0 },
    })
    opened.push(() => provider.close())
    const gateway = createAfricasTalking({ origin: provider.origin }).open({
      provider: 'africastalking',
      username: 'mwangaza',
      senderId: '',
      apiKey: 'atsk_1',
    })
    const outcome = await gateway.send({ id: 'm1', phone: '+254711000001', body: 'Hello' })
    const place = createDeliveryReports({ origin: provider.origin, timeouts })
    const first = await place.pull(null)
    expect(outcome).toMatchObject({ kind: 'accepted', providerId: first.reports[0]?.providerId })
    expect(first.reports.at(-1)).toMatchObject({ phone: '+254711000001' })
    expect(await place.pull(first.cursor)).toEqual({ reports: [], cursor: first.cursor })
  })

  it('are asked for after the cursor, with what the school shows there', async () => {
    const { origin, asked } = await place(200, page([good]))
    const reports = createDeliveryReports({ origin, token: 'school-1', timeouts })
    expect(await reports.pull(null)).toEqual({ reports: [good], cursor: 'c1' })
    await reports.pull('a&b=1')
    expect(asked).toEqual([
      { url: '/api/v1/sms/dlr', authorization: 'Bearer school-1' },
      { url: '/api/v1/sms/dlr?after=a%26b%3D1', authorization: 'Bearer school-1' },
    ])
  })

  it('that cannot be read do not keep back the others', async () => {
    const bad = [
      null,
      'x',
      { ...good, phone: 'Amina' },
      { ...good, receivedAt: 'now' },
      { ...good, id: '' },
      { ...good, status: 'x'.repeat(100) },
    ]
    const { origin } = await place(200, page([...bad, { ...good, more: 1 }]))
    expect(await createDeliveryReports({ origin, timeouts }).pull(null)).toEqual({ reports: [good], cursor: 'c1' })
  })

  it.each([
    ['a page', 200, '<html></html>', 'unreadable_answer'],
    ['no cursor', 200, page([], null), 'unreadable_answer'],
    ['no list', 200, page('none'), 'unreadable_answer'],
    ['too long a list', 200, page(Array.from({ length: 1001 }, () => good)), 'unreadable_answer'],
    ['a redirect', 302, '', 'http_302'],
    ['a refusal', 403, 'no', 'http_403'],
    ['trouble', 500, page([good]), 'http_500'],
    ['no end', 200, ' '.repeat(2_000_000), 'answer_too_big'],
    ['nothing', 200, null, 'reply_timeout'],
  ])('are not to be had from a place that answers %s', async (_what, status, body, reason) => {
    const { origin, asked } = await place(status, body)
    const reports = createDeliveryReports({ origin, timeouts })
    expect(await failure(reports.pull(null))).toEqual({ code: 'gateway_unreachable', details: { reason } })
    expect(asked).toHaveLength(1)
  })

  it('are fetched on a safe line, or on this computer', () => {
    for (const origin of ['http://example.org', 'http://localhost:1', 'ftp://example.org', 'nonsense']) {
      expect(() => createDeliveryReports({ origin })).toThrow(TypeError)
    }
    expect(createDeliveryReports({ origin: 'https://example.org' })).toBeDefined()
  })
})
