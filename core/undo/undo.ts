import type { UndoId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { AnyEvent } from '../contract/events.ts'
import type { Access } from '../contract/permissions.ts'
import type { SessionUser } from '../contract/session.ts'
import type { UndoWhat } from '../contract/undo.ts'
import type { Tx } from '../db/open.ts'
import { newId } from '../ids.ts'
import { stayIdsOf } from '../school/stays.repo.ts'
import type { Image } from './images.ts'
import { readImages, sameRow, sameValue, writeImages } from './images.ts'
import type { RowChange, StoredRow, StoredStep, UndoTable } from './undo.repo.ts'
import {
  deferReferences,
  deleteRows,
  forgetWorkedOut,
  insertRow,
  insertStep,
  storedRows,
  updateBytes,
  updateRows,
} from './undo.repo.ts'

export type { StoredRow, UndoTable } from './undo.repo.ts'

/** Collects the rows of one change, so that it can be taken back. The stays of a student go with the student. */
export type Undo = {
  /** Before these rows change: reads them as they are. A row that is already known keeps its first image. */
  touch(table: UndoTable, ids: readonly string[]): void
  /** Rows that the change adds. */
  made(table: UndoTable, ids: readonly string[]): void
  /** After the change: reads the rows again and keeps the step. `at`: epoch ms. */
  finish(step: {
    readonly what: UndoWhat
    /** Whom or what it was about, in words, such as a name; shown in the list of steps. */
    readonly subject: string
    readonly count: number
    /** Who may take it back: whoever may do this. */
    readonly access: Access
    readonly by: SessionUser | null
    readonly at: number
  }): UndoId
}

/** Begins to collect what a change touches, in the transaction that makes the change. */
export function beginUndo(tx: Tx): Undo {
  const known = new Map<UndoTable, Map<string, StoredRow | null>>()

  function rowsOf(table: UndoTable): Map<string, StoredRow | null> {
    const rows = known.get(table) ?? new Map<string, StoredRow | null>()
    known.set(table, rows)
    return rows
  }

  function touch(table: UndoTable, ids: readonly string[]): void {
    const rows = rowsOf(table)
    const fresh = ids.filter(id => !rows.has(id))
    if (fresh.length === 0) return
    const stored = storedRows(tx, table, fresh)
    for (const id of fresh) rows.set(id, stored.get(id) ?? null)
    if (table === 'student') touch('stream_stay', stayIdsOf(tx, fresh))
  }

  function made(table: UndoTable, ids: readonly string[]): void {
    const rows = rowsOf(table)
    for (const id of ids) if (!rows.has(id)) rows.set(id, null)
  }

  function images(): Image[] {
    made('stream_stay', stayIdsOf(tx, [...(known.get('student')?.keys() ?? [])]))
    return [...known].flatMap(([table, before]) => {
      const after = storedRows(tx, table, [...before.keys()])
      return [...before].map(([id, row]) => ({ table, id, before: row, after: after.get(id) ?? null }))
    })
  }

  return {
    touch,
    made,
    finish({ by, ...step }) {
      const id = newId<UndoId>()
      const changed = images().filter(({ before, after }) => !sameRow(before, after))
      const who = { userId: by?.id ?? null, username: by?.username ?? '' }
      insertStep(tx, { ...step, ...who, id, images: writeImages(changed) })
      return id
    },
  }
}

/** What a step that was taken back had touched. `before`: how the row is now again. */
export type Undone = {
  readonly what: UndoWhat
  readonly touched: ReadonlyMap<UndoTable, readonly Pick<Image, 'before' | 'after'>[]>
}

/** Does what follows from an undone step, in its transaction; the events are announced after the commit. */
export type OnUndone = (tx: Tx, undone: Undone) => readonly AnyEvent[]

/**
 * Puts back every row that a step touched. Whether something refers to a row that goes is known at the commit only.
 * @throws AppError `undo_conflict` when one of them was changed since; nothing is touched then
 */
export function takeBack(tx: Tx, step: StoredStep): Undone {
  const images = readImages(step.images)
  const touched = new Map<UndoTable, Image[]>()
  for (const image of images) touched.set(image.table, [...(touched.get(image.table) ?? []), image])
  for (const [table, own] of touched) {
    const now = storedRows(
      tx,
      table,
      own.map(({ id }) => id),
    )
    const changed = own.find(({ id, after }) => !sameRow(after, now.get(id) ?? null))
    if (changed) throw new AppError('undo_conflict', { table })
  }

  deferReferences(tx)
  const goingStudents = (touched.get('student') ?? []).filter(isAdded).map(({ id }) => id)
  if (goingStudents.length > 0) forgetWorkedOut(tx, goingStudents)
  // A row that goes may hold a number or name that another gets back.
  for (const [table, own] of touched) {
    const added = own.filter(isAdded).map(({ id }) => id)
    if (added.length > 0) deleteRows(tx, table, added)
  }
  for (const [table, own] of touched) putBack(tx, table, own)
  for (const { table, before, after } of images) if (before !== null && after === null) insertRow(tx, table, before)
  return { what: step.what, touched }
}

const isAdded = ({ before }: Image): boolean => before === null

/** Rows of which the same columns are others are put back together: a class that was moved is one statement. */
function putBack(tx: Tx, table: UndoTable, images: readonly Image[]): void {
  const groups = new Map<string, { readonly columns: readonly string[]; readonly rows: RowChange[] }>()
  for (const { id, before, after } of images) {
    if (before === null || after === null) continue
    const columns: string[] = []
    const values: RowChange['values'][number][] = []
    for (const [column, value] of Object.entries(before)) {
      if (sameValue(value, after[column] ?? null)) continue
      if (value instanceof Uint8Array) updateBytes(tx, table, id, column, value)
      else {
        columns.push(column)
        values.push(value)
      }
    }
    if (columns.length === 0) continue
    const group = groups.get(columns.join()) ?? { columns, rows: [] }
    group.rows.push({ id, values })
    groups.set(columns.join(), group)
  }
  for (const { columns, rows } of groups.values()) updateRows(tx, table, columns, rows)
}
