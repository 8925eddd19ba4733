import type { ClassId, DeviceId, GuardianId, SchoolId, StreamId, StudentId } from '../../../core/contract/common.ts'
import { insertMany } from '../../../core/db/insert-many.ts'
import type { Tx } from '../../../core/db/open.ts'
import {
  counter,
  guardian,
  schoolClass,
  stream,
  streamStay,
  student,
  studentGuardian,
} from '../../../core/db/schema.ts'
import {
  insertDevice,
  insertDeviceGroup,
  replaceDeviceUsers,
  saveDeviceFacts,
} from '../../../core/devices/devices.repo.ts'
import { addSchool } from '../../../core/school/school.repo.ts'
import { createRandom } from '../../../core/devices/virtual/random.ts'
import { years } from './calendar.ts'
import { idAt } from './ids.ts'

export const onRoll = 5000
const lowest = -1
const highest = 12
const streamNames = ['Blue', 'East', 'Green', 'North', 'Red', 'South', 'West']
const lastYear = years[years.length - 1] ?? 0

export type Child = {
  readonly id: StudentId
  readonly pin: number
  readonly name: string
  /** Level in a year; null: not at the school. */
  readonly levelIn: (year: number) => number | null
  /** Chance of being there on a day. */
  readonly reliability: number
}

export type People = {
  readonly children: readonly Child[]
  readonly gates: readonly DeviceId[]
  readonly exit: DeviceId
}

const firstNames =
  'Achieng Akinyi Amina Baraka Brian Chebet Dennis Esther Faith Grace Hassan Imani Juma Kamau Kevin Lilian Mercy Mwende Naliaka Njeri Odhiambo Otieno Peter Ruth Salim Wanjiru Zawadi'.split(
    ' ',
  )
const lastNames =
  'Abdi Barasa Chepkoech Gathoni Kariuki Kiplagat Kimani Kipchoge Langat Maina Makau Mbugua Muthoni Mwangi Nafula Njoroge Ochieng Okoth Omondi Ouma Rotich Simiyu Wafula Wairimu Wekesa'.split(
    ' ',
  )

/**
 * Everybody who was at the school in five years; 5,000 of them now. Each year a cohort leaves and another comes.
 * @param readAt when all terminals but the last were read, epoch ms
 */
export function addPeople(tx: Tx, readAt: number): People {
  const at = Date.UTC(lastYear - 4, 0, 3)
  const random = createRandom(11)
  const schoolId: SchoolId = addSchool(tx, { name: 'Big School', code: 'BIG', at })
  const streams = addStreams(tx, schoolId, at)
  const cohorts = Array.from({ length: highest - lowest + years.length }, (_, i) => lowest + i)
  const children: Child[] = []
  const rows: (typeof student.$inferInsert)[] = []
  const stays: (typeof streamStay.$inferInsert)[] = []
  const guardians: (typeof guardian.$inferInsert)[] = []
  const links: (typeof studentGuardian.$inferInsert)[] = []
  const perLevel = Math.floor(onRoll / (highest - lowest + 1))
  for (const level of cohorts) {
    const size = perLevel + (level === 1 ? onRoll % perLevel : 0)
    for (let i = 0; i < size; i++) {
      const levelIn = (year: number) => {
        const then = level - (lastYear - year)
        return then < lowest || then > highest ? null : then
      }
      const own = years.filter(year => levelIn(year) !== null)
      const [first = lastYear] = own
      const last = own[own.length - 1] ?? lastYear
      const id = idAt<StudentId>(at)
      const pin = rows.length + 1
      const [firstName, lastName] = [random.pick(firstNames), random.pick(lastNames)]
      const streamIn = (year: number) => streams.get(`${levelIn(year)} ${i % streamNames.length}`) as StreamId
      const kind = random.int(100)
      children.push({
        id,
        pin,
        name: `${firstName} ${lastName}`,
        levelIn,
        reliability: kind < 88 ? 0.965 : kind < 98 ? 0.85 : 0.45,
      })
      rows.push({
        id,
        schoolId,
        admissionNumber: `${first}/${String(pin).padStart(5, '0')}`,
        firstName,
        middleName: random.pick(firstNames),
        lastName,
        gender: random.int(2) === 0 ? 'F' : 'M',
        streamId: streamIn(last),
        pin,
        boarding: random.int(5) === 0,
        admittedOn: `${first}-01-01`,
        leftOn: last === lastYear ? null : `${last}-12-31`,
        active: last === lastYear,
        createdAt: at,
      })
      for (const year of own) {
        const toDay = year === lastYear ? null : `${year}-12-31`
        stays.push({ id: idAt(at), studentId: id, streamId: streamIn(year), fromDay: `${year}-01-01`, toDay })
      }
      const guardianId = idAt<GuardianId>(at)
      guardians.push({
        id: guardianId,
        schoolId,
        fullName: `${random.pick(firstNames)} ${lastName}`,
        phone: `+2547${String(10_000_000 + pin)}`,
        createdAt: at,
      })
      links.push({ id: idAt(at), studentId: id, guardianId, relation: 'Mother' })
    }
  }
  insertMany(tx, student, rows)
  insertMany(tx, streamStay, stays)
  insertMany(tx, guardian, guardians)
  insertMany(tx, studentGuardian, links)
  const pins = { name: 'pin', value: rows.length }
  tx.insert(counter).values(pins).onConflictDoUpdate({ target: counter.name, set: pins }).run()
  const users = children
    .filter(child => child.levelIn(lastYear) !== null)
    .map(({ pin, name }) => ({ uid: pin, userId: String(pin), name, privilege: 0, card: 0 }))
  const deviceGroupId = insertDeviceGroup(tx, { schoolId, name: 'Gates' })
  const devices = Array.from({ length: 5 }, (_, i) => {
    const id = insertDevice(tx, {
      schoolId,
      deviceGroupId,
      name: `Gate ${i + 1}`,
      host: '127.0.0.1',
      port: 1,
      serialNumber: `VT000${i + 1}`,
      at,
    })
    replaceDeviceUsers(tx, id, users)
    saveDeviceFacts(tx, id, { lastReadAt: i < 4 ? readAt : at })
    return id
  })
  return { children, gates: devices.slice(0, -1), exit: devices[devices.length - 1] as DeviceId }
}

/** By level and number. */
function addStreams(tx: Tx, schoolId: SchoolId, at: number): Map<string, StreamId> {
  const streams = new Map<string, StreamId>()
  for (let level = lowest; level <= highest; level++) {
    const classId = idAt<ClassId>(at)
    const name = level < 1 ? `PP${level + 2}` : `Grade ${level}`
    tx.insert(schoolClass).values({ id: classId, schoolId, name, level }).run()
    streamNames.forEach((streamName, i) => {
      const id = idAt<StreamId>(at)
      tx.insert(stream).values({ id, classId, name: streamName }).run()
      streams.set(`${level} ${i}`, id)
    })
  }
  return streams
}
