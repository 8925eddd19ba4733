import { EF } from '../zkteco/commands.ts'
import type { Detail } from './report.ts'
import { POISON } from './poison.ts'

/** What a terminal tells the PCs on its lines besides punches. */
export type ModelEvent =
  | { readonly kind: 'finger_seen' }
  /** 100 good, 0 bad. */
  | { readonly kind: 'score'; readonly score: 0 | 100 }
  /** A finger was compared with all: whose it is, or null. */
  | { readonly kind: 'verified'; readonly uid: number | null }
  | {
      readonly kind: 'enrolled'
      readonly uid: number
      readonly userId: string
      readonly finger: number
      readonly size: number
    }
  | { readonly kind: 'enroll_failed'; readonly result: number }
  | { readonly kind: 'raw'; readonly bit: number; readonly data: Uint8Array }

export type EventBytes = { readonly bit: number; readonly data: Uint8Array; readonly detail: Detail }

function fieldsOf(length: number): { readonly data: Uint8Array; readonly fields: DataView } {
  const data = new Uint8Array(length).fill(POISON)
  return { data, fields: new DataView(data.buffer) }
}

function enrolled(
  event: Extract<ModelEvent, { kind: 'enrolled' }>,
  layout: { readonly textIds: boolean; readonly pinWidth: number },
): Uint8Array {
  const idWidth = layout.textIds ? layout.pinWidth : 2
  const { data, fields } = fieldsOf(5 + idWidth)
  fields.setUint16(0, 0, true)
  fields.setUint16(2, event.size, true)
  if (layout.textIds) {
    data.fill(0, 4, 4 + idWidth)
    data.set(new TextEncoder().encode(event.userId).subarray(0, idWidth), 4)
  } else {
    fields.setUint16(4, event.uid, true)
  }
  fields.setUint8(4 + idWidth, event.finger)
  return data
}

/**
 * An event as it travels (protocol notes, sections 9.2 and 10).
 * @param layout the user in "enrolled" is his id in the width of the screen (colour) or his uid (black and white)
 */
export function encodeModelEvent(
  event: ModelEvent,
  layout: { readonly textIds: boolean; readonly pinWidth: number },
): EventBytes {
  switch (event.kind) {
    case 'finger_seen':
      return { bit: EF.FINGER, data: new Uint8Array(0), detail: { event: event.kind } }
    case 'score':
      return {
        bit: EF.FINGER_SCORE,
        data: Uint8Array.of(event.score),
        detail: { event: event.kind, score: event.score },
      }
    case 'verified': {
      const { data, fields } = fieldsOf(5)
      fields.setInt32(0, event.uid ?? -1, true)
      fields.setUint8(4, 1)
      return { bit: EF.VERIFY, data, detail: { event: event.kind, uid: event.uid ?? -1 } }
    }
    case 'enrolled':
      return {
        bit: EF.ENROLL_FINGER,
        data: enrolled(event, layout),
        detail: { event: event.kind, pin: event.userId, finger: event.finger },
      }
    case 'enroll_failed': {
      const { data, fields } = fieldsOf(2)
      fields.setUint16(0, event.result, true)
      return { bit: EF.ENROLL_FINGER, data, detail: { event: event.kind, result: event.result } }
    }
    case 'raw':
      return { bit: event.bit, data: event.data, detail: { event: event.kind, bit: event.bit } }
  }
}
