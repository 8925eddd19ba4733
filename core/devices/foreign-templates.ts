import { transact } from '../db/transact.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { sealTemplate } from '../enrollment/template-box.ts'
import { removedFingers, saveFinger } from '../enrollment/templates.repo.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import type { ForeignTemplates } from './office-fingers.ts'

/** What no enrollment of ours can have: nobody counted the presses. */
const qualityUnknown = 0

/**
 * Makes the function that keeps fingers of known students which were enrolled at the terminal itself, or before the
 * office had this app: from then on they travel like any other.
 * @throws AppError (from the function it returns) `keyring_unavailable`, `template_unreadable`
 */
export function createKeepForeign(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  dataKey: DataKey,
): (found: ForeignTemplates) => Promise<void> {
  return async ({ deviceId, studentId, templateVersion, templates }) => {
    const key = await dataKey.get()
    const rows = templates.map(({ finger, flag, template }) => ({
      studentId,
      deviceId,
      finger,
      flag,
      sealed: sealTemplate(key, studentId, finger, template),
      templateVersion,
      quality: qualityUnknown,
      by: null,
      at: clock.now(),
    }))
    transact(db, tx => {
      // A person may have removed one while it was read.
      const removed = removedFingers(tx).filter(one => one.studentId === studentId)
      const kept = rows.filter(({ finger }) => !removed.some(one => one.finger === finger))
      for (const row of kept) saveFinger(tx, row)
      addDeviceLog(tx, deviceId, clock.now(), 'fingers_kept', { fingers: kept.length })
    })
  }
}
