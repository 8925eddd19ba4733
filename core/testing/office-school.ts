import { eq } from 'drizzle-orm'
import { createRecordPunches } from '../attendance/record-punches.ts'
import type { DeviceId, StreamId, StudentId } from '../contract/common.ts'
import type { Role } from '../contract/permissions.ts'
import { audit, student } from '../db/schema.ts'
import { insertDevice, insertDeviceGroup } from '../devices/devices.repo.ts'
import { addGuardian, linkGuardian } from '../school/guardians.repo.ts'
import { addClass, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import { createZone } from '../zone.ts'
import { createTestApp } from './test-app.ts'
import type { TestWindow } from './test-app.ts'

/** The day on which the office works: a Tuesday in the second term. */
export const officeDay = '2026-05-12'

type Facts = { readonly boarding?: boolean; readonly admittedOn?: string; readonly stream?: 'East' | 'West' }

export type Office = {
  readonly app: ReturnType<typeof createTestApp>
  readonly admin: TestWindow
  readonly streams: Readonly<Record<'East' | 'West', StreamId>>
  readonly as: (role: Role) => Promise<TestWindow>
  /** A moment: `at('08:30')` on the office's day, or on another one. */
  readonly at: (clock: string, day?: string) => number
  /** Sets the clock. */
  readonly now: (clock: string, day?: string) => void
  /** A student with a guardian. */
  readonly add: (firstName: string, facts?: Facts) => StudentId
  readonly leaves: (id: StudentId, day?: string) => void
  /** A finger on the terminal, heard as it happens: the clock moves there. A text is a PIN of nobody. */
  readonly press: (who: StudentId | { readonly pin: string }, clock: string, day?: string) => void
  readonly lastPage: () => string
  /** The ids in the audit log for one kind of thing, oldest first. */
  readonly audited: (entity: string) => (string | null)[]
}

/** The real core with one class of two streams and a terminal, as the office sees it. */
export async function createOffice(): Promise<Office> {
  const app = createTestApp()
  const { db, clock, schoolId } = app
  if (schoolId === null) throw new Error('there is no school')
  const zone = createZone('Africa/Nairobi')
  const at = (text: string, day = officeDay) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number)
    return zone.atOf(day, hours * 60 + minutes)
  }
  const began = at('12:00', '2026-01-02')
  const classId = addClass(db, { schoolId, name: 'Grade 7', level: 7 })
  const streams = {
    East: addStream(db, { classId, name: 'East' }),
    West: addStream(db, { classId, name: 'West' }),
  }
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })
  const gate: DeviceId = insertDevice(db, {
    schoolId,
    deviceGroupId,
    name: 'Main Gate',
    host: '127.0.0.1',
    serialNumber: 'VT0001',
    at: began,
  })
  const record = createRecordPunches({
    db,
    clock: { now: () => clock.at, speed: () => 1 },
    emit: () => undefined,
    terminals: () => [],
  })
  const pins = new Map<StudentId, string>()
  const admin = await app.as('school_admin')
  return {
    app,
    admin,
    streams,
    as: role => app.as(role),
    at,
    now: (text, day) => {
      clock.at = at(text, day)
    },
    add(firstName, { boarding = false, admittedOn, stream = 'East' } = {}) {
      const pin = pins.size + 1
      const id = addStudent(db, {
        schoolId,
        streamId: streams[stream],
        admissionNumber: `A${String(pin).padStart(4, '0')}`,
        firstName,
        lastName: 'Otieno',
        gender: 'F',
        boarding,
        pin,
        ...(admittedOn !== undefined && { admittedOn }),
        at: began,
      })
      pins.set(id, String(pin))
      const phone = `+2547${String(pin).padStart(8, '0')}`
      const guardianId = addGuardian(db, { schoolId, fullName: `Parent of ${firstName}`, phone, at: began })
      linkGuardian(db, { studentId: id, guardianId })
      return id
    },
    leaves(id, day = officeDay) {
      db.update(student).set({ active: false, leftOn: day }).where(eq(student.id, id)).run()
    },
    press(who, text, day) {
      const moment = at(text, day)
      clock.at = moment
      const userId = typeof who === 'string' ? (pins.get(who) ?? '') : who.pin
      record(gate, [{ userId, uid: null, rawTime: zone.atToRaw(moment), verify: 1, state: 255 }], 'live')
    },
    lastPage: () => app.pages.at(-1)?.html ?? '',
    audited: entity =>
      db
        .select({ id: audit.entityId })
        .from(audit)
        .where(eq(audit.entity, entity))
        .orderBy(audit.at, audit.id)
        .all()
        .map(({ id }) => id),
  }
}
