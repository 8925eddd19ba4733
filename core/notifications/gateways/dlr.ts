import { AppError } from '../../contract/errors.ts'
import { z } from '../../contract/z.ts'
import type { DeliveryReport, DeliveryReports } from '../../ports.ts'
import type { ExchangeAnswer, Timeouts } from './exchange.ts'
import { exchange, ExchangeFailure, patientTimeouts } from './exchange.ts'
import { isLoopbackOrigin } from './stand-in-origin.ts'

const answer = z.object({ reports: z.array(z.unknown()).max(1000), cursor: z.string().min(1).max(200) })
const report = z.object({
  id: z.string().min(1).max(200),
  providerId: z.string().min(1).max(200),
  phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
  status: z.string().min(1).max(60),
  reason: z.string().max(200).nullable(),
  receivedAt: z.int().min(0),
})

/**
 * Delivery reports from wherever they are collected, by `GET /api/v1/sms/dlr?after=CURSOR`.
 * @param options `origin`: https, or a stand-in on this computer. `token`: what this school shows there; null: nothing.
 * A report that cannot be read is left out: one bad row must not keep back those behind it.
 * @throws TypeError for an origin on an open line
 */
export function createDeliveryReports(options: {
  readonly origin: string
  readonly token?: string | null
  readonly timeouts?: Timeouts
}): DeliveryReports {
  const { origin, token = null, timeouts = patientTimeouts } = options
  if (!isLoopbackOrigin(origin) && new URL(origin).protocol !== 'https:') {
    throw new TypeError('Delivery reports are fetched over https only.')
  }
  return {
    async pull(after) {
      const url = new URL('/api/v1/sms/dlr', origin)
      if (after !== null) url.searchParams.set('after', after)
      const headers = { accept: 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) }
      const { reports, cursor } = bodyOf(await get(url, headers, timeouts))
      return { reports: reports.flatMap(readable), cursor }
    },
  }
}

async function get(url: URL, headers: Record<string, string>, timeouts: Timeouts): Promise<ExchangeAnswer> {
  try {
    return await exchange({ method: 'GET', url, headers, body: null, timeouts })
  } catch (error) {
    throw error instanceof ExchangeFailure ? unreachable(error.code) : error
  }
}

function bodyOf({ status, body }: ExchangeAnswer): z.output<typeof answer> {
  if (status !== 200) throw unreachable(`http_${status}`)
  try {
    return answer.parse(JSON.parse(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw unreachable('unreadable_answer')
    throw error
  }
}

function readable(row: unknown): DeliveryReport[] {
  const { data } = report.safeParse(row)
  return data === undefined ? [] : [data]
}

function unreachable(reason: string): AppError {
  return new AppError('gateway_unreachable', { reason })
}
