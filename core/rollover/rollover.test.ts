import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StreamId, StudentId } from '../contract/common.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import { student } from '../db/schema.ts'
import { insertDevice, insertDeviceGroup, replaceDeviceUsers } from '../devices/devices.repo.ts'
import { addClass, addStream } from '../school/school.repo.ts'
import { addStudent, roll } from '../school/students.repo.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestApp, TestWindow } from '../testing/test-app.ts'

let folder: string
let app: TestApp
let desk: TestWindow
const streams = new Map<string, StreamId>()
const levels: readonly (readonly [string, number])[] = [
  ['Grade 10', 10],
  ['Grade 11', 11],
  ['Form 3', 11],
  ['Form 4', 12],
]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollover-'))
  app = createTestApp({ database: join(folder, 'school.db'), backups: join(folder, 'backups') })
  app.clock.at = Date.UTC(2026, 10, 20, 9)
  desk = await app.as('school_admin')
  const { db, schoolId } = app
  if (schoolId === null) throw new Error('no school')
  for (const [name, level] of levels) {
    const classId = addClass(db, { schoolId, name, level })
    for (const stream of ['East', 'West']) streams.set(`${name} ${stream}`, addStream(db, { classId, name: stream }))
  }
  for (const place of ['Grade 10', 'Form 3', 'Form 4'])
    for (const name of ['East', 'West']) add(`${place} ${name}`, 100)
})
afterEach(async () => {
  await app.app.stop()
  rmSync(folder, { recursive: true })
})

const streamOf = (name: string) => streams.get(name) ?? ('' as StreamId)
let last = 0

function add(stream: string, count: number, facts: { admittedOn?: string } = {}): StudentId[] {
  const { db, schoolId } = app
  if (schoolId === null) throw new Error('no school')
  return Array.from({ length: count }, () => {
    const names = { firstName: 'A', lastName: 'B', gender: 'F' } as const
    const streamId = streamOf(stream)
    return addStudent(db, { schoolId, streamId, admissionNumber: `N${++last}`, ...names, ...facts, at: 1 })
  })
}

async function proposed() {
  const { rows, lastDay, year } = await desk.call('rollover.propose', {})
  const plan = { lastDay, moves: rows.map(({ streamId, to }) => ({ fromStreamId: streamId, to })) }
  return { rows, lastDay, year, plan }
}

const namesOf = (day: string) => {
  const counts: Record<string, number> = {}
  for (const { className } of roll(app.db, day)) counts[className] = (counts[className] ?? 0) + 1
  return counts
}

describe('600 students in a school of two systems', () => {
  const before = {
    'Grade 10 East': 100,
    'Grade 10 West': 100,
    'Form 3 East': 100,
    'Form 3 West': 100,
    'Form 4 East': 100,
    'Form 4 West': 100,
  }
  const after = { 'Grade 11 East': 100, 'Grade 11 West': 100, 'Form 4 East': 100, 'Form 4 West': 100 }

  it('are shown as they would be, and nothing is changed by that', async () => {
    const former = tablesChecksum(app.db)
    const { rows, lastDay, year, plan } = await proposed()
    expect([lastDay, year]).toEqual(['2026-10-23', 2027])
    expect(rows.map(({ className, to }) => [className, to])).toEqual([
      ['Grade 10 East', streamOf('Grade 11 East')],
      ['Grade 10 West', streamOf('Grade 11 West')],
      ['Form 3 East', streamOf('Form 4 East')],
      ['Form 3 West', streamOf('Form 4 West')],
      ['Form 4 East', 'leave'],
      ['Form 4 West', 'leave'],
    ])
    const preview = await desk.call('rollover.preview', plan)
    expect(preview).toMatchObject({ promoted: 400, leaving: 200, staying: 0, warnings: [], usersFreed: [] })
    expect(preview.streams.map(row => [row.className, row.before, row.after])).toContainEqual(['Form 4 East', 100, 100])
    expect(tablesChecksum(app.db)).toBe(former)
  })

  it('go up, the register of the old year stays, and undo gives back the same checksum', async () => {
    const former = tablesChecksum(app.db)
    const { plan } = await proposed()
    const result = await desk.call('rollover.apply', plan)
    expect(result).toMatchObject({ promoted: 400, leaving: 200 })
    expect([namesOf('2026-10-23'), namesOf('2026-10-24')]).toEqual([before, after])
    const [copy = ''] = readdirSync(join(folder, 'backups'))
    expect(copy).toMatch(/^before-new-year-.*\.db$/)
    const kept = openDatabase({ database: join(folder, 'backups', copy), backups: '' })
    expect(tablesChecksum(kept)).toBe(former)
    closeDatabase(kept)
    // A second time by mistake would send everybody up twice.
    await expect(desk.call('rollover.apply', (await proposed()).plan)).rejects.toMatchObject({
      code: 'rollover_blocked',
    })
    await desk.call('undo.run', { undoId: result.undoId })
    expect(tablesChecksum(app.db)).toBe(former)
  })
})

it('those who are admitted for the next year stay where they are', async () => {
  add('Grade 10 East', 5, { admittedOn: '2027-01-04' })
  const { rows, plan } = await proposed()
  expect(rows[0]?.students).toBe(100)
  await desk.call('rollover.apply', plan)
  expect(namesOf('2027-01-05')).toMatchObject({ 'Grade 10 East': 5, 'Grade 11 East': 100 })
})

it('says how many users the terminals get rid of', async () => {
  const { db, schoolId } = app
  if (schoolId === null) throw new Error('no school')
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })
  const deviceId = insertDevice(db, { schoolId, deviceGroupId, name: 'Gate 1', host: '127.0.0.1', at: 1 })
  const pins = db
    .select({ pin: student.pin })
    .from(student)
    .where(eq(student.streamId, streamOf('Form 4 West')))
    .all()
  const users = [...pins.slice(0, 7).map(({ pin }) => pin), 1].map(pin => ({
    uid: pin,
    userId: String(pin),
    name: '',
    privilege: 0,
    card: 0,
  }))
  replaceDeviceUsers(db, deviceId, users)
  const { plan } = await proposed()
  const { usersFreed } = await desk.call('rollover.preview', plan)
  expect(usersFreed).toEqual([{ deviceName: 'Gate 1', users: 7 }])
})

describe('refused, with nothing changed:', () => {
  it('a plan in which children would join those who stay', async () => {
    const { plan } = await proposed()
    const moves = plan.moves.map(move => (move.to === 'leave' ? { ...move, to: null } : move))
    const former = tablesChecksum(app.db)
    await expect(desk.call('rollover.apply', { ...plan, moves })).rejects.toMatchObject({ code: 'rollover_blocked' })
    expect(tablesChecksum(app.db)).toBe(former)
  })

  it('a year that is not over', async () => {
    const { plan } = await proposed()
    await expect(desk.call('rollover.apply', { ...plan, lastDay: '2026-11-21' })).rejects.toMatchObject({
      code: 'rollover_blocked',
    })
  })

  it('when the database cannot be copied first', async () => {
    const { plan } = await proposed()
    rmSync(join(folder, 'backups'), { recursive: true, force: true })
    const blocked = createTestApp({ database: join(folder, 'school.db'), backups: join(folder, 'school.db', 'x') })
    blocked.clock.at = app.clock.at
    const other = await blocked.as('school_admin')
    const former = tablesChecksum(app.db)
    await expect(other.call('rollover.apply', plan)).rejects.toMatchObject({ code: 'backup_failed' })
    await blocked.app.stop()
    expect(tablesChecksum(app.db)).toBe(former)
  })

  it('for those who may only look', async () => {
    const viewer = await app.as('viewer')
    await expect(viewer.call('rollover.propose', {})).rejects.toMatchObject({ code: 'forbidden' })
  })
})
