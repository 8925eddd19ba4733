import { asc, eq } from 'drizzle-orm'
import type { ClassId, StreamId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, stream } from '../db/schema.ts'
import { fullClassName } from '../school/student-names.repo.ts'

export type StreamPlace = {
  readonly classId: ClassId
  readonly level: number
  /** `Grade 7 East`. */
  readonly className: string
}

/** Every stream that there is or was, in the order of lists. */
export function streamsWithClasses(tx: Tx): Map<StreamId, StreamPlace> {
  const rows = tx
    .select({ id: stream.id, classId: stream.classId, level: schoolClass.level, className: fullClassName })
    .from(stream)
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()
  return new Map(rows.map(({ id, ...place }) => [id, place]))
}
