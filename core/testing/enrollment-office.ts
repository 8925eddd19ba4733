import { asc } from 'drizzle-orm'
import type { DeviceId, StreamId, StudentId } from '../contract/common.ts'
import type { EnrollmentProgress } from '../contract/enrollment.ts'
import { device, student } from '../db/schema.ts'
import { insertDevice, insertDeviceGroup } from '../devices/devices.repo.ts'
import { addClass, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import { createTestApp } from './test-app.ts'
import type { TestApp, TestAppOptions, TestWindow } from './test-app.ts'

/** A started app with one class of children and one terminal that is online. */
export type EnrollmentOffice = TestApp & {
  /** Where an administrator is signed in. */
  readonly desk: TestWindow
  readonly deviceId: DeviceId
  readonly streamId: StreamId
  /** In the order of the class list; their PINs are 1, 2, 3 … */
  readonly children: readonly StudentId[]
  /** What the desk has heard of enrollments. */
  progress(): EnrollmentProgress[]
  /** The end of the nth enrollment that ended, from 1, once the desk has heard of it. */
  ended(nth?: number): Promise<EnrollmentProgress>
}

export type OfficeOptions = TestAppOptions & {
  readonly children?: number
  /** Where the terminal is. */
  readonly port?: number
}

/** Opens an office; with a database that has one already it goes on with that. */
export async function openEnrollmentOffice({
  children: size = 3,
  port = 4370,
  ...options
}: OfficeOptions = {}): Promise<EnrollmentOffice> {
  const made = createTestApp({ devices: { heartbeatMs: 200, backoffMs: [10, 20] }, ...options })
  const { db } = made
  if (db.select().from(device).all().length === 0) furnish(made, size)
  db.update(device).set({ host: '127.0.0.1', port }).run()
  const [terminal] = db.select().from(device).all()
  const children = db.select().from(student).orderBy(asc(student.pin)).all()
  if (terminal === undefined || children[0] === undefined) throw new Error('the office has no terminal or no children')

  const desk = await made.as('school_admin')
  made.app.start()
  await until('the terminal is online', async () => {
    const [shown] = await desk.call('devices.list', {})
    return shown?.line.kind === 'online'
  })
  const progress = () => desk.events.flatMap(event => (event.name === 'enrollment.progress' ? [event.payload] : []))
  return {
    ...made,
    desk,
    deviceId: terminal.id,
    streamId: children[0].streamId,
    children: children.map(({ id }) => id),
    progress,
    async ended(nth = 1) {
      const ends = () => progress().filter(({ status }) => status !== 'ready' && status !== 'in_progress')
      await until(`enrollment ${nth} ended`, () => ends().length >= nth)
      return ends()[nth - 1] as EnrollmentProgress
    },
  }
}

/** Waits, for ten seconds at most. */
export async function until(what: string, reached: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    if (await reached()) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error(`waited in vain until ${what}`)
}

function furnish({ db, schoolId, clock }: TestApp, size: number): void {
  if (schoolId === null) throw new Error('an office needs a school')
  const streamId = addStream(db, { classId: addClass(db, { schoolId, name: 'Grade 7', level: 7 }), name: 'East' })
  for (let pin = 1; pin <= size; pin++) {
    const number = String(pin).padStart(2, '0')
    const admissionNumber = `A${number}`
    const name = { firstName: `Child${number}`, lastName: 'Otieno', gender: pin % 2 === 0 ? 'F' : 'M' } as const
    addStudent(db, { schoolId, streamId, admissionNumber, ...name, pin, at: clock.at })
  }
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Office' })
  insertDevice(db, { schoolId, deviceGroupId, name: 'Office', host: '127.0.0.1', at: clock.at })
}
