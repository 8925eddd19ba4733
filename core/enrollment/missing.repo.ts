import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { MissingInStream } from '../contract/enrollment.ts'
import type { Tx } from '../db/open.ts'
import { enrollment, schoolClass, stream, student } from '../db/schema.ts'
import { byClassAndName, fullClassName, fullName } from '../school/student-names.repo.ts'

/** Every stream in the order of the class list, each with those of its students who have no finger yet. */
export function missingByStream(tx: Tx): MissingInStream[] {
  const streams = tx
    .select({
      streamId: stream.id,
      className: fullClassName,
      students: sql<number>`(select count(*) from ${student} where ${student.streamId} = ${stream.id}
        and ${student.active} = 1 and ${student.deletedAt} is null)`,
    })
    .from(stream)
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(isNull(stream.deletedAt), isNull(schoolClass.deletedAt)))
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()
  const rows = new Map(streams.map(row => [row.streamId, { ...row, missing: [] as MissingInStream['missing'] }]))
  const missing = tx
    .select({
      streamId: student.streamId,
      studentId: student.id,
      fullName,
      admissionNumber: student.admissionNumber,
    })
    .from(student)
    .innerJoin(stream, eq(stream.id, student.streamId))
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(
      and(
        eq(student.active, true),
        isNull(student.deletedAt),
        sql`not exists (select 1 from ${enrollment}
          where ${enrollment.studentId} = ${student.id} and ${enrollment.active} = 1)`,
      ),
    )
    .orderBy(...byClassAndName)
    .all()
  for (const { streamId, ...one } of missing) rows.get(streamId)?.missing.push(one)
  return [...rows.values()]
}
