import { CMD } from './commands.ts'

/** What follows BULK_WRITE: u32 12, u16 0, u16 8. The same code means "update the firmware", so these bytes are fixed. */
export const BULK_COMMIT: readonly number[] = [0x0c, 0, 0, 0, 0, 0, 0x08, 0]

const exactly = (length: number) => (data: Uint8Array) => data.length === length
const never = () => false

/** Commands that destroy or restart, and the only data each may be sent with. */
const SHAPES: ReadonlyMap<number, (data: Uint8Array) => boolean> = new Map([
  // Without data it wipes the whole terminal.
  [CMD.CLEAR_DATA, never],
  [CMD.CLEAR_ADMIN, never],
  [CMD.CLEAR_OPLOG, never],
  [CMD.POWER_OFF, never],
  [CMD.CLEAR_ATTLOG, exactly(0)],
  [CMD.RESTART, exactly(0)],
  [CMD.DELETE_USER, exactly(2)],
  [CMD.DELETE_USER_BY_ID, exactly(24)],
  [CMD.DELETE_USERTEMP, exactly(3)],
  [CMD.DELETE_TEMPLATE_BY_ID, exactly(25)],
  [CMD.BULK_WRITE, data => data.length === BULK_COMMIT.length && BULK_COMMIT.every((byte, i) => data[i] === byte)],
])

/** Whether a request may leave this program at all; the last check before the line. */
export function mayBeSent(command: number, data: Uint8Array): boolean {
  return SHAPES.get(command)?.(data) ?? true
}
