import type { DeviceId, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import { insertDevice, insertDeviceGroup, replaceDeviceUsers } from '../devices/devices.repo.ts'
import type { RawPunch } from '../ports.ts'
import { addGuardian, linkGuardian } from '../school/guardians.repo.ts'
import { addClass, addSchool, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import type { TerminalNow } from '../notifications/interlock-facts.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { plansForAll } from '../settings/session-presets.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'

/** A Tuesday in the second term of the default calendar. */
export const schoolDay = '2026-05-12'

export type SmallSchool = {
  readonly db: Db
  readonly zone: Zone
  /** Stands still until set. */
  readonly clock: { readonly now: () => number; readonly speed: () => number; readonly set: (at: number) => void }
  readonly events: AnyEvent[]
  readonly emit: (event: AnyEvent) => void
  /** PINs 1, 2, 3 … */
  readonly students: readonly StudentId[]
  /** Gate 1, Gate 2 … */
  readonly devices: readonly DeviceId[]
  /** A moment: `at('08:30')` on the school day, or on another one. */
  readonly at: (clock: string, day?: string) => number
  /** None: every terminal is read up to now. */
  readonly terminals: () => readonly TerminalNow[]
  readonly press: (pin: number | string, at: number, state?: number) => RawPunch
  readonly close: () => void
}

/** A database in memory with one stream of students, each with a guardian, and terminals that know them all. */
export function createSmallSchool(size: { students: number; devices: number }): SmallSchool {
  const db = openDatabase({ database: ':memory:', backups: '' })
  const zone = createZone('Africa/Nairobi')
  const at = (clock: string, day = schoolDay) => {
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
    return zone.atOf(day, hours * 60 + minutes) + seconds * 1000
  }
  const createdAt = at('12:00', '2026-01-02')
  const schoolId = addSchool(db, { name: 'Small School', code: 'SMALL', at: createdAt })
  writeSetting(db, 'sessionPlans', plansForAll, createdAt)
  const streamId = addStream(db, { classId: addClass(db, { schoolId, name: 'Grade 7', level: 7 }), name: 'East' })
  const pins = Array.from({ length: size.students }, (_, i) => i + 1)
  const students = pins.map(pin => {
    const studentId = addStudent(db, {
      schoolId,
      streamId,
      admissionNumber: `A${String(pin).padStart(4, '0')}`,
      firstName: 'Child',
      lastName: `Number${pin}`,
      gender: pin % 2 === 0 ? 'F' : 'M',
      pin,
      at: createdAt,
    })
    const phone = `+2547${String(pin).padStart(8, '0')}`
    linkGuardian(db, {
      studentId,
      guardianId: addGuardian(db, { schoolId, fullName: `Parent ${pin}`, phone, at: createdAt }),
    })
    return studentId
  })
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })
  const users = pins.map(pin => ({ uid: pin, userId: String(pin), name: '', privilege: 0, card: 0 }))
  const devices = Array.from({ length: size.devices }, (_, i) => {
    const id = insertDevice(db, {
      schoolId,
      deviceGroupId,
      name: `Gate ${i + 1}`,
      host: '127.0.0.1',
      serialNumber: `VT000${i + 1}`,
      at: createdAt,
    })
    replaceDeviceUsers(db, id, users)
    return id
  })

  let now = at('06:00')
  const events: AnyEvent[] = []
  return {
    terminals: () => [],
    db,
    zone,
    clock: { now: () => now, speed: () => 1, set: next => void (now = next) },
    events,
    emit: event => void events.push(event),
    students,
    devices,
    at,
    press: (pin, moment, state = 255) => ({
      userId: String(pin),
      uid: null,
      rawTime: zone.atToRaw(moment),
      verify: 1,
      state,
    }),
    close: () => closeDatabase(db),
  }
}
