import type { ClassId, Day, GuardianId, StreamId, StudentId } from './common.ts'
import { classId, page, streamId, studentId } from './common.ts'
import { z } from './z.ts'

export type SchoolHeader = { name: string; code: string; address: string; phone: string; email: string }

export type StreamNode = { id: StreamId; name: string; students: number }
export type ClassNode = { id: ClassId; name: string; level: number; students: number; streams: StreamNode[] }

export const studentFilter = z.strictObject({
  search: z.string().trim().max(100).default(''),
  classId: classId.optional(),
  streamId: streamId.optional(),
  status: z.enum(['active', 'inactive', 'all']).default('active'),
  ...page,
})

export type Gender = 'F' | 'M'
export type StudentRow = {
  id: StudentId
  admissionNumber: string
  fullName: string
  gender: Gender
  className: string
  streamName: string
  pin: number
  active: boolean
  guardians: number
}
export type StudentPage = { rows: StudentRow[]; total: number }

export const studentRef = z.strictObject({ studentId })

/** Phones and date of birth are masked here (`+254 7•• ••• 678`, `••••`); `students.reveal` opens them and is logged. */
export type GuardianView = {
  id: GuardianId
  fullName: string
  relation: string
  phone: string
  language: 'en' | 'sw'
  receivesMessages: boolean
  siblings: { studentId: StudentId; fullName: string; className: string }[]
}
export type StudentDetail = StudentRow & {
  firstName: string
  middleName: string | null
  lastName: string
  dateOfBirth: string | null
  boarding: boolean
  admittedOn: Day | null
  guardiansList: GuardianView[]
  /** Terminals that know this student's PIN. */
  terminals: { name: string; hasUser: boolean }[]
}
export type StudentPrivate = { dateOfBirth: Day | null; phones: { guardianId: GuardianId; phone: string }[] }
