import { eq, sql } from 'drizzle-orm'
import { addUser, findUser } from '../access/access.repo.ts'
import { byHandUseCases } from '../attendance/by-hand.use-cases.ts'
import { createRecalculateJob } from '../attendance/recalculate.job.ts'
import { recalculateAfterUndo } from '../attendance/recalculate-after-undo.ts'
import { createRecordPunches } from '../attendance/record-punches.ts'
import { createSettleSessions } from '../attendance/settle-sessions.job.ts'
import { calendarUseCases } from '../calendar/calendar.use-cases.ts'
import type { Batch } from '../contract/messages.ts'
import type { ClassId, Day, DeviceId, SessionName, StudentId, UndoId } from '../contract/common.ts'
import { message, studentGuardian } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { createAbsenceAlerts } from '../notifications/absence-alerts.job.ts'
import { batchesUseCases, shownBatches } from '../notifications/batches.use-cases.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import { undoUseCases } from '../undo/undo.use-cases.ts'
import type { Caller } from '../use-case.ts'
import type { SmallSchool } from './small-school.ts'
import { schoolDay } from './small-school.ts'

type Terminal = { coveredUntil: number | null; driftMs: number | null }

export type AlertOffice = ReturnType<typeof createAlertOffice>

/**
 * What stands between the register of a school and its absence alerts, with somebody at the desk. Alerts have begun,
 * and each terminal is read up to where a test says.
 */
export function createAlertOffice(school: SmallSchool) {
  const { db, clock, emit, at, devices, press } = school
  const secretary = { username: 'secretary', fullName: 'Mary Secretary', role: 'school_admin' } as const
  addUser(db, { ...secretary, passwordHash: '', at: 0 })
  const audited: string[] = []
  const caller: Caller = {
    windowId: 1,
    user: { ...secretary, id: findUser(db, 'secretary')?.id ?? newId() },
    audit: (_, facts) => audited.push(facts?.entityId ?? ''),
  }
  const lines = new Map<DeviceId, Terminal>(devices.map(id => [id, { coveredUntil: null, driftMs: 0 }]))
  const names = new Map(devices.map((id, i) => [id, `Gate ${i + 1}`]))
  const terminals = () => [...lines].map(([id, line]) => ({ id, name: names.get(id) ?? '', ...line }))
  const coverage = () => new Map([...lines].map(([id, { coveredUntil }]) => [id, coveredUntil]))
  const woken = { sending: 0 }
  const deps = { db, clock, emit, wakeRecalculation: () => undefined }
  const alertDeps = { db, clock, emit, terminals, wakeSending: () => void (woken.sending += 1) }
  const record = createRecordPunches({ ...deps, terminals })
  const batches = batchesUseCases(alertDeps)
  const calendar = calendarUseCases(deps)
  const byHand = byHandUseCases(deps)
  const undoing = undoUseCases(deps, {
    studentsChanged: () => undefined,
    onUndone: (tx, undone) => recalculateAfterUndo(tx, deps, undone),
  })

  function startJobs() {
    const alerts = createAbsenceAlerts(alertDeps)
    const onClosed = { closed: alerts.sessionClosed, wake: () => undefined }
    const settle = createSettleSessions(deps, coverage, undefined, onClosed)
    return { settle, redo: createRecalculateJob(deps), alerts: alerts.job }
  }
  let jobs = startJobs()

  function idOf(gate: number): DeviceId {
    return devices[gate - 1] ?? newId<DeviceId>()
  }

  function lineOf(gate: number): Terminal {
    const line = lines.get(idOf(gate))
    if (line === undefined) throw new RangeError('no such terminal')
    return line
  }

  function policy(change: Partial<Settings['messages']>): void {
    writeSetting(db, 'messages', { ...readSettings(db).messages, ...change }, clock.now())
  }

  async function runJobs(): Promise<void> {
    for (const job of [jobs.settle, jobs.redo, jobs.alerts]) await job.run(new AbortController().signal)
  }

  policy({ senderName: 'Mwangaza', officePhone: '0712345678', alertsFrom: '2026-05-04' })

  return {
    ...school,
    caller,
    audited,
    terminals,
    /** A closure that is known to the calendar. */
    closeDay: (day: Day, more: { readonly classId?: ClassId; readonly session?: SessionName } = {}) =>
      calendar['calendar.close'](
        {
          from: day,
          to: day,
          session: more.session ?? null,
          scope: more.classId === undefined ? { kind: 'school' } : { kind: 'classes', classIds: [more.classId] },
          reason: 'Water',
        },
        caller,
      ),
    explain: (pin: number, reason: string, day: Day = schoolDay) =>
      byHand['attendance.explain'](
        {
          studentIds: [school.students[pin - 1] as StudentId],
          fromDay: day,
          toDay: day,
          session: null,
          reason,
          note: '',
        },
        caller,
      ),
    mark: (
      pins: readonly number[],
      mark: 'present' | 'late' | 'absent',
      session: SessionName = 'AM',
      day: Day = schoolDay,
    ) =>
      byHand['attendance.setMark'](
        {
          studentIds: pins.map(pin => school.students[pin - 1] as StudentId),
          day,
          session,
          mark,
          why: 'seen in class',
        },
        caller,
      ),
    woken,
    batches,
    policy,
    get jobs() {
      return jobs
    },
    undo: (undoId: UndoId) => undoing['undo.run']({ undoId }, caller),
    child: (pin: number) => school.students[pin - 1] as StudentId,
    runJobs,
    pressAt: (pin: number, moment: number, gate: number) => void record(idOf(gate), [press(pin, moment)], 'backlog'),
    readAt: (moment: number, gate: number) => void (lineOf(gate).coveredUntil = moment),
    /** A finger on a gate, known at once. */
    press: (pins: number | readonly number[], time: string, gate = 1, day: Day = schoolDay) => {
      const moment = at(time, day)
      const presses = [pins].flat().map(pin => press(pin, moment))
      record(idOf(gate), presses, 'live')
    },
    /** A gate was read up to a moment; without one: every gate. */
    read: (time: string, gate?: number, day: Day = schoolDay) => {
      for (const line of gate === undefined ? lines.values() : [lineOf(gate)]) line.coveredUntil = at(time, day)
    },
    drifts: (gate: number, seconds: number) => void (lineOf(gate).driftMs = seconds * 1000),
    /** It is that time; the jobs run twice, as they do every few seconds. */
    tick: async (time: string, day: Day = schoolDay) => {
      clock.set(at(time, day))
      await runJobs()
      await runJobs()
    },
    restart: () => {
      jobs = startJobs()
    },
    shown: (): Batch[] => [...shownBatches(alertDeps)].flat(),
    send: ({ id }: Batch, expected: number) => batches['messages.releaseBatch']({ batchId: id, expected }, caller),
    who: ({ id }: Batch) => batches['messages.batchStudents']({ batchId: id }),
    discard: ({ id }: Batch) => batches['messages.discardBatch']({ batchId: id, why: 'power cut' }, caller),
    /** These children get the guardian of the first of them instead of their own. */
    siblings: (...pins: readonly number[]) => {
      const ids = pins.map(pin => school.students[pin - 1] as StudentId)
      const [first] = ids
      const guardianOf = sql<never>`(select guardian_id from student_guardian where student_id = ${first})`
      for (const id of ids) {
        db.update(studentGuardian).set({ guardianId: guardianOf }).where(eq(studentGuardian.studentId, id)).run()
      }
    },
    /** Absence alerts, in the order in which they were written: who, and where it stands. */
    alerts: () =>
      db
        .select({ body: message.body, state: message.state, note: message.note, phone: message.phone })
        .from(message)
        .where(eq(message.kind, 'absent'))
        .orderBy(sql`${message}.rowid`)
        .all(),
  }
}
