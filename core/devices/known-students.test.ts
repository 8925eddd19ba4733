import { eq } from 'drizzle-orm'
import { afterEach, expect, it } from 'vitest'
import type { DeviceId, StudentId } from '../contract/common.ts'
import { device, devicePin, deviceUser, syncItem } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { knownToTerminals } from './known-students.repo.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp() {
  const school = createSmallSchool({ students: 3, devices: 2 })
  opened.push(school)
  const { db, students, devices } = school
  const [gate1, gate2] = devices as [DeviceId, DeviceId]
  const [first, second] = students as [StudentId, StudentId]
  return {
    ...school,
    gate1,
    gate2,
    first,
    second,
    forget: (pin: string) => db.delete(deviceUser).where(eq(deviceUser.pin, pin)).run(),
    adopt: (deviceId: DeviceId, pin: string, studentId: StudentId) =>
      db.insert(devicePin).values({ id: newId(), deviceId, pin, studentId, adoptedAt: 1 }).run(),
    known: () => {
      const ids = knownToTerminals(db, students)
      return students.map(id => ids.has(id))
    },
  }
}

it('a child is known whose PIN some terminal in use holds', () => {
  const { known, forget, db, gate2 } = setUp()
  expect(known()).toEqual([true, true, true])
  forget('1')
  expect(known()).toEqual([false, true, true])
  db.delete(deviceUser).where(eq(deviceUser.deviceId, gate2)).run()
  expect(known()).toEqual([false, true, true])
  db.update(device).set({ deletedAt: 1 }).run()
  expect(known()).toEqual([false, false, false])
})

it('a PIN that a person gave to another child there is the other child’s', () => {
  const { known, adopt, forget, gate1, gate2, second } = setUp()
  forget('2')
  adopt(gate1, '1', second)
  expect(known()).toEqual([true, true, true])
  adopt(gate2, '1', second)
  expect(known()).toEqual([false, true, true])
})

it('a user whom the terminal calls by a plainly different name is not the child', () => {
  const { known, db, first, gate1, gate2 } = setUp()
  const stranger = { studentId: first, state: 'failed', reason: 'already_adopted', at: 1 } as const
  db.insert(syncItem)
    .values({ ...stranger, id: newId(), deviceId: gate1 })
    .run()
  expect(known()).toEqual([true, true, true])
  db.insert(syncItem)
    .values({ ...stranger, id: newId(), deviceId: gate2 })
    .run()
  expect(known()).toEqual([false, true, true])
})

it('a child who was put on terminals without a finger cannot be recorded, so nobody takes it for absent', () => {
  const { known, db, first, gate1, gate2 } = setUp()
  const bare = { studentId: first, state: 'no_finger', at: 1 } as const
  db.insert(syncItem)
    .values({ ...bare, id: newId(), deviceId: gate1 })
    .run()
  expect(known()).toEqual([true, true, true])
  db.insert(syncItem)
    .values({ ...bare, id: newId(), deviceId: gate2 })
    .run()
  expect(known()).toEqual([false, true, true])
})
