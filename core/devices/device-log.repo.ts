import { and, desc, eq, gte, lt } from 'drizzle-orm'
import type { DeviceId } from '../contract/common.ts'
import type { DeviceLogLine } from '../contract/devices.ts'
import type { ErrorDetails } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import { deviceLog } from '../db/schema.ts'
import { newId } from '../ids.ts'

/** What can stand in a terminal's log. */
export type DeviceLogWhat =
  | 'added'
  | 'edited'
  | 'retired'
  | 'returned'
  | 'online'
  | 'offline'
  | 'wrong_serial'
  | 'clock_set'
  | 'address_changed'
  | 'synced'
  | 'adopted'
  | 'fingers_kept'
  | 'user_removed'
  | 'self_test'
  | 'restarted'
  | 'log_cleared'

/** Writes down what happened between us and a terminal. Never a name, a PIN or a key. */
export function addDeviceLog(tx: Tx, deviceId: DeviceId, at: number, what: DeviceLogWhat, details: ErrorDetails = {}) {
  tx.insert(deviceLog).values({ id: newId(), deviceId, at, what, details }).run()
}

/** Newest first. */
export function deviceLogLines(tx: Tx, deviceId: DeviceId, limit: number): DeviceLogLine[] {
  return tx
    .select({ at: deviceLog.at, what: deviceLog.what, details: deviceLog.details })
    .from(deviceLog)
    .where(eq(deviceLog.deviceId, deviceId))
    .orderBy(desc(deviceLog.at), desc(deviceLog.id))
    .limit(limit)
    .all()
}

/** The lines of one kind since a moment, newest first. */
export function deviceLogSince(tx: Tx, deviceId: DeviceId, what: DeviceLogWhat, since: number): DeviceLogLine[] {
  return tx
    .select({ at: deviceLog.at, what: deviceLog.what, details: deviceLog.details })
    .from(deviceLog)
    .where(and(eq(deviceLog.deviceId, deviceId), eq(deviceLog.what, what), gte(deviceLog.at, since)))
    .orderBy(desc(deviceLog.at), desc(deviceLog.id))
    .all()
}

/** Forgets what is older than a moment; returns how many lines that were. */
export function pruneDeviceLog(tx: Tx, before: number): number {
  return tx.delete(deviceLog).where(lt(deviceLog.at, before)).run().changes
}
