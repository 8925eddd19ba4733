import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import { openEnrollmentOffice } from './enrollment-office.ts'

// An office in a process of its own, so that a test can kill it: `node office-process.ts <database> <port> <children>`.
// Opens a station and enrolls one child after the other, writing each step to standard output as one JSON object a line.

const [database = '', port = '', children = ''] = process.argv.slice(2)
const deviceDriver = createZktecoDriver()
const office = await openEnrollmentOffice({ database, port: Number(port), children: Number(children), deviceDriver })
const { desk, deviceId, streamId } = office
const station = await desk.call('enrollment.stationStart', { streamId, deviceId })

for (let nth = 1; nth <= station.children.length; nth++) {
  const now = await desk.call('enrollment.station', {})
  if (!now?.currentStudentId) break
  await desk.call('enrollment.stationEnroll', { stationId: station.id, studentId: now.currentStudentId, finger: 6 })
  const child = office.children.indexOf(now.currentStudentId) + 1
  for (let told = 0; ;) {
    const steps = office.progress().filter(({ studentId }) => studentId === now.currentStudentId)
    for (const { step } of steps.slice(told)) process.stdout.write(`${JSON.stringify({ child, ...step })}\n`)
    told = steps.length
    if (steps.at(-1)?.status === 'complete') break
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
