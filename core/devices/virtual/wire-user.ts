import { decodeUser, encodeUser, type UserRecord, type UserWidth } from '../zkteco/records.ts'
import { POISON } from './poison.ts'

/** Records as PCs wrote them: bytes that mean nothing here (time zones, what follows a text's NUL) are given back as they came. */
const written = new WeakMap<UserRecord, Uint8Array>()

/** The user of a record that a PC sent, or null when its texts are none a record can hold. */
export function readWrittenUser(record: Uint8Array): UserRecord | null {
  const user = decodeUser(record)
  try {
    encodeUser(user, record.length === 28 ? 28 : 72)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return null
  }
  written.set(user, new Uint8Array(record))
  return user
}

/** The record of a user: as it was written, or made here, poisoned where bytes mean nothing. */
export function userRecord(user: UserRecord, width: UserWidth): Uint8Array {
  return written.get(user) ?? encodeUser(user, width, POISON)
}
