import { afterEach, describe, expect, it } from 'vitest'
import { device, groupStream } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice } from '../testing/enrollment-office.ts'
import { createFingerTerminal } from '../testing/finger-terminal.ts'

const running: EnrollmentOffice[] = []
afterEach(async () => {
  for (const { app } of running.splice(0)) await app.stop()
})

async function setUp(assigned: boolean) {
  const terminal = createFingerTerminal()
  const office = await openEnrollmentOffice({ deviceDriver: terminal.driver })
  running.push(office)
  const { db, desk, streamId, deviceId } = office
  const [group] = db.select({ deviceGroupId: device.deviceGroupId }).from(device).all()
  if (assigned && group)
    db.insert(groupStream)
      .values({ id: newId(), streamId, ...group })
      .run()
  const [studentId] = office.children
  if (studentId === undefined) throw new Error('no child')
  const { id: stationId } = await desk.call('enrollment.stationStart', { streamId, deviceId })
  await desk.call('enrollment.stationEnroll', { stationId, studentId, finger: 6 })
  await office.ended()
  expect([...terminal.fingers.keys()]).toEqual(['1/6'])
  return { ...office, terminal, stationId, studentId }
}

describe.each([
  { where: 'at a terminal of the child’s class', assigned: true },
  { where: 'at a terminal that is only used to enroll', assigned: false },
])('$where', ({ assigned }) => {
  it('a finger enrolled by mistake goes from the terminal when it is undone', async () => {
    const { desk, stationId, terminal } = await setUp(assigned)
    await desk.call('enrollment.stationUndo', { stationId })
    await until('the finger is gone', () => terminal.fingers.size === 0)
  })

  it('a removed finger goes, and one that stays is left alone', async () => {
    const office = await setUp(assigned)
    const { desk, studentId, deviceId, terminal } = office
    await desk.call('enrollment.start', { studentId, deviceId, finger: 5 })
    await office.ended(2)
    await desk.call('enrollment.remove', { studentId, finger: 6 })
    await until('the finger is gone', () => !terminal.fingers.has('1/6'))
    expect([...terminal.fingers.keys()]).toEqual(['1/5'])
  })
})
