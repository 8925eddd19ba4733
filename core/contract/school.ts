import type { ClassId, Day, GuardianId, StreamId, StudentId } from './common.ts'
import { classId, day, guardianId, page, streamId, studentId } from './common.ts'
import { z } from './z.ts'

export type SchoolHeader = { name: string; code: string; address: string; phone: string; email: string }

export type StreamNode = { id: StreamId; name: string; students: number; capacity: number | null; teacher: string }
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
  email: string | null
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
  leftOn: Day | null
  leftWhy: string | null
  exempt: boolean
  upi: string | null
  assessmentNumber: string | null
  birthCertificate: string | null
  streamId: StreamId
  hasPhoto: boolean
  guardiansList: GuardianView[]
  /** Terminals that know this student's PIN. */
  terminals: { name: string; hasUser: boolean }[]
}
export type StudentPrivate = { dateOfBirth: Day | null; phones: { guardianId: GuardianId; phone: string }[] }

// ── the school itself ────────────────────────────────────────────────────────────────────────

export const schoolType = z.enum(['day', 'boarding', 'mixed'])
export type SchoolType = z.output<typeof schoolType>

/** `logo`: PNG or JPEG bytes for the head of printed pages; left out: as it is, null: none. */
export const schoolRecord = z.strictObject({
  name: z.string().trim().min(2).max(200),
  code: z.string().trim().min(2).max(50),
  address: z.string().trim().max(300).default(''),
  phone: z.string().trim().max(40).default(''),
  email: z.string().trim().max(120).default(''),
  type: schoolType,
  uic: z.string().trim().max(30).default(''),
  knecCode: z.string().trim().max(30).default(''),
  logo: z.instanceof(Uint8Array).nullable().optional(),
})
export type SchoolRecord = Omit<z.output<typeof schoolRecord>, 'logo'> & { logoUrl: string | null }

// ── classes and streams ──────────────────────────────────────────────────────────────────────

const label = z.string().trim().min(1).max(40)
/** Empty: the stream is the whole class. */
const streamName = z.string().trim().max(40)
/** Grade 1 to 12; 0 PP2, -1 PP1, -2 playgroup. Forms 1 to 4 are 9 to 12, as years of schooling. */
export const level = z.int().min(-2).max(12)
const capacity = z.int().min(1).max(500).nullable()
const teacher = z.string().trim().max(100)

export const classDraft = z.strictObject({ name: label, level })
export const classEdit = z.strictObject({ classId, name: label, level })
export const classRef = z.strictObject({ classId })
export const streamDraft = z.strictObject({
  classId,
  name: streamName,
  capacity: capacity.default(null),
  teacher: teacher.default(''),
})
export const streamEdit = z.strictObject({ streamId, name: streamName, capacity, teacher })
export const streamRef = z.strictObject({ streamId })
export const classPresetNames = ['pre_primary', 'primary', 'junior', 'senior', 'senior_mixed', 'old_secondary'] as const
/** Makes the classes of the chosen presets that are not there yet, each with these streams. */
export const classPreset = z.strictObject({
  presets: z.array(z.enum(classPresetNames)).min(1).max(classPresetNames.length),
  streams: z.array(streamName).min(1).max(12),
})

// ── students ─────────────────────────────────────────────────────────────────────────────────

const personName = z.string().trim().min(1).max(60)
const optionalText = (max: number) => z.string().trim().max(max).nullable()

export const studentFields = {
  /** Text: leading zeros and slashes stay; kept in upper case; unique in the school, leavers included. */
  admissionNumber: z.string().trim().min(1).max(50),
  firstName: personName,
  middleName: optionalText(60).default(null),
  lastName: personName,
  gender: z.enum(['F', 'M']),
  dateOfBirth: day.nullable().default(null),
  streamId,
  boarding: z.boolean().default(false),
  admittedOn: day.nullable().default(null),
  /** No terminal can know this child: a teacher marks, and "absent" is never assumed. */
  exempt: z.boolean().default(false),
  upi: optionalText(40).default(null),
  assessmentNumber: optionalText(40).default(null),
  birthCertificate: optionalText(40).default(null),
}
export const studentDraft = z.strictObject(studentFields)
/** Only what is given changes. */
export const studentEdit = z.strictObject({
  studentId,
  admissionNumber: studentFields.admissionNumber.optional(),
  firstName: personName.optional(),
  middleName: optionalText(60).optional(),
  lastName: personName.optional(),
  gender: studentFields.gender.optional(),
  dateOfBirth: day.nullable().optional(),
  streamId: streamId.optional(),
  boarding: z.boolean().optional(),
  admittedOn: day.nullable().optional(),
  exempt: z.boolean().optional(),
  upi: optionalText(40).optional(),
  assessmentNumber: optionalText(40).optional(),
  birthCertificate: optionalText(40).optional(),
})
const studentIds = z.array(studentId).min(1).max(1000)
export const studentsMove = z.strictObject({ studentIds, streamId })
/** `leftOn` is the last day at school. */
export const studentsDeactivate = z.strictObject({
  studentIds,
  leftOn: day,
  why: z.string().trim().max(200).default(''),
})
export const studentsRestore = z.strictObject({ studentIds })
/** JPEG, at most 480 pixels a side, made small by the window; null takes it away. */
export const studentPhoto = z.strictObject({ studentId, jpeg: z.instanceof(Uint8Array).nullable() })
export const studentPhotos = z.strictObject({ studentIds: z.array(studentId).max(200) })

// ── guardians ────────────────────────────────────────────────────────────────────────────────

/** With `guardianId` the guardian is changed, for all the children he or she has; without, made and linked. */
export const guardianSave = z.strictObject({
  studentId,
  guardianId: guardianId.optional(),
  fullName: z.string().trim().min(2).max(120),
  /** As typed; stored as E.164. Masked, as it was shown: it stays as it is. */
  phone: z.string().trim().min(1).max(40),
  email: z.string().trim().max(120).nullable().default(null),
  language: z.enum(['en', 'sw']),
  relation: z.string().trim().max(40).default(''),
  receivesMessages: z.boolean(),
})
export const guardianLink = z.strictObject({
  studentId,
  guardianId,
  relation: z.string().trim().max(40).default(''),
  receivesMessages: z.boolean().default(true),
})
export const guardianUnlink = z.strictObject({ studentId, guardianId })
/** All the student's guardians, who is called first at the beginning. */
export const guardianOrder = z.strictObject({ studentId, guardianIds: z.array(guardianId).min(1).max(20) })
export const guardianSearch = z.strictObject({ search: z.string().trim().min(2).max(100) })
/** `phone` is masked. */
export type GuardianMatch = { id: GuardianId; fullName: string; phone: string; students: string[] }

// ── search ───────────────────────────────────────────────────────────────────────────────────

export const searchRequest = z.strictObject({ search: z.string().trim().min(1).max(100) })
/** `inside`: in school now by his or her last record today. `lastEvent` is of today. */
export type SearchHit = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  className: string
  pin: number
  active: boolean
  inside: boolean
  lastEvent: { eventType: 'IN' | 'OUT'; at: number; deviceName: string } | null
  /** Why it was found, when not by its name: the number or the masked phone. */
  matched: string | null
}

/** One line of what was done to a student's record, newest first; from the audit log. */
export type StudentChange = { at: number; by: string; channel: string; outcome: string }
