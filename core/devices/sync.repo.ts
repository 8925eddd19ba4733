import { and, asc, count, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import { among } from '../attendance/attendance.repo.ts'
import type { DeviceGroupId, DeviceId, StreamId, StudentId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { DeviceGroupRow, SyncState } from '../contract/sync.ts'
import { insertMany } from '../db/insert-many.ts'
import type { Tx } from '../db/open.ts'
import {
  device,
  deviceGroup,
  devicePin,
  deviceUser,
  groupStream,
  schoolClass,
  stream,
  student,
  syncItem,
} from '../db/schema.ts'
import { newId } from '../ids.ts'
import { allNames, byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

export type PupilRow = {
  readonly studentId: StudentId
  /** As a terminal shows it. */
  readonly name: string
  readonly allNames: string
  readonly className: string
  readonly pin: string
  readonly wanted: boolean
  readonly left: boolean
  readonly managed: boolean
}

/** Every student there ever was, as seen from a terminal; in the order of lists. */
export function pupilsOfDevice(tx: Tx, deviceId: DeviceId): PupilRow[] {
  const atSchool = sql`(${student.active} = 1 and ${student.deletedAt} is null)`
  const rows = tx.values<[StudentId, string, string, string, string, number, number, number]>(sql`
    select ${student.id}, ${fullName}, ${allNames}, ${fullClassName}, cast(${student.pin} as text),
      ${atSchool} and ${groupStream.id} is not null, not ${atSchool},
      coalesce(${syncItem.state} <> 'failed' or ${syncItem.reason} <> 'already_adopted', 0)
    from ${student}
    join ${stream} on ${stream.id} = ${student.streamId}
    join ${schoolClass} on ${schoolClass.id} = ${stream.classId}
    join ${device} on ${device.id} = ${deviceId}
    left join ${groupStream} on ${groupStream.deviceGroupId} = ${device.deviceGroupId}
      and ${groupStream.streamId} = ${student.streamId}
    left join ${syncItem} on ${syncItem.deviceId} = ${deviceId} and ${syncItem.studentId} = ${student.id}
    order by ${sql.join(byClassAndName, sql`, `)}`)
  return rows.map(([studentId, name, names, className, pin, wanted, left, managed]) => ({
    studentId,
    name,
    allNames: names,
    className,
    pin,
    wanted: wanted === 1,
    left: left === 1,
    managed: managed === 1,
  }))
}

/** The same of each as far as it tells whose user of the terminal it is; in no order, and so three times as fast. */
export function identitiesAt(
  tx: Tx,
  deviceId: DeviceId,
): Pick<PupilRow, 'studentId' | 'pin' | 'allNames' | 'managed'>[] {
  const rows = tx.values<[StudentId, string, string, number]>(sql`
    select ${student.id}, cast(${student.pin} as text), ${allNames},
      coalesce(${syncItem.state} <> 'failed' or ${syncItem.reason} <> 'already_adopted', 0)
    from ${student}
    left join ${syncItem} on ${syncItem.deviceId} = ${deviceId} and ${syncItem.studentId} = ${student.id}`)
  return rows.map(([studentId, pin, names, managed]) => ({ studentId, pin, allNames: names, managed: managed === 1 }))
}

/** PINs of a terminal that a person said are a student's. */
export function adoptedPins(tx: Tx, deviceId: DeviceId): { readonly pin: string; readonly studentId: StudentId }[] {
  return tx
    .select({ pin: devicePin.pin, studentId: devicePin.studentId })
    .from(devicePin)
    .where(eq(devicePin.deviceId, deviceId))
    .orderBy(asc(devicePin.adoptedAt), asc(devicePin.pin))
    .all()
}

export type StoredUser = { readonly pin: string; readonly name: string; readonly admin: boolean }

/** The users a terminal held at its last read. */
export function usersOnDevice(tx: Tx, deviceId: DeviceId): StoredUser[] {
  const rows = tx.values<[string, string, number]>(sql`
    select ${deviceUser.pin}, ${deviceUser.name}, ${deviceUser.admin} from ${deviceUser}
    where ${deviceUser.deviceId} = ${deviceId}
    order by ${deviceUser.uid}, ${deviceUser.pin}`)
  return rows.map(([pin, name, admin]) => ({ pin, name, admin: admin === 1 }))
}

/** As the terminal last said it; null when it was never compared. */
export function templateVersionOf(tx: Tx, deviceId: DeviceId): string | null {
  return (
    tx.select({ version: device.templateVersion }).from(device).where(eq(device.id, deviceId)).get()?.version ?? null
  )
}

export type SyncItem = {
  readonly studentId: StudentId
  readonly state: SyncState
  readonly reason: ErrorCode | null
  readonly fingers: number
}

export function writeSyncItems(tx: Tx, deviceId: DeviceId, items: readonly SyncItem[], at: number): void {
  insertMany(
    tx,
    syncItem,
    items.map(item => ({ ...item, id: newId(), deviceId, at })),
    sql`on conflict (device_id, student_id) do update
        set state = excluded.state, reason = excluded.reason, fingers = excluded.fingers, at = excluded.at
        where state is not excluded.state or reason is not excluded.reason or fingers is not excluded.fingers`,
  )
}

export function deleteSyncItems(tx: Tx, deviceId: DeviceId, studentIds: readonly StudentId[]): void {
  if (studentIds.length === 0) return
  tx.delete(syncItem)
    .where(and(eq(syncItem.deviceId, deviceId), inArray(syncItem.studentId, [...studentIds])))
    .run()
}

/** These students are to be compared again on every terminal that has them. */
export function markWaiting(tx: Tx, studentIds: readonly StudentId[], at: number): void {
  tx.update(syncItem)
    .set({ state: 'waiting', reason: null, at })
    .where(
      and(
        among(syncItem.studentId, studentIds),
        or(ne(syncItem.state, 'failed'), sql`${syncItem.reason} is not 'already_adopted'`),
      ),
    )
    .run()
}

// ── groups ───────────────────────────────────────────────────────────────────────────────────

export function streamsOf(tx: Tx, which: { classId?: string | undefined; streamId?: string | undefined }): StreamId[] {
  const { classId, streamId } = which
  return tx
    .select({ id: stream.id })
    .from(stream)
    .where(
      and(
        isNull(stream.deletedAt),
        classId === undefined ? undefined : sql`${stream.classId} = ${classId}`,
        streamId === undefined ? undefined : sql`${stream.id} = ${streamId}`,
      ),
    )
    .all()
    .map(({ id }) => id)
}

export function putStreamsOnGroup(tx: Tx, deviceGroupId: DeviceGroupId, streamIds: readonly StreamId[]): void {
  for (const streamId of streamIds) {
    tx.insert(groupStream).values({ id: newId(), deviceGroupId, streamId }).onConflictDoNothing().run()
  }
}

export function takeStreamsOffGroup(tx: Tx, deviceGroupId: DeviceGroupId, streamIds: readonly StreamId[]): void {
  if (streamIds.length === 0) return
  tx.delete(groupStream)
    .where(and(eq(groupStream.deviceGroupId, deviceGroupId), inArray(groupStream.streamId, [...streamIds])))
    .run()
}

/** The terminals in use of a group. */
export function devicesOfGroup(tx: Tx, deviceGroupId: DeviceGroupId): DeviceId[] {
  return tx
    .select({ id: device.id })
    .from(device)
    .where(and(eq(device.deviceGroupId, deviceGroupId), isNull(device.deletedAt)))
    .all()
    .map(({ id }) => id)
}

/** Groups by name, with their terminals and the streams that belong on them. */
export function groupRows(tx: Tx): DeviceGroupRow[] {
  const groups = tx
    .select({ id: deviceGroup.id, name: deviceGroup.name })
    .from(deviceGroup)
    .orderBy(sql`${deviceGroup.name} collate nocase`, asc(deviceGroup.id))
    .all()
  const devices = tx
    .select({ groupId: device.deviceGroupId, id: device.id, name: device.name })
    .from(device)
    .where(isNull(device.deletedAt))
    .orderBy(asc(device.name), asc(device.id))
    .all()
  const streams = tx
    .select({
      groupId: groupStream.deviceGroupId,
      id: stream.id,
      classId: stream.classId,
      className: fullClassName,
      students: count(student.id),
    })
    .from(groupStream)
    .innerJoin(stream, and(eq(stream.id, groupStream.streamId), isNull(stream.deletedAt)))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .leftJoin(student, and(eq(student.streamId, stream.id), eq(student.active, true), isNull(student.deletedAt)))
    .groupBy(groupStream.id)
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()
  return groups.map(group => ({
    ...group,
    devices: devices.filter(({ groupId }) => groupId === group.id).map(({ id, name }) => ({ id, name })),
    streams: streams.flatMap(({ groupId, ...row }) => (groupId === group.id ? [row] : [])),
  }))
}

// ── matrix ───────────────────────────────────────────────────────────────────────────────────

export type MatrixStudent = {
  readonly studentId: StudentId
  readonly fullName: string
  readonly className: string
  readonly streamId: StreamId
}

/** Students at the school who belong on some terminal, or of one stream; in the order of lists. */
export function matrixStudents(tx: Tx, streamId: StreamId | undefined): MatrixStudent[] {
  return tx
    .select({ studentId: student.id, fullName, className: fullClassName, streamId: student.streamId })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        eq(student.active, true),
        isNull(student.deletedAt),
        streamId === undefined
          ? sql`exists (select 1 from ${groupStream} where ${groupStream.streamId} = ${student.streamId})`
          : eq(student.streamId, streamId),
      ),
    )
    .orderBy(...byClassAndName)
    .all()
}

export type MatrixDevice = { readonly id: DeviceId; readonly name: string; readonly streams: ReadonlySet<StreamId> }

/** The terminals in use, by name, with the streams that belong on each. */
export function matrixDevices(tx: Tx): MatrixDevice[] {
  const rows = tx
    .select({ id: device.id, name: device.name, streamId: groupStream.streamId })
    .from(device)
    .leftJoin(groupStream, eq(groupStream.deviceGroupId, device.deviceGroupId))
    .where(isNull(device.deletedAt))
    .orderBy(asc(device.name), asc(device.id))
    .all()
  const devices = new Map<DeviceId, { id: DeviceId; name: string; streams: Set<StreamId> }>()
  for (const { id, name, streamId } of rows) {
    const one = devices.get(id) ?? { id, name, streams: new Set() }
    devices.set(id, one)
    if (streamId !== null) one.streams.add(streamId)
  }
  return [...devices.values()]
}

export type StoredSyncItem = SyncItem & { readonly deviceId: DeviceId; readonly at: number }

export function syncItems(tx: Tx, deviceId?: DeviceId): StoredSyncItem[] {
  return tx
    .select({
      deviceId: syncItem.deviceId,
      studentId: syncItem.studentId,
      state: syncItem.state,
      reason: syncItem.reason,
      fingers: syncItem.fingers,
      at: syncItem.at,
    })
    .from(syncItem)
    .where(deviceId && eq(syncItem.deviceId, deviceId))
    .all()
}
