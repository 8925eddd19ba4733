import { addUser } from '../../core/access/access.repo.ts'
import { createPasswords } from '../../core/access/passwords.ts'
import type { SessionPlan } from '../../core/contract/calendar.ts'
import type { DeviceId, GuardianId } from '../../core/contract/common.ts'
import { createDataKey } from '../../core/crypto/data-key.ts'
import { closeDatabase, openDatabase } from '../../core/db/open.ts'
import { transact } from '../../core/db/transact.ts'
import { insertDevice, insertDeviceGroup } from '../../core/devices/devices.repo.ts'
import { saveSecret } from '../../core/notifications/secrets.repo.ts'
import { sealSmsKey } from '../../core/notifications/sms-account.ts'
import type { Clock, Keyring, Log, Paths } from '../../core/ports.ts'
import { addGuardian, linkGuardian } from '../../core/school/guardians.repo.ts'
import { addClass, addSchool, addStream } from '../../core/school/school.repo.ts'
import { addStudent } from '../../core/school/students.repo.ts'
import { plansForAll } from '../../core/settings/session-presets.ts'
import { readSettings, writeSetting } from '../../core/settings/settings.repo.ts'
import type { SmsPlan } from './sms-plan.ts'

/** Weak on purpose: the office signs in at every start. */
export const cheapPasswords = { memoryCost: 64, timeCost: 1 }
export const officeUser = { username: 'office', password: 'a password of the campaign' } as const

/**
 * However fast the computer is, nobody is late: what parents are told of lateness waits until the terminals are read,
 * and here the presses come from none.
 */
const allDay: SessionPlan[] = plansForAll.map(plan => ({
  ...plan,
  AM: { opens: 0, onTimeUntil: 23 * 60, closes: 23 * 60 + 10, ends: 23 * 60 + 20 },
  PM: null,
  leavesFrom: null,
}))

/** What parents see before the colon. */
const senderName = 'Mwangaza Sch'
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

export type SmsSchoolOptions = {
  readonly paths: Paths
  readonly clock: Clock
  readonly keyring: Keyring
  /** Sealed at once; it is in clear nowhere in the school's folder. */
  readonly apiKey: string
  readonly plan: SmsPlan
}

/** Makes the school's database with an account at the provider. Returns its terminal. */
export async function makeSmsSchool({ paths, clock, keyring, apiKey, plan }: SmsSchoolOptions): Promise<DeviceId> {
  const at = clock.now()
  const passwordHash = await createPasswords(cheapPasswords).hash(officeUser.password)
  const db = openDatabase(paths)
  try {
    const sealed = await sealSmsKey(createDataKey({ db, clock, log: silent, keyring }), apiKey)
    return transact(db, tx => {
      const schoolId = addSchool(tx, { name: 'Mwangaza', code: 'MW', at })
      addUser(tx, { username: officeUser.username, fullName: 'Office', role: 'super_admin', passwordHash, at })
      const classId = addClass(tx, { schoolId, name: 'Grade 7', level: 7 })
      const streamId = addStream(tx, { classId, name: 'East' })
      const ids = plan.guardians.map((guardian): GuardianId => addGuardian(tx, { ...guardian, schoolId, at }))
      for (const { pin, guardians, ...names } of plan.children) {
        const studentId = addStudent(tx, { schoolId, streamId, pin, admissionNumber: `MW/${pin}`, ...names, at })
        for (const index of guardians) {
          const guardianId = ids[index]
          if (guardianId !== undefined) linkGuardian(tx, { studentId, guardianId })
        }
      }
      const deviceGroupId = insertDeviceGroup(tx, { schoolId, name: 'Gates' })
      writeSetting(tx, 'sessionPlans', allDay, at)
      const { messages } = readSettings(tx)
      // The clock runs fast, and how late it gets depends on how fast the computer is.
      const policy = { arrival: true, senderName, quietFrom: 0, quietUntil: 0 }
      writeSetting(tx, 'messages', { ...messages, ...policy }, at)
      saveSecret(tx, 'sms_key', sealed, at)
      writeSetting(tx, 'smsAccount', { provider: 'africastalking', username: 'mwangaza', senderId: 'MWANGAZA' }, at)
      return insertDevice(tx, { schoolId, deviceGroupId, name: 'Main Gate', host: '127.0.0.1', at })
    })
  } finally {
    closeDatabase(db)
  }
}
