import type { BlockedGuardian } from '../../../../core/contract/messages.ts'

/** Every class that a blocked guardian has a child in, in the order in which they come. */
export function classesOf(guardians: readonly BlockedGuardian[]): string[] {
  return [...new Set(guardians.flatMap(({ students }) => students.map(({ className }) => className)))]
}

/** Guardians with a child in this class; an empty name: all. */
export function ofClass(guardians: readonly BlockedGuardian[], className: string): readonly BlockedGuardian[] {
  if (className === '') return guardians
  return guardians.filter(({ students }) => students.some(student => student.className === className))
}
