import type { SessionName, StreamId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ClassMonth, MonthCell, MonthMark } from '../contract/morning.ts'
import { addDays, daysBetween, weekday } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { streamsWithClasses } from './month-streams.repo.ts'
import { spanOfMonth } from './month-span.ts'
import { marksBetween, membersBetween } from './month.repo.ts'
import type { StreamMember, StudentMark } from './month.repo.ts'
import { countMarks, tallyOf } from './rates.ts'
import { createSlots, reasonOfNoSchool } from './session-slots.ts'
import type { SessionSlot } from './session-slots.ts'
import type { Timetable } from './timetable.ts'
import { sessionNames } from './timetable.ts'

const none: MonthCell = { mark: 'none', reason: null, manual: false }

/**
 * The register of a stream for a month: everybody who was in it for a day or more, with what he or she was on those
 * days. Totals are of closed sessions.
 * @param month `2026-05`
 * @throws AppError `not_found`
 */
export function classMonth(tx: Tx, timetable: Timetable, now: number, streamId: StreamId, month: string): ClassMonth {
  const place = streamsWithClasses(tx).get(streamId)
  if (place === undefined) throw new AppError('not_found')
  const { from, to } = spanOfMonth(month)
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => addDays(from, i))
  const slotOf = createSlots(timetable, now)
  const members = membersBetween(tx, streamId, from, to)
  const ids = [...new Set(members.map(({ studentId }) => studentId))]
  const marks = new Map(marksBetween(tx, ids, from, to).map(row => [keyOf(row.studentId, row.day, row.session), row]))

  const rows = ids.map(studentId => {
    const stays = members.filter(member => member.studentId === studentId)
    const [{ fullName, admissionNumber, gender, boarding }] = stays as [StreamMember]
    const who = { ...place, streamId, boarding }
    const cells = days.flatMap(day =>
      sessionNames.map(session => {
        const slot = stays.some(stay => stay.from <= day && day <= stay.to) ? slotOf(day, session, who) : 'none'
        return { slot, cell: cellOf(slot, marks.get(keyOf(studentId, day, session))) }
      }),
    )
    const counted = cells.flatMap(({ slot, cell }) => (slot === 'closed' && cell.mark !== 'none' ? [cell.mark] : []))
    const { attended, possible, late, absent } = tallyOf(countMarks(counted))
    return {
      studentId,
      fullName,
      admissionNumber,
      gender,
      cells: cells.map(({ cell }) => cell),
      attended,
      possible,
      late,
      absent,
    }
  })

  return {
    streamId,
    className: place.className,
    month,
    days: days.map(day => {
      const schoolDay = [true, false].some(boarding =>
        sessionNames.some(session => slotOf(day, session, { ...place, streamId, boarding }) !== 'none'),
      )
      const label = reasonOfNoSchool(timetable, day, { ...place, streamId })
      return { day, weekday: weekday(day), schoolDay, label }
    }),
    rows,
    boys: present(
      rows.filter(({ gender }) => gender === 'M'),
      2 * days.length,
    ),
    girls: present(
      rows.filter(({ gender }) => gender === 'F'),
      2 * days.length,
    ),
  }
}

function cellOf(slot: SessionSlot, stored: StudentMark | undefined): MonthCell {
  if (slot === 'none') return none
  const { mark, reason, manual } = stored ?? {
    mark: slot === 'closed' ? 'not_recorded' : 'not_yet_in',
    reason: null,
    manual: false,
  }
  return { mark, reason, manual }
}

function present(rows: readonly { readonly cells: readonly MonthCell[] }[], length: number): number[] {
  return Array.from({ length }, (_, i) => rows.filter(({ cells }) => isHere(cells[i]?.mark ?? 'none')).length)
}

function isHere(mark: MonthMark): boolean {
  return mark === 'present' || mark === 'late'
}

function keyOf(studentId: StudentId, day: string, session: SessionName): string {
  return `${studentId}${day}${session}`
}
