import { CMD, EF } from '../zkteco/commands.ts'
import { encodePacket } from '../zkteco/packet.ts'
import type { Outbox } from './outbox.ts'
import type { Detail, Report } from './report.ts'

/**
 * Live events of one connection. A punch is sent until it is acknowledged, a limited number of times; anything else once, as
 * what came twice would be another press.
 */
export type EventDelivery = {
  /** @param mask event bits the PC wants */
  register(mask: number): void
  /**
   * The connection has started an enrollment: it is told how it goes without having registered for that (pyzk, which never
   * registers, enrolls on real terminals). 0 at its end.
   */
  follow(mask: number): void
  /** Sends an event if this connection registered for its bit or follows it. `detail` goes into the reports about it. */
  deliver(bit: number, data: Uint8Array, detail: Detail): void
  /** An acknowledgement came. It does not say for which event, so it is for the one that was sent first. */
  acknowledged(): void
  stop(): void
}

type Outstanding = {
  readonly payload: Uint8Array
  readonly attempts: number
  readonly detail: Detail
  attempt: number
  timer: NodeJS.Timeout | null
}

/** Times a punch is sent before the terminal leaves it to the log. */
const ATTEMPTS = 5

/** @param resendMs silence after which an event is sent again */
export function createEventDelivery(outbox: Outbox, resendMs: number, report: Report): EventDelivery {
  let registered = 0
  let followed = 0
  let outstanding: Outstanding[] = []

  function send(event: Outstanding): void {
    event.attempt += 1
    outbox.sendEvent(event.payload, () => {
      report('event-sent', { ...event.detail, attempt: event.attempt })
      if (outstanding.includes(event)) event.timer = setTimeout(() => unanswered(event), resendMs)
    })
  }

  function unanswered(event: Outstanding): void {
    event.timer = null
    if (event.attempt < event.attempts) {
      send(event)
      return
    }
    outstanding = outstanding.filter(other => other !== event)
    report('event-given-up', event.detail)
  }

  return {
    register(mask) {
      registered = mask
    },
    follow(mask) {
      followed = mask
    },
    deliver(bit, data, detail) {
      if (((registered | followed) & bit) === 0) return
      const payload = encodePacket({ command: CMD.REG_EVENT, session: bit, replyId: 0, data })
      const event = { payload, attempts: bit === EF.ATTLOG ? ATTEMPTS : 1, detail, attempt: 0, timer: null }
      outstanding.push(event)
      send(event)
    },
    acknowledged() {
      const event = outstanding.shift()
      if (!event) return
      if (event.timer) clearTimeout(event.timer)
      report('event-acked', { ...event.detail, attempt: event.attempt })
    },
    stop() {
      for (const event of outstanding) if (event.timer) clearTimeout(event.timer)
      outstanding = []
      registered = 0
      followed = 0
    },
  }
}
