import type { Day, GuardianId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { newId } from '../ids.ts'
import { moveStudents } from '../school/membership.repo.ts'
import { alwaysFrom, moveAdmission } from '../school/stays.repo.ts'
import type { Undo } from '../undo/undo.ts'
import type { ComparedRow } from './compare.ts'
import { rememberedAfter } from './compare.ts'
import type { Difference } from './difference.ts'
import type { Person } from './families.ts'
import type { Remembered, SchoolNow, StoredGuardian, StoredStudent } from './import-school.repo.ts'
import type { NewGuardianLink, NewStudent } from './import-write.repo.ts'
import {
  insertGuardians,
  insertLinks,
  insertStudents,
  remember,
  removeChildless,
  saveAliases,
  updateGuardians,
  updateLinks,
  updateStudents,
} from './import-write.repo.ts'

export type Applying = {
  readonly rows: readonly ComparedRow[]
  readonly now: SchoolNow
  readonly schoolId: SchoolId
  /** Rows whose conflicts are taken from the file. */
  readonly overwrite: ReadonlySet<number>
  /** Class labels that a person has explained, bare. */
  readonly aliases: ReadonlyMap<string, StreamId>
  readonly today: Day
  /** First day that has marks; null: none yet. */
  readonly firstMarked: Day | null
  readonly at: number
}

export type Applied = {
  readonly added: number
  readonly changed: number
  readonly same: number
  readonly rejected: number
  /** Those that are new or different. */
  readonly students: StudentId[]
  /** First day on which they belong to the school in another way; undefined: on none. */
  readonly rollFrom: Day | undefined
}

/** Writes what a comparison found, a statement for each table. */
export function applyImport(tx: Tx, undo: Undo, applying: Applying): Applied {
  const { rows, overwrite, at } = applying
  const taken = (row: ComparedRow) =>
    row.differences.filter(({ conflict }) => !conflict || overwrite.has(row.read.rowNumber))
  const news = rows.filter(({ kind }) => kind === 'new')
  const known = rows.filter(({ kind }) => kind === 'changed' || kind === 'same')
  const changed = known
    .map(row => ({ row, differences: taken(row) }))
    .filter(({ differences }) => differences.length > 0)
  const rollDays: Day[] = []

  saveLabels(tx, undo, applying)
  addPeople(tx, undo, applying, [
    ...news.flatMap(({ links }) => links.map(({ person }) => person)),
    ...changed.flatMap(({ differences }) =>
      differences.flatMap(({ act }) => (act.kind === 'guardian' ? act.person : [])),
    ),
  ])
  addStudents(tx, undo, applying, news, rollDays)
  changeStudents(tx, undo, applying, changed, rollDays)
  saveMemory(tx, undo, applying, [...news, ...known])
  return {
    added: news.length,
    changed: changed.length,
    same: known.length - changed.length,
    rejected: rows.length - news.length - known.length,
    students: [...news, ...changed.map(({ row }) => row)].flatMap(({ studentId }) => studentId ?? []),
    rollFrom: rollDays.sort()[0],
  }

  function saveMemory(tx: Tx, undo: Undo, { now }: Applying, kept: readonly ComparedRow[]): void {
    const said = new Map<StudentId, Remembered>()
    for (const row of kept) {
      if (row.studentId === null) continue
      const before = now.memory.get(row.studentId)
      const after = rememberedAfter(row, before ?? {}, overwrite.has(row.read.rowNumber))
      if (!sameMemory(before, after)) said.set(row.studentId, after)
    }
    undo.touch('import_memory', [...said.keys()])
    remember(tx, said, at)
  }
}

function sameMemory(before: Remembered | undefined, after: Remembered): boolean {
  if (before === undefined) return false
  const fields = Object.entries(after)
  return (
    fields.length === Object.keys(before).length &&
    fields.every(([field, value]) => Object.is(readField(before, field), value))
  )
}

function readField(memory: Remembered, field: string): unknown {
  return Object.getOwnPropertyDescriptor(memory, field)?.value
}

function saveLabels(tx: Tx, undo: Undo, { aliases, now }: Applying): void {
  const fresh = new Map([...aliases].filter(([label, streamId]) => now.aliases.get(label) !== streamId))
  undo.touch('class_alias', [...fresh.keys()])
  saveAliases(tx, fresh)
}

function addStudents(
  tx: Tx,
  undo: Undo,
  { schoolId, today, firstMarked, at }: Applying,
  news: readonly ComparedRow[],
  rollDays: Day[],
): void {
  const students = news.flatMap(({ read, studentId }): NewStudent[] => {
    const { name, gender, streamId } = read
    if (studentId === null || name === null || gender === null || streamId === null) return []
    return [
      {
        id: studentId,
        schoolId,
        admissionNumber: read.admissionNumber,
        firstName: name.first,
        middleName: name.middle,
        lastName: name.last,
        gender,
        dateOfBirth: read.dateOfBirth,
        streamId,
        boarding: read.boarding ?? false,
        admittedOn: read.admittedOn,
        upi: read.upi || null,
        assessmentNumber: read.assessmentNumber || null,
        birthCertificate: read.birthCertificate || null,
        stayFrom: stayFrom(read.admittedOn, today, firstMarked),
      },
    ]
  })
  undo.made(
    'student',
    students.map(({ id }) => id),
  )
  insertStudents(tx, students, at)
  if (students.length > 0) rollDays.push(today)
  const links = news.flatMap(({ studentId, links }) =>
    studentId === null ? [] : links.map(({ person, ...link }) => ({ ...link, studentId, guardianId: person.id })),
  )
  addLinks(tx, undo, links)
}

/** Registers that were made before a child was in the list stay as they were signed. */
function stayFrom(admittedOn: Day | null, today: Day, firstMarked: Day | null): Day {
  if (firstMarked === null) return admittedOn ?? alwaysFrom
  return admittedOn !== null && admittedOn > today ? admittedOn : today
}

function addPeople(tx: Tx, undo: Undo, { schoolId, at }: Applying, people: readonly Person[]): void {
  const fresh = new Map(people.filter(({ isNew }) => isNew).map(person => [person.id, person]))
  undo.made('guardian', [...fresh.keys()])
  insertGuardians(
    tx,
    [...fresh.values()].map(({ id, fullName, phone, email, language }) => ({
      id,
      schoolId,
      fullName,
      phone,
      email,
      language,
    })),
    at,
  )
}

function addLinks(tx: Tx, undo: Undo, links: readonly Omit<NewGuardianLink, 'id'>[]): void {
  const made = links.map(link => ({ ...link, id: newId() }))
  undo.made(
    'student_guardian',
    made.map(({ id }) => id),
  )
  insertLinks(tx, made)
}

type Changed = { readonly row: ComparedRow; readonly differences: readonly Difference[] }

function changeStudents(
  tx: Tx,
  undo: Undo,
  { now, today, firstMarked, at }: Applying,
  changed: readonly Changed[],
  rollDays: Day[],
): void {
  const facts = new Map<StudentId, Partial<StoredStudent>>()
  const moves = new Map<StreamId, StudentId[]>()
  const guardians = new Map<GuardianId, Partial<StoredGuardian>>()
  const links = new Map<string, { relation?: string; guardianId?: GuardianId }>()
  const added = new Map<StudentId, Omit<NewGuardianLink, 'id'>[]>()
  const left: GuardianId[] = []
  const stored = new Map([...now.students.values()].map(student => [student.id, student]))

  for (const { row, differences } of changed) {
    const { studentId } = row
    if (studentId === null) continue
    for (const { act } of differences) {
      if (act.kind === 'set') facts.set(studentId, { ...facts.get(studentId), ...act.values })
      else if (act.kind === 'move') moves.set(act.streamId, [...(moves.get(act.streamId) ?? []), studentId])
      else if (act.kind === 'guardian_set') {
        guardians.set(act.guardianId, { ...guardians.get(act.guardianId), ...act.values })
      } else if (act.kind === 'relation') links.set(act.linkId, { ...links.get(act.linkId), relation: act.relation })
      else attach(studentId, act)
    }
  }

  function attach(studentId: StudentId, act: Extract<Difference['act'], { kind: 'guardian' }>): void {
    const { person, relation, replaces } = act
    if (replaces !== null) {
      links.set(replaces.id, { relation, guardianId: person.id })
      left.push(replaces.guardianId)
      return
    }
    const more = added.get(studentId) ?? []
    const own = [...(now.links.get(studentId) ?? []), ...more]
    const link = {
      studentId,
      guardianId: person.id,
      relation,
      receivesMessages: !own.some(({ receivesMessages }) => receivesMessages),
      position: Math.max(-1, ...own.map(({ position }) => position)) + 1,
    }
    added.set(studentId, [...more, link])
  }

  undo.touch('student', [...facts.keys(), ...[...moves.values()].flat()])
  undo.touch('guardian', [...guardians.keys(), ...left])
  undo.touch('student_guardian', [...links.keys()])
  updateStudents(tx, facts)
  for (const [streamId, ids] of moves) moveStudents(tx, ids, streamId, today)
  if (moves.size > 0 || [...facts.values()].some(({ boarding }) => boarding !== undefined)) rollDays.push(today)
  for (const [id, { admittedOn }] of facts) {
    if (admittedOn === undefined || admittedOn === null) continue
    moveAdmission(tx, id, admittedOn)
    const before = stored.get(id)?.admittedOn ?? firstMarked
    // Nothing is known of the days before the first marks.
    if (firstMarked === null || before === null || (before <= firstMarked && admittedOn <= firstMarked)) continue
    rollDays.push(before < admittedOn ? before : admittedOn)
  }
  updateGuardians(tx, guardians)
  updateLinks(tx, links)
  addLinks(tx, undo, [...added.values()].flat())
  removeChildless(tx, left, at)
}
