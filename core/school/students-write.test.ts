import { asc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settledUntil, writeClose } from '../attendance/marks.repo.ts'
import type { Input } from '../contract/api.ts'
import type { StudentId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { Role } from '../contract/permissions.ts'
import { audit, counter, sessionMark, streamStay, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import { createTestOffice } from '../testing/office.ts'
import type { TestOffice } from '../testing/office.ts'
import { createZone } from '../zone.ts'
import { nextAdmissionNumber } from './admission-number-rules.ts'
import { roll } from './students.repo.ts'

const today = '2026-05-12'
let office: TestOffice
beforeEach(async () => {
  office = await createTestOffice()
})
afterEach(() => office.app.stop())

const refusal = (code: ErrorCode, details?: object) =>
  expect.objectContaining({ code, ...(details && { details }) }) as Error
const get = (studentId: StudentId) => office.admin.call('students.get', { studentId })
const undo = ({ undoId }: { undoId: Input<'undo.run'>['undoId'] }) => office.admin.call('undo.run', { undoId })
const onDay = (days: number) => (office.clock.at += days * 86_400_000)
const rollOf = (day: string) => roll(office.db, day).map(({ fullName, className }) => `${fullName} ${className}`)
const staysOf = (studentId: StudentId) =>
  office.db
    .select({ stream: streamStay.streamId, from: streamStay.fromDay, to: streamStay.toDay })
    .from(streamStay)
    .where(eq(streamStay.studentId, studentId))
    .orderBy(asc(streamStay.fromDay))
    .all()

describe('adding', () => {
  it('keeps every field, gives the next PIN and writes down who did it', async () => {
    const id = await office.addStudent({
      admissionNumber: ' we4t/007 ',
      firstName: 'Amina',
      middleName: 'Njeri',
      lastName: 'Hassan',
      gender: 'F',
      dateOfBirth: '2014-02-01',
      boarding: true,
      admittedOn: '2026-01-05',
      upi: 'U1',
      assessmentNumber: '',
      birthCertificate: '123',
    })
    expect(await get(id)).toMatchObject({
      admissionNumber: 'WE4T/007',
      fullName: 'Amina Hassan',
      middleName: 'Njeri',
      dateOfBirth: '••••',
      boarding: true,
      exempt: false,
      admittedOn: '2026-01-05',
      leftOn: null,
      upi: 'U1',
      assessmentNumber: null,
      birthCertificate: '123',
      streamId: office.east,
      hasPhoto: false,
      active: true,
      pin: 1,
    })
    expect(staysOf(id)).toEqual([{ stream: office.east, from: '2026-01-05', to: null }])
    const rows = office.db.select().from(audit).where(eq(audit.entityId, id)).all()
    expect(rows).toMatchObject([
      { channel: 'students.add', action: 'CREATE', outcome: 'ok', username: 'super_admin-1' },
    ])
    expect(office.admin.events.map(({ name }) => name)).toContain('people.changed')
  })

  it('refuses a number that anybody has or had, however it is capitalised, and says who', async () => {
    const brian = await office.addStudent({ admissionNumber: 'mw/1' })
    await office.admin.call('students.deactivate', { studentIds: [brian], leftOn: today })
    const taken = refusal('number_taken', { studentId: brian, name: 'Brian Otieno' })
    await expect(office.addStudent({ admissionNumber: 'MW/1' })).rejects.toThrow(taken)
    const amina = await office.addStudent({ admissionNumber: '2' })
    await expect(office.admin.call('students.edit', { studentId: amina, admissionNumber: ' Mw/1' })).rejects.toThrow(
      taken,
    )
    await office.admin.call('students.edit', { studentId: brian, admissionNumber: 'mw/1' })
  })

  it('refuses a birth that is yet to come and a stream that is not there', async () => {
    await expect(office.addStudent({ dateOfBirth: '2026-05-13' })).rejects.toThrow(
      refusal('invalid_input', { field: 'dateOfBirth' }),
    )
    await office.admin.call('classes.removeStream', { streamId: office.east })
    await expect(office.addStudent()).rejects.toThrow(refusal('not_found'))
  })

  it('never gives a PIN again, not even one whose student was taken back', async () => {
    await office.addStudent()
    const names = { admissionNumber: 'x', firstName: 'A', lastName: 'B', gender: 'F', streamId: office.east } as const
    await undo(await office.admin.call('students.add', names))
    expect((await get(await office.addStudent())).pin).toBe(3)
    expect(office.db.select().from(counter).all()).toEqual([{ name: 'pin', value: 3 }])
  })

  it('suggests the next number of the series in use', async () => {
    expect(await office.admin.call('students.suggestNumber', {})).toEqual({ admissionNumber: '0001' })
    await office.addStudent({ admissionNumber: 'ADM/0099' })
    expect(await office.admin.call('students.suggestNumber', {})).toEqual({ admissionNumber: 'ADM/0100' })
  })

  it.each([
    [['0041', '0042'], ['0042'], '0043'],
    [['0999', '5'], ['0999'], '1000'],
    [['2024/117', '0003', '2024/9'], ['2024/117'], '2024/118'],
    [['117/2026', '118/2026', '400/2025'], ['118/2026', '117/2026'], '119/2026'],
    [['WE4T234'], ['WE4T234'], 'WE4T235'],
    [['MW7', 'MW8', 'X1'], ['X1', 'MW8', 'MW7'], 'MW9'],
    [['99999999999999999999'], ['99999999999999999999'], '100000000000000000000'],
    [['7', '007', '8'], ['007', '7'], '9'],
    [['abc'], ['abc'], '0001'],
  ])('of %j, the newest %j, the next is %s', (taken, newest, next) => {
    expect(nextAdmissionNumber(taken, newest)).toBe(next)
  })
})

describe('what a student was in when', () => {
  it('a move shows from today on; registers of the days before keep the old class', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.admin.call('students.move', { studentIds: [brian], streamId: office.blue })
    expect([rollOf('2026-05-11'), rollOf(today)]).toEqual([
      ['Brian Otieno Grade 7 East'],
      ['Brian Otieno Grade 10 Blue'],
    ])
    expect(roll(office.db, '2026-05-11')[0]).toMatchObject({ level: 7, classId: office.seven, streamId: office.east })
    onDay(3)
    await office.admin.call('students.edit', { studentId: brian, streamId: office.west })
    expect(staysOf(brian)).toEqual([
      { stream: office.east, from: '2026-01-05', to: '2026-05-11' },
      { stream: office.blue, from: today, to: '2026-05-14' },
      { stream: office.west, from: '2026-05-15', to: null },
    ])
  })

  it('two moves on one day are one', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.admin.call('students.move', { studentIds: [brian], streamId: office.blue })
    await office.admin.call('students.move', { studentIds: [brian], streamId: office.west })
    expect(staysOf(brian)).toEqual([
      { stream: office.east, from: '2026-01-05', to: '2026-05-11' },
      { stream: office.west, from: today, to: null },
    ])
  })

  it('leaving ends it, coming back begins another, and the time between is nobody’s', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-05-04', why: 'moved away' })
    expect(await get(brian)).toMatchObject({ active: false, leftOn: '2026-05-04', leftWhy: 'moved away' })
    await office.admin.call('students.restore', { studentIds: [brian] })
    expect(await get(brian)).toMatchObject({ active: true, leftOn: null, leftWhy: null })
    expect(['2026-01-04', '2026-01-05', '2026-05-04', '2026-05-05', '2026-05-11', today].map(rollOf)).toEqual([
      [],
      ['Brian Otieno Grade 7 East'],
      ['Brian Otieno Grade 7 East'],
      [],
      [],
      ['Brian Otieno Grade 7 East'],
    ])
  })

  it('who left yesterday and is back today was never away', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-05-11' })
    await office.admin.call('students.restore', { studentIds: [brian] })
    expect(staysOf(brian)).toEqual([{ stream: office.east, from: '2026-01-05', to: null }])
  })

  it('a last day that was wrong can be set right in both directions', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    for (const leftOn of ['2026-05-04', '2026-05-08', '2026-05-01']) {
      await office.admin.call('students.deactivate', { studentIds: [brian], leftOn })
      expect(staysOf(brian)).toEqual([{ stream: office.east, from: '2026-01-05', to: leftOn }])
    }
  })

  it('a last day before the admission or after today is refused', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-05-04' })
    const leave = (leftOn: string) => office.admin.call('students.deactivate', { studentIds: [brian], leftOn })
    await expect(leave('2026-05-03')).rejects.toThrow(refusal('invalid_input', { field: 'leftOn' }))
    await expect(leave('2026-05-13')).rejects.toThrow(refusal('day_in_future'))
  })

  it('another day of admission moves the beginning', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-05-04' })
    await office.admin.call('students.move', { studentIds: [brian], streamId: office.west })
    await office.admin.call('students.edit', { studentId: brian, admittedOn: '2026-01-05' })
    expect(staysOf(brian).map(({ from, to }) => [from, to])).toEqual([
      ['2026-01-05', '2026-05-11'],
      [today, null],
    ])
    await office.admin.call('students.edit', { studentId: brian, admittedOn: '2026-06-01' })
    expect(staysOf(brian)).toEqual([{ stream: office.west, from: '2026-06-01', to: null }])
    await office.admin.call('students.edit', { studentId: brian, admittedOn: null })
    expect(staysOf(brian).map(({ from }) => from)).toEqual(['1900-01-01'])
  })
})

describe('what is taken back', () => {
  const changes: Record<string, (brian: StudentId) => Promise<{ undoId: Input<'undo.run'>['undoId'] }>> = {
    'an addition': () =>
      office.admin.call('students.add', {
        admissionNumber: 'new',
        firstName: 'A',
        lastName: 'B',
        gender: 'F',
        streamId: office.blue,
        admittedOn: '2026-05-01',
      }),
    'an edit': studentId =>
      office.admin.call('students.edit', {
        studentId,
        admissionNumber: 'other',
        firstName: 'Bryan',
        streamId: office.blue,
        admittedOn: '2026-02-02',
        exempt: true,
      }),
    'a move': studentId => office.admin.call('students.move', { studentIds: [studentId], streamId: office.blue }),
    'a leave': studentId => office.admin.call('students.deactivate', { studentIds: [studentId], leftOn: '2026-03-03' }),
    'a photo': studentId => office.admin.call('students.setPhoto', { studentId, jpeg: jpegOf(9) }),
    'a photo less': studentId => office.admin.call('students.setPhoto', { studentId, jpeg: null }),
  }

  it.each(Object.keys(changes))('%s leaves everything as it was', async name => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.addStudent({ firstName: 'Amina' })
    await office.admin.call('students.setPhoto', { studentId: brian, jpeg: jpegOf(1) })
    await office.admin.call('students.move', { studentIds: [brian], streamId: office.west })
    onDay(1)
    const before = tablesChecksum(office.db)
    const made = await changes[name]?.(brian)
    expect(tablesChecksum(office.db)).not.toBe(before)
    if (made) await undo(made)
    expect(tablesChecksum(office.db)).toBe(before)
  })

  it('a return leaves the student gone, as before', async () => {
    const brian = await office.addStudent({ admittedOn: '2026-01-05' })
    await office.admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-03-03', why: 'x' })
    const before = tablesChecksum(office.db)
    await undo(await office.admin.call('students.restore', { studentIds: [brian] }))
    expect(tablesChecksum(office.db)).toBe(before)
  })

  it('is listed for those who may do it, newest first', async () => {
    await office.addStudent()
    const [step] = await office.admin.call('undo.list', {})
    expect(step).toMatchObject({ what: 'student_add', subject: 'Brian Otieno', count: 1, by: 'super_admin-1' })
    expect(await (await office.as('viewer')).call('undo.list', {})).toEqual([])
  })
})

describe('photos', () => {
  it('are kept as they came, and only JPEG of at most 200 KB', async () => {
    const brian = await office.addStudent()
    await office.admin.call('students.setPhoto', { studentId: brian, jpeg: jpegOf(5) })
    const url = `data:image/jpeg;base64,${Buffer.from(jpegOf(5)).toString('base64')}`
    expect(await office.admin.call('students.photos', { studentIds: [brian, newId<StudentId>()] })).toEqual({
      [brian]: url,
    })
    expect(await get(brian)).toMatchObject({ hasPhoto: true })
    for (const jpeg of [Uint8Array.of(0x89, 0x50, 0x4e, 0x47), new Uint8Array(), jpegOf(200 * 1024)]) {
      await expect(office.admin.call('students.setPhoto', { studentId: brian, jpeg })).rejects.toThrow(
        refusal('photo_unreadable'),
      )
    }
  })
})

it('the history of a record says who did what, without what was written', async () => {
  const brian = await office.addStudent()
  const amina = await office.addStudent()
  await office.admin.call('students.move', { studentIds: [brian, amina], streamId: office.west })
  await office.admin.call('students.reveal', { studentId: brian })
  await office.admin.call('guardians.save', {
    studentId: brian,
    fullName: 'Mary Otieno',
    phone: '0712345678',
    language: 'sw',
    receivesMessages: true,
  })
  const lines = await office.admin.call('students.history', { studentId: brian })
  expect(lines.map(({ channel, by, outcome }) => `${channel} ${by} ${outcome}`)).toEqual([
    'guardians.save super_admin-1 ok',
    'students.reveal super_admin-1 ok',
    'students.move super_admin-1 ok',
    'students.add super_admin-1 ok',
  ])
  const viewer = await office.as('viewer')
  await expect(viewer.call('students.history', { studentId: brian })).rejects.toThrow(refusal('forbidden'))
})

it.each(['clerk', 'teacher', 'viewer'] as const satisfies Role[])('a %s changes nobody', async role => {
  const studentId = await office.addStudent()
  const window = await office.as(role)
  const before = tablesChecksum(office.db)
  const studentIds = [studentId]
  const tries = [
    window.call('students.add', {
      admissionNumber: '9',
      firstName: 'A',
      lastName: 'B',
      gender: 'F',
      streamId: office.east,
    }),
    window.call('students.edit', { studentId, firstName: 'X' }),
    window.call('students.move', { studentIds, streamId: office.west }),
    window.call('students.deactivate', { studentIds, leftOn: today }),
    window.call('students.restore', { studentIds }),
    window.call('students.setPhoto', { studentId, jpeg: null }),
    window.call('students.suggestNumber', {}),
    window.call('classes.remove', { classId: office.seven }),
  ]
  for (const one of await Promise.allSettled(tries)) expect(one).toMatchObject({ reason: refusal('forbidden') })
  expect(tablesChecksum(office.db)).toBe(before)
})

describe('marks follow the roll', () => {
  const zone = createZone('Africa/Nairobi')
  const plan = 'grade_7_9'
  const days = ['2026-05-06', '2026-05-07', '2026-05-08', '2026-05-11']

  /** Four school days whose morning sessions are over and known. */
  async function settledDays(): Promise<void> {
    const first = await office.addStudent({ firstName: 'First', admittedOn: '2026-01-05' })
    for (const day of days) {
      writeClose(office.db, { day, session: 'AM', plan, closedAt: zone.atOf(day, 700), settled: true })
      const row = { studentId: first, day, session: 'AM', mark: 'not_recorded', updatedAt: 1 } as const
      office.db.insert(sessionMark).values(row).run()
    }
    expect(settledUntil(office.db)).toBeGreaterThan(0)
  }
  const marked = (studentId: StudentId) =>
    office.db
      .select({ day: sessionMark.day })
      .from(sessionMark)
      .where(eq(sessionMark.studentId, studentId))
      .orderBy(asc(sessionMark.day))
      .all()
      .map(({ day }) => day)

  it('from admission to the last day, whichever way these are changed, and back', async () => {
    await settledDays()
    const { admin } = office
    const brian = await office.addStudent({ admittedOn: '2026-05-07' })
    expect(marked(brian)).toEqual(['2026-05-07', '2026-05-08', '2026-05-11'])
    await admin.call('students.edit', { studentId: brian, admittedOn: '2026-05-06' })
    expect(marked(brian)).toEqual(days)
    const gone = await admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-05-07' })
    expect(marked(brian)).toEqual(['2026-05-06', '2026-05-07'])
    await undo(gone)
    expect(marked(brian)).toEqual(days)
    await admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-05-07' })
    await admin.call('students.restore', { studentIds: [brian] })
    expect(marked(brian)).toEqual(['2026-05-06', '2026-05-07'])
  })

  it('of a student who is taken back go with him', async () => {
    await settledDays()
    const names = { admissionNumber: 'x', firstName: 'A', lastName: 'B', gender: 'F', streamId: office.east } as const
    const made = await office.admin.call('students.add', names)
    expect(marked(made.id)).toEqual(days)
    await undo(made)
    expect(marked(made.id)).toEqual([])
    expect(office.db.select().from(student).all()).toHaveLength(1)
  })
})

function jpegOf(bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0xff, 0xd8, 0xff, ...new Uint8Array(bytes).fill(7)])
}
