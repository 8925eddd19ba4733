import type { Tx } from '../db/open.ts'
import { uncertainEmergencies } from './claims.repo.ts'
import { smsSize } from './gsm.ts'
import { addCause, addMessage, causesOfMessage, messageOfCause } from './outbox.repo.ts'

/** Until then a delivery report may still tell. */
const waitMs = 3 * 60_000
const repeatOf = 'repeat:'

/**
 * An emergency of which nobody can tell whether it went out is sent once more, marked as a repeat: better twice than not
 * at all. Returns how many that are.
 */
export function repeatEmergencies(tx: Tx, now: number): number {
  let repeated = 0
  for (const sent of uncertainEmergencies(tx, now - waitMs, now)) {
    const key = `${repeatOf}${sent.id}`
    const isRepeat = causesOfMessage(tx, sent.id).some(({ dedupeKey }) => dedupeKey.startsWith(repeatOf))
    if (isRepeat || messageOfCause(tx, key) !== undefined) continue
    const body = `(Repeat) ${sent.body}`
    const messageId = addMessage(tx, {
      ...sent,
      body,
      segments: sent.channel === 'email' ? 0 : smsSize(body).segments,
      state: 'queued',
      note: null,
      notBefore: null,
      at: now,
    })
    addCause(tx, { dedupeKey: key, messageId, studentId: null, attendanceRecordId: null, at: now })
    repeated += 1
  }
  return repeated
}
