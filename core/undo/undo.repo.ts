import { and, desc, eq, gte, isNull, lt, max, min, sql } from 'drizzle-orm'
import type { UndoId, UserId } from '../contract/common.ts'
import type { Access } from '../contract/permissions.ts'
import type { UndoWhat } from '../contract/undo.ts'
import type { Tx } from '../db/open.ts'
import {
  absenceReason,
  callLog,
  classAlias,
  closure,
  gatePass,
  guardian,
  importMemory,
  manualMark,
  photo,
  schoolClass,
  sessionMark,
  setting,
  standing,
  stream,
  streamStay,
  student,
  studentGuardian,
  syncItem,
  template,
  undoStep,
} from '../db/schema.ts'

/** The tables whose rows can be put back, and the column that tells their rows apart. */
const tables = {
  student: [student, 'id'],
  guardian: [guardian, 'id'],
  student_guardian: [studentGuardian, 'id'],
  class: [schoolClass, 'id'],
  stream: [stream, 'id'],
  stream_stay: [streamStay, 'id'],
  photo: [photo, 'student_id'],
  class_alias: [classAlias, 'label'],
  import_memory: [importMemory, 'student_id'],
  setting: [setting, 'key'],
  closure: [closure, 'id'],
  absence_reason: [absenceReason, 'id'],
  manual_mark: [manualMark, 'id'],
  call_log: [callLog, 'id'],
  gate_pass: [gatePass, 'id'],
  template: [template, 'id'],
} as const

export type UndoTable = keyof typeof tables
/** A row as the database holds it: by the names of its columns. */
export type StoredRow = Readonly<Record<string, string | number | Uint8Array | null>>

/** Rows as they are, by id; those that are not there are not in the answer. */
export function storedRows(tx: Tx, name: UndoTable, ids: readonly string[]): Map<string, StoredRow> {
  const [table, key] = tables[name]
  const rows = tx.all<StoredRow>(
    sql`select * from ${table} where ${sql.identifier(key)} in (select value from json_each(${JSON.stringify(ids)}))`,
  )
  return new Map(rows.map(row => [String(row[key]), row]))
}

/** Until the end of the transaction rows may refer to what is not there (yet); its commit fails when they still do. */
export function deferReferences(tx: Tx): void {
  tx.run(sql`pragma defer_foreign_keys = on`)
}

export function deleteRows(tx: Tx, name: UndoTable, ids: readonly string[]): void {
  const [table, key] = tables[name]
  tx.run(
    sql`delete from ${table} where ${sql.identifier(key)} in (select value from json_each(${JSON.stringify(ids)}))`,
  )
}

export type RowChange = { readonly id: string; readonly values: readonly (string | number | null)[] }

/** Sets the same columns of many rows, each to its own values, in one statement. Bytes are set by `updateBytes`. */
export function updateRows(tx: Tx, name: UndoTable, columns: readonly string[], rows: readonly RowChange[]): void {
  const [table, key] = tables[name]
  const settings = columns.map(
    (column, i) => sql`${sql.identifier(column)} = changed.value ->> ${sql.raw(String(i + 1))}`,
  )
  const changed = JSON.stringify(rows.map(({ id, values }) => [id, ...values]))
  tx.run(
    sql`update ${table} set ${sql.join(settings, sql`, `)} from json_each(${changed}) changed
        where ${table}.${sql.identifier(key)} = changed.value ->> 0`,
  )
}

export function updateBytes(tx: Tx, name: UndoTable, id: string, column: string, bytes: Uint8Array): void {
  const [table, key] = tables[name]
  const value = Buffer.from(bytes)
  tx.run(sql`update ${table} set ${sql.identifier(column)} = ${value} where ${sql.identifier(key)} = ${id}`)
}

export function insertRow(tx: Tx, name: UndoTable, row: StoredRow): void {
  const [table] = tables[name]
  const columns = Object.keys(row).map(column => sql.identifier(column))
  const values = Object.values(row).map(value => sql`${bound(value)}`)
  tx.run(sql`insert into ${table} (${sql.join(columns, sql`, `)}) values (${sql.join(values, sql`, `)})`)
}

function bound(value: StoredRow[string]): string | number | Buffer | null {
  return value instanceof Uint8Array ? Buffer.from(value) : value
}

/**
 * Removes what was only worked out about these students and can be worked out again: how they stand, their marks, how
 * far they are on a terminal. The facts stay.
 */
export function forgetWorkedOut(tx: Tx, studentIds: readonly string[]): void {
  const ids = sql`(select value from json_each(${JSON.stringify(studentIds)}))`
  tx.run(sql`delete from ${syncItem} where student_id in ${ids}`)
  tx.run(sql`delete from ${standing} where student_id in ${ids}`)
  // By the index of months; the table itself is in the order of days.
  tx.run(
    sql`delete from ${sessionMark} where (day, session, student_id) in (
          select day, session, student_id from ${sessionMark}
          where substr(day, 1, 7) in (select value from json_each(${JSON.stringify(markedMonths(tx))}))
            and student_id in ${ids})`,
  )
}

/** Every month from the first with a mark to the last, `2026-05`. */
function markedMonths(tx: Tx): string[] {
  const span = tx
    .select({ first: min(sessionMark.day), last: max(sessionMark.day) })
    .from(sessionMark)
    .get()
  const months: string[] = []
  if (!span?.first || !span.last) return months
  const month = new Date(`${span.first.slice(0, 7)}-01T00:00:00Z`)
  for (; month.toISOString().slice(0, 7) <= span.last.slice(0, 7); month.setUTCMonth(month.getUTCMonth() + 1)) {
    months.push(month.toISOString().slice(0, 7))
  }
  return months
}

export type NewStep = {
  readonly id: UndoId
  readonly at: number
  readonly userId: UserId | null
  readonly username: string
  readonly access: Access
  readonly what: UndoWhat
  readonly subject: string
  readonly count: number
  /** JSON. */
  readonly images: string
}

export function insertStep(tx: Tx, step: NewStep): void {
  tx.insert(undoStep).values(step).run()
}

export type StoredStep = Pick<NewStep, 'id' | 'at' | 'access' | 'what' | 'subject' | 'count' | 'images'>

/** A step that has not been taken back, or null. */
export function findStep(tx: Tx, id: UndoId): StoredStep | null {
  const found = tx
    .select({
      id: undoStep.id,
      at: undoStep.at,
      access: undoStep.access,
      what: undoStep.what,
      subject: undoStep.subject,
      count: undoStep.count,
      images: undoStep.images,
    })
    .from(undoStep)
    .where(and(eq(undoStep.id, id), isNull(undoStep.undoneAt)))
    .get()
  return found ?? null
}

export type StepLine = {
  readonly undoId: UndoId
  readonly at: number
  readonly by: string
  readonly access: Access
  readonly what: UndoWhat
  readonly subject: string
  readonly count: number
}

/** Steps since a moment that have not been taken back, newest first. */
export function openSteps(tx: Tx, since: number, limit: number): StepLine[] {
  return tx
    .select({
      undoId: undoStep.id,
      at: undoStep.at,
      by: undoStep.username,
      access: undoStep.access,
      what: undoStep.what,
      subject: undoStep.subject,
      count: undoStep.count,
    })
    .from(undoStep)
    .where(and(isNull(undoStep.undoneAt), gte(undoStep.at, since)))
    .orderBy(desc(undoStep.at), desc(undoStep.id))
    .limit(limit)
    .all()
}

export function markUndone(tx: Tx, id: UndoId, at: number, by: string): void {
  tx.update(undoStep).set({ undoneAt: at, undoneBy: by }).where(eq(undoStep.id, id)).run()
}

/** Forgets the steps from before a moment. Returns how many. */
export function deleteStepsBefore(tx: Tx, at: number): number {
  return tx.delete(undoStep).where(lt(undoStep.at, at)).run().changes
}
