import { AppError } from '../../../core/contract/errors.ts'
import type { DeviceSession, EnrollStep, FingerTemplate } from '../../../core/ports.ts'
import type { Task } from '../task.ts'
import { fingerName } from '../finger-names.ts'

/** Enrolls one finger of someone who is on the terminal, and tells each press. */
export async function enroll(session: DeviceSession, task: Task): Promise<void> {
  const { output, request, stop } = task
  const { pin, finger } = request
  await output.say(`PIN ${pin}, ${fingerName(finger)}`)
  let written = Promise.resolve()
  const onStep = (step: EnrollStep): void => {
    written = written.then(() => output.tell(step, stepWords(step)))
  }
  let template: FingerTemplate
  try {
    template = await session.enroll({ userId: pin, finger }, onStep, stop)
  } catch (error) {
    await written
    if (error instanceof AppError && error.code === 'device_offline') await letItReadAgain(task)
    throw error
  }
  await written
  const { uid, flag } = template
  await output.tell(
    { kind: 'enrolled', userId: pin, uid, finger, flag, bytes: template.template.length },
    `Enrolled, and read back: ${template.template.length} bytes. The finger is on this terminal only.`,
  )
}

function stepWords(step: EnrollStep): string {
  switch (step.kind) {
    case 'place':
      return `Press ${step.press} of ${step.of}: put the finger on the glass.`
    case 'lift':
      return 'Seen. Lift the finger.'
    case 'bad_press':
      return 'That press was not clear. Once more, flat and still.'
    case 'reading_back':
      return 'Reading it back from the terminal.'
  }
}

/** A terminal left in the middle of an enrollment would not read fingers. */
async function letItReadAgain({ connect, output }: Task): Promise<void> {
  try {
    const session = await connect()
    await session.endEnrollment()
    await session.close()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    output.note('The terminal may still be waiting for the finger: press its red key (ESC).')
  }
}
