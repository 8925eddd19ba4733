import type { Deps, UseCasesFor } from '../use-case.ts'
import { guardiansOf, otherStudentsOf } from './guardians.repo.ts'
import { maskDateOfBirth, maskPhone } from './mask.ts'
import type { MakeChange } from './people-change.ts'
import { pictureUrl } from './pictures.ts'
import { classTree } from './school.repo.ts'
import { studentChanges, suggestNumber } from './student-changes.ts'
import { auditOf, photosOf } from './student-changes.repo.ts'
import { studentFacts, terminalsKnowing } from './student-facts.repo.ts'
import { countStudents, listStudents, studentRow } from './student-list.repo.ts'

const historyLines = 200

export function studentsUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>, makeChange: MakeChange) {
  return {
    'students.tree': () => classTree(db),

    'students.list': ({ limit, offset, ...filter }) => ({
      rows: listStudents(db, filter, limit, offset),
      total: countStudents(db, filter),
    }),

    'students.get': ({ studentId }) => {
      const row = studentRow(db, studentId)
      const facts = studentFacts(db, studentId)
      const guardians = guardiansOf(db, studentId)
      const siblings = otherStudentsOf(
        db,
        guardians.map(({ id }) => id),
        studentId,
      )
      return {
        ...row,
        ...facts,
        dateOfBirth: maskDateOfBirth(facts.dateOfBirth),
        guardiansList: guardians.map(guardian => ({
          ...guardian,
          phone: maskPhone(guardian.phone),
          siblings: siblings
            .filter(({ guardianId }) => guardianId === guardian.id)
            .map(sibling => ({
              studentId: sibling.studentId,
              fullName: sibling.fullName,
              className: sibling.className,
            })),
        })),
        terminals: terminalsKnowing(db, row.pin),
      }
    },

    'students.reveal': ({ studentId }) => ({
      dateOfBirth: studentFacts(db, studentId).dateOfBirth,
      phones: guardiansOf(db, studentId).map(({ id, phone }) => ({ guardianId: id, phone })),
    }),

    'students.photos': ({ studentIds }) =>
      Object.fromEntries([...photosOf(db, studentIds)].map(([id, jpeg]) => [id, pictureUrl(jpeg)])),

    'students.history': ({ studentId }) => {
      studentRow(db, studentId)
      const guardianIds = guardiansOf(db, studentId).map(({ id }) => id)
      return auditOf(db, studentId, guardianIds, historyLines)
    },

    'students.suggestNumber': () => ({ admissionNumber: suggestNumber(db) }),

    ...studentChanges(clock, makeChange),
  } satisfies UseCasesFor<'students'>
}
