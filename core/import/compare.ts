import type { StreamId, StudentId } from '../contract/common.ts'
import type { ImportField, ImportKind } from '../contract/imports.ts'
import { newId } from '../ids.ts'
import { compareGuardians, guardianMemory } from './compare-guardians.ts'
import type { Families } from './families.ts'
import type { Difference, NewLink } from './difference.ts'
import { createFamilies } from './families.ts'
import type { Remembered, SchoolNow, StoredStudent } from './import-school.repo.ts'
import type { Fault, ReadRow, RowGuardian } from './read-row.ts'
import { judge } from './three-way-rules.ts'

export type ComparedRow = {
  readonly read: ReadRow
  readonly kind: ImportKind
  readonly studentId: StudentId | null
  /** Why it is rejected; of other rows, what cannot be kept of it. */
  readonly faults: readonly Fault[]
  readonly differences: readonly Difference[]
  /** Of a new student. */
  readonly links: readonly NewLink[]
  /** What the row says, to be remembered; see `rememberedAfter`. */
  readonly says: Remembered
}

/** Compares row after row with the school. Rows must come in the order of the file: the first of two with one number counts. */
export function createComparer(now: SchoolNow) {
  const families = createFamilies(now)
  const firstRow = new Map<string, number>()

  function compare(read: ReadRow): ComparedRow {
    const stored = now.students.get(read.admissionNumber)
    const says = saidBy(read)
    const faults = [...read.faults, ...twice(read), ...(stored?.active === false ? [left(read)] : [])]
    for (const guardian of read.guardians) {
      for (const phone of guardian.phones) {
        if (families.find(phone, guardian) === 'differs' && !isKnown(guardian, stored))
          faults.push({ fault: 'guardian_name_differs', value: guardian.name })
      }
    }
    const row = { read, says, faults, differences: [], links: [] }
    if (faults.some(({ fault }) => fault !== 'guardian_not_kept')) {
      return { ...row, kind: 'rejected', studentId: stored?.id ?? null }
    }
    if (stored === undefined) {
      const studentId = newId<StudentId>()
      return { ...row, kind: 'new', studentId, links: linksOfNew(read, families, studentId) }
    }
    const memory = now.memory.get(stored.id) ?? {}
    const differences = [
      ...compareFacts(read, stored, memory, now),
      ...compareGuardians(read, stored.id, memory, now, families),
    ]
    const kind = differences.some(({ conflict }) => !conflict) ? 'changed' : 'same'
    return { ...row, kind, studentId: stored.id, differences }
  }

  /** What the file said of this child's guardian before: if the office has changed the name since, that stays. */
  function isKnown({ slot, name }: RowGuardian, stored: StoredStudent | undefined): boolean {
    return stored !== undefined && now.memory.get(stored.id)?.[`guardian${slot}Name`] === name
  }

  function twice({ admissionNumber, rowNumber }: ReadRow): Fault[] {
    if (admissionNumber === '') return []
    const first = firstRow.get(admissionNumber)
    if (first !== undefined) return [{ fault: 'admission_twice', value: String(first) }]
    firstRow.set(admissionNumber, rowNumber)
    return []
  }

  return { compare, families }
}

function left({ admissionNumber }: ReadRow): Fault {
  return { fault: 'left_school', value: admissionNumber }
}

function linksOfNew({ guardians }: ReadRow, families: Families, studentId: StudentId): NewLink[] {
  const links: NewLink[] = []
  for (const guardian of guardians) {
    for (const [i, phone] of guardian.phones.entries()) {
      const person = families.join(phone, guardian)
      if (links.some(link => link.person.id === person.id)) continue
      families.attach(person, studentId)
      // One text for a child: the first number gets it, until the office says otherwise.
      links.push({
        person,
        relation: guardian.relation,
        receivesMessages: links.length === 0 && i === 0,
        position: links.length,
      })
    }
  }
  return links
}

const yesNo = (value: boolean | null) => (value === null ? '' : value ? 'yes' : 'no')

/** What a row says of each field, as it is remembered. */
function saidBy(read: ReadRow): Remembered {
  const said: Partial<Record<ImportField, string>> = {
    fullName: read.name === null ? '' : nameText(read.name),
    gender: read.gender ?? '',
    className: read.streamId ?? '',
    boarding: yesNo(read.boarding),
    dateOfBirth: read.dateOfBirth ?? '',
    admittedOn: read.admittedOn ?? '',
    upi: read.upi,
    assessmentNumber: read.assessmentNumber,
    birthCertificate: read.birthCertificate,
    ...guardianMemory(read.guardians),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
}

function nameText({ first, middle, last }: { first: string; middle: string | null; last: string }): string {
  return [first, middle, last].filter(Boolean).join(' ')
}

function compareFacts(read: ReadRow, stored: StoredStudent, memory: Remembered, now: SchoolNow): Difference[] {
  const found: Difference[] = []
  function look(
    field: ImportField,
    file: string,
    database: string,
    values: Partial<StoredStudent>,
    unset?: string,
  ): void {
    const verdict = judge(file, database, memory[field], unset)
    if (verdict === 'same') return
    found.push({ field, before: database, after: file, conflict: verdict === 'conflict', act: { kind: 'set', values } })
  }

  if (read.name !== null) {
    const { first: firstName, last: lastName } = read.name
    const middleName = read.saysMiddle ? read.name.middle : stored.middleName
    const before = nameText({ first: stored.firstName, middle: stored.middleName, last: stored.lastName })
    const after = nameText({ first: firstName, middle: middleName, last: lastName })
    look('fullName', after, before, { firstName, middleName, lastName })
  }
  if (read.gender !== null) look('gender', read.gender, stored.gender, { gender: read.gender })
  if (read.boarding !== null) {
    look('boarding', yesNo(read.boarding), yesNo(stored.boarding), { boarding: read.boarding }, 'no')
  }
  for (const field of ['dateOfBirth', 'admittedOn'] as const) {
    look(field, read[field] ?? '', stored[field] ?? '', { [field]: read[field] })
  }
  for (const field of ['upi', 'assessmentNumber', 'birthCertificate'] as const) {
    look(field, read[field], stored[field] ?? '', { [field]: read[field] })
  }
  if (read.streamId !== null) {
    const { streamId } = read
    const verdict = judge(streamId, stored.streamId, memory.className)
    if (verdict !== 'same') {
      found.push({
        field: 'className',
        before: className(now, stored.streamId),
        after: className(now, streamId),
        conflict: verdict === 'conflict',
        act: { kind: 'move', streamId },
      })
    }
  }
  return found
}

/** `Grade 7 East`. */
export function className(now: Pick<SchoolNow, 'streams'>, id: StreamId): string {
  const found = now.streams.find(({ streamId }) => streamId === id)
  return found === undefined ? '' : `${found.className} ${found.streamName}`.trim()
}

/** What is to be known of a student at the next import. Of a conflict that was left alone nothing new is remembered. */
export function rememberedAfter(row: ComparedRow, before: Remembered, overwritten: boolean): Remembered {
  const open = new Set(overwritten ? [] : row.differences.filter(({ conflict }) => conflict).map(({ field }) => field))
  const said = Object.fromEntries(Object.entries(row.says).filter(([field]) => !open.has(field as ImportField)))
  return { ...before, ...said }
}
