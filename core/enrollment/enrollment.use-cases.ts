import type { DeviceId, StationId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import type { Enroller } from './enroller.ts'
import { missingByStream } from './missing.repo.ts'
import { announceStation, expectOpen, stationView } from './station.ts'
import { childState, currentStation, finishStation, openStation, setChild, undoLast } from './station.repo.ts'
import { studentFingers } from './student-fingers.ts'
import { eraseFinger } from './templates.repo.ts'

export type EnrollmentParts = {
  readonly enroller: Enroller
  /** The fingers of a student are others now: the terminals have to follow. */
  readonly onTemplateChanged: (studentId: StudentId) => void
}

export function enrollmentUseCases(
  { db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>,
  { enroller, onTemplateChanged }: EnrollmentParts,
) {
  const current = (deviceId?: DeviceId) => enroller.current(deviceId)

  /** The line of a station is not changed under a child who presses. */
  function expectIdle(tx: Tx, id: StationId): void {
    const { deviceId } = expectOpen(tx, id)
    if (current(deviceId) !== null) throw new AppError('enroll_running')
  }

  return {
    'enrollment.start': async (request, { user }) => ({ enrollmentId: await enroller.start(request, user) }),

    'enrollment.cancel': ({ enrollmentId }) => {
      enroller.cancel(enrollmentId)
      return null
    },

    'enrollment.current': () => current(),

    'enrollment.missing': () => missingByStream(db),

    'enrollment.fingers': ({ studentId }) => studentFingers(db, studentId),

    'enrollment.remove': ({ studentId, finger }, caller) => {
      transact(db, tx => {
        if (eraseFinger(tx, studentId, finger, clock.now()) === 0) throw new AppError('not_found')
        caller.audit(tx)
      })
      onTemplateChanged(studentId)
      announceStation({ db, emit }, current)
      return null
    },

    'enrollment.stationStart': (draft, caller) => {
      const id = transact(db, tx => {
        const open = currentStation(tx)
        if (open !== null) expectIdle(tx, open.id)
        const opened = openStation(tx, { ...draft, by: caller.user?.id ?? null, at: clock.now() })
        caller.audit(tx)
        return opened
      })
      announceStation({ db, emit }, current)
      return stationView(db, id, current)
    },

    'enrollment.station': () => {
      const open = currentStation(db)
      return open === null ? null : stationView(db, open.id, current)
    },

    'enrollment.stationEnroll': async ({ stationId, studentId, finger }, { user }) => {
      const { deviceId } = expectOpen(db, stationId)
      childState(db, stationId, studentId)
      return { enrollmentId: await enroller.start({ studentId, deviceId, finger }, user) }
    },

    'enrollment.stationSkip': ({ stationId, studentId, reason }, caller) => {
      const running = current(expectOpen(db, stationId).deviceId)
      if (running?.studentId === studentId) enroller.cancel(running.enrollmentId)
      transact(db, tx => {
        if (childState(tx, stationId, studentId) === 'done') throw new AppError('invalid_input', { field: 'studentId' })
        setChild(tx, stationId, { studentId, state: reason, finger: null, at: clock.now() })
        caller.audit(tx)
      })
      announceStation({ db, emit }, current)
      return null
    },

    'enrollment.stationUndo': ({ stationId }, caller) => {
      const undone = transact(db, tx => {
        expectIdle(tx, stationId)
        const turn = undoLast(tx, stationId)
        if (turn.finger !== null) eraseFinger(tx, turn.studentId, turn.finger, clock.now())
        caller.audit(tx)
        return turn
      })
      if (undone.finger !== null) onTemplateChanged(undone.studentId)
      announceStation({ db, emit }, current)
      return null
    },

    'enrollment.stationEnd': ({ stationId }, caller) => {
      transact(db, tx => {
        expectIdle(tx, stationId)
        finishStation(tx, stationId, clock.now())
        caller.audit(tx)
      })
      emit({ name: 'enrollment.station', payload: stationView(db, stationId, current) })
      return null
    },
  } satisfies UseCasesFor<'enrollment'>
}
