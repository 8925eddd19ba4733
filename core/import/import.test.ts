import { eq, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ImportFault, ImportField, ImportRow } from '../contract/imports.ts'
import type { StreamId } from '../contract/common.ts'
import { guardian, importMemory, student, studentGuardian } from '../db/schema.ts'
import { addClass, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import { asCsv, asXlsx, faultyList, plainList, put } from '../testing/student-list.ts'
import type { StudentList } from '../testing/student-list.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestApp, TestWindow } from '../testing/test-app.ts'
import { readFile } from './read-file.ts'

let app: TestApp
let desk: TestWindow
const streams = new Map<string, StreamId>()

beforeEach(async () => {
  app = createTestApp()
  desk = await app.as('school_admin')
  const { db, schoolId } = app
  if (schoolId === null) throw new Error('no school')
  for (const level of [7, 8, 9]) {
    const classId = addClass(db, { schoolId, name: `Grade ${level}`, level })
    for (const name of ['East', 'West', 'North']) streams.set(`${level}${name}`, addStream(db, { classId, name }))
  }
  return () => app.app.stop()
})

const streamOf = (name: string) => streams.get(name) ?? ('' as StreamId)

const count = (table: SQLiteTable) => app.db.all<{ n: number }>(sql`select count(*) n from ${table}`)[0]?.n

function addByHand(admissionNumber: string, facts: { active?: boolean; firstName?: string } = {}) {
  const { db, schoolId } = app
  if (schoolId === null) throw new Error('no school')
  const { active = true, firstName = 'Old' } = facts
  const id = addStudent(db, {
    schoolId,
    streamId: streamOf('7East'),
    admissionNumber,
    firstName,
    lastName: 'Student',
    gender: 'M',
    at: 1,
  })
  if (!active) db.update(student).set({ active: false, leftOn: '2025-11-20' }).where(eq(student.id, id)).run()
  return id
}

type Options = { labels?: Record<string, StreamId>; foreignPhones?: boolean; fileName?: string }

async function open(
  bytes: Uint8Array<ArrayBuffer>,
  { labels = {}, foreignPhones = false, fileName = 'list.xlsx' }: Options = {},
) {
  const draft = await desk.call('import.open', { fileName, bytes })
  const mapping: (ImportField | null)[] = draft.columns.map(({ guess }) => guess)
  const preview = await desk.call('import.preview', { importId: draft.importId, mapping, labels, foreignPhones })
  const rows = async (kind: 'new' | 'changed' | 'same' | 'rejected' | 'conflict') =>
    (await desk.call('import.rows', { importId: draft.importId, kind, limit: 500 })).rows
  const apply = (overwrite: number[] = []) => desk.call('import.apply', { importId: draft.importId, overwrite })
  return { draft, preview, rows, apply }
}

const csv = (list: StudentList) => open(asCsv(list))
const changesOf = (row: ImportRow | undefined) =>
  row?.changes.map(({ field, before, after, conflict }) => [field, before, after, conflict])
const faultsOf = (row: ImportRow | undefined) => row?.faults.map(({ fault }) => fault)

describe('a list of 1,000 students with 37 faults of every kind', () => {
  beforeEach(() => void addByHand('LEFT/1', { active: false }))

  it.each([
    ['XLSX', asXlsx],
    ['CSV', (list: StudentList) => Promise.resolve(asCsv(list, ';'))],
  ])('from %s: 963 come in, 37 are in the reject file with the right reasons', async (_, write) => {
    const { list, planted } = faultyList(1000, 'LEFT/1')
    const before = tablesChecksum(app.db)
    const { draft, preview, rows, apply } = await open(await write(list))
    expect(draft.rows).toBe(1000)
    expect(preview.counts).toEqual({ new: 963, changed: 0, same: 0, rejected: 37 })
    const rejected = await rows('rejected')
    const found = new Map(rejected.map(row => [row.rowNumber, row.faults.map(({ fault }) => fault).join()]))
    expect(found).toEqual(planted)
    expect(tablesChecksum(app.db)).toBe(before)

    const result = await apply()
    expect(result).toMatchObject({ added: 963, changed: 0, same: 0, rejected: 37 })
    expect(count(student)).toBe(964)

    await desk.call('import.rejects', { importId: draft.importId })
    const [sheet] = await readFile(app.files[0]?.bytes ?? new Uint8Array())
    expect(sheet?.rows).toHaveLength(38)
    expect(sheet?.rows[0]?.slice(0, 3)).toEqual(['Reason', 'Adm No', 'Student Name'])
    const lines = sheet?.rows.slice(1) ?? []
    expect(lines.every(([reason = '']) => reason.length > 10)).toBe(true)
    // The columns of the file are as they were.
    const numbers = [...planted.keys()]
    for (const [i, line] of lines.entries()) {
      const original = (list[(numbers[i] ?? 0) - 1] ?? []).map(text => text.trim())
      expect(line.slice(1, 1 + original.length)).toEqual(original)
    }

    const again = await open(await write(list))
    expect(again.preview.counts).toEqual({ new: 0, changed: 0, same: 963, rejected: 37 })
    const afterFirst = tablesChecksum(app.db)
    expect(await again.apply()).toMatchObject({ added: 0, changed: 0, same: 963, rejected: 37 })
    expect(tablesChecksum(app.db)).toBe(afterFirst)

    await desk.call('undo.run', { undoId: result.undoId })
    expect(tablesChecksum(app.db)).toBe(before)
  })

  it('has every kind of fault among the planted ones', () => {
    const { planted } = faultyList(1000, 'LEFT/1')
    const kinds = new Set<ImportFault>(planted.values())
    expect([planted.size, kinds.size]).toEqual([37, 24])
  })

  it('once mended, the rejected rows come in from the reject file itself', async () => {
    const { list } = faultyList(1000, 'LEFT/1')
    const { draft, apply } = await csv(list)
    await apply()
    await desk.call('import.rejects', { importId: draft.importId })
    const [sheet] = await readFile(app.files[0]?.bytes ?? new Uint8Array())
    const right = plainList(1000)
    const numbers = [...faultyList(1000, 'LEFT/1').planted.keys()]
    const mended = (sheet?.rows ?? []).map((row, i) =>
      i === 0 ? [...row] : [row[0] ?? '', ...(right[(numbers[i - 1] ?? 0) - 1] ?? [])],
    )
    const second = await open(await asXlsx(mended))
    expect(second.preview.counts).toEqual({ new: 37, changed: 0, same: 0, rejected: 0 })
    await second.apply()
    expect(count(student)).toBe(1001)
  })
})

describe('what comes in', () => {
  it('is kept as the register wants it', async () => {
    const list = plainList(2)
    put(list, 1, 'Adm No', 'we4t234')
    put(list, 1, 'Student Name', 'NG’ANG’A, brian')
    put(list, 1, 'Parent Phone', '712345678.0 / 0733123456')
    const { apply } = await csv(list)
    await apply()
    const [row] = app.db.select().from(student).where(eq(student.admissionNumber, 'WE4T234')).all()
    expect(row).toMatchObject({
      firstName: 'Brian',
      middleName: null,
      lastName: "Ng'ang'a",
      gender: 'M',
      dateOfBirth: '2012-01-01',
      streamId: streamOf('7East'),
      boarding: true,
      admittedOn: '2026-01-12',
      upi: 'UPI0',
      pin: 1,
    })
    const links = app.db
      .select({ phone: guardian.phone, relation: studentGuardian.relation, texts: studentGuardian.receivesMessages })
      .from(studentGuardian)
      .innerJoin(guardian, eq(guardian.id, studentGuardian.guardianId))
      .where(eq(studentGuardian.studentId, row?.id ?? ('' as never)))
      .orderBy(studentGuardian.position)
      .all()
    // Two numbers of one person: one of them gets the texts.
    expect(links).toEqual([
      { phone: '+254712345678', relation: 'mother', texts: true },
      { phone: '+254733123456', relation: 'mother', texts: false },
    ])
  })

  it('has siblings who share a guardian, by phone and name', async () => {
    const list = plainList(3)
    put(list, 2, 'Parent Phone', '0710 000 000')
    put(list, 2, 'Parent Name', 'Mrs. Mary A. Otieno')
    const { preview, apply } = await csv(list)
    expect(preview).toMatchObject({ guardiansNew: 2, siblingsJoined: 2, counts: { new: 3 } })
    await apply()
    expect(count(guardian)).toBe(2)
  })

  it('joins a guardian whom the school has already', async () => {
    await (await csv(plainList(1))).apply()
    const list = plainList(1)
    put(list, 1, 'Adm No', 'NEW/1')
    const { preview, apply } = await csv(list)
    expect(preview).toMatchObject({ guardiansNew: 0, siblingsJoined: 1 })
    await apply()
    expect(count(guardian)).toBe(1)
  })

  it('passes over blank rows and counts them', async () => {
    const [headings = [], one = [], two = []] = plainList(2)
    const blank = headings.map(() => '')
    const { preview, rows } = await open(
      await asXlsx([['St Mary Academy'], blank, headings, blank, one, blank, two, blank]),
    )
    expect(preview).toMatchObject({ blank: 2, counts: { new: 2 } })
    expect((await rows('new')).map(({ rowNumber }) => rowNumber)).toEqual([5, 7])
  })

  it('takes phones of other countries only when it is told to', async () => {
    const list = plainList(1)
    put(list, 1, 'Parent Phone', '+256 772 123456')
    expect((await csv(list)).preview).toMatchObject({ foreignPhones: 1, counts: { rejected: 1 } })
    const allowed = await open(asCsv(list), { foreignPhones: true })
    expect(allowed.preview).toMatchObject({ foreignPhones: 1, counts: { new: 1 } })
    await allowed.apply()
    expect(app.db.select({ phone: guardian.phone }).from(guardian).all()).toEqual([{ phone: '+256772123456' }])
  })

  it('says whom it cannot keep: a guardian without a phone', async () => {
    const list = plainList(1)
    put(list, 1, 'Parent Phone', '')
    const { preview, rows } = await csv(list)
    expect(preview).toMatchObject({ notes: 1, counts: { new: 1, rejected: 0 } })
    expect(faultsOf((await rows('new'))[0])).toEqual(['guardian_not_kept'])
  })

  it('asks for an unknown class once and remembers the answer', async () => {
    const list = plainList(2)
    put(list, 1, 'Class', 'Upper Blue')
    put(list, 1, 'Stream', '')
    put(list, 2, 'Class', 'UPPER BLUE')
    put(list, 2, 'Stream', '')
    const first = await csv(list)
    expect(first.preview.unknownLabels).toEqual([{ label: 'Upper Blue', rows: 2, suggestion: null }])
    const told = await open(asCsv(list), { labels: { 'Upper Blue': streamOf('9North') } })
    expect(told.preview).toMatchObject({ unknownLabels: [], counts: { new: 2 } })
    const { undoId } = await told.apply()
    expect((await csv(list)).preview).toMatchObject({ unknownLabels: [], counts: { same: 2 } })
    await desk.call('undo.run', { undoId })
    expect((await csv(list)).preview.unknownLabels).toHaveLength(1)
  })
})

describe('a second import', () => {
  beforeEach(async () => {
    await (await csv(plainList(20))).apply()
  })

  const brian = () => {
    const [found] = app.db.select().from(student).where(eq(student.admissionNumber, '2024/0001')).all()
    if (found === undefined) throw new Error('not there')
    return found
  }

  it('brings what has changed in the file, field by field, and nothing else', async () => {
    const list = plainList(20)
    put(list, 1, 'Class', '8')
    put(list, 1, 'UPI', 'X1')
    put(list, 2, 'Parent Phone', '0799 000 111')
    const { preview, rows, apply } = await csv(list)
    expect(preview).toMatchObject({ conflicts: 0, counts: { new: 0, changed: 2, same: 18, rejected: 0 } })
    const [one, two] = await rows('changed')
    expect(changesOf(one)).toEqual([
      ['upi', 'UPI0', 'X1', false],
      ['className', 'Grade 7 East', 'Grade 8 East', false],
    ])
    expect(changesOf(two)).toEqual([['guardian1Phone', '+254 7•• ••• 037', '+254799000111', false]])
    const before = tablesChecksum(app.db)
    const { undoId } = await apply()
    expect(brian()).toMatchObject({ upi: 'X1', streamId: streamOf('8East') })
    // The old number is nobody's any more.
    expect(app.db.select().from(guardian).where(eq(guardian.phone, '+254710000037')).get()?.deletedAt).not.toBeNull()
    expect((await csv(list)).preview.counts).toEqual({ new: 0, changed: 0, same: 20, rejected: 0 })
    await desk.call('undo.run', { undoId })
    expect(tablesChecksum(app.db)).toBe(before)
  })

  it('leaves alone what the office has edited since', async () => {
    app.db.update(student).set({ firstName: 'Bryan', upi: null }).where(eq(student.id, brian().id)).run()
    app.db.update(guardian).set({ fullName: 'Zipporah Xulu' }).where(eq(guardian.phone, '+254710000000')).run()
    const { preview } = await csv(plainList(20))
    expect(preview).toMatchObject({ conflicts: 0, counts: { new: 0, changed: 0, same: 20, rejected: 0 } })
  })

  it('where both have changed, takes the file only when it is chosen', async () => {
    app.db.update(student).set({ firstName: 'Bryan' }).where(eq(student.id, brian().id)).run()
    const list = plainList(20)
    put(list, 1, 'Student Name', 'Benard Ochieng Otieno')
    const { preview, rows, apply } = await csv(list)
    expect(preview).toMatchObject({ conflicts: 1, counts: { changed: 0, same: 20 } })
    expect(changesOf((await rows('conflict'))[0])).toEqual([
      ['fullName', 'Bryan Ochieng Otieno', 'Benard Ochieng Otieno', true],
    ])
    expect(await apply()).toMatchObject({ changed: 0 })
    expect(brian().firstName).toBe('Bryan')
    // It is asked again, for nothing was decided.
    const second = await csv(list)
    expect(second.preview.conflicts).toBe(1)
    expect(await second.apply([2])).toMatchObject({ changed: 1 })
    expect(brian().firstName).toBe('Benard')
    expect((await csv(list)).preview).toMatchObject({ conflicts: 0, counts: { same: 20 } })
  })

  it('does not empty what the file has no word on', async () => {
    const list = plainList(20)
    put(list, 1, 'UPI', '')
    put(list, 1, 'D.O.B', '')
    put(list, 1, 'Parent Phone', '')
    put(list, 1, 'Parent Name', '')
    const { preview } = await csv(list)
    expect(preview.counts).toEqual({ new: 0, changed: 0, same: 20, rejected: 0 })
  })

  it('does not overwrite a student whom the office has typed in, but fills what is empty', async () => {
    addByHand('HAND/1')
    const list = plainList(1)
    put(list, 1, 'Adm No', 'hand/1')
    const { rows, preview } = await csv(list)
    expect(preview).toMatchObject({ conflicts: 1, counts: { changed: 1 } })
    expect(changesOf((await rows('changed'))[0])).toEqual([
      ['fullName', 'Old Student', 'Brian Ochieng Otieno', true],
      ['boarding', 'no', 'yes', false],
      ['dateOfBirth', '', '2012-01-01', false],
      ['admittedOn', '', '2026-01-12', false],
      ['upi', '', 'UPI0', false],
      ['guardian1Phone', '', '+254710000000', false],
    ])
  })
})

describe('an import', () => {
  it('needs the columns without which nobody can be found', async () => {
    const list = plainList(2).map(row => row.filter((_, i) => i !== 2))
    const { preview, apply } = await csv(list)
    expect(preview.missingFields).toEqual(['gender'])
    await expect(apply()).rejects.toMatchObject({ code: 'import_incomplete' })
  })

  it('belongs to the window that opened it', async () => {
    const { draft } = await csv(plainList(1))
    const other = await app.as('school_admin')
    await expect(other.call('import.apply', { importId: draft.importId })).rejects.toMatchObject({
      code: 'import_gone',
    })
    await desk.call('import.close', { importId: draft.importId })
    await expect(desk.call('import.apply', { importId: draft.importId })).rejects.toMatchObject({ code: 'import_gone' })
  })

  it('is not for those who may only look', async () => {
    const viewer = await app.as('viewer')
    const file = { fileName: 'a.csv', bytes: asCsv(plainList(1)) }
    await expect(viewer.call('import.open', file)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('never uses a PIN again, not even one that an undone import had given out', async () => {
    const { undoId } = await (await csv(plainList(3))).apply()
    await desk.call('undo.run', { undoId })
    await (await csv(plainList(1))).apply()
    expect(app.db.select({ pin: student.pin }).from(student).all()).toEqual([{ pin: 4 }])
  })

  it('leaves the registers alone that were made before its students were in the list', async () => {
    const brian = addByHand('A/1')
    app.db.run(
      sql`insert into session_mark (student_id, day, session, mark, updated_at) values (${brian}, '2026-05-11', 'AM', 'present', 1)`,
    )
    await (await csv(plainList(1))).apply()
    const days = app.db.all<{ from_day: string }>(sql`select from_day from stream_stay order by from_day`)
    expect(days.map(({ from_day }) => from_day)).toEqual(['1900-01-01', '2026-05-12'])
  })

  it('tells how far it is, and that people have changed', async () => {
    await (await csv(plainList(450))).apply()
    const steps = desk.events.flatMap(event => (event.name === 'import.progress' ? [event.payload] : []))
    expect(steps.map(({ stage, done }) => `${stage} ${done}`)).toEqual([
      'comparing 0',
      'comparing 200',
      'comparing 400',
      'comparing 450',
      'applying 0',
      'applying 450',
    ])
    expect(desk.events.filter(({ name }) => name === 'people.changed')).toHaveLength(1)
  })

  it('remembers nothing of rejected rows', async () => {
    const { list } = faultyList(1000, 'LEFT/1')
    await (await csv(list)).apply()
    expect(count(importMemory)).toBe(count(student))
  })

  it('gives a template that it understands itself', async () => {
    await desk.call('import.template', {})
    const [sheet] = await readFile(app.files[0]?.bytes ?? new Uint8Array())
    const row = ['1', 'Brian Otieno', 'M', 'G7E', '', 'Day', '', 'Mary Otieno', '0712345678']
    const { preview, draft } = await csv([[...(sheet?.rows[0] ?? [])], row])
    expect(preview.counts.new).toBe(1)
    expect(draft.columns.map(({ guess }) => guess)).not.toContain(null)
  })
})
