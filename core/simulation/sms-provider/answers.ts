import type { ServerResponse } from 'node:http'
import type { Random } from '../random.ts'
import type { Desk } from './desk.ts'
import { newProviderId } from './desk.ts'
import type { Fault } from './faults.ts'
import { faults } from './faults.ts'

type Request = {
  readonly desk: Desk
  readonly random: Random
  readonly response: ServerResponse
  readonly phone: string
  readonly body: string
}

/** Takes the message, or not, and answers as the fault says. Returns whether it was taken. */
export function messaging(request: Request, wanted: Fault | null): boolean {
  const { desk, random, phone, body } = request
  const fault = wanted === null && desk.balanceMinor() < desk.priceOf(body) ? 'code_405' : wanted
  const takes = fault === null ? 'yes' : faults[fault].takes
  const taken = takes === 'yes' || (takes === 'maybe' && random.chance(0.5)) ? desk.take(phone, body) : null
  answerWith(request, fault, taken)
  return taken !== null
}

type Taken = ReturnType<Desk['take']>

/** The three ways to say that a message was taken. */
const takenAs = [
  [100, 'Processed'],
  [101, 'Success'],
  [102, 'Queued'],
] as const

function answerWith({ response, random, phone }: Request, fault: Fault | null, taken: Taken | null): void {
  const good = (status: number) => {
    if (taken === null) return
    const [code, word] = random.pick(takenAs)
    const total = `Sent to 1/1 Total Cost: ${costText(taken.costMinor)}`
    json(response, status, sms(total, [recipient(phone, code, word, taken.providerId, taken.costMinor)]))
  }
  const refused = (code: number, status: string, id = 'None') =>
    json(response, 201, sms('Sent to 0/1 Total Cost: 0', [recipient(phone, code, status, id, 0)]))
  switch (fault) {
    case null:
      good(201)
      return
    case 'ok_200':
      good(200)
      return
    case 'html_201':
      html(response, 201)
      return
    case 'truncated_201':
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"SMSMessageData":{"Message":"Sent to')
      return
    case 'cut_201':
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' })
      response.write('{"SMSMessageData":', () => response.destroy())
      return
    case 'bad_request_400':
      plain(response, 400, 'The request is invalid')
      return
    case 'unauthorized_401':
      plain(response, 401, 'The supplied authentication is invalid')
      return
    case 'do_not_disturb_409':
      json(response, 409, sms('Sent to 0/1', [recipient(phone, 409, 'DoNotDisturbRejection', 'None', 0)]))
      return
    case 'too_many_429':
      response.setHeader('retry-after', '2')
      plain(response, 429, 'Too many requests')
      return
    case 'error_500':
      plain(response, 500, 'Internal error')
      return
    case 'bad_gateway_502':
      html(response, 502)
      return
    case 'silent':
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang_up':
    case 'down':
      response.destroy()
      return
    case 'redirect':
      response.writeHead(307, { location: '/version1/messaging' }).end()
      return
    case 'no_sender':
      json(response, 201, sms('InvalidSenderId', []))
      return
    case 'no_money':
      json(response, 201, sms('InsufficientBalance', []))
      return
    case 'empty_unknown':
      json(response, 201, sms('Something else', []))
      return
    case 'code_401':
      refused(401, 'RiskHold', taken?.providerId)
      return
    case 'code_402':
      refused(402, 'InvalidSenderId')
      return
    case 'code_403':
      refused(403, 'InvalidPhoneNumber')
      return
    case 'code_404':
      refused(404, 'UnsupportedNumberType')
      return
    case 'code_405':
      refused(405, 'InsufficientBalance')
      return
    case 'code_406':
      refused(406, 'UserInBlacklist')
      return
    case 'code_407':
      refused(407, 'CouldNotRoute')
      return
    case 'code_500_none':
      refused(500, 'InternalServerError')
      return
    case 'code_500_id':
      refused(500, 'InternalServerError', taken?.providerId ?? newProviderId())
      return
    case 'code_501_none':
      refused(501, 'GatewayError')
      return
    case 'code_501_id':
      refused(501, 'GatewayError', taken?.providerId ?? newProviderId())
      return
    case 'code_502':
      refused(502, 'RejectedByGateway')
      return
    case 'code_unknown':
      refused(799, 'SomethingNew', taken?.providerId)
      return
  }
}

type Recipient = Readonly<Record<string, string | number>>

function recipient(phone: string, statusCode: number, status: string, messageId: string, costMinor: number): Recipient {
  return { statusCode, number: phone, status, cost: costText(costMinor), messageId }
}

function costText(minor: number): string {
  return minor === 0 ? '0' : `KES ${(minor / 100).toFixed(4)}`
}

function sms(message: string, recipients: readonly Recipient[]) {
  return { SMSMessageData: { Message: message, Recipients: recipients } }
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

export function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
}

function html(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Service page</body></html>')
}
