import type { DeviceSession } from '../../../core/ports.ts'
import type { Task } from '../task.ts'
import { driftWords, readClock } from '../wall-time.ts'

const OPTIONS = ['~OEMVendor', '~ProductTime', '~PIN2Width', 'MAC', 'IPAddress', 'NetMask', 'GATEIPAddress', 'Language']

/** Who the terminal is and what it holds. */
export async function info(session: DeviceSession, { request, output }: Task): Promise<void> {
  const { serial, name, platform, firmware } = session.info
  const clock = await readClock(session, request.zone)
  const sizes = await session.sizes()
  const options = await session.options(OPTIONS)
  const facts = { serial, name, platform, firmware, ...session.protocol, ...clock, ...sizes, options }
  const { transport, family, templateVersion } = session.protocol
  const rows: [string, string][] = [
    ['Serial number', serial],
    ['Model', name],
    ['Platform', platform],
    ['Firmware', firmware],
    ['Line', `${transport.toUpperCase()}, ${family === 'tft' ? 'colour-screen' : 'black-and-white'} family`],
    ['Templates', `version ${templateVersion}`],
    ['Clock', `${clock.time.replace('T', ' ')} (${driftWords(clock.driftSeconds)}, ${request.zone.name})`],
    ['Users', `${sizes.users} of ${sizes.userCapacity}`],
    ['Fingers', `${sizes.fingers} of ${sizes.fingerCapacity}`],
    ['Punches', `${sizes.logs} of ${sizes.logCapacity}`],
    ...Object.entries(options),
  ]
  const width = Math.max(...rows.map(([title]) => title.length))
  const words = rows.map(([title, value]) => `${title.padEnd(width)}  ${value === '' ? '(not told)' : value}`)
  await output.tell(facts, words.join('\n'))
}
