import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ClassId, GatePassId, SchoolId, StreamId, StudentId, UndoId } from '../contract/common.ts'
import type { Access } from '../contract/permissions.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db, Tx } from '../db/open.ts'
import { gatePass, photo, schoolClass, stream, student, syncItem } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { insertDevice, insertDeviceGroup } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import { addClass, addSchool, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import type { Caller } from '../use-case.ts'
import { beginUndo } from './undo.ts'
import type { Undo } from './undo.ts'
import { createPruneUndo, undoForMs, undoUseCases } from './undo.use-cases.ts'

const started = Date.UTC(2026, 4, 12)
let now = started
let db: Db
let schoolId: SchoolId
let classId: ClassId
let east: StreamId
let brian: StudentId
const changed: StudentId[][] = []
const heard: string[] = []

beforeEach(() => {
  now = started
  changed.length = heard.length = 0
  db = openDatabase({ database: ':memory:', backups: '' })
  schoolId = addSchool(db, { name: 'Mwangaza', code: 'MW', at: 1 })
  classId = addClass(db, { schoolId, name: 'Grade 7', level: 7 })
  east = addStream(db, { classId, name: 'East' })
  brian = add('1')
})
afterEach(() => closeDatabase(db))

const clock = { now: () => now, speed: () => 1 }
const useCases = () =>
  undoUseCases(
    { db, clock, emit: ({ name }) => void heard.push(name) },
    { onUndone: () => [], studentsChanged: ids => void changed.push([...ids]) },
  )
const caller = (role: 'super_admin' | 'viewer'): Caller => ({
  windowId: 1,
  user: { id: newId(), username: role, fullName: role, role },
  audit: () => undefined,
})
const admin = caller('super_admin')
const run = (undoId: UndoId, who = admin) => useCases()['undo.run']({ undoId }, who)
const refusal = (code: string) => expect.objectContaining({ code }) as Error

function add(admissionNumber: string, streamId = east): StudentId {
  const names = { firstName: 'Brian', lastName: 'Otieno', gender: 'M' } as const
  return addStudent(db, { schoolId, streamId, admissionNumber, ...names, at: 1 })
}

function step(work: (undo: Undo, tx: Tx) => void, access: Access = 'students:write'): UndoId {
  return transact(db, tx => {
    const undo = beginUndo(tx)
    work(undo, tx)
    return undo.finish({ what: 'student_edit', subject: 'Brian', count: 1, access, by: null, at: now })
  })
}

const checksum = () => tablesChecksum(db)
const rename = (tx: Tx, firstName: string) => tx.update(student).set({ firstName }).where(eq(student.id, brian)).run()

describe('a step', () => {
  it('taken back leaves every table as it was: changed, added and removed rows, bytes too', () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0, 1, 2, 0xff])
    db.insert(photo).values({ studentId: brian, jpeg, at: 1 }).run()
    const before = checksum()
    const undoId = step((undo, tx) => {
      undo.touch('student', [brian])
      undo.touch('photo', [brian])
      rename(tx, 'Bryan')
      tx.delete(photo).where(eq(photo.studentId, brian)).run()
      const made = addClass(tx, { schoolId, name: 'Grade 8', level: 8 })
      undo.made('class', [made])
      const blue = addStream(tx, { classId: made, name: 'Blue' })
      undo.made('stream', [blue])
      const other = add('2', blue)
      undo.made('student', [other])
      tx.update(student).set({ streamId: blue }).where(eq(student.id, brian)).run()
    })
    expect(checksum()).not.toBe(before)
    expect(run(undoId)).toEqual({ what: 'student_edit', count: 1 })
    expect(checksum()).toBe(before)
    expect(changed).toEqual([[brian]])
    expect(heard).toEqual(['people.changed'])
  })

  it('puts a name back that a row of the same step has taken over', () => {
    const before = checksum()
    const undoId = step((undo, tx) => {
      undo.touch('class', [classId])
      tx.update(schoolClass).set({ name: 'Grade 8', level: 8 }).where(eq(schoolClass.id, classId)).run()
      undo.made('class', [addClass(tx, { schoolId, name: 'Grade 7', level: 7 })])
    })
    run(undoId)
    expect(checksum()).toBe(before)
  })

  it('that changed nothing is kept and taken back without harm', () => {
    const undoId = step(undo => undo.touch('student', [brian]))
    const before = checksum()
    run(undoId)
    expect(checksum()).toBe(before)
  })

  it('keeps the first image when a row is touched twice', () => {
    const undoId = step((undo, tx) => {
      undo.touch('student', [brian])
      rename(tx, 'Bryan')
      undo.touch('student', [brian])
      rename(tx, 'Ryan')
    })
    run(undoId)
    expect(db.select({ name: student.firstName }).from(student).all()).toEqual([{ name: 'Brian' }])
  })

  it('is announced to those whose screens it changes', () => {
    const undoId = step((undo, tx) => {
      const id = newId<GatePassId>()
      undo.made('gate_pass', [id])
      const facts = { reason: 'x', approvedBy: 'x', issuedAt: 1, issuedBy: 'x', day: '2026-05-12' }
      tx.insert(gatePass)
        .values({ id, number: 1, studentId: brian, ...facts })
        .run()
    })
    run(undoId)
    expect(heard).toEqual(['passes.changed'])
  })
})

describe('a step is refused, and nothing touched,', () => {
  it('when a row was changed since', () => {
    const undoId = step((undo, tx) => {
      undo.touch('stream', [east])
      tx.update(stream).set({ teacher: 'Mary' }).where(eq(stream.id, east)).run()
      undo.touch('student', [brian])
      rename(tx, 'Bryan')
    })
    rename(db, 'Ryan')
    const before = checksum()
    expect(() => run(undoId)).toThrow(refusal('undo_conflict'))
    expect(checksum()).toBe(before)
    expect([changed, heard]).toEqual([[], []])
  })

  it('when something refers to a row that would go', () => {
    const undoId = step((undo, tx) => {
      undo.made('stream', [addStream(tx, { classId, name: 'West' })])
    })
    const [west] = db.select({ id: stream.id }).from(stream).where(eq(stream.name, 'West')).all()
    add('2', west?.id)
    const before = checksum()
    expect(() => run(undoId)).toThrow(refusal('undo_conflict'))
    expect(checksum()).toBe(before)
    expect(useCases()['undo.list']({}, admin)).toHaveLength(1)
  })

  it('when somebody else has the number by now', () => {
    const undoId = step((undo, tx) => {
      undo.touch('student', [brian])
      tx.update(student).set({ admissionNumber: '9' }).where(eq(student.id, brian)).run()
    })
    add('1')
    const before = checksum()
    expect(() => run(undoId)).toThrow(refusal('undo_conflict'))
    expect(checksum()).toBe(before)
  })

  it('when it was taken back already, does not exist, or is older than 30 days', () => {
    const undoId = step((undo, tx) => {
      undo.touch('student', [brian])
      rename(tx, 'Bryan')
    })
    run(undoId)
    const old = step(undo => undo.touch('student', [brian]))
    now += undoForMs + 1
    for (const id of [undoId, old, newId<UndoId>()]) expect(() => run(id)).toThrow(refusal('undo_gone'))
  })

  it('to whoever may not do it, and is not in that list', () => {
    const undoId = step(undo => undo.touch('student', [brian]))
    expect(() => run(undoId, caller('viewer'))).toThrow(refusal('forbidden'))
    expect(useCases()['undo.list']({}, caller('viewer'))).toEqual([])
    expect(useCases()['undo.list']({}, admin)).toEqual([
      { undoId, at: now, by: '', what: 'student_edit', subject: 'Brian', count: 1 },
    ])
  })
})

it('a student who was only worked with by the terminals goes all the same', () => {
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })
  const deviceId = insertDevice(db, {
    schoolId,
    deviceGroupId,
    name: 'Gate',
    host: '127.0.0.1',
    serialNumber: 'V',
    at: 1,
  })
  const before = checksum()
  const undoId = step((undo, tx) => {
    const made = add('2')
    undo.made('student', [made])
    tx.insert(syncItem).values({ id: newId(), deviceId, studentId: made, state: 'waiting', at: 1 }).run()
  })
  run(undoId)
  expect(checksum()).toBe(before)
})

it('steps are forgotten after 30 days', () => {
  step(undo => undo.touch('student', [brian]))
  now += undoForMs
  const kept = step(undo => undo.touch('student', [brian]))
  now += 1
  void createPruneUndo({ db, clock }).run(new AbortController().signal)
  now -= undoForMs
  const listed = useCases()['undo.list']({}, admin)
  expect(listed.map(({ undoId }) => undoId)).toEqual([kept])
})
