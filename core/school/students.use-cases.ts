import type { Deps, UseCasesFor } from '../use-case.ts'
import { guardiansOf, otherStudentsOf } from './guardians.repo.ts'
import { maskDateOfBirth, maskPhone } from './mask.ts'
import { classTree } from './school.repo.ts'
import { countStudents, listStudents, studentRow } from './student-list.repo.ts'
import { studentFacts, terminalsKnowing } from './students.repo.ts'

export function studentsUseCases({ db }: Pick<Deps, 'db'>) {
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
  } satisfies UseCasesFor<'students'>
}
