import type { GuardianId, StudentId } from '../contract/common.ts'
import { newId } from '../ids.ts'
import type { SchoolNow } from './import-school.repo.ts'
import { sameGuardian } from './person-name-rules.ts'
import type { RowGuardian } from './read-row.ts'

/** A guardian, there already or to be made. */
export type Person = {
  readonly id: GuardianId
  readonly isNew: boolean
  readonly fullName: string
  readonly phone: string
  readonly email: string | null
  readonly language: 'en' | 'sw'
}

/** Who has which phone: those the school knows and those that earlier rows bring. */
export type Families = {
  /** Whoever has this phone and can be this person; `differs`: somebody with a clearly different name has it. */
  find(phone: string, guardian: Pick<RowGuardian, 'name' | 'named'>): Person | 'differs' | null
  /** As `find`; makes the guardian when nobody has the phone. */
  join(phone: string, guardian: RowGuardian, like?: Pick<Person, 'email' | 'language'>): Person
  /** A child gets this guardian. */
  attach(person: Person, child: StudentId): void
  /** Children who got a guardian that another child has too. */
  siblings(): number
}

export function createFamilies(now: SchoolNow): Families {
  const byPhone = new Map<string, Person[]>()
  const children = new Map<GuardianId, Set<StudentId>>()
  const attached = new Map<StudentId, GuardianId[]>()
  for (const stored of now.guardians.values()) put({ ...stored, isNew: false })
  for (const links of now.links.values()) for (const { guardianId, studentId } of links) child(guardianId, studentId)

  function put(person: Person): void {
    const known = byPhone.get(person.phone)
    if (known === undefined) byPhone.set(person.phone, [person])
    else known.push(person)
  }

  function child(guardianId: GuardianId, studentId: StudentId): void {
    const known = children.get(guardianId)
    if (known === undefined) children.set(guardianId, new Set([studentId]))
    else known.add(studentId)
  }

  function find(phone: string, { name, named }: Pick<RowGuardian, 'name' | 'named'>): Person | 'differs' | null {
    const known = byPhone.get(phone)
    const [first] = known ?? []
    if (known === undefined || first === undefined) return null
    return named ? (known.find(({ fullName }) => sameGuardian(fullName, name)) ?? 'differs') : first
  }

  return {
    find,
    join(phone, guardian, like) {
      const known = find(phone, guardian)
      if (known !== null && known !== 'differs') return known
      const { name: fullName, language } = guardian
      const person: Person = {
        id: newId<GuardianId>(),
        isNew: true,
        fullName,
        phone,
        email: like?.email ?? null,
        language: language ?? like?.language ?? 'en',
      }
      put(person)
      return person
    },
    attach(person, studentId) {
      child(person.id, studentId)
      attached.set(studentId, [...(attached.get(studentId) ?? []), person.id])
    },
    siblings: () => [...attached.values()].filter(ids => ids.some(id => (children.get(id)?.size ?? 0) > 1)).length,
  }
}
