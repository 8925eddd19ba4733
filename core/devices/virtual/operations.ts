/** One line of the operation log. */
export type Operation = {
  readonly op: number
  readonly rawTime: number
  /** The user it was done to, then its result; both 0 where they mean nothing. */
  readonly uid: number
  readonly result: number
}

/** Operation types, as the vendor's manual of 2006 lists them. */
export const OPERATION = {
  TURNED_ON: 0,
  ENROLLED_FINGER: 6,
  DELETED_USER: 9,
  DELETED_FINGER: 10,
  CLEANED_DATA: 13,
  SET_TIME: 21,
  CLEANED_LOG: 23,
  CLEANED_ADMINS: 24,
  ENROLLED_USER: 30,
} as const

export const OPERATION_WIDTH = 16

/**
 * An operation log record: u16 administrator, u8 operation, u8 unknown, u32 packed time, four u16: the user, the result, two without use.
 * @param fill what bytes without a meaning hold
 */
export function encodeOperation(operation: Operation, fill = 0): Uint8Array {
  const record = new Uint8Array(OPERATION_WIDTH).fill(fill)
  const fields = new DataView(record.buffer)
  fields.setUint16(0, 0, true) // done over the line: no administrator
  fields.setUint8(2, operation.op)
  fields.setUint32(4, operation.rawTime, true)
  fields.setUint16(8, operation.uid, true)
  fields.setUint16(10, operation.result, true)
  return record
}
