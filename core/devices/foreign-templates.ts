import { breathe } from '../breathe.ts'
import { transact } from '../db/transact.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { sealTemplate } from '../enrollment/template-box.ts'
import { heldFingers, removedFingers, saveFinger } from '../enrollment/templates.repo.ts'
import type { Deps } from '../use-case.ts'
import { addDeviceLog } from './device-log.repo.ts'
import type { ForeignTemplates } from './office-fingers.ts'

/** What no enrollment of ours can have: nobody counted the presses. */
const qualityUnknown = 0
/** A terminal may bring thousands; whoever else waits for the database has a turn between two portions. */
const atOnce = 25

/**
 * Makes the function that keeps fingers of known students which were enrolled at the terminal itself, or before the
 * office had this app: from then on they travel like any other. Where two terminals bring the same finger the first
 * one's is kept.
 * @throws AppError (from the function it returns) `keyring_unavailable`, `template_unreadable`
 */
export function createKeepForeign(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  dataKey: DataKey,
): (found: ForeignTemplates) => Promise<void> {
  return async ({ deviceId, templateVersion, templates }) => {
    const key = await dataKey.get()
    let kept = 0
    for (let from = 0; from < templates.length; from += atOnce) {
      if (from > 0) await breathe()
      const portion = templates.slice(from, from + atOnce)
      kept += transact(db, tx => {
        // In the meantime another terminal may have brought one, and a person may have removed one.
        const removed = new Set(removedFingers(tx).map(keyOf))
        const fresh = portion.filter(
          one =>
            !removed.has(keyOf(one)) &&
            !heldFingers(tx, templateVersion, one.studentId).some(({ finger }) => finger === one.finger),
        )
        for (const { studentId, finger, flag, template } of fresh) {
          const sealed = sealTemplate(key, studentId, finger, template)
          const facts = { quality: qualityUnknown, by: null, at: clock.now() }
          saveFinger(tx, { studentId, deviceId, finger, flag, sealed, templateVersion, ...facts })
        }
        return fresh.length
      })
    }
    if (kept > 0) transact(db, tx => addDeviceLog(tx, deviceId, clock.now(), 'fingers_kept', { fingers: kept }))
  }
}

function keyOf({ studentId, finger }: { readonly studentId: string; readonly finger: number }): string {
  return `${studentId} ${finger}`
}
