import { eq } from 'drizzle-orm'
import type { ClassId, StreamId, StudentId } from '../contract/common.ts'
import { deviceUser, enrollment, stream, streamStay, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { addClass, addStream, findSchool } from '../school/school.repo.ts'
import type { PlainChild } from './plain-register.ts'
import type { SmallSchool } from './small-school.ts'
import { createSmallSchool, schoolDay } from './small-school.ts'

export type MixedSchool = SmallSchool & {
  /** In the order of `students` and PINs. */
  readonly children: readonly PlainChild[]
  readonly classes: readonly ClassId[]
  readonly streams: readonly StreamId[]
}

/**
 * Eight children of all kinds in two classes and three streams: PP2 Simba (1, and 2 whom no terminal knows), Grade 7
 * East (3, a boarder 4, an exempt 5) and West (6, admitted on `schoolDay`; 7, who left the day before; 8, whose finger
 * was enrolled on `schoolDay`).
 */
export function createMixedSchool(): MixedSchool {
  const school = createSmallSchool({ students: 8, devices: 2 })
  const { db, students, devices, at } = school
  const schoolId = findSchool(db)?.id
  const east = db.select().from(stream).get()
  const [gate] = devices
  if (schoolId === undefined || east === undefined || gate === undefined) throw new Error('the school is not there')
  const nursery = addClass(db, { schoolId, name: 'PP2', level: 0 })
  const simba = addStream(db, { classId: nursery, name: 'Simba' })
  const west = addStream(db, { classId: east.classId, name: 'West' })

  const children = students.map((id, i): PlainChild => {
    const streamId = i < 2 ? simba : i < 5 ? east.id : west
    const dates = { admittedOn: i === 5 ? schoolDay : null, leftOn: i === 6 ? '2026-05-11' : null }
    const kind = { boarding: i === 3, exempt: i === 4 }
    db.update(student)
      .set({ ...dates, ...kind, streamId, active: dates.leftOn === null })
      .where(eq(student.id, id))
      .run()
    db.delete(streamStay).where(eq(streamStay.studentId, id)).run()
    const stay = { fromDay: dates.admittedOn ?? '1900-01-01', toDay: dates.leftOn }
    db.insert(streamStay)
      .values({ id: newId(), studentId: id, streamId, ...stay })
      .run()
    if (i === 7) enroll(id)
    const place = i < 2 ? { level: 0, classId: nursery } : { level: 7, classId: east.classId }
    const known = { onTerminal: i !== 1, enrolledOn: i === 7 ? schoolDay : null }
    return { name: `child${i + 1}`, ...place, ...dates, ...kind, ...known, streamId }
  })
  db.delete(deviceUser).where(eq(deviceUser.pin, '2')).run()

  function enroll(studentId: StudentId): void {
    const finger = { finger: 6, templateVersion: '10', quality: 90, enrolledAt: at('10:00'), updatedAt: at('10:00') }
    db.insert(enrollment)
      .values({ id: newId(), studentId, deviceId: gate ?? newId(), ...finger })
      .run()
  }

  return { ...school, children, classes: [nursery, east.classId], streams: [simba, east.id, west] }
}
