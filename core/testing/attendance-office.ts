import { addUser, findUser } from '../access/access.repo.ts'
import { attendanceUseCases } from '../attendance/attendance.use-cases.ts'
import { byHandUseCases } from '../attendance/by-hand.use-cases.ts'
import { createRecalculateJob } from '../attendance/recalculate.job.ts'
import { recalculateAfterUndo } from '../attendance/recalculate-after-undo.ts'
import { createRecordPunches } from '../attendance/record-punches.ts'
import { createSettleSessions } from '../attendance/settle-sessions.job.ts'
import { calendarUseCases } from '../calendar/calendar.use-cases.ts'
import { sessionsUseCases } from '../calendar/sessions.use-cases.ts'
import type { DeviceId, UndoId } from '../contract/common.ts'
import { message, sessionMark, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { undoUseCases } from '../undo/undo.use-cases.ts'
import type { Caller } from '../use-case.ts'
import type { SmallSchool } from './small-school.ts'
import { schoolDay } from './small-school.ts'

/** The office of a school: everything that decides about its register, and somebody at the desk. */
export function createAttendanceOffice(school: SmallSchool) {
  const { db, clock, emit, at, devices, press } = school
  const secretary = { username: 'secretary', fullName: 'Mary Secretary', role: 'school_admin' } as const
  addUser(db, { ...secretary, passwordHash: '', at: 0 })
  const user = { ...secretary, id: findUser(db, 'secretary')?.id ?? newId() }
  const caller: Caller = { windowId: 1, user, audit: () => undefined }
  const deps = { db, clock, emit, wakeRecalculation: () => undefined }
  const [gate] = devices as [DeviceId]
  let readUntil = -Infinity
  const coverage = () => new Map([[gate, readUntil]])
  const record = createRecordPunches({ ...deps, terminals: school.terminals })
  const settle = createSettleSessions(deps, coverage)
  const redo = createRecalculateJob(deps)
  const undoing = undoUseCases(deps, {
    studentsChanged: () => undefined,
    onUndone: (tx, undone) => recalculateAfterUndo(tx, deps, undone),
  })

  return {
    caller,
    calendar: calendarUseCases(deps),
    sessions: sessionsUseCases(deps),
    byHand: byHandUseCases(deps),
    ask: attendanceUseCases(deps, coverage),
    undo: (undoId: UndoId) => undoing['undo.run']({ undoId }, caller),
    /** A finger on the gate, known at once. */
    live: (pin: number, time: string, day = schoolDay) => {
      clock.set(Math.max(clock.now(), at(time, day)))
      record(gate, [press(pin, at(time, day))], 'live')
    },
    /** It is that time, and the terminals have just been read; then the jobs run. */
    until: async (time: string, day = schoolDay) => {
      clock.set(at(time, day))
      readUntil = clock.now()
      await settle.run(new AbortController().signal)
      await redo.run(new AbortController().signal)
    },
    jobs: { settle, redo },
    /** `1 AM present`, by day, PIN and session; of one day. */
    marks: (day = schoolDay) => {
      const pins = new Map(
        db
          .select()
          .from(student)
          .all()
          .map(({ id, pin }) => [id, pin]),
      )
      return db
        .select()
        .from(sessionMark)
        .all()
        .filter(row => row.day === day)
        .map(({ studentId, session, mark, reason, manual }) =>
          [pins.get(studentId), session, mark, reason, manual && 'by hand'].filter(Boolean).join(' '),
        )
        .sort()
    },
    messages: () =>
      db
        .select()
        .from(message)
        .all()
        .map(({ kind, state, note }) => [kind, state, note].filter(Boolean).join(' ')),
  }
}
