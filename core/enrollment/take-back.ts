import type { KeyObject } from 'node:crypto'
import { transact } from '../db/transact.ts'
import type { DeviceSession } from '../ports.ts'
import type { Deps } from '../use-case.ts'
import { deleteIntent } from './intents.repo.ts'
import type { Intent } from './intents.repo.ts'
import { openTemplate } from './template-box.ts'

/**
 * Makes a terminal be as it was before an enrollment of which nothing came: a user it did not know is removed with
 * whatever was pressed; of one it knew, the finger that was there before is put back, or the new one removed.
 * @throws AppError what the terminal answers, or `template_unreadable`; the intent stays then
 */
export async function takeBack(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  session: DeviceSession,
  intent: Intent,
  dataKey: () => Promise<KeyObject>,
): Promise<void> {
  const { pin, finger, userIsNew, previous } = intent
  await session.endEnrollment()
  if (userIsNew) await session.removeUser(pin)
  else if (previous === null) await session.removeTemplate(pin, finger)
  else await putBack(session, intent, openTemplate(await dataKey(), intent.studentId, finger, previous))
  transact(db, tx => {
    deleteIntent(tx, intent.id)
  })
  log.info('enrollment taken back', { device: intent.deviceId, enrollment: intent.id, user: userIsNew })
}

async function putBack(session: DeviceSession, { pin, finger, previousFlag }: Intent, before: Buffer): Promise<void> {
  try {
    const now = await session.template(pin, finger)
    if (now !== null && before.equals(now.template)) return
    const user = (await session.users()).find(({ userId }) => userId === pin)
    // Someone took the user off the terminal meanwhile: then no finger of his belongs there either.
    if (user === undefined) return
    await session.putTemplates([{ user, fingers: [{ finger, flag: previousFlag ?? 1, template: before }] }])
  } finally {
    before.fill(0)
  }
}
