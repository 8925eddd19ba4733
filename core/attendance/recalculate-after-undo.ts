import { changedDays } from '../calendar/calendar-changes.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day, StudentId } from '../contract/common.ts'
import type { AnyEvent } from '../contract/events.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import type { Clock } from '../ports.ts'
import { settingShapes } from '../settings/settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { StoredRow, Undone, UndoTable } from '../undo/undo.ts'
import { refuseLocked } from './locks.ts'
import { firstMarkedDay } from './marked-days.repo.ts'
import { recalculateSoon, scopeOfDays } from './recalculate.ts'
import type { Scope } from './recalculate.ts'
import { reviseMessages } from './revise-messages.ts'
import { createTimetables } from './timetable.ts'

type Image = { readonly before: StoredRow | null; readonly after: StoredRow | null }
type Images = (table: UndoTable) => readonly Image[]

/** `signed`: a day of it that the head has signed refuses the undo; otherwise such a day only stays as it is. */
type Touched = Scope & { readonly signed: boolean }

/**
 * Makes anew the marks that an undone step had changed, in the transaction of the undo. Returns what is to be announced.
 * @throws AppError `day_locked` when the step speaks of a day that is locked by now
 */
export function recalculateAfterUndo(tx: Tx, { clock }: { readonly clock: Clock }, { touched }: Undone): AnyEvent[] {
  const timetable = createTimetables()(readCalendar(tx))
  const today = timetable.dayOf(clock.now())
  if (touched.has('gate_pass')) reviseMessages({ tx, clock, timetable }, today)
  const images: Images = table => touched.get(table) ?? []
  const scopes = [
    ...closureScopes(images),
    ...byHandScopes(images),
    ...dateScopes(timetable.settings, images),
    ...planScopes(tx, today, images),
    ...rollScopes(tx, today, images),
  ]
  if (scopes.length === 0) return []
  for (const { signed, from, to, only } of scopes) {
    if (signed) refuseLocked(tx, day => from <= day && day <= to && only?.has(day) !== false)
  }
  for (const scope of scopes) recalculateSoon(tx, { clock }, scope)
  const days = new Set([today, ...scopes.map(({ from }) => from).filter(from => from <= today)])
  return [...days].map(day => ({ name: 'attendance.changed', payload: { day } }))
}

function closureScopes(images: Images): Touched[] {
  return rowsOf(images('closure')).map(row => ({ ...spanOf(row), signed: true }))
}

function byHandScopes(images: Images): Touched[] {
  const marks = rowsOf(images('manual_mark')).map(row => ({ from: text(row, 'day'), to: text(row, 'day'), row }))
  const reasons = rowsOf(images('absence_reason')).map(row => ({ ...spanOf(row), row }))
  const all = [...marks, ...reasons]
  const [first] = all
  if (first === undefined) return []
  const studentIds = [...new Set(all.map(({ row }) => text(row, 'student_id') as StudentId))]
  const from = earliest(all.map(one => one.from)) ?? first.from
  const to = all.map(one => one.to).reduce((a, b) => (a > b ? a : b))
  return [{ from, to, studentIds, signed: true }]
}

const dateKeys = ['terms', 'halfTerms', 'holidays', 'schoolWeekdays'] as const

function dateScopes(settings: Settings, images: Images): Touched[] {
  const undone = undoneSettings(images)
  if (!dateKeys.some(key => undone[key] !== undefined)) return []
  return [{ ...scopeOfDays(changedDays(settings, { ...settings, ...undone })), signed: true }]
}

/** Plans hold from the end of the earlier ones on. */
function planScopes(tx: Tx, today: Day, images: Images): Touched[] {
  const { sessionPlans, earlierPlans } = undoneSettings(images)
  if (sessionPlans === undefined && earlierPlans === undefined) return []
  const ends = [earlierPlans, readCalendar(tx).settings.earlierPlans].map(plans => plans?.at(-1)?.until)
  const from = ends.includes(undefined) ? firstMarkedDay(tx) : earliest(ends.filter(end => end !== undefined))
  return from === null ? [] : [{ from: addDays(from, ends.includes(undefined) ? 0 : 1), to: today, signed: false }]
}

/** The settings as they were before they were put back. */
function undoneSettings(images: Images): Partial<Settings> {
  const entries = rowsOf(images('setting'), 'after').flatMap(row => {
    const key = text(row, 'key')
    return isSettingKey(key) ? [[key, settingShapes[key].parse(JSON.parse(text(row, 'value')))] as const] : []
  })
  return Object.fromEntries(entries)
}

function isSettingKey(key: string): key is keyof Settings {
  return Object.hasOwn(settingShapes, key)
}

/** Students who belong to the school, or to a class, otherwise than before the undo. One who is gone has no marks left. */
function rollScopes(tx: Tx, today: Day, images: Images): Touched[] {
  const levels = images('class').some(image => differs(image, 'level'))
  const first = firstMarkedDay(tx)
  if (first === null) return []
  if (levels) return [{ from: first, to: today, signed: false }]
  const changes = [
    ...images('student').flatMap(image => changedStudent(image, today)),
    ...images('stream_stay').flatMap(image => changedStay(image)),
  ]
  const starts = changes.map(({ from }) => from)
  const from = starts.includes(null) ? first : earliest(starts.filter(start => start !== null))
  if (from === null) return []
  const studentIds = [...new Set(changes.map(({ id }) => id))]
  return [{ from: from < first ? first : from, to: today, studentIds, signed: false }]
}

/** From a day on; null: from the first. */
type RollChange = { readonly id: StudentId; readonly from: Day | null }

function changedStudent(image: Image, today: Day): RollChange[] {
  const { before, after } = image
  if (before === null || after === null) return []
  const id = text(before, 'id') as StudentId
  const days = (column: string) => [before[column], after[column]].map(value => (value ? String(value) : null))
  const starts: (Day | null)[] = []
  if (differs(image, 'admitted_on')) starts.push(...days('admitted_on'))
  if (differs(image, 'left_on')) starts.push(...days('left_on').filter(day => day !== null))
  // These two have no past: they are as if they had always been so.
  if (differs(image, 'boarding') || differs(image, 'exempt')) starts.push(null)
  if (differs(image, 'active') || differs(image, 'stream_id')) starts.push(today)
  return starts.map(from => ({ id, from }))
}

function changedStay(image: Image): RollChange[] {
  const rows = [image.before, image.after].filter(row => row !== null)
  const [row] = rows
  if (row === undefined) return []
  const ends = rows.flatMap(one => (one['to_day'] ? [addDays(text(one, 'to_day'), 1)] : []))
  const sameStart = rows.length === 2 && !differs(image, 'from_day') && !differs(image, 'stream_id')
  const from = sameStart ? earliest(ends) : earliest(rows.map(one => text(one, 'from_day')))
  return [{ id: text(row, 'student_id') as StudentId, from }]
}

function differs({ before, after }: Image, column: string): boolean {
  return before !== null && after !== null && before[column] !== after[column]
}

/** Of each image the row that tells where it lies: as it is now, else as it was. */
function rowsOf(images: readonly Image[], first: 'before' | 'after' = 'before'): StoredRow[] {
  const rows = images.map(({ before, after }) => (first === 'before' ? (before ?? after) : after))
  return rows.filter(row => row !== null)
}

function spanOf(row: StoredRow): { from: Day; to: Day } {
  return { from: text(row, 'from_day'), to: text(row, 'to_day') }
}

function text(row: StoredRow, column: string): string {
  return String(row[column])
}

function earliest(days: readonly Day[]): Day | null {
  return days.length === 0 ? null : days.reduce((a, b) => (a < b ? a : b))
}
