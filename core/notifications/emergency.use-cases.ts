import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import { transact } from '../db/transact.ts'
import { newId } from '../ids.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { receiversIn } from './emergency.repo.ts'
import { plainText, smsSize } from './gsm.ts'
import { messageCounts } from './messages.repo.ts'
import { addCause, addMessage } from './outbox.repo.ts'

type EmergencyDeps = Pick<Deps, 'db' | 'clock' | 'emit'> & {
  /** A message may be due. */
  readonly wakeSending: () => void
}

/** After that it is another message's business. */
const expiresAfterMs = 12 * 60 * 60_000

/** A message to all guardians of the school or of some classes, at any hour and whatever the caps. */
export function emergencyUseCases({ db, clock, emit, wakeSending }: EmergencyDeps) {
  const timetables = createTimetables()
  const textsOf = (textEn: string, textSw: string) => {
    const en = plainText(textEn)
    return { en, sw: textSw === '' ? en : plainText(textSw) }
  }

  return {
    'messages.emergencyPreview': ({ scope, textEn, textSw }) => {
      const receivers = receiversIn(db, scope)
      const reachable = receivers.filter(({ blocked }) => blocked === null)
      const texts = textsOf(textEn, textSw)
      const segments = { en: smsSize(texts.en).segments, sw: smsSize(texts.sw).segments }
      const parts = reachable.reduce((sum, { language }) => sum + segments[language], 0)
      return {
        guardians: reachable.length,
        unreachable: receivers.length - reachable.length,
        parts,
        costMinor: parts * readSettings(db).messages.priceMinorPerSegment,
      }
    },

    'messages.emergency': ({ scope, textEn, textSw, why, expected }, { audit }) => {
      const now = clock.now()
      const messages = transact(db, tx => {
        const day = timetables(readCalendar(tx)).dayOf(now)
        const reachable = receiversIn(tx, scope).filter(({ blocked }) => blocked === null)
        if (reachable.length !== expected) throw new AppError('batch_changed', { messages: reachable.length })
        const texts = textsOf(textEn, textSw)
        const event = newId()
        for (const { guardianId, phone, language } of reachable) {
          const body = texts[language]
          const messageId = addMessage(tx, {
            kind: 'emergency',
            channel: 'sms',
            studentId: null,
            guardianId,
            batchId: null,
            correctsId: null,
            day,
            phone,
            language,
            body,
            segments: smsSize(body).segments,
            state: 'queued',
            note: null,
            notBefore: null,
            expiresAt: now + expiresAfterMs,
            at: now,
          })
          const dedupeKey = `emergency:${event}:${phone}`
          addCause(tx, { dedupeKey, messageId, studentId: null, attendanceRecordId: null, at: now })
        }
        audit(tx, { entityId: event, why })
        return reachable.length
      })
      emit({ name: 'messages.changed', payload: messageCounts(db) })
      wakeSending()
      return { messages }
    },
  } satisfies Pick<UseCasesFor<'messages'>, 'messages.emergencyPreview' | 'messages.emergency'>
}
