import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttendanceRecordId, PunchId, StudentId } from '../contract/common.ts'
import { attendanceRecord, punch } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { insertDevice, insertDeviceGroup } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import { createTestOffice } from '../testing/office.ts'
import type { TestOffice } from '../testing/office.ts'
import { testNow } from '../testing/test-app.ts'
import { addGuardian, linkGuardian } from './guardians.repo.ts'
import { phoneBeginning } from './phone-search.ts'
import { findSchool } from './school.repo.ts'
import { addStudent } from './students.repo.ts'

let office: TestOffice
beforeEach(async () => {
  office = await createTestOffice()
})
afterEach(() => office.app.stop())

const find = (search: string) => office.admin.call('search.find', { search })
const names = async (search: string) => (await find(search)).map(({ fullName }) => fullName)

describe('the search', () => {
  it('finds by words of the name in any order, those at the school and names that begin so first', async () => {
    await office.addStudent({ firstName: 'Brian', middleName: 'Kip', lastName: 'Otieno' })
    await office.addStudent({ firstName: 'Abrianna', lastName: 'Otieno' })
    const gone = await office.addStudent({ firstName: 'Brian', lastName: 'Adams' })
    await office.admin.call('students.deactivate', { studentIds: [gone], leftOn: '2026-05-11' })
    expect(await names('brian')).toEqual(['Brian Otieno', 'Abrianna Otieno', 'Brian Adams'])
    expect(await names('OTI kip BRI')).toEqual(['Brian Otieno'])
    expect(await names('brian hassan')).toEqual([])
    expect((await find('adams'))[0]).toMatchObject({ active: false, matched: null })
  })

  it('finds by admission number and PIN; exactly that number comes first', async () => {
    await office.addStudent({ firstName: 'Amina', admissionNumber: '2026/12' })
    await office.addStudent({ firstName: 'Brian', admissionNumber: '12' })
    await office.addStudent({ firstName: 'Chebet', admissionNumber: 'x' })
    expect((await find('12')).map(({ fullName, matched }) => [fullName, matched])).toEqual([
      ['Brian Otieno', '12'],
      ['Amina Otieno', '2026/12'],
    ])
    expect((await find('3')).map(({ fullName, pin, matched }) => [fullName, pin, matched])).toEqual([
      ['Chebet Otieno', 3, '3'],
    ])
    expect((await find('2026/12'))[0]?.admissionNumber).toBe('2026/12')
  })

  it('finds by a parent’s phone as it is typed, and shows it masked', async () => {
    const brian = await office.addStudent()
    const amina = await office.addStudent({ firstName: 'Amina' })
    await office.addStudent({ firstName: 'Chebet' })
    for (const studentId of [brian, amina]) {
      const mary = { fullName: 'Mary', phone: '0712345678', language: 'en', receivesMessages: true } as const
      await office.admin.call('guardians.save', { studentId, ...mary })
    }
    for (const search of ['0712345678', '0712 345', '+254 712 345 678', '254712345678', '712345678']) {
      expect((await find(search)).map(({ fullName, matched }) => [fullName, matched])).toEqual([
        ['Amina Otieno', '+254 7•• ••• 678'],
        ['Brian Otieno', '+254 7•• ••• 678'],
      ])
    }
    expect(await find('0733')).toEqual([])
  })

  it('tells who is in and since when, by the last record of today', async () => {
    const [brian, amina, chebet] = [
      await office.addStudent({ firstName: 'Brian' }),
      await office.addStudent({ firstName: 'Amina' }),
      await office.addStudent({ firstName: 'Chebet' }),
    ]
    const schoolId = findSchool(office.db)?.id
    if (schoolId === undefined) throw new Error('no school')
    const deviceGroupId = insertDeviceGroup(office.db, { schoolId, name: 'Gates' })
    const place = { schoolId, deviceGroupId, name: 'Main Gate', host: '127.0.0.1', serialNumber: 'V1', at: 1 }
    const deviceId = insertDevice(office.db, place)
    const record = (studentId: StudentId, eventType: 'IN' | 'OUT', at: number, day = '2026-05-12') => {
      const punchId = newId<PunchId>()
      const press = { deviceId, pin: '1', rawTime: at, verify: 1, state: 255, source: 'live', recordedAt: at } as const
      office.db
        .insert(punch)
        .values({ ...press, id: punchId, studentId, at, day })
        .run()
      const row = { punchId, studentId, deviceId, day, eventType, at, verificationMethod: 'x', source: 'live' } as const
      office.db
        .insert(attendanceRecord)
        .values({ ...row, id: newId<AttendanceRecordId>() })
        .run()
    }
    record(brian, 'IN', testNow - 3000)
    record(amina, 'IN', testNow - 2000)
    record(amina, 'OUT', testNow - 1000)
    record(chebet, 'IN', testNow - 86_400_000, '2026-05-11')
    const deviceName = 'Main Gate'
    expect((await find('otieno')).map(({ fullName, inside, lastEvent }) => ({ fullName, inside, lastEvent }))).toEqual([
      { fullName: 'Amina Otieno', inside: false, lastEvent: { eventType: 'OUT', at: testNow - 1000, deviceName } },
      { fullName: 'Brian Otieno', inside: true, lastEvent: { eventType: 'IN', at: testNow - 3000, deviceName } },
      { fullName: 'Chebet Otieno', inside: false, lastEvent: null },
    ])
  })

  it.each(['%', '_', '\\', "'", '"', '%%'])('takes %j for itself', async search => {
    await office.addStudent({ admissionNumber: '1' })
    expect(await find(search)).toEqual([])
  })

  it('shows 20 at most and is quick with 5,000 students', async () => {
    const { db, schoolId, east } = office
    if (schoolId === null) throw new Error('no school')
    transact(db, tx => {
      for (let i = 0; i < 5000; i++) {
        const names = { firstName: `First${i % 70}`, lastName: `Last${i}`, gender: 'F' } as const
        const studentId = addStudent(tx, { schoolId, streamId: east, admissionNumber: `N${i}`, ...names, at: 1 })
        const phone = `+2547${String(i).padStart(8, '0')}`
        linkGuardian(tx, { studentId, guardianId: addGuardian(tx, { schoolId, fullName: `P${i}`, phone, at: 1 }) })
      }
    })
    expect(await find('last')).toHaveLength(20)
    const times = []
    for (const search of ['l', 'la', 'last4', 'first3 last', '070000', '0700000012', '4999', 'nobody at all']) {
      const started = performance.now()
      await find(search)
      times.push(performance.now() - started)
    }
    // 5 ms on this project's slowest machine; the bound only tells a wrong plan from a busy machine.
    expect(Math.min(...times)).toBeLessThan(50)
    expect(Math.max(...times)).toBeLessThan(250)
  })
})

it.each([
  ['0712', '+254712'],
  ['07', null],
  ['071', null],
  ['0712 345-678', '+254712345678'],
  ['+254 712', '+254712'],
  ['+2540712345', '+254712345'],
  ['00254712', '+254712'],
  ['002547123', '+2547123'],
  ['2547123', '+2547123'],
  ['254', null],
  ['712345', null],
  ['7123456', '+2547123456'],
  ['+255 7123', '+2557123'],
  ['2026/117', null],
  ['0042', null],
  ['brian', null],
  ['', null],
])('%j is the beginning of %j', (typed, begin) => expect(phoneBeginning(typed)).toBe(begin))
