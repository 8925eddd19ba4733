import type { StudentId } from '../../../core/contract/common.ts'
import type { ReportingDay } from '../../../core/contract/morning.ts'

export type ReportingPart = 'missing' | 'reported' | 'all'

export type ReportingRow = {
  studentId: StudentId
  fullName: string
  admissionNumber: string
  className: string
  reportedAt: number | null
}

/** Those of one part, by class. */
export function reportingRows({ streams }: ReportingDay, part: ReportingPart): ReportingRow[] {
  return streams
    .flatMap(({ className, students }) => students.map(student => ({ ...student, className })))
    .filter(({ reportedAt }) => part === 'all' || (reportedAt === null) === (part === 'missing'))
}
