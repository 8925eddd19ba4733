import type { Input } from '../../../core/contract/api.ts'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { Gender, StudentDetail } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'

/** A student as it is being filled in. A date of birth of null was not opened and stays as it is. */
export type StudentDraft = {
  admissionNumber: string
  firstName: string
  middleName: string
  lastName: string
  gender: Gender | ''
  dateOfBirth: string | null
  streamId: StreamId | ''
  boarding: boolean
  admittedOn: string
  exempt: boolean
  upi: string
  assessmentNumber: string
  birthCertificate: string
}

/** What stands in the form for a new student. */
export function blankStudent(streamId: StreamId | '', admittedOn: string): StudentDraft {
  return {
    admissionNumber: '',
    firstName: '',
    middleName: '',
    lastName: '',
    gender: '',
    dateOfBirth: '',
    streamId,
    boarding: false,
    admittedOn,
    exempt: false,
    upi: '',
    assessmentNumber: '',
    birthCertificate: '',
  }
}

/** What stands in the form for one that exists. */
export function draftOfStudent(student: StudentDetail): StudentDraft {
  return {
    admissionNumber: student.admissionNumber,
    firstName: student.firstName,
    middleName: student.middleName ?? '',
    lastName: student.lastName,
    gender: student.gender,
    dateOfBirth: student.dateOfBirth === null ? '' : null,
    streamId: student.streamId,
    boarding: student.boarding,
    admittedOn: student.admittedOn ?? '',
    exempt: student.exempt,
    upi: student.upi ?? '',
    assessmentNumber: student.assessmentNumber ?? '',
    birthCertificate: student.birthCertificate ?? '',
  }
}

/** What is wrong with a field, in a sentence; undefined when nothing is. */
export function studentProblem(draft: StudentDraft, field: keyof StudentDraft, today: string): string | undefined {
  const { wrong } = t.studentForm
  const needed = { admissionNumber: wrong.admissionNumber, firstName: wrong.name, lastName: wrong.name }
  if (field === 'admissionNumber' || field === 'firstName' || field === 'lastName')
    return draft[field].trim() === '' ? needed[field] : undefined
  if (field === 'gender') return draft.gender === '' ? wrong.gender : undefined
  if (field === 'streamId') return draft.streamId === '' ? wrong.stream : undefined
  if (field === 'dateOfBirth') return (draft.dateOfBirth ?? '') > today ? wrong.future : undefined
  return undefined
}

/** Whether every field may be sent. */
export function isComplete(draft: StudentDraft, today: string): boolean {
  return (Object.keys(draft) as (keyof StudentDraft)[]).every(
    field => studentProblem(draft, field, today) === undefined,
  )
}

function factsOf(draft: StudentDraft) {
  return {
    admissionNumber: draft.admissionNumber.trim(),
    firstName: draft.firstName.trim(),
    middleName: textOrNull(draft.middleName),
    lastName: draft.lastName.trim(),
    boarding: draft.boarding,
    admittedOn: textOrNull(draft.admittedOn),
    exempt: draft.exempt,
    upi: textOrNull(draft.upi),
    assessmentNumber: textOrNull(draft.assessmentNumber),
    birthCertificate: textOrNull(draft.birthCertificate),
    ...(draft.dateOfBirth !== null && { dateOfBirth: textOrNull(draft.dateOfBirth) }),
  }
}

/** What a new student is added with; null while the sex or the class is not chosen. */
export function newStudent(draft: StudentDraft): Input<'students.add'> | null {
  const { gender, streamId } = draft
  return gender === '' || streamId === '' ? null : { ...factsOf(draft), gender, streamId }
}

/** What differs between two drafts; null when nothing does. */
export function studentChange(
  studentId: StudentId,
  before: StudentDraft,
  after: StudentDraft,
): Input<'students.edit'> | null {
  const old: Readonly<Record<string, unknown>> = newStudent(before) ?? {}
  const changes = Object.entries(newStudent(after) ?? {}).filter(([field, value]) => old[field] !== value)
  return changes.length === 0 ? null : { studentId, ...Object.fromEntries(changes) }
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
