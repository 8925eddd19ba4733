import { eq, inArray } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeviceGroupId, DeviceId, SchoolId, StreamId } from '../contract/common.ts'
import { device, deviceUser, groupStream, streamStay, student } from '../db/schema.ts'
import { insertDeviceGroup, replaceDeviceUsers } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import { insertPass } from '../office/passes.repo.ts'
import { addClass, addStream, findSchool } from '../school/school.repo.ts'
import { plansByLevel } from '../settings/session-presets.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import type { AlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'

const opened: AlertOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

const phones = (office: AlertOffice) => office.alerts().map(({ phone }) => Number(phone.slice(-3)))

function open(size: { students: number; devices: number }) {
  const office = createAlertOffice(createSmallSchool(size))
  opened.push(office)
  return office
}

/** Children 1 to 3 in Grade 7, who press at Gate 1; 4 to 6 in Grade 8, who press at Gate 2. Gate 3 is for nobody. */
function twoGates() {
  const office = open({ students: 6, devices: 3 })
  const { db, child, devices } = office
  const [gate1, gate2, gate3] = devices as [DeviceId, DeviceId, DeviceId]
  const schoolId = findSchool(db)?.id as SchoolId
  const seven = db.select().from(student).get()?.streamId as StreamId
  const eight = addStream(db, { classId: addClass(db, { schoolId, name: 'Grade 8', level: 8 }), name: 'West' })
  const ofEight = [4, 5, 6].map(child)
  db.update(student).set({ streamId: eight }).where(inArray(student.id, ofEight)).run()
  db.update(streamStay).set({ streamId: eight }).where(inArray(streamStay.studentId, ofEight)).run()
  const group = (name: string, gates: DeviceId[], streams: StreamId[]): DeviceGroupId => {
    const deviceGroupId = insertDeviceGroup(db, { schoolId, name })
    for (const id of gates) db.update(device).set({ deviceGroupId }).where(eq(device.id, id)).run()
    for (const streamId of streams) db.insert(groupStream).values({ id: newId(), deviceGroupId, streamId }).run()
    return deviceGroupId
  }
  const user = (pin: number) => ({ uid: pin, userId: String(pin), name: '', privilege: 0, card: 0 })
  replaceDeviceUsers(db, gate1, [1, 2, 3].map(user))
  replaceDeviceUsers(db, gate2, [4, 5, 6].map(user))
  db.delete(deviceUser).where(eq(deviceUser.deviceId, gate3)).run()
  group('Lower', [gate1], [seven])
  group('Upper', [gate2], [eight])
  group('Hall', [gate3], [])
  return { office, gate1, gate2, gate3, seven, eight, user }
}

describe('the terminals that count', () => {
  it('are those of the groups of the classes in which somebody is missing', async () => {
    const { office } = twoGates()
    office.press([1, 2], '07:30', 1)
    office.press([4, 5, 6], '07:30', 2)
    office.read('08:30', 1)
    await office.tick('08:30')
    expect(phones(office)).toEqual([3])
  })

  it('hold the alerts of their own classes', async () => {
    const { office } = twoGates()
    office.press([1, 2, 3], '07:30', 1)
    office.press([4, 5], '07:30', 2)
    office.read('08:30', 1)
    await office.tick('08:30')
    expect(office.shown()[0]?.reasons).toEqual([{ code: 'terminal_not_read', terminals: ['Gate 2'] }])
  })

  it('include one of another group that holds a child who is missing', async () => {
    const { office, gate3, user } = twoGates()
    replaceDeviceUsers(office.db, gate3, [user(3)])
    office.press([1, 2], '07:30', 1)
    office.press([4, 5, 6], '07:30', 2)
    office.read('08:30', 1)
    office.read('08:30', 2)
    await office.tick('08:30')
    expect(office.shown()[0]?.reasons).toEqual([{ code: 'terminal_not_read', terminals: ['Gate 3'] }])
  })

  it('are all terminals for a class that belongs to no group', async () => {
    const { office, seven } = twoGates()
    office.db.delete(groupStream).where(eq(groupStream.streamId, seven)).run()
    office.press([1, 2], '07:30', 1)
    office.press([4, 5, 6], '07:30', 2)
    office.read('08:30', 1)
    await office.tick('08:30')
    expect(office.shown()[0]?.reasons).toEqual([{ code: 'terminal_not_read', terminals: ['Gate 2', 'Gate 3'] }])
  })

  it('are missing where no group of the class has one: a person has to look', async () => {
    const { office, gate2, user } = twoGates()
    office.db.update(device).set({ deletedAt: 1 }).where(eq(device.id, gate2)).run()
    replaceDeviceUsers(office.db, office.devices[0] as DeviceId, [1, 2, 3, 4, 5, 6].map(user))
    office.press([1, 2, 3, 4, 5], '07:30', 1)
    office.read('08:30')
    await office.tick('08:30')
    const [batch] = office.shown()
    expect(batch).toMatchObject({
      state: 'held',
      canRelease: true,
      reasons: [{ code: 'no_terminal', groups: ['Upper'] }],
    })
    if (batch !== undefined) office.send(batch, 1)
    expect(phones(office)).toEqual([6])
  })
})

describe('those whose guardians are told', () => {
  it('are neither explained, nor exempt, nor out with a pass', async () => {
    const office = open({ students: 12, devices: 1 })
    const { db, child, at } = office
    office.policy({ absentShareSchool: 60 })
    office.press([1, 2, 3, 4, 5, 6], '07:00')
    office.explain(7, 'sick')
    office.explain(8, 'unknown')
    db.update(student)
      .set({ exempt: true })
      .where(eq(student.id, child(9)))
      .run()
    const pass = { day: schoolDay, reason: 'Clinic', approvedBy: 'Head', expectedReturnAt: null, issuedBy: 'Mary' }
    insertPass(db, { ...pass, studentId: child(10), issuedAt: at('07:50') })
    office.mark([11], 'present')
    office.mark([9], 'absent')
    office.read('08:30')
    await office.tick('08:30')
    expect(phones(office)).toEqual([12, 8])
  })

  it('are of the plan whose register has closed', async () => {
    const office = open({ students: 4, devices: 1 })
    const { db, child } = office
    const schoolId = findSchool(db)?.id as SchoolId
    const nursery = addStream(db, { classId: addClass(db, { schoolId, name: 'PP2', level: 0 }), name: 'Simba' })
    db.update(student)
      .set({ streamId: nursery })
      .where(eq(student.id, child(4)))
      .run()
    db.update(streamStay)
      .set({ streamId: nursery })
      .where(eq(streamStay.studentId, child(4)))
      .run()
    writeSetting(db, 'sessionPlans', plansByLevel, 0)
    office.press([1, 2], '07:00')
    office.read('12:00')
    await office.tick('08:20')
    expect(phones(office)).toEqual([3])
    await office.tick('09:00')
    expect(phones(office)).toEqual([3, 4])
    expect(office.shown().map(({ planName, students }) => `${planName} ${students}`)).toEqual([
      'Pre-primary 1',
      'Grade 7 to 9 1',
    ])
    // Pre-primary goes home at noon: its afternoon is nobody's absence.
    office.read('14:15')
    await office.tick('14:15')
    expect(phones(office)).toEqual([3, 4])
  })
})
