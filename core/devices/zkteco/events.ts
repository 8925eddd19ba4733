import type { Log, RawPunch } from '../../ports.ts'
import { decodeAttlogEvent } from './attlog-event.ts'
import { EF } from './commands.ts'
import type { Packet } from './packet.ts'
import type { LogRecord } from './records.ts'
import { nameOf, type UserIds } from './user-ids.ts'

type EventSink = {
  onPunches(punches: RawPunch[]): void
  /** An event came that could not be read as a punch: the log should be read. */
  onUnknown(): void
  acknowledge(event: Packet): void
  /** Reads the user table; needed only where events carry nothing but the terminal's serial number of a user. */
  userIds(): Promise<UserIds>
  /** The sink failed, so nothing may be acknowledged any more. */
  fail(error: unknown): void
  readonly log: Log
}

/**
 * Turns bursts of events into punches. The punches of a burst are handed on together, and only when the sink has
 * returned is each event acknowledged: a terminal sends again what it has no acknowledgement for.
 */
export function createEventReader(sink: EventSink): (events: readonly Packet[]) => void {
  let known: UserIds = new Map()

  return events => {
    const records: LogRecord[] = []
    let unknown = false
    for (const event of events) {
      // Other events (finger seen, verified, door …) say nothing about attendance, but want their acknowledgement too.
      if (event.session !== EF.ATTLOG) continue
      const decoded = decodeAttlogEvent(event.data)
      if (decoded) records.push(...decoded)
      else {
        unknown = true
        sink.log.warn('attendance event of unknown length', { bytes: event.data.length })
      }
    }
    if (records.every(({ uid, userId }) => userId !== '' || known.has(uid))) {
      deliver(events, records, unknown)
      return
    }
    sink.userIds().then(
      userIds => {
        known = userIds
        deliver(events, records, unknown)
      },
      (error: unknown) => {
        sink.fail(error)
      },
    )
  }

  function deliver(events: readonly Packet[], records: readonly LogRecord[], unknown: boolean): void {
    try {
      if (records.length > 0) sink.onPunches(records.map(record => toPunch(record, known)))
      if (unknown) sink.onUnknown()
    } catch (error) {
      sink.fail(error)
      return
    }
    for (const event of events) sink.acknowledge(event)
  }
}

function toPunch({ uid, userId, rawTime, verify, state }: LogRecord, userIds: UserIds): RawPunch {
  return { userId: nameOf(uid, userId, userIds), uid: uid === 0 ? null : uid, rawTime, verify, state }
}
