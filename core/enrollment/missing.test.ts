import { afterEach, expect, it } from 'vitest'
import { openEnrollmentOffice } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice } from '../testing/enrollment-office.ts'
import { createFingerTerminal } from '../testing/finger-terminal.ts'

const running: EnrollmentOffice[] = []
afterEach(async () => {
  for (const { app } of running.splice(0)) await app.stop()
})

it('a stream lacks whoever has no finger: an enrolled child leaves the list, and one whose finger is removed returns', async () => {
  const office = await openEnrollmentOffice({ deviceDriver: createFingerTerminal().driver })
  running.push(office)
  const { desk, deviceId, streamId, children } = office
  const [first, ...others] = children
  if (first === undefined) throw new Error('too few children')
  const missing = async () => {
    const streams = await desk.call('enrollment.missing', {})
    const one = streams.find(stream => stream.streamId === streamId)
    expect(one).toMatchObject({ className: 'Grade 7 East', students: children.length })
    return one?.missing.map(({ studentId }) => studentId)
  }
  expect(await missing()).toEqual(children)

  await desk.call('enrollment.start', { studentId: first, deviceId, finger: 6 })
  await office.ended(1)
  expect(await missing()).toEqual(others)

  await desk.call('enrollment.remove', { studentId: first, finger: 6 })
  expect(await missing()).toEqual(children)
})
