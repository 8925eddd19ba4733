import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Closure } from '../contract/calendar.ts'
import type { ClassId, ClosureId, Day, SessionName, StreamId } from '../contract/common.ts'
import type { Tx } from '../db/open.ts'
import { closure, schoolClass, stream } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { fullClassName } from '../school/student-names.repo.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'

export type ClosureRow = Pick<
  typeof closure.$inferSelect,
  'id' | 'fromDay' | 'toDay' | 'session' | 'scope' | 'scopeId' | 'reason'
>

/** The settings and the closures that stand: everything that says when which child is expected. */
export type SchoolCalendar = { readonly settings: Settings; readonly closures: readonly ClosureRow[] }

/**
 * Reads the school's calendar as it is now.
 * @throws ZodError when a stored setting has not the shape of it
 */
export function readCalendar(tx: Tx): SchoolCalendar {
  const closures = tx
    .select({
      id: closure.id,
      fromDay: closure.fromDay,
      toDay: closure.toDay,
      session: closure.session,
      scope: closure.scope,
      scopeId: closure.scopeId,
      reason: closure.reason,
    })
    .from(closure)
    .where(isNull(closure.cancelledAt))
    .orderBy(asc(closure.fromDay), asc(closure.id))
    .all()
  return { settings: readSettings(tx), closures }
}

/** One closure for each class or stream; the school is one without an id. */
export type ClosurePlaces = {
  readonly scope: 'school' | 'class' | 'stream'
  readonly scopeIds: readonly (string | null)[]
}

/** Whether every class or stream named is there. */
export function placesExist(tx: Tx, { scope, scopeIds }: ClosurePlaces): boolean {
  if (scope === 'school') return true
  const ids = new Set(scopeIds.filter(id => id !== null))
  const table = scope === 'class' ? schoolClass : stream
  const found = tx
    .select({ id: table.id })
    .from(table)
    .where(and(sql`${table.id} in (select value from json_each(${JSON.stringify([...ids])}))`, isNull(table.deletedAt)))
    .all()
  return found.length === ids.size
}

export type NewClosures = ClosurePlaces & {
  readonly fromDay: Day
  readonly toDay: Day
  readonly session: SessionName | null
  readonly reason: string
  readonly at: number
  readonly by: string
}

/**
 * Adds one closure for each class or stream, cancelled until `confirmClosures`: so the undo of the step, which begins to
 * look in between, leaves a cancelled closure behind and not a hole. Returns their ids.
 */
export function addClosures(tx: Tx, { scopeIds, at, by, ...facts }: NewClosures): ClosureId[] {
  const made = { createdAt: at, createdBy: by, cancelledAt: at, cancelledBy: by }
  return scopeIds.map(scopeId => {
    const id = newId<ClosureId>()
    tx.insert(closure)
      .values({ ...facts, ...made, id, scopeId })
      .run()
    return id
  })
}

export function confirmClosures(tx: Tx, ids: readonly ClosureId[]): void {
  tx.update(closure)
    .set({ cancelledAt: null, cancelledBy: null })
    .where(inArray(closure.id, [...ids]))
    .run()
}

/** The days of a closure that stands, or null. */
export function closureSpan(tx: Tx, id: ClosureId): { from: Day; to: Day; reason: string } | null {
  const found = tx
    .select({ from: closure.fromDay, to: closure.toDay, reason: closure.reason })
    .from(closure)
    .where(and(eq(closure.id, id), isNull(closure.cancelledAt)))
    .get()
  return found ?? null
}

/** Ends a closure as if it had not been. */
export function cancelClosure(tx: Tx, id: ClosureId, at: number, by: string): void {
  tx.update(closure).set({ cancelledAt: at, cancelledBy: by }).where(eq(closure.id, id)).run()
}

/** The closures that stand, by day, with the names of their classes and streams. */
export function closuresWithNames(tx: Tx): Closure[] {
  const rows = tx.select().from(closure).where(isNull(closure.cancelledAt)).orderBy(asc(closure.fromDay)).all()
  if (rows.length === 0) return []
  const classes = new Map<string, string>(
    tx
      .select({ id: schoolClass.id, name: schoolClass.name })
      .from(schoolClass)
      .all()
      .map(({ id, name }) => [id, name]),
  )
  const streams = new Map<string, string>(
    tx
      .select({ id: stream.id, name: fullClassName })
      .from(stream)
      .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
      .all()
      .map(({ id, name }) => [id, name]),
  )
  return rows.map(({ id, fromDay, toDay, session, scope, scopeId, reason, createdAt, createdBy }) => ({
    id,
    from: fromDay,
    to: toDay,
    session,
    scope: scopeOf(scope, scopeId ?? '', scope === 'class' ? classes : streams),
    reason,
    createdAt,
    by: createdBy,
  }))
}

function scopeOf(scope: ClosureRow['scope'], id: string, names: ReadonlyMap<string, string>): Closure['scope'] {
  const name = names.get(id) ?? ''
  if (scope === 'class') return { kind: 'class', classId: id as ClassId, name }
  if (scope === 'stream') return { kind: 'stream', streamId: id as StreamId, name }
  return { kind: 'school' }
}
