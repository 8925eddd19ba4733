import { and, count, eq, gte, inArray, isNull, sql } from 'drizzle-orm'
import type { DeviceId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { deviceLog, punch, syncItem } from '../db/schema.ts'

/** Presses of a terminal, taken in since a moment, whose time cannot be a real one. */
export function countImpossibleTimes(tx: Tx, deviceId: DeviceId, since: number): number {
  const found = tx
    .select({ n: count() })
    // Left to itself SQLite goes through all punches of the terminal.
    .from(sql`${punch} indexed by punch_unmatched`)
    .where(and(eq(punch.deviceId, deviceId), isNull(punch.studentId), isNull(punch.at), gte(punch.recordedAt, since)))
    .get()
  return found?.n ?? 0
}

/** Students who belong on a terminal and could not be put there. */
export function countSyncFailed(tx: Tx, deviceId: DeviceId): number {
  const found = tx
    .select({ n: count() })
    .from(syncItem)
    .where(and(eq(syncItem.deviceId, deviceId), eq(syncItem.state, 'failed')))
    .get()
  return found?.n ?? 0
}

/** Since a moment, oldest first: when the terminal itself answered at its address, and when another one did. */
export function serialHistory(tx: Tx, deviceId: DeviceId, since: number): string[] {
  return tx
    .select({ what: deviceLog.what })
    .from(deviceLog)
    .where(
      and(
        eq(deviceLog.deviceId, deviceId),
        gte(deviceLog.at, since),
        inArray(deviceLog.what, ['online', 'wrong_serial']),
      ),
    )
    .orderBy(deviceLog.at, deviceLog.id)
    .all()
    .map(({ what }) => what)
}
