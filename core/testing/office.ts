import type { ClassId, StreamId, StudentId } from '../contract/common.ts'
import type { Input } from '../contract/api.ts'
import { createTestApp } from './test-app.ts'
import type { TestApp, TestAppOptions, TestWindow } from './test-app.ts'

/** A school with two classes, as an administrator made it through the front door. */
export type TestOffice = TestApp & {
  readonly admin: TestWindow
  readonly seven: ClassId
  readonly east: StreamId
  readonly west: StreamId
  /** Of Grade 10. */
  readonly blue: StreamId
  /** Adds a student to Grade 7 East through the front door. */
  addStudent(facts?: Partial<Input<'students.add'>>): Promise<StudentId>
}

export async function createTestOffice(options: TestAppOptions = {}): Promise<TestOffice> {
  const test = createTestApp(options)
  const admin = await test.as('super_admin')
  const { id: seven } = await admin.call('classes.add', { name: 'Grade 7', level: 7 })
  const { id: ten } = await admin.call('classes.add', { name: 'Grade 10', level: 10 })
  const streamOf = async (classId: ClassId, name: string) =>
    (await admin.call('classes.addStream', { classId, name })).id
  const east = await streamOf(seven, 'East')
  const west = await streamOf(seven, 'West')
  const blue = await streamOf(ten, 'Blue')
  let students = 0
  return {
    ...test,
    admin,
    seven,
    east,
    west,
    blue,
    async addStudent(facts = {}) {
      students += 1
      const names = { firstName: 'Brian', lastName: 'Otieno', gender: 'M' } as const
      const draft = { admissionNumber: `MW/${String(students).padStart(3, '0')}`, ...names, streamId: east, ...facts }
      return (await admin.call('students.add', draft)).id
    },
  }
}
