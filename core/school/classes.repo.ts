import { and, count, eq, isNull, ne, sql } from 'drizzle-orm'
import type { ClassId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, stream, streamStay, student } from '../db/schema.ts'
import { fullClassName } from './student-names.repo.ts'

export type StoredClass = {
  readonly id: ClassId
  readonly schoolId: SchoolId
  readonly name: string
  readonly level: number
}
export type StoredStream = {
  readonly id: StreamId
  readonly classId: ClassId
  readonly name: string
  /** `Grade 7 East`. */
  readonly className: string
}

/** A class that was not removed, or null. */
export function findClass(tx: Tx, id: ClassId): StoredClass | null {
  const { schoolId, name, level } = schoolClass
  const found = tx
    .select({ id: schoolClass.id, schoolId, name, level })
    .from(schoolClass)
    .where(and(eq(schoolClass.id, id), isNull(schoolClass.deletedAt)))
    .get()
  return found ?? null
}

/** A stream that was not removed, or null. */
export function findStream(tx: Tx, id: StreamId): StoredStream | null {
  const found = tx
    .select({ id: stream.id, classId: stream.classId, name: stream.name, className: fullClassName })
    .from(stream)
    .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
    .where(and(eq(stream.id, id), isNull(stream.deletedAt)))
    .get()
  return found ?? null
}

/** The class of that name, however it is capitalised. `except`: one that does not count. */
export function findClassByName(tx: Tx, name: string, except: ClassId | null = null): ClassId | null {
  const found = tx
    .select({ id: schoolClass.id })
    .from(schoolClass)
    .where(
      and(
        sql`${schoolClass.name} = ${name} collate nocase`,
        isNull(schoolClass.deletedAt),
        except === null ? undefined : ne(schoolClass.id, except),
      ),
    )
    .get()
  return found?.id ?? null
}

/** The stream of that name in a class, however it is capitalised. */
export function findStreamByName(
  tx: Tx,
  classId: ClassId,
  name: string,
  except: StreamId | null = null,
): StreamId | null {
  const found = tx
    .select({ id: stream.id })
    .from(stream)
    .where(
      and(
        eq(stream.classId, classId),
        sql`${stream.name} = ${name} collate nocase`,
        isNull(stream.deletedAt),
        except === null ? undefined : ne(stream.id, except),
      ),
    )
    .get()
  return found?.id ?? null
}

/** The streams of a class that were not removed. */
export function streamIdsOf(tx: Tx, classId: ClassId): StreamId[] {
  return tx
    .select({ id: stream.id })
    .from(stream)
    .where(and(eq(stream.classId, classId), isNull(stream.deletedAt)))
    .all()
    .map(({ id }) => id)
}

/** How many students at the school are in these streams. */
export function countActiveIn(tx: Tx, streamIds: readonly StreamId[]): number {
  const found = tx
    .select({ n: count() })
    .from(student)
    .where(
      and(
        sql`${student.streamId} in (select value from json_each(${JSON.stringify(streamIds)}))`,
        eq(student.active, true),
        isNull(student.deletedAt),
      ),
    )
    .get()
  return found?.n ?? 0
}

/** Every student who is or was in a class. */
export function studentsOfClass(tx: Tx, classId: ClassId): StudentId[] {
  return tx
    .selectDistinct({ id: streamStay.studentId })
    .from(streamStay)
    .innerJoin(stream, eq(stream.id, streamStay.streamId))
    .where(eq(stream.classId, classId))
    .all()
    .map(({ id }) => id)
}

export function updateClass(tx: Tx, id: ClassId, facts: { readonly name: string; readonly level: number }): void {
  tx.update(schoolClass).set(facts).where(eq(schoolClass.id, id)).run()
}

export function updateStream(
  tx: Tx,
  id: StreamId,
  facts: { readonly name: string; readonly capacity: number | null; readonly teacher: string },
): void {
  tx.update(stream).set(facts).where(eq(stream.id, id)).run()
}

/** Takes these out of use; past registers still name them. */
export function removeStreams(tx: Tx, streamIds: readonly StreamId[], at: number): void {
  for (const id of streamIds) tx.update(stream).set({ deletedAt: at }).where(eq(stream.id, id)).run()
}

/** As `removeStreams`, for a class without streams. */
export function removeClass(tx: Tx, id: ClassId, at: number): void {
  tx.update(schoolClass).set({ deletedAt: at }).where(eq(schoolClass.id, id)).run()
}
