import { asc, eq, sql } from 'drizzle-orm'
import { createClaimPunches } from '../attendance/claim-punches.ts'
import { createLateHold } from '../attendance/late-hold.job.ts'
import type { MessageState } from '../contract/messages.ts'
import type { MessageId } from '../contract/common.ts'
import { message } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { correctionsUseCases } from '../notifications/corrections.use-cases.ts'
import { notificationsUseCases } from '../notifications/notifications.use-cases.ts'
import { passesUseCases } from '../office/passes.use-cases.ts'
import { createAlertOffice } from './alert-office.ts'
import { createProblems } from '../problems.ts'
import type { SmallSchool } from './small-school.ts'
import { createSmallSchool, schoolDay } from './small-school.ts'

export type ParentsOffice = ReturnType<typeof createParentsOffice>

/**
 * An office with absence alerts, and with all else that parents are told: what corrects an alert, what waits for a
 * terminal, who may leave. Nothing leaves by itself: a test says what became of a message.
 */
export function createParentsOffice(
  size = { students: 12, devices: 2 },
  school: SmallSchool = createSmallSchool(size),
) {
  const office = createAlertOffice(school)
  const { db, clock, emit, at, caller, terminals } = office
  const problems = createProblems({ clock, emit })
  const deps = { db, clock, emit, wakeSending: () => undefined }
  const corrections = correctionsUseCases(deps)
  const queue = notificationsUseCases(deps)
  const pages = {
    keep: () => '',
    print: () => Promise.resolve(false),
    savePdf: () => Promise.resolve(null),
    saveFile: () => Promise.resolve(null),
  }
  const passes = passesUseCases({ db, clock, emit, pages })
  const startHold = () => createLateHold({ ...deps, terminals, problems })
  const claimPunches = createClaimPunches({ clock, terminals })
  let hold = startHold()

  return {
    ...office,
    passes,
    problems,
    /** The finger is on the gate now, and the clock shows that time. */
    live: (pin: number, time: string, gate = 1) => {
      clock.set(at(time))
      office.press(pin, time, gate)
    },
    /** It is that time; the job that looks after waiting messages runs. */
    lookAt: async (time: string) => {
      clock.set(at(time))
      await hold.run(new AbortController().signal)
    },
    /** What a terminal knows under a PIN of its own is that child's. */
    claim: (pin: number, ofPin: number, gate = 1) => {
      const deviceId = office.devices[gate - 1]
      if (deviceId === undefined) throw new RangeError('there is no such gate')
      const claim = { deviceId, pin: String(pin), studentId: office.child(ofPin), ownPin: String(ofPin) }
      transact(db, tx => claimPunches(tx, claim))
    },
    restartHold: () => {
      hold = startHold()
    },
    correct: (pin: number, day = schoolDay) =>
      corrections['messages.correct']({ studentId: office.child(pin), day }, caller),
    recall: (batchId = office.shown()[0]?.id) => {
      if (batchId === undefined) throw new RangeError('there are no alerts')
      return corrections['messages.recallBatch']({ batchId, why: 'wrong terminal' }, caller)
    },
    issuePass: (pin: number, expectedReturnAt: number | null = null) =>
      passes['passes.issue'](
        {
          studentId: office.child(pin),
          reason: 'Dentist',
          approvedBy: 'Mr Kamau',
          collectedBy: 'Mother',
          collectorId: '1',
          expectedReturnAt,
          unaccompaniedAnyway: false,
        },
        caller,
      ),
    resolve: (messageId: MessageId, as: 'sent' | 'send_again' | 'give_up') =>
      queue['messages.resolve']({ messageId, as }, caller),
    rowOf: (messageId: MessageId) => queue['messages.get']({ messageId }),
    /** What is queued, of all kinds or one, has become this. */
    become: (state: MessageState, kind?: 'absent' | 'late' | 'left_early') => {
      db.update(message)
        .set({ state })
        .where(sql`${message.state} = 'queued' and ${message.kind} = coalesce(${kind ?? null}, ${message.kind})`)
        .run()
    },
    ids: (kind: 'absent' | 'correction' | 'arrived_after' | 'late' = 'absent') =>
      db
        .select({ id: message.id })
        .from(message)
        .where(eq(message.kind, kind))
        .orderBy(asc(sql`rowid`))
        .all()
        .map(({ id }) => id),
    /** `absent submitted ..11`, in the order in which they were written. */
    told: () =>
      db
        .select()
        .from(message)
        .orderBy(asc(sql`rowid`))
        .all()
        .map(({ kind, state, note, phone }) => [kind, state, note, `..${phone.slice(-2)}`].filter(Boolean).join(' ')),
    bodies: (kind: 'correction' | 'arrived_after' | 'left_early') =>
      db
        .select({ body: message.body })
        .from(message)
        .where(eq(message.kind, kind))
        .orderBy(asc(sql`rowid`))
        .all()
        .map(({ body }) => body),
  }
}
