import type { StudentId } from '../contract/common.ts'
import type { ImportField } from '../contract/imports.ts'
import type { Difference } from './difference.ts'
import type { Families } from './families.ts'
import type { Remembered, SchoolNow, StoredGuardian } from './import-school.repo.ts'
import type { ReadRow, RowGuardian } from './read-row.ts'
import { judge } from './three-way-rules.ts'

type Field = `guardian${1 | 2}${'Name' | 'Phone' | 'Relation' | 'Language'}`
const fieldOf = (slot: 1 | 2, part: 'Name' | 'Phone' | 'Relation' | 'Language'): Field => `guardian${slot}${part}`

/** What a row says of its guardians, as it is remembered. */
export function guardianMemory(guardians: readonly RowGuardian[]): Partial<Record<ImportField, string>> {
  const said: Partial<Record<ImportField, string>> = {}
  for (const { slot, phones, name, named, relation, language } of guardians) {
    said[fieldOf(slot, 'Phone')] = phones.join(' ')
    if (named) said[fieldOf(slot, 'Name')] = name
    said[fieldOf(slot, 'Relation')] = relation
    said[fieldOf(slot, 'Language')] = language ?? ''
  }
  return said
}

/** Compares the guardians of a row with those that the student has. Nobody is ever taken away. */
export function compareGuardians(
  read: ReadRow,
  studentId: StudentId,
  memory: Remembered,
  now: SchoolNow,
  families: Families,
): Difference[] {
  const links = now.links.get(studentId) ?? []
  const held = links.flatMap(link => {
    const guardian = now.guardians.get(link.guardianId)
    return guardian === undefined ? [] : [{ link, guardian }]
  })
  const gone = new Set<string>()

  function comparePhones(guardian: RowGuardian): Difference[] {
    const field = fieldOf(guardian.slot, 'Phone')
    const last = memory[field]?.split(' ') ?? []
    return guardian.phones.flatMap((phone, i): Difference[] => {
      const has = held.find(each => each.guardian.phone === phone)
      if (has !== undefined) return i === 0 ? compareOwn(guardian, has) : []
      // The office has taken it away or changed it since, and the file says what it said before.
      if (last.includes(phone)) return []
      const former = last[i]
      const replaced = held.find(each => each.guardian.phone === former && !gone.has(each.link.id))
      const stays = former === undefined || guardian.phones.includes(former)
      if (!stays && replaced !== undefined) gone.add(replaced.link.id)
      const person = families.join(phone, guardian, stays ? undefined : replaced?.guardian)
      const link = stays ? null : (replaced?.link ?? null)
      const relation = guardian.relation === '' ? (link?.relation ?? '') : guardian.relation
      const act = { kind: 'guardian', person, relation, replaces: link } as const
      const conflict = !stays && replaced === undefined
      if (!conflict) families.attach(person, studentId)
      return [{ field, before: stays ? '' : former, after: phone, conflict, act }]
    })
  }

  function compareOwn(
    { slot, name, named, relation, language }: RowGuardian,
    has: (typeof held)[number],
  ): Difference[] {
    const { link, guardian } = has
    const found: Difference[] = []
    function look(field: Field, file: string, database: string, act: Difference['act'], unset?: string): void {
      const verdict = judge(file, database, memory[field], unset)
      if (verdict === 'same') return
      found.push({ field, before: database, after: file, conflict: verdict === 'conflict', act })
    }
    const set = (values: Partial<StoredGuardian>) =>
      ({ kind: 'guardian_set', guardianId: guardian.id, values }) as const
    if (named) look(fieldOf(slot, 'Name'), name, guardian.fullName, set({ fullName: name }))
    look(fieldOf(slot, 'Relation'), relation, link.relation, { kind: 'relation', linkId: link.id, relation })
    if (language !== null) look(fieldOf(slot, 'Language'), language, guardian.language, set({ language }), 'en')
    return found
  }

  return read.guardians.flatMap(comparePhones)
}
