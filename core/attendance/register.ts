import type { Day, DeviceId, SessionName, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import type { KeptMark, StoredMark } from './marks.repo.ts'
import { marksOf, writeMarks } from './marks.repo.ts'
import type { DayRecord, Mark, MarkContext, SessionTimes } from './rules.ts'
import { markFor } from './rules.ts'

/** Up to when each terminal's presses are all known, epoch ms; null: never read. One entry for each in use. */
export type Coverage = ReadonlyMap<DeviceId, number | null>

/** A session of a day as it stands, for those students whose marks are to be brought up to date. */
export type SessionUpdate = {
  readonly day: Day
  readonly session: SessionName
  readonly times: SessionTimes
  readonly context: Pick<MarkContext, 'sessionState' | 'settled'>
  readonly students: readonly StudentNow[]
}

export type StudentNow = {
  readonly id: StudentId
  /** That day, in order of time. */
  readonly records: readonly DayRecord[]
  /** Some terminal knows the student; one who was recorded is known, whatever the terminals say later. */
  readonly known: boolean
}

export type MarksUpdate = { readonly marks: ReadonlyMap<StudentId, Mark>; readonly changed: number }

/** Works out the marks of these students for a session and writes those that differ from what is stored. */
export function updateMarks(tx: Tx, update: SessionUpdate, now: number): MarksUpdate {
  const { day, session, times, context, students } = update
  const stored = marksOf(
    tx,
    day,
    session,
    students.map(({ id }) => id),
  )
  const marks = new Map<StudentId, Mark>()
  const put: { id: string | undefined; studentId: StudentId; mark: KeptMark; arrivedAt: number | null }[] = []
  const removed: StoredMark[] = []
  for (const { id, records, known } of students) {
    const canBeRecorded = known || records.length > 0
    const { mark, arrivedAt } = markFor(session, times, records, { ...context, canBeRecorded })
    marks.set(id, { mark, arrivedAt })
    const before = stored.get(id)
    if (mark === 'not_yet_in') {
      if (before) removed.push(before)
    } else if (before?.mark !== mark || before.arrivedAt !== arrivedAt) {
      put.push({ id: before?.id, studentId: id, mark, arrivedAt })
    }
  }
  if (put.length + removed.length > 0) writeMarks(tx, day, session, { put, removed }, now)
  return { marks, changed: put.length + removed.length }
}
