import { eq, sql } from 'drizzle-orm'
import type { StreamId, StudentId } from '../contract/common.ts'
import type { Gender } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, stream, student } from '../db/schema.ts'
import { byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

export type NamedChild = {
  readonly id: StudentId
  readonly fullName: string
  readonly admissionNumber: string
  readonly gender: Gender
  /** `Grade 7 East`: of the stream that was given. */
  readonly className: string
}

/** The names of some children, each in a stream as of some day. By class, stream and name. */
export function namesOf(
  tx: Tx,
  children: readonly { readonly id: StudentId; readonly streamId: StreamId }[],
): NamedChild[] {
  const pairs = JSON.stringify(children.map(({ id, streamId }) => [id, streamId]))
  return tx
    .select({
      id: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
      gender: student.gender,
      className: fullClassName,
    })
    .from(sql`json_each(${pairs})`)
    .innerJoin(student, eq(student.id, sql`value ->> 0`))
    .innerJoin(stream, eq(stream.id, sql`value ->> 1`))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .orderBy(...byClassAndName)
    .all()
}
