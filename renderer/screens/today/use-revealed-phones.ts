import { useState } from 'react'
import type { GuardianId, StudentId } from '../../../core/contract/common.ts'
import { call } from '../../api.ts'
import { showError } from '../../stores/toasts.ts'

/** Phones in clear, by guardian. */
export type Phones = ReadonlyMap<GuardianId, string>

/** Opens the phones of students, which is written to the audit log each time, and keeps them until the screen is left. */
export function useRevealedPhones() {
  const [phones, setPhones] = useState<ReadonlyMap<StudentId, Phones>>(new Map())
  return {
    phones,
    reveal(studentId: StudentId): void {
      if (phones.has(studentId)) return
      call('students.reveal', { studentId }).then(
        answer =>
          setPhones(before => {
            const own = new Map(answer.phones.map(({ guardianId, phone }) => [guardianId, phone]))
            return new Map([...before, [studentId, own]])
          }),
        showError,
      )
    },
  }
}
