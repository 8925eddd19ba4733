import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findUser } from '../access/access.repo.ts'
import { createPasswords } from '../access/passwords.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import { devicesInUse } from '../devices/devices.repo.ts'
import { groupRows } from '../devices/sync.repo.ts'
import { guardiansOf, otherStudentsOf } from '../school/guardians.repo.ts'
import { classTree } from '../school/school.repo.ts'
import { roll } from '../school/students.repo.ts'
import { readSettings } from '../settings/settings.repo.ts'
import { demoAccounts } from './demo-accounts.ts'
import { demoDay } from './day-plan.ts'
import { demoSchool, terminals } from './school-data.ts'
import { prepareDemoDatabase } from './seed.ts'
import { createDemoKeyring } from './keyring.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-seed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const school = demoSchool(7)
const clock = { now: () => Date.parse('2026-05-12T03:30:00Z'), speed: () => 1 }
const keyring = createDemoKeyring(join(folder, 'key'))
const placed = terminals.map(({ serial, name, host }, i) => ({ serial, name, host, port: 5000 + i }))

describe('prepareDemoDatabase', () => {
  it('writes the demo school, and on a second start only where the terminals are', async () => {
    const paths = { database: join(folder, 'demo.db'), backups: folder }
    await prepareDemoDatabase(paths, { school, terminals: placed, clock }, keyring)
    const moved = placed.map(place => ({ ...place, port: place.port + 100 }))
    await prepareDemoDatabase(paths, { school, terminals: moved, clock }, keyring)

    const db = openDatabase(paths)
    try {
      const tree = classTree(db)
      expect(tree.flatMap(({ streams }) => streams)).toHaveLength(15)
      expect(tree.map(({ name }) => name).slice(0, 3)).toEqual(['PP2', 'Grade 1', 'Grade 2'])
      const students = roll(db, demoDay)
      expect(students).toHaveLength(600)
      expect(devicesInUse(db).map(({ name, port, serialNumber }) => [name, port, serialNumber])).toEqual([
        ['Gate 2', 5101, 'VT0002'],
        ['Hostel Gate', 5102, 'VT0003'],
        ['Main Gate', 5100, 'VT0001'],
      ])
      expect(groupRows(db).map(({ name, streams }) => [name, streams.length, streams[0]?.className])).toEqual([
        ['Gates', 12, 'Grade 3 Simba'],
        ['Hostel', 6, 'Grade 7 East'],
      ])
      const kept = new Set(groupRows(db).flatMap(({ streams }) => streams.map(({ className }) => className)))
      const worn = school.students.filter(({ enrolled }) => !enrolled).map(({ pin }) => pin)
      expect(students.filter(({ pin, className }) => worn.includes(pin) && kept.has(className))).toEqual([])
      expect(readSettings(db).messages).toMatchObject({ arrival: true, late: true, departure: false })

      const [first] = school.students
      const stored = students.find(({ pin }) => pin === first?.pin)
      if (first === undefined || stored === undefined) throw new Error('no students')
      expect(stored.fullName).toBe(`${first.firstName} ${first.lastName}`)
      const guardians = guardiansOf(db, stored.id)
      expect(guardians.map(({ phone }) => phone).sort()).toEqual(
        first.guardians.map(({ guardian }) => school.guardians[guardian]?.phone).sort(),
      )
      const shared = school.students.filter(other => other.guardians[0]?.guardian === first.guardians[0]?.guardian)
      const ids = guardians.map(({ id }) => id)
      expect(new Set(otherStudentsOf(db, ids, stored.id).map(({ studentId }) => studentId)).size).toBe(
        shared.length - 1,
      )

      const passwords = createPasswords()
      for (const { username, password, role } of demoAccounts) {
        const user = findUser(db, username)
        expect(user?.role).toBe(role)
        expect(await passwords.matches(user?.passwordHash ?? null, password)).toBe(true)
      }
    } finally {
      closeDatabase(db)
    }
  })
})
