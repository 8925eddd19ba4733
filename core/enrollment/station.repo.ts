import { and, asc, count, desc, eq, isNull, sql } from 'drizzle-orm'
import type { DeviceId, StationId, StreamId, StudentId, UserId } from '../contract/common.ts'
import type { Finger, StationChild } from '../contract/enrollment.ts'
import { AppError } from '../contract/errors.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import { device, enrollment, schoolClass, station, stationAction, stationChild, stream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

export type StationDraft = {
  readonly streamId: StreamId
  readonly deviceId: DeviceId
  readonly finger: Finger
  /** Leaves out those whose finger this terminal can already be given. */
  readonly onlyMissing: boolean
  readonly by: UserId | null
  readonly at: number
}

/**
 * Opens a station with the children of a stream in the order of the class list; one that was open is finished.
 * @throws AppError `not_found` unless both stream and terminal are in use
 */
export function openStation(tx: Tx, { onlyMissing, by, at, ...draft }: StationDraft): StationId {
  const place = tx
    .select({ version: device.templateVersion })
    .from(stream)
    .innerJoin(device, and(eq(device.id, draft.deviceId), isNull(device.deletedAt)))
    .where(and(eq(stream.id, draft.streamId), isNull(stream.deletedAt)))
    .all()[0]
  if (place === undefined) throw new AppError('not_found')
  const unfinished = currentStation(tx)
  if (unfinished !== null) finishStation(tx, unfinished.id, at)

  const id = newId<StationId>()
  tx.insert(station)
    .values({ ...draft, id, startedAt: at, startedBy: by })
    .run()
  const children = tx
    .select({ studentId: student.id })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        eq(student.streamId, draft.streamId),
        eq(student.active, true),
        isNull(student.deletedAt),
        onlyMissing ? sql`not ${hasFinger(draft.finger, place.version)}` : undefined,
      ),
    )
    .orderBy(...byClassAndName)
    .all()
  insertMany(
    tx,
    stationChild,
    children.map(({ studentId }, position) => ({ id: newId(), stationId: id, studentId, position, state: 'waiting' })),
  )
  return id
}

function hasFinger(finger: Finger, version: string | null) {
  return sql`exists (select 1 from ${enrollment} where ${enrollment.studentId} = ${student.id}
    and ${enrollment.finger} = ${finger} and ${enrollment.active} = 1
    and ${version === null ? sql`1` : sql`${enrollment.templateVersion} = ${version}`})`
}

/** The station that is open, or null. */
export function currentStation(tx: Tx) {
  return stationWhere(tx, isNull(station.finishedAt))
}

/** @throws AppError `not_found` */
export function stationById(tx: Tx, id: StationId) {
  const found = stationWhere(tx, eq(station.id, id))
  if (found === null) throw new AppError('not_found')
  return found
}

function stationWhere(tx: Tx, where: ReturnType<typeof eq>) {
  const [found] = tx
    .select({
      id: station.id,
      streamId: station.streamId,
      className: fullClassName,
      deviceId: station.deviceId,
      deviceName: device.name,
      finger: station.finger,
      startedAt: station.startedAt,
      finishedAt: station.finishedAt,
    })
    .from(station)
    .innerJoin(device, eq(device.id, station.deviceId))
    .innerJoin(stream, eq(stream.id, station.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(where)
    .orderBy(desc(station.startedAt))
    .limit(1)
    .all()
  return found ?? null
}

/** The children of a station in their order, each with the fingers the school holds. */
export function childrenOf(tx: Tx, id: StationId): StationChild[] {
  const rows = tx
    .select({
      studentId: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
      gender: student.gender,
      state: stationChild.state,
      fingers: sql<string>`(select json_group_array(distinct ${enrollment.finger}) from ${enrollment}
        where ${enrollment.studentId} = ${student.id} and ${enrollment.active} = 1)`,
    })
    .from(stationChild)
    .innerJoin(student, eq(student.id, stationChild.studentId))
    .where(eq(stationChild.stationId, id))
    .orderBy(asc(stationChild.position))
    .all()
  return rows.map(row => ({ ...row, fingers: (JSON.parse(row.fingers) as Finger[]).sort((a, b) => a - b) }))
}

/** @throws AppError `not_found` unless the child is of this station */
export function childState(tx: Tx, id: StationId, studentId: StudentId): StationChild['state'] {
  const [found] = tx
    .select({ state: stationChild.state })
    .from(stationChild)
    .where(and(eq(stationChild.stationId, id), eq(stationChild.studentId, studentId)))
    .all()
  if (found === undefined) throw new AppError('not_found')
  return found.state
}

/** Says what became of a child's turn, so that it can be undone. */
export function setChild(
  tx: Tx,
  id: StationId,
  turn: {
    readonly studentId: StudentId
    readonly state: StationChild['state']
    /** The finger that was enrolled. */
    readonly finger: Finger | null
    readonly at: number
  },
): void {
  const { studentId, state, finger, at } = turn
  const stateBefore = childState(tx, id, studentId)
  tx.insert(stationAction).values({ stationId: id, studentId, stateBefore, finger, at }).run()
  putState(tx, id, studentId, state)
}

/** A finger of a child was enrolled: if the child is of the open station, this was its turn. */
export function markDone(tx: Tx, studentId: StudentId, finger: Finger, at: number): void {
  const open = currentStation(tx)
  if (open === null || !isChild(tx, open.id, studentId)) return
  setChild(tx, open.id, { studentId, state: 'done', finger, at })
}

function isChild(tx: Tx, id: StationId, studentId: StudentId): boolean {
  const [found] = tx
    .select({ n: count() })
    .from(stationChild)
    .where(and(eq(stationChild.stationId, id), eq(stationChild.studentId, studentId)))
    .all()
  return (found?.n ?? 0) > 0
}

/**
 * Makes the last turn of a station not have been. Returns whose it was, and the finger that was enrolled in it.
 * @throws AppError `not_found` when there is none
 */
export function undoLast(tx: Tx, id: StationId): { studentId: StudentId; finger: Finger | null } {
  const [last] = tx
    .select()
    .from(stationAction)
    .where(eq(stationAction.stationId, id))
    .orderBy(desc(stationAction.seq))
    .limit(1)
    .all()
  if (last === undefined) throw new AppError('not_found')
  putState(tx, id, last.studentId, last.stateBefore)
  tx.delete(stationAction).where(eq(stationAction.seq, last.seq)).run()
  return last
}

function putState(tx: Tx, id: StationId, studentId: StudentId, state: StationChild['state']): void {
  tx.update(stationChild)
    .set({ state })
    .where(and(eq(stationChild.stationId, id), eq(stationChild.studentId, studentId)))
    .run()
}

export function finishStation(tx: Tx, id: StationId, at: number): void {
  tx.update(station).set({ finishedAt: at }).where(eq(station.id, id)).run()
}
