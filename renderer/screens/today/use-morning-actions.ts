import { useState } from 'react'
import type { NotInStudent } from '../../../core/contract/attendance.ts'
import type { Day, GuardianId, SessionName, StudentId, UndoId } from '../../../core/contract/common.ts'
import type { CallOutcome } from '../../../core/contract/calls.ts'
import type { Reason } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone, undoNewest } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import type { Ahead } from './missing-rows.ts'

/** The list has heard of a change by then. */
const aheadForMs = 2500
const nothing: Ahead = new Map()

export type MarkChoice = {
  readonly mark: 'present' | 'late' | 'absent'
  /** Epoch ms; null: not known. */
  readonly arrivedAt: number | null
  readonly why: string
}
export type CallChoice = {
  readonly outcome: CallOutcome
  readonly guardianId: GuardianId | null
  readonly note: string
}

type Options = { day: Day | undefined; session: SessionName | undefined; refetch: () => void }

/** What can be done about students who are not in; each answers whether it was done. */
export function useMorningActions({ day, session, refetch }: Options) {
  const [ahead, setAhead] = useState<Ahead>(nothing)

  function forget(ids: readonly StudentId[]): void {
    setAhead(before => new Map([...before].filter(([id]) => !ids.includes(id))))
  }

  async function done(title: string, students: readonly NotInStudent[], command: Promise<{ undoId: UndoId }>) {
    const { undoId } = await command
    showDone(title, undoId, whomText(students))
    refetch()
  }

  return {
    ahead,

    /** Shown at once; what goes wrong comes as a toast. */
    explain(students: readonly NotInStudent[], { code, label }: Reason): void {
      if (day === undefined) return
      const ids = students.map(({ studentId }) => studentId)
      const reason = { code, until: day, note: '' }
      setAhead(before => new Map([...before, ...ids.map(id => [id, { reason }] as const)]))
      const command = call('attendance.explain', { studentIds: ids, fromDay: day, toDay: day, reason: code })
      done(t.morning.done.reason(label), students, command).then(
        () => setTimeout(() => forget(ids), aheadForMs),
        (error: unknown) => {
          forget(ids)
          showError(error)
        },
      )
    },

    /** @throws AppError for the form to show */
    async explainUntil(students: readonly NotInStudent[], { code, label }: Reason, toDay: Day, note: string) {
      if (day === undefined) return
      const studentIds = students.map(({ studentId }) => studentId)
      const command = call('attendance.explain', { studentIds, fromDay: day, toDay, reason: code, note })
      await done(t.morning.done.reason(label), students, command)
    },

    /** @throws AppError for the form to show */
    async mark(students: readonly NotInStudent[], { mark, arrivedAt, why }: MarkChoice) {
      if (day === undefined || session === undefined) return
      const studentIds = students.map(({ studentId }) => studentId)
      const arrived = arrivedAt === null || mark === 'absent' ? {} : { arrivedAt }
      const command = call('attendance.setMark', { studentIds, day, session, mark, why, ...arrived })
      await done(t.morning.done.mark(t.marks[mark]), students, command)
    },

    /** @throws AppError for the form to show */
    async logCall(students: readonly NotInStudent[], { outcome, guardianId, note }: CallChoice) {
      if (day === undefined) return
      const studentIds = students.map(({ studentId }) => studentId)
      const guardian = guardianId === null ? {} : { guardianId }
      const command = call('attendance.logCall', { studentIds, day, outcome, note, ...guardian })
      await done(t.morning.done.call(t.morning.outcomes[outcome]), students, command)
    },

    undo(): void {
      setAhead(nothing)
      undoNewest()
    },
  }
}

/** `Brian Otieno`, or how many. */
export function whomText(students: readonly Pick<NotInStudent, 'fullName'>[]): string {
  return t.morning.done.whom(students[0]?.fullName ?? '', students.length)
}
