import { sql } from 'drizzle-orm'
import type { StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { device, devicePin, deviceUser, student, syncItem } from '../db/schema.ts'

/**
 * Those of the students whom some terminal in use held at its last read, and by whose finger it could know them: under the student's own PIN, unless a person
 * said there that it is another's, or under one that a person said is the student's.
 */
export function knownToTerminals(tx: Tx, studentIds: readonly StudentId[]): Set<StudentId> {
  const inUse = sql`${device.deletedAt} is null`
  // The terminal knows the PIN as another person's.
  const stranger = sql`exists (select 1 from ${syncItem} where ${syncItem.deviceId} = ${deviceUser.deviceId}
    and ${syncItem.studentId} = ${student.id} and ${syncItem.state} = 'failed'
    and ${syncItem.reason} = 'already_adopted')`
  const saidOtherwise = sql`exists (select 1 from ${devicePin} where ${devicePin.deviceId} = ${deviceUser.deviceId}
    and ${devicePin.pin} = ${deviceUser.pin} and ${devicePin.studentId} <> ${student.id})`
  // We put the child there, and no finger of it: nobody can press it, so its absence says nothing.
  const noFinger = sql`exists (select 1 from ${syncItem} where ${syncItem.deviceId} = ${deviceUser.deviceId}
    and ${syncItem.studentId} = ${student.id} and ${syncItem.state} = 'no_finger')`
  const underOwnPin = sql`exists (select 1 from ${device} cross join ${deviceUser}
    where ${deviceUser.deviceId} = ${device.id} and ${deviceUser.pin} = cast(${student.pin} as text)
      and ${inUse} and not ${saidOtherwise} and not ${stranger}
      and not ${noFinger})`
  const underGivenPin = sql`exists (select 1 from ${devicePin}
    join ${deviceUser} on ${deviceUser.deviceId} = ${devicePin.deviceId} and ${deviceUser.pin} = ${devicePin.pin}
    join ${device} on ${device.id} = ${devicePin.deviceId}
    where ${devicePin.studentId} = ${student.id} and ${inUse} and not ${stranger})`
  const rows = tx.all<{ id: StudentId }>(sql`
    select ${student.id} as id from json_each(${JSON.stringify(studentIds)})
    cross join ${student} where ${student.id} = value and (${underOwnPin} or ${underGivenPin})`)
  return new Set(rows.map(({ id }) => id))
}
