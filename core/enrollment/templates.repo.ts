import { and, asc, desc, eq, isNull, ne, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { recordChanges } from '../cloud/changes.repo.ts'
import type { DeviceId, EnrollmentId, StudentId, UserId } from '../contract/common.ts'
import type { Finger } from '../contract/enrollment.ts'
import type { Tx } from '../db/open.ts'
import { device, enrollment, groupStream, student, syncItem, user } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type SealedFinger = {
  readonly studentId: StudentId
  /** The terminal where it was pressed or found. */
  readonly deviceId: DeviceId
  readonly finger: Finger
  readonly flag: number
  /** As `sealTemplate` makes it. */
  readonly sealed: Uint8Array
  readonly templateVersion: string
  /** 0 to 100. */
  readonly quality: number
  readonly by: UserId | null
  readonly at: number
}

/** Keeps a finger. It takes the place of any other template of the same finger and version, which is erased. */
export function saveFinger(tx: Tx, { by, at, sealed, ...finger }: SealedFinger): EnrollmentId {
  const row = {
    ...finger,
    sealed: Buffer.from(sealed),
    enrolledAt: at,
    enrolledBy: by,
    active: true,
    updatedAt: at,
  }
  const [saved] = tx
    .insert(enrollment)
    .values({ ...row, id: newId<EnrollmentId>() })
    .onConflictDoUpdate({ target: [enrollment.studentId, enrollment.deviceId, enrollment.finger], set: row })
    .returning({ id: enrollment.id })
    .all()
  if (saved === undefined) throw new Error('a saved finger has no row')
  tx.update(enrollment)
    .set({ active: false, sealed: null, updatedAt: at })
    .where(
      and(
        eq(enrollment.studentId, finger.studentId),
        eq(enrollment.finger, finger.finger),
        eq(enrollment.templateVersion, finger.templateVersion),
        ne(enrollment.id, saved.id),
        eq(enrollment.active, true),
      ),
    )
    .run()
  const { studentId, deviceId, templateVersion, quality } = finger
  recordChanges(tx, [
    {
      entity: 'enrollment',
      entityId: saved.id,
      op: 'put',
      payload: { studentId, deviceId, finger: finger.finger, templateVersion, quality, enrolledAt: at },
      at,
    },
  ])
  return saved.id
}

/** Erases a finger of a student, whatever its version. Returns how many templates that were. */
export function eraseFinger(tx: Tx, studentId: StudentId, finger: Finger, at: number): number {
  const erased = tx
    .update(enrollment)
    .set({ active: false, sealed: null, updatedAt: at })
    .where(and(eq(enrollment.studentId, studentId), eq(enrollment.finger, finger), eq(enrollment.active, true)))
    .returning({ id: enrollment.id })
    .all()
  recordChanges(
    tx,
    erased.map(({ id }) => ({ entity: 'enrollment', entityId: id, op: 'delete', payload: { studentId, finger }, at })),
  )
  return erased.length
}

export type HeldFinger = {
  readonly studentId: StudentId
  readonly finger: Finger
  readonly flag: number
  readonly sealed: Uint8Array
  readonly enrolledAt: number
}

/** Every finger the school holds in this template version, of one student or of all. */
export function heldFingers(tx: Tx, templateVersion: string, studentId?: StudentId): HeldFinger[] {
  return selectHeld(tx, templateVersion, studentId && eq(enrollment.studentId, studentId)).all()
}

/** The same a part at a time, by student and finger: so many of those after another one, or the first. */
export function heldFingersAfter(
  tx: Tx,
  templateVersion: string,
  after: Pick<HeldFinger, 'studentId' | 'finger'> | null,
  limit: number,
): HeldFinger[] {
  const further =
    after === null
      ? undefined
      : sql`${enrollment.studentId} >= ${after.studentId}
          and (${enrollment.studentId}, ${enrollment.finger}) > (${after.studentId}, ${after.finger})`
  return selectHeld(tx, templateVersion, further).limit(limit).all()
}

function selectHeld(tx: Tx, templateVersion: string, which: SQL | undefined) {
  return tx
    .select({
      studentId: enrollment.studentId,
      finger: enrollment.finger,
      flag: enrollment.flag,
      sealed: sql<Buffer>`${enrollment.sealed}`.mapWith(enrollment.sealed),
      enrolledAt: enrollment.enrolledAt,
    })
    .from(enrollment)
    .where(and(eq(enrollment.active, true), eq(enrollment.templateVersion, templateVersion), which))
    .orderBy(asc(enrollment.studentId), asc(enrollment.finger))
}

/** Fingers that a person removed and that are held in no version any more: they must not be on any terminal. */
export function removedFingers(tx: Tx): { readonly studentId: StudentId; readonly finger: Finger }[] {
  return tx
    .select({ studentId: enrollment.studentId, finger: enrollment.finger })
    .from(enrollment)
    .groupBy(enrollment.studentId, enrollment.finger)
    .having(sql`max(${enrollment.active}) = 0`)
    .all()
}

/** The fingers of a student for the student's page, with who enrolled them and where. */
export function fingersOf(tx: Tx, studentId: StudentId) {
  return tx
    .select({
      finger: enrollment.finger,
      quality: enrollment.quality,
      templateVersion: enrollment.templateVersion,
      enrolledAt: enrollment.enrolledAt,
      enrolledBy: user.fullName,
      enrolledOn: device.name,
      deviceId: enrollment.deviceId,
    })
    .from(enrollment)
    .innerJoin(device, eq(device.id, enrollment.deviceId))
    .leftJoin(user, eq(user.id, enrollment.enrolledBy))
    .where(and(eq(enrollment.studentId, studentId), eq(enrollment.active, true)))
    .orderBy(asc(enrollment.finger), desc(enrollment.enrolledAt))
    .all()
}

/** The terminals in use that hold a student or should, by name; `state` is null where nothing was compared yet. */
export function terminalsOf(tx: Tx, studentId: StudentId) {
  return tx
    .select({
      deviceId: device.id,
      name: device.name,
      templateVersion: device.templateVersion,
      state: syncItem.state,
      wanted: sql`${groupStream.id} is not null`.mapWith(Boolean),
    })
    .from(device)
    .innerJoin(student, eq(student.id, studentId))
    .leftJoin(
      groupStream,
      and(eq(groupStream.deviceGroupId, device.deviceGroupId), eq(groupStream.streamId, student.streamId)),
    )
    .leftJoin(syncItem, and(eq(syncItem.deviceId, device.id), eq(syncItem.studentId, student.id)))
    .where(
      and(
        isNull(device.deletedAt),
        or(
          sql`${groupStream.id} is not null`,
          sql`${syncItem.id} is not null`,
          sql`exists (select 1 from ${enrollment} where ${enrollment.deviceId} = ${device.id}
            and ${enrollment.studentId} = ${studentId} and ${enrollment.active} = 1)`,
        ),
      ),
    )
    .orderBy(asc(device.name), asc(device.id))
    .all()
}
