import type { Day, StreamId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import type { UseCase } from '../use-case.ts'
import { nextAdmissionNumber } from './admission-number-rules.ts'
import { findStream } from './classes.repo.ts'
import { deactivateStudents, moveStudents, restoreStudents } from './membership.repo.ts'
import type { MakeChange } from './people-change.ts'
import { usablePicture } from './pictures.ts'
import { findSchool } from './school.repo.ts'
import { moveAdmission, alwaysFrom } from './stays.repo.ts'
import type { Enrolled, StudentFields } from './student-changes.repo.ts'
import {
  admissionNumbers,
  enrolled,
  findByNumber,
  newestNumbers,
  updateStudent,
  writePhoto,
} from './student-changes.repo.ts'
import { addStudent, storedAdmissionNumber } from './students.repo.ts'

const photoMaxBytes = 200 * 1024
/** So many of the newest numbers tell which series is in use. */
const newestCount = 20

/** Everything that changes students; each answers how to take it back. */
export function studentChanges(clock: { now(): number }, makeChange: MakeChange) {
  const add: UseCase<'students.add'> = (draft, caller) =>
    makeChange(caller, (tx, undo, today) => {
      const school = findSchool(tx)
      if (school === null) throw new AppError('not_found')
      refuseNumber(tx, draft.admissionNumber)
      refuseBirth(draft.dateOfBirth, today)
      theStream(tx, draft.streamId)
      const id = addStudent(tx, { ...draft, ...givenOnly(draft), schoolId: school.id, at: clock.now() })
      undo.made('student', [id])
      return {
        what: 'student_add',
        subject: `${draft.firstName} ${draft.lastName}`,
        count: 1,
        students: [id],
        rollFrom: draft.admittedOn,
        audited: [id],
        answer: { id },
      }
    })

  const edit: UseCase<'students.edit'> = ({ studentId, streamId, ...given }, caller) =>
    makeChange(caller, (tx, undo, today) => {
      const [before] = theStudents(tx, [studentId])
      const fields = givenOnly(given)
      if (fields.admissionNumber !== undefined) refuseNumber(tx, fields.admissionNumber, studentId)
      refuseBirth(fields.dateOfBirth ?? null, today)
      undo.touch('student', [studentId])
      updateStudent(tx, studentId, {
        ...fields,
        ...(fields.admissionNumber !== undefined && { admissionNumber: storedAdmissionNumber(fields.admissionNumber) }),
      })
      if (fields.admittedOn !== undefined && fields.admittedOn !== before.admittedOn) {
        refuseOrder(fields.admittedOn, before.leftOn)
        moveAdmission(tx, studentId, fields.admittedOn ?? alwaysFrom)
      }
      if (streamId !== undefined && streamId !== before.streamId) {
        theStream(tx, streamId)
        moveStudents(tx, [studentId], streamId, today)
      }
      const rollFrom = rollChangedFrom(before, fields, streamId, today)
      const [after = before] = enrolled(tx, [studentId])
      return {
        what: 'student_edit',
        subject: after.fullName,
        count: 1,
        students: [studentId],
        ...(rollFrom !== undefined && { rollFrom }),
        audited: [studentId],
        answer: {},
      }
    })

  const move: UseCase<'students.move'> = ({ studentIds, streamId }, caller) =>
    makeChange(caller, (tx, undo, today) => {
      const students = theStudents(tx, studentIds)
      const { className } = theStream(tx, streamId)
      undo.touch('student', studentIds)
      moveStudents(tx, studentIds, streamId, today)
      const subject = subjectOf(students, className)
      const ids = students.map(({ id }) => id)
      return {
        what: 'students_move',
        subject,
        count: ids.length,
        students: ids,
        rollFrom: today,
        audited: ids,
        answer: {},
      }
    })

  const deactivate: UseCase<'students.deactivate'> = ({ studentIds, leftOn, why }, caller) =>
    makeChange(caller, (tx, undo, today) => {
      if (leftOn > today) throw new AppError('day_in_future', { field: 'leftOn' })
      const students = theStudents(tx, studentIds)
      for (const { admittedOn } of students) refuseOrder(admittedOn, leftOn)
      undo.touch('student', studentIds)
      deactivateStudents(tx, studentIds, { leftOn, why: why === '' ? null : why })
      const ids = students.map(({ id }) => id)
      const rollFrom = earliest([leftOn, ...students.flatMap(one => one.leftOn ?? [])])
      return {
        what: 'students_deactivate',
        subject: subjectOf(students),
        count: ids.length,
        students: ids,
        rollFrom,
        audited: ids,
        answer: {},
      }
    })

  const restore: UseCase<'students.restore'> = ({ studentIds }, caller) =>
    makeChange(caller, (tx, undo, today) => {
      const students = theStudents(tx, studentIds).filter(({ active }) => !active)
      const ids = students.map(({ id }) => id)
      for (const { streamId } of students) theStream(tx, streamId)
      undo.touch('student', ids)
      restoreStudents(tx, ids, today)
      return {
        what: 'students_restore',
        subject: subjectOf(students),
        count: ids.length,
        students: ids,
        rollFrom: earliest([today, ...students.flatMap(one => one.leftOn ?? [])]),
        audited: ids,
        answer: {},
      }
    })

  const setPhoto: UseCase<'students.setPhoto'> = ({ studentId, jpeg }, caller) => {
    const picture = jpeg && usablePicture(jpeg, ['jpeg'], photoMaxBytes)
    return makeChange(caller, (tx, undo) => {
      const students = theStudents(tx, [studentId])
      undo.touch('photo', [studentId])
      writePhoto(tx, studentId, picture, clock.now())
      return { what: 'student_photo', subject: subjectOf(students), count: 1, audited: [studentId], answer: {} }
    })
  }

  return {
    'students.add': add,
    'students.edit': edit,
    'students.move': move,
    'students.deactivate': deactivate,
    'students.restore': restore,
    'students.setPhoto': setPhoto,
  }
}

/** The next admission number of the series in use. */
export function suggestNumber(tx: Tx): string {
  return nextAdmissionNumber(admissionNumbers(tx), newestNumbers(tx, newestCount))
}

type Known = readonly [Enrolled, ...Enrolled[]]

function theStudents(tx: Tx, studentIds: readonly StudentId[]): Known {
  const found = enrolled(tx, studentIds)
  const [first, ...others] = found
  if (first === undefined || found.length !== new Set(studentIds).size) throw new AppError('not_found')
  return [first, ...others]
}

function theStream(tx: Tx, streamId: StreamId) {
  const found = findStream(tx, streamId)
  if (found === null) throw new AppError('not_found', { field: 'streamId' })
  return found
}

function refuseNumber(tx: Tx, typed: string, except: StudentId | null = null): void {
  const holder = findByNumber(tx, storedAdmissionNumber(typed), except)
  if (holder !== null) throw new AppError('number_taken', { studentId: holder.id, name: holder.fullName })
}

function refuseBirth(dateOfBirth: Day | null, today: Day): void {
  if (dateOfBirth !== null && dateOfBirth > today) throw new AppError('invalid_input', { field: 'dateOfBirth' })
}

function refuseOrder(admittedOn: Day | null, leftOn: Day | null): void {
  if (admittedOn !== null && leftOn !== null && leftOn < admittedOn) {
    throw new AppError('invalid_input', { field: 'leftOn' })
  }
}

type Given = { readonly [F in keyof StudentFields]?: StudentFields[F] | undefined }

/** What is given; a text left empty is none. */
function givenOnly(given: Given): Partial<StudentFields> {
  const fields = Object.entries(given).filter(([name, value]) => value !== undefined && name !== 'streamId')
  return Object.fromEntries(fields.map(([name, value]) => [name, value === '' ? null : value]))
}

/** The first day of another roll; null: since ever; undefined: the roll is the same. */
function rollChangedFrom(
  before: Enrolled,
  fields: Partial<StudentFields>,
  streamId: StreamId | undefined,
  today: Day,
): Day | null | undefined {
  const boarding = fields.boarding !== undefined && fields.boarding !== before.boarding
  const exempt = fields.exempt !== undefined && fields.exempt !== before.exempt
  // These two have no past: they are as if they had always been so.
  if (boarding || exempt) return null
  if (fields.admittedOn !== undefined && fields.admittedOn !== before.admittedOn) {
    return before.admittedOn === null || fields.admittedOn === null
      ? null
      : earliest([before.admittedOn, fields.admittedOn])
  }
  return streamId !== undefined && streamId !== before.streamId ? today : undefined
}

function earliest(days: readonly [Day, ...Day[]]): Day {
  return days.reduce((first, day) => (day < first ? day : first))
}

function subjectOf(students: readonly Enrolled[], more = ''): string {
  const [only, ...others] = students
  const who = only === undefined ? '' : others.length === 0 ? only.fullName : `${only.fullName} +${others.length}`
  return more === '' ? who : `${who} → ${more}`
}
