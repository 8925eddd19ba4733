import { AppError } from '../../contract/errors.ts'
import type { Log, RawPunch } from '../../ports.ts'
import { chooseLogLayout } from './log-form.ts'
import { decodePunches, LOG_WIDTHS } from './log-records.ts'
import { readTable, recordWidths } from './read-table.ts'
import { decoded, readFreeSizes } from './readings.ts'
import type { FreeSizes, UserRecord, UserWidth } from './records.ts'
import { chooseUserWidth, decodeUsers, USER_WIDTHS } from './records.ts'
import type { Talk } from './session.ts'
import type { TableName } from './tables.ts'
import { splitTable } from './tables.ts'
import type { TemplateRecord } from './template-records.ts'
import { decodeTemplates } from './template-records.ts'
import type { UserIds } from './user-ids.ts'
import { withLongLines } from './zem-lines.ts'

export type ReadingOptions = {
  readonly replyTimeoutMs: number
  readonly log: Log
  /** Gets a table that could not be understood, whole, so that a technician can look at it. */
  readonly onOddTable?: ((table: TableName, bytes: Uint8Array) => void) | undefined
  /** Told the width of user records each time a table shows it. */
  readonly onUserWidth?: ((width: UserWidth) => void) | undefined
}

export type Progress = (done: number, total: number) => void

/** The users of a terminal. `records` are their bytes, in the same order; the width is null when there are none. */
export type UserTable = {
  readonly width: UserWidth | null
  readonly users: readonly UserRecord[]
  readonly records: readonly Uint8Array[]
}

/** All users of the terminal. */
export async function readUserTable(talk: Talk, options: ReadingOptions): Promise<UserTable> {
  const table = await readCounted(talk, 'users', options)
  if (!table) return { width: null, users: [], records: [] }
  return understood('users', table.body, options, () => {
    const width = chooseUserWidth(table.body, recordWidths('users', table.body.length - 4, table, USER_WIDTHS))
    options.onUserWidth?.(width)
    return { width, users: decodeUsers(table.body, width), records: splitTable(table.body, width) }
  })
}

/** Ids of the terminal's users by its own numbers. */
export async function readUserIds(talk: Talk, options: ReadingOptions): Promise<UserIds> {
  return new Map((await readUserTable(talk, options)).users.map(user => [user.uid, user.userId]))
}

/** The whole attendance log; progress is in records. */
export async function readPunches(talk: Talk, options: ReadingOptions, onProgress?: Progress): Promise<RawPunch[]> {
  const table = await readCounted(talk, 'logs', options, onProgress)
  if (!table) return []
  const {
    form,
    body,
    decoded: first,
  } = understood('logs', table.body, options, () => {
    const body = withLongLines(table.body, table) ?? table.body
    const widths = recordWidths('logs', body.length - 4, table, LOG_WIDTHS)
    const form = chooseLogLayout(body, widths, new Date().getFullYear() + 1)
    return { form, body, decoded: decodePunches(body, form, new Map()) }
  })
  if (!first.unnamed) return first.punches
  const userIds = await readUserIds(talk, options)
  return decodePunches(body, form, userIds).punches
}

/** All fingers on the terminal; progress is in fingers. */
export async function readTemplateTable(
  talk: Talk,
  options: ReadingOptions,
  onProgress?: Progress,
): Promise<readonly TemplateRecord[]> {
  const table = await readCounted(talk, 'fingers', options, onProgress)
  if (!table) return []
  return understood('fingers', table.body, options, () => {
    const templates = decodeTemplates(table.body)
    if (templates.length >= table.before) return templates
    throw new AppError('device_protocol', {
      table: 'fingers',
      reason: 'records_do_not_add_up',
      before: table.before,
      received: templates.length,
    })
  })
}

/** The operation log without the table's header, as the terminal keeps it. */
export async function readOperationLog(talk: Talk, options: ReadingOptions): Promise<Uint8Array> {
  const body = await readTable(talk, 'opLogs', options)
  return body ? body.slice(4) : new Uint8Array(0)
}

type Counted = { readonly body: Uint8Array; readonly before: number; readonly after: number }

/**
 * A table with the terminal's own counts before and after; null when it is empty and counted so.
 * @throws AppError device_protocol when records are counted and none come.
 */
async function readCounted(
  talk: Talk,
  table: TableName & keyof FreeSizes,
  options: ReadingOptions,
  onProgress?: Progress,
): Promise<Counted | null> {
  const before = (await readFreeSizes(talk))[table]
  const body = await readTable(talk, table, {
    replyTimeoutMs: options.replyTimeoutMs,
    log: options.log,
    ...(onProgress && { onBytes: (done, total) => onProgress(Math.floor((done / total) * before), before) }),
  })
  if (!body) {
    if (before > 0) throw new AppError('device_protocol', { table, reason: 'table_missing', before })
    return null
  }
  return { body, before, after: (await readFreeSizes(talk))[table] }
}

function understood<T>(table: TableName, body: Uint8Array, options: ReadingOptions, read: () => T): T {
  try {
    return decoded(read)
  } catch (error) {
    options.onOddTable?.(table, body)
    throw error
  }
}
