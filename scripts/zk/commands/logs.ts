import type { DeviceSession } from '../../../core/ports.ts'
import { howWords, punchRecord, stateWords } from '../punch.ts'
import type { Task } from '../task.ts'

/** Every punch in the terminal's memory; all of them or none. */
export async function logs(session: DeviceSession, { output }: Task): Promise<void> {
  const punches = await session.readLogs(output.progress('Reading punches'))
  await output.records(
    punches.map(punchRecord),
    [
      { title: 'Time', of: punch => `${punch.time.replace('T', ' ')}${punch.valid ? '' : ' (no such day)'}` },
      { title: 'PIN', of: punch => punch.userId },
      { title: 'How', of: punch => howWords(punch.verify) },
      { title: 'Key', of: punch => stateWords(punch.state) },
    ],
    'There are no punches in its memory.',
  )
  await output.say(`\n${punches.length} ${punches.length === 1 ? 'punch' : 'punches'}`)
}
