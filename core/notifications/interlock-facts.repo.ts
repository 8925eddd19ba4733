import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { DeviceGroupId, DeviceId, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { device, deviceGroup, devicePin, deviceUser, groupStream, student } from '../db/schema.ts'

export type GroupOfStream = {
  readonly streamId: StreamId
  readonly groupId: DeviceGroupId
  readonly groupName: string
  /** A terminal of it that is in use; null: it has none. */
  readonly deviceId: DeviceId | null
}

/** Which groups of terminals each stream belongs on, one row for each terminal of the group. */
export function groupsOfStreams(tx: Tx): GroupOfStream[] {
  return tx
    .select({
      streamId: groupStream.streamId,
      groupId: deviceGroup.id,
      groupName: deviceGroup.name,
      deviceId: device.id,
    })
    .from(groupStream)
    .innerJoin(deviceGroup, eq(deviceGroup.id, groupStream.deviceGroupId))
    .leftJoin(device, and(eq(device.deviceGroupId, deviceGroup.id), isNull(device.deletedAt)))
    .orderBy(asc(deviceGroup.name), asc(deviceGroup.id))
    .all()
}

/** The terminals in use that hold one of these students, under its own PIN or one that a person said is the student's. */
export function terminalsHolding(tx: Tx, studentIds: readonly StudentId[]): Set<DeviceId> {
  const asked = sql`(select value from json_each(${JSON.stringify(studentIds)})) as asked`
  const rows = tx.all<{ id: DeviceId }>(sql`
    select ${device.id} as id from ${device} where ${device.deletedAt} is null and (
      exists (select 1 from ${asked} cross join ${student} on ${student.id} = asked.value
        cross join ${deviceUser} on ${deviceUser.deviceId} = ${device.id}
          and ${deviceUser.pin} = cast(${student.pin} as text))
      or exists (select 1 from ${devicePin} join ${asked} on ${devicePin.studentId} = asked.value
        where ${devicePin.deviceId} = ${device.id}))`)
  return new Set(rows.map(({ id }) => id))
}
