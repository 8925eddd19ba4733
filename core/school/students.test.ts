import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { studentFilter } from '../contract/school.ts'
import type { DeviceGroupId, DeviceId, SchoolId, StreamId, StudentId } from '../contract/common.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import { device, deviceGroup, deviceUser, student } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { newId } from '../ids.ts'
import { addGuardian, linkGuardian } from './guardians.repo.ts'
import { createMakeChange } from './people-change.ts'
import { addClass, addSchool, addStream, classTree, findSchool } from './school.repo.ts'
import { countStudents } from './student-list.repo.ts'
import { addStudent, roll, studentsByPins } from './students.repo.ts'
import type { StudentDraft } from './students.repo.ts'
import { studentsUseCases } from './students.use-cases.ts'

const at = 1
let db: Db
let schoolId: SchoolId
let east: StreamId
let west: StreamId
let blue: StreamId

beforeEach(() => {
  db = openDatabase({ database: ':memory:', backups: '' })
  schoolId = addSchool(db, { name: 'Mwangaza', code: 'MW', at })
  const seven = addClass(db, { schoolId, name: 'Grade 7', level: 7 })
  const ten = addClass(db, { schoolId, name: 'Grade 10', level: 10 })
  west = addStream(db, { classId: seven, name: 'West' })
  east = addStream(db, { classId: seven, name: 'East' })
  blue = addStream(db, { classId: ten, name: 'Blue' })
})
afterEach(() => closeDatabase(db))

let admission = 0
function add(draft: Partial<StudentDraft> = {}): StudentId {
  return addStudent(db, {
    schoolId,
    streamId: east,
    admissionNumber: `A/${++admission}`,
    firstName: 'Brian',
    lastName: 'Otieno',
    gender: 'M',
    at,
    ...draft,
  })
}

const useCases = () => {
  const clock = { now: () => at, speed: () => 1 }
  const parts = { studentsChanged: () => undefined, rollChanged: () => [] }
  return studentsUseCases({ db, clock }, createMakeChange({ db, clock, emit: () => undefined }, parts))
}
const list = (filter: object) => useCases()['students.list'](studentFilter.parse(filter))
const names = (filter: object) => list(filter).rows.map(({ fullName }) => fullName)

describe('adding', () => {
  it('keeps admission numbers as text in upper case, leading zeros and slashes included', () => {
    add({ admissionNumber: ' 0042/mw ' })
    expect(list({}).rows.map(({ admissionNumber }) => admissionNumber)).toEqual(['0042/MW'])
  })

  it('refuses the same admission number in another case, and a PIN twice', () => {
    add({ admissionNumber: 'mw1', pin: 7 })
    expect(() => add({ admissionNumber: 'MW1', pin: 8 })).toThrow()
    expect(() => add({ pin: 7 })).toThrow()
  })

  it('gives PINs that were never used, not even by a student who was deleted', () => {
    add({ pin: 41 })
    const gone = add()
    db.update(student).set({ deletedAt: 2, active: false }).where(eq(student.id, gone)).run()
    add({ firstName: 'Amina' })
    expect(list({ search: 'Amina' }).rows[0]?.pin).toBe(43)
  })

  it.each(['0712345678', '+0712345678', '+254 712 345 678', '254712345678', ''])('refuses the phone %j', phone => {
    expect(() => addGuardian(db, { schoolId, fullName: 'Mary', phone, at })).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: { field: 'phone' } }) as Error,
    )
  })
})

describe('the list', () => {
  it('is ordered by class level, stream and name', () => {
    add({ streamId: blue, firstName: 'Amina' })
    add({ streamId: west, firstName: 'Amina' })
    add({ streamId: east, firstName: 'zawadi' })
    add({ streamId: east, firstName: 'Brian', lastName: 'Zuma' })
    add({ streamId: east, firstName: 'Brian', lastName: 'achieng' })
    expect(list({}).rows.map(row => `${row.className} ${row.streamName} ${row.fullName}`)).toEqual([
      'Grade 7 East Brian achieng',
      'Grade 7 East Brian Zuma',
      'Grade 7 East zawadi Otieno',
      'Grade 7 West Amina Otieno',
      'Grade 10 Blue Amina Otieno',
    ])
  })

  it('finds by parts of the names in any order, the middle name too', () => {
    add({ firstName: 'Brian', middleName: 'Kipchoge', lastName: 'Otieno' })
    add({ firstName: 'Otieno', lastName: 'Brighton' })
    add({ firstName: 'Amina', lastName: 'Hassan' })
    expect(names({ search: 'oti bri' })).toEqual(['Brian Otieno', 'Otieno Brighton'])
    expect(names({ search: 'KIPCH' })).toEqual(['Brian Otieno'])
    expect(names({ search: 'brian hassan' })).toEqual([])
  })

  it('finds by admission number and by the whole PIN', () => {
    add({ firstName: 'Amina', admissionNumber: 'MW/017', pin: 30 })
    add({ firstName: 'Brian', admissionNumber: 'MW/018', pin: 301 })
    expect(names({ search: 'mw/017' })).toEqual(['Amina Otieno'])
    expect(names({ search: '301' })).toEqual(['Brian Otieno'])
    expect(names({ search: '30' })).toEqual(['Amina Otieno'])
  })

  it.each(['%', '_', '\\', "'", '%%', 'a%b'])('takes %j for itself', search => {
    add({ firstName: 'Amina' })
    expect(list({ search })).toEqual({ rows: [], total: 0 })
    add({ firstName: `x${search}y` })
    expect(list({ search }).total).toBe(1)
  })

  it('narrows by class, stream and whether they are here, and leaves out the deleted', () => {
    const [seven] = classTree(db)
    add({ firstName: 'Amina', streamId: east })
    add({ firstName: 'Brian', streamId: west })
    add({ firstName: 'Chebet', streamId: blue })
    const left = add({ firstName: 'Daudi', streamId: east })
    db.update(student).set({ active: false, leftOn: '2026-03-01' }).where(eq(student.id, left)).run()
    const deleted = add({ firstName: 'Esther' })
    db.update(student).set({ deletedAt: 2 }).where(eq(student.id, deleted)).run()
    expect(names({ classId: seven?.id })).toEqual(['Amina Otieno', 'Brian Otieno'])
    expect(names({ streamId: west })).toEqual(['Brian Otieno'])
    expect(names({ status: 'inactive' })).toEqual(['Daudi Otieno'])
    expect(names({ status: 'all' })).toEqual(['Amina Otieno', 'Daudi Otieno', 'Brian Otieno', 'Chebet Otieno'])
  })

  it('comes in pages with the total, and is quick with 5,000 students', () => {
    transact(db, () => {
      for (let i = 0; i < 5000; i++)
        add({ firstName: `First${i % 70}`, lastName: `Last${i}`, pin: i + 1, streamId: i % 2 ? east : west })
    })
    const started = performance.now()
    const page = list({ search: 'last49', limit: 50, offset: 50 })
    const took = performance.now() - started
    expect({ rows: page.rows.length, total: page.total }).toEqual({ rows: 50, total: 111 })
    expect(countStudents(db, { search: '', status: 'active' })).toBe(5000)
    // 15 ms on a slow office PC; the bound only tells a missing index from a busy machine.
    expect(took).toBeLessThan(500)
  })
})

describe('one student', () => {
  function family() {
    const mother = addGuardian(db, { schoolId, fullName: 'Mary Otieno', phone: '+254712345678', language: 'sw', at })
    const uncle = addGuardian(db, { schoolId, fullName: 'Abel Otieno', phone: '+254722000111', at })
    const brian = add({ middleName: 'Kip', dateOfBirth: '2014-02-01', admittedOn: '2025-01-06', pin: 5 })
    const amina = add({ firstName: 'Amina', streamId: blue })
    linkGuardian(db, { studentId: brian, guardianId: uncle, relation: 'uncle', receivesMessages: false })
    linkGuardian(db, { studentId: brian, guardianId: mother, relation: 'mother' })
    linkGuardian(db, { studentId: amina, guardianId: mother, relation: 'mother' })
    return { brian, amina, mother, uncle }
  }

  it('is shown with guardians and siblings, phones and date of birth masked', () => {
    const { brian, amina, mother, uncle } = family()
    expect(useCases()['students.get']({ studentId: brian })).toEqual({
      id: brian,
      admissionNumber: expect.any(String) as string,
      fullName: 'Brian Otieno',
      gender: 'M',
      className: 'Grade 7',
      streamName: 'East',
      pin: 5,
      active: true,
      guardians: 2,
      firstName: 'Brian',
      middleName: 'Kip',
      lastName: 'Otieno',
      dateOfBirth: '••••',
      boarding: false,
      admittedOn: '2025-01-06',
      leftOn: null,
      leftWhy: null,
      exempt: false,
      upi: null,
      assessmentNumber: null,
      birthCertificate: null,
      streamId: east,
      hasPhoto: false,
      guardiansList: [
        {
          id: uncle,
          fullName: 'Abel Otieno',
          relation: 'uncle',
          phone: '+254 7•• ••• 111',
          email: null,
          language: 'en',
          receivesMessages: false,
          siblings: [],
        },
        {
          id: mother,
          fullName: 'Mary Otieno',
          relation: 'mother',
          phone: '+254 7•• ••• 678',
          email: null,
          language: 'sw',
          receivesMessages: true,
          siblings: [{ studentId: amina, fullName: 'Amina Otieno', className: 'Grade 10 Blue' }],
        },
      ],
      terminals: [],
    })
  })

  it('is opened in clear on request', () => {
    const { brian, mother, uncle } = family()
    expect(useCases()['students.reveal']({ studentId: brian })).toEqual({
      dateOfBirth: '2014-02-01',
      phones: [
        { guardianId: uncle, phone: '+254722000111' },
        { guardianId: mother, phone: '+254712345678' },
      ],
    })
  })

  it('says which terminals know the PIN', () => {
    const id = add({ pin: 12 })
    const deviceGroupId = newId<DeviceGroupId>()
    db.insert(deviceGroup).values({ id: deviceGroupId, schoolId, name: 'Gates' }).run()
    const gates = ['Gate 1', 'Gate 2'].map(name => {
      const deviceId = newId<DeviceId>()
      db.insert(device).values({ id: deviceId, schoolId, deviceGroupId, name, host: '127.0.0.1', createdAt: at }).run()
      return deviceId
    })
    const [first = newId<DeviceId>()] = gates
    db.insert(deviceUser).values({ id: newId(), deviceId: first, pin: '12', uid: 1, name: 'Brian' }).run()
    expect(useCases()['students.get']({ studentId: id }).terminals).toEqual([
      { name: 'Gate 1', hasUser: true },
      { name: 'Gate 2', hasUser: false },
    ])
  })

  it('who does not exist or was deleted is not found', () => {
    const gone = add()
    db.update(student).set({ deletedAt: 2 }).where(eq(student.id, gone)).run()
    for (const studentId of [gone, newId<StudentId>()]) {
      const notFound = expect.objectContaining({ code: 'not_found' }) as Error
      expect(() => useCases()['students.get']({ studentId })).toThrow(notFound)
      expect(() => useCases()['students.reveal']({ studentId })).toThrow(notFound)
    }
  })
})

describe('PINs from terminals', () => {
  it('find their students, and only by the exact number', () => {
    const brian = add({ pin: 7 })
    add({ firstName: 'Amina', pin: 70 })
    expect(studentsByPins(db, ['007', '7 ', '+7', '7.0', '0x7', '99', '', '99999999999999999999']).size).toBe(0)
    const found = studentsByPins(db, ['7', '99', '7'])
    expect([...found]).toEqual([
      [
        '7',
        {
          id: brian,
          fullName: 'Brian Otieno',
          allNames: 'Brian Otieno',
          admissionNumber: expect.any(String) as string,
          className: 'Grade 7 East',
          streamId: east,
          active: true,
        },
      ],
    ])
  })

  it('are looked up by the thousand', () => {
    transact(db, () => {
      for (let i = 1; i <= 1200; i++) add({ pin: i })
    })
    const pins = Array.from({ length: 3000 }, (_, i) => String(i))
    expect(studentsByPins(db, pins).size).toBe(1200)
  })
})

it('the roll of a day holds who had been admitted and had not left', () => {
  const on = (draft: Partial<StudentDraft>, gone: { leftOn?: string; active?: boolean; deletedAt?: number } = {}) => {
    const id = add(draft)
    if (Object.keys(gone).length > 0) db.update(student).set(gone).where(eq(student.id, id)).run()
  }
  on({ firstName: 'Always' })
  on({ firstName: 'Today', admittedOn: '2026-05-12' })
  on({ firstName: 'Tomorrow', admittedOn: '2026-05-13' })
  on({ firstName: 'LastDay' }, { leftOn: '2026-05-12', active: false })
  on({ firstName: 'Yesterday' }, { leftOn: '2026-05-11', active: false })
  on({ firstName: 'Inactive' }, { active: false })
  on({ firstName: 'Deleted' }, { deletedAt: 2 })
  expect(roll(db, '2026-05-12').map(({ fullName }) => fullName)).toEqual([
    'Always Otieno',
    'LastDay Otieno',
    'Today Otieno',
  ])
})

it('the tree counts active students by stream and class, empty ones included', () => {
  add({ streamId: east })
  add({ streamId: east })
  add({ streamId: west })
  db.update(student)
    .set({ active: false })
    .where(eq(student.id, add({ streamId: west })))
    .run()
  expect(
    classTree(db).map(({ name, students, streams }) => [name, students, streams.map(s => `${s.name} ${s.students}`)]),
  ).toEqual([
    ['Grade 7', 3, ['East 2', 'West 1']],
    ['Grade 10', 0, ['Blue 0']],
  ])
})

it('there is no school before set-up', () => {
  const empty = openDatabase({ database: ':memory:', backups: '' })
  expect(findSchool(empty)).toBeNull()
  closeDatabase(empty)
  expect(findSchool(db)).toEqual({ id: schoolId, name: 'Mwangaza', code: 'MW', address: '', phone: '', email: '' })
})
