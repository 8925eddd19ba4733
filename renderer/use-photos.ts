import type { StudentId } from '../core/contract/common.ts'
import { useCall } from './use-call.ts'

/** Photos of these students (at most 200) as data URLs; who has none is missing. */
export function usePhotos(studentIds: readonly StudentId[]): Readonly<Partial<Record<StudentId, string>>> {
  const { data } = useCall('students.photos', studentIds.length === 0 ? null : { studentIds: [...studentIds] }, {
    refreshOn: ['people.changed'],
  })
  return data ?? {}
}
