import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { ClassId, SchoolId, StreamId } from '../contract/common.ts'
import type { ClassNode, SchoolHeader, SchoolRecord, StreamNode } from '../contract/school.ts'
import type { Tx } from '../db/open.ts'
import { school, schoolClass, stream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'

export type SchoolDraft = {
  readonly name: string
  readonly code: string
  readonly address?: string
  readonly phone?: string
  readonly email?: string
  readonly type?: 'day' | 'boarding' | 'mixed'
  readonly at: number
}

/** Adds a school; the code is unique. */
export function addSchool(tx: Tx, { at, ...draft }: SchoolDraft): SchoolId {
  const id = newId<SchoolId>()
  tx.insert(school)
    .values({ ...draft, id, createdAt: at })
    .run()
  return id
}

/** The school this installation serves, or null before set-up. */
export function findSchool(tx: Tx): (SchoolHeader & { readonly id: SchoolId }) | null {
  const found = tx
    .select({
      id: school.id,
      name: school.name,
      code: school.code,
      address: school.address,
      phone: school.phone,
      email: school.email,
    })
    .from(school)
    .orderBy(asc(school.createdAt), asc(school.id))
    .limit(1)
    .get()
  return found ?? null
}

export type StoredSchool = Omit<SchoolRecord, 'logoUrl'> & { readonly id: SchoolId; readonly logo: Buffer | null }

/** All that is known of the school itself, or null before set-up. */
export function schoolFacts(tx: Tx): StoredSchool | null {
  const found = tx
    .select({
      id: school.id,
      name: school.name,
      code: school.code,
      address: school.address,
      phone: school.phone,
      email: school.email,
      type: school.type,
      uic: school.uic,
      knecCode: school.knecCode,
      logo: school.logo,
    })
    .from(school)
    .orderBy(asc(school.createdAt), asc(school.id))
    .limit(1)
    .get()
  return found ?? null
}

/** Changes what is given. */
export function saveSchool(tx: Tx, id: SchoolId, facts: Partial<Omit<StoredSchool, 'id'>>): void {
  tx.update(school).set(facts).where(eq(school.id, id)).run()
}

/** Adds a class (`Grade 7`). `level` orders it: grade 1 to 12, 0 and below for pre-primary. */
export function addClass(
  tx: Tx,
  draft: { readonly schoolId: SchoolId; readonly name: string; readonly level: number },
): ClassId {
  const id = newId<ClassId>()
  tx.insert(schoolClass)
    .values({ ...draft, id })
    .run()
  return id
}

/** Adds a stream (`East`) to a class. */
export function addStream(
  tx: Tx,
  draft: {
    readonly classId: ClassId
    readonly name: string
    readonly capacity?: number | null
    readonly teacher?: string
  },
): StreamId {
  const id = newId<StreamId>()
  tx.insert(stream)
    .values({ ...draft, id })
    .run()
  return id
}

/** Classes in order with their streams, and how many active students each has. */
export function classTree(tx: Tx): ClassNode[] {
  const rows = tx
    .select({
      classId: schoolClass.id,
      className: schoolClass.name,
      level: schoolClass.level,
      streamId: stream.id,
      streamName: stream.name,
      capacity: stream.capacity,
      teacher: stream.teacher,
      students: count(student.id),
    })
    .from(schoolClass)
    .leftJoin(stream, and(eq(stream.classId, schoolClass.id), isNull(stream.deletedAt)))
    .leftJoin(student, and(eq(student.streamId, stream.id), eq(student.active, true), isNull(student.deletedAt)))
    .where(isNull(schoolClass.deletedAt))
    .groupBy(schoolClass.id, stream.id)
    .orderBy(asc(schoolClass.level), asc(schoolClass.name), asc(stream.name))
    .all()

  const classes = new Map<ClassId, ClassNode & { streams: StreamNode[] }>()
  for (const row of rows) {
    const node = classes.get(row.classId) ?? {
      id: row.classId,
      name: row.className,
      level: row.level,
      students: 0,
      streams: [],
    }
    classes.set(row.classId, node)
    if (row.streamId === null || row.streamName === null) continue
    const { streamId: id, streamName: name, students, capacity, teacher } = row
    node.streams.push({ id, name, students, capacity, teacher: teacher ?? '' })
    node.students += row.students
  }
  return [...classes.values()]
}
