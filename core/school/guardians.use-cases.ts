import type { GuardianId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import type { Undo } from '../undo/undo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import {
  deleteTie,
  findGuardian,
  guardiansWithPhone,
  retireGuardianAlone,
  searchGuardians,
  tiesOf,
  updateGuardian,
  updateTie,
} from './guardian-changes.repo.ts'
import type { GuardianFacts, Tie } from './guardian-changes.repo.ts'
import { addGuardian, linkGuardian } from './guardians.repo.ts'
import { maskPhone } from './mask.ts'
import type { MakeChange } from './people-change.ts'
import { phoneBeginning } from './phone-search.ts'
import { readPhone } from './phone.ts'
import { findSchool } from './school.repo.ts'
import { studentRow } from './student-list.repo.ts'

const guardiansFound = 20

export function guardiansUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>, makeChange: MakeChange) {
  return {
    'guardians.find': ({ search }) =>
      searchGuardians(db, search.split(/\s+/).filter(Boolean), phoneBeginning(search), guardiansFound).map(
        ({ id, fullName, phone, students }) => ({ id, fullName, phone: maskPhone(phone), students: [...students] }),
      ),

    'guardians.save': ({ studentId, guardianId, phone: typed, relation, receivesMessages, ...facts }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { fullName: child } = studentRow(tx, studentId)
        const tie = { studentId, relation, receivesMessages }
        const person = { ...facts, email: facts.email === '' ? null : facts.email }
        const id =
          guardianId === undefined
            ? addOrReuse(tx, undo, { ...person, phone: phoneOf(typed) })
            : change(tx, undo, guardianOf(tx, studentId, guardianId), { ...person, typed })
        tieTo(tx, undo, { ...tie, guardianId: id })
        return {
          what: 'guardian_save',
          subject: `${facts.fullName} (${child})`,
          count: 1,
          audited: [id],
          answer: { id },
        }
      }),

    'guardians.link': ({ studentId, guardianId, relation, receivesMessages }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { fullName: child } = studentRow(tx, studentId)
        const { fullName } = theGuardian(tx, guardianId)
        tieTo(tx, undo, { studentId, guardianId, relation, receivesMessages })
        return {
          what: 'guardian_link',
          subject: `${fullName} (${child})`,
          count: 1,
          audited: [guardianId],
          answer: {},
        }
      }),

    'guardians.unlink': ({ studentId, guardianId }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { fullName: child } = studentRow(tx, studentId)
        const { fullName } = guardianOf(tx, studentId, guardianId)
        const ids = tiesOf(tx, studentId).flatMap(tie => (tie.guardianId === guardianId ? [tie.id] : []))
        undo.touch('student_guardian', ids)
        undo.touch('guardian', [guardianId])
        for (const id of ids) deleteTie(tx, id)
        retireGuardianAlone(tx, guardianId, clock.now())
        return {
          what: 'guardian_unlink',
          subject: `${fullName} (${child})`,
          count: 1,
          audited: [guardianId],
          answer: {},
        }
      }),

    'guardians.order': ({ studentId, guardianIds }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { fullName: child } = studentRow(tx, studentId)
        const ties = new Map(tiesOf(tx, studentId).map(tie => [tie.guardianId, tie]))
        const inOrder = [...new Set(guardianIds)].flatMap(id => ties.get(id) ?? [])
        if (inOrder.length !== ties.size || inOrder.length !== guardianIds.length) {
          throw new AppError('invalid_input', { field: 'guardianIds' })
        }
        undo.touch(
          'student_guardian',
          inOrder.map(({ id }) => id),
        )
        for (const [position, { id }] of inOrder.entries()) updateTie(tx, id, { position })
        return { what: 'guardian_save', subject: child, count: inOrder.length, audited: [studentId], answer: {} }
      }),
  } satisfies UseCasesFor<'guardians'>

  /** Someone with the same phone and name is the same person: brothers and sisters share him or her. */
  function addOrReuse(tx: Tx, undo: Undo, facts: Person & { readonly phone: string }): GuardianId {
    const twin = guardiansWithPhone(tx, facts.phone).find(one => sameName(one.fullName, facts.fullName))
    if (twin !== undefined) return write(tx, undo, twin.id, facts)
    const school = findSchool(tx)
    if (school === null) throw new AppError('not_found')
    const id = addGuardian(tx, { ...facts, schoolId: school.id, at: clock.now() })
    undo.made('guardian', [id])
    return id
  }
}

type Person = { readonly fullName: string; readonly email: string | null; readonly language: 'en' | 'sw' }

/** A phone that comes back masked, as it was shown, stays as it is. */
function change(tx: Tx, undo: Undo, before: GuardianFacts, facts: Person & { readonly typed: string }): GuardianId {
  const { typed, ...person } = facts
  const phone = typed === maskPhone(before.phone) ? before.phone : phoneOf(typed)
  return write(tx, undo, before.id, { ...person, phone })
}

function write(tx: Tx, undo: Undo, id: GuardianId, facts: Person & { readonly phone: string }): GuardianId {
  undo.touch('guardian', [id])
  updateGuardian(tx, id, facts)
  return id
}

function tieTo(
  tx: Tx,
  undo: Undo,
  tie: {
    readonly studentId: StudentId
    readonly guardianId: GuardianId
    readonly relation: string
    readonly receivesMessages: boolean
  },
): void {
  const { studentId, guardianId, relation, receivesMessages } = tie
  const known = tieOf(tx, studentId, guardianId)
  if (known === undefined) undo.made('student_guardian', [linkGuardian(tx, tie)])
  else {
    undo.touch('student_guardian', [known.id])
    updateTie(tx, known.id, { relation, receivesMessages })
  }
}

function tieOf(tx: Tx, studentId: StudentId, guardianId: GuardianId): Tie | undefined {
  return tiesOf(tx, studentId).find(tie => tie.guardianId === guardianId)
}

function theGuardian(tx: Tx, guardianId: GuardianId): GuardianFacts {
  const found = findGuardian(tx, guardianId)
  if (found === null) throw new AppError('not_found')
  return found
}

function guardianOf(tx: Tx, studentId: StudentId, guardianId: GuardianId): GuardianFacts {
  if (tieOf(tx, studentId, guardianId) === undefined) throw new AppError('not_found')
  return theGuardian(tx, guardianId)
}

function phoneOf(typed: string): string {
  const read = readPhone(typed)
  if ('e164' in read) return read.e164
  throw new AppError('phone_invalid', { reason: read.kind, field: 'phone' })
}

function sameName(a: string, b: string): boolean {
  return plainName(a) === plainName(b)
}

function plainName(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}
