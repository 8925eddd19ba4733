import type { Day, StreamId } from '../contract/common.ts'
import type { RolloverWarning } from '../contract/imports.ts'

/** A stream and its class. */
export type YearStream = {
  readonly streamId: StreamId
  readonly classId: string
  /** `Grade 7`. */
  readonly className: string
  /** `East`; empty: the whole class. */
  readonly streamName: string
  /** Years of schooling: Form 4 is 12. */
  readonly level: number
  readonly students: number
}

export type Destination = StreamId | 'leave' | null
export type YearMove = { readonly from: YearStream; readonly to: Destination }

/** Years after which a school of that kind ends: pre-primary, primary, junior, senior. */
const lastLevels = [0, 6, 9, 12]

/**
 * Where the children of a stream go: the stream of the same name one level up in the same system, for Form 3 is above
 * Form 2 and Grade 11 above Grade 10, whatever stands beside them. `leave`: their school ends here. Null: a person has
 * to say.
 */
export function destinationOf(from: YearStream, streams: readonly YearStream[]): Destination {
  const above = streams.filter(({ level, className }) => level === from.level + 1 && follows(from.className, className))
  if (above.length === 0) return endsHere(from, streams) ? 'leave' : null
  const same = above.filter(({ streamName }) => bare(streamName) === bare(from.streamName))
  const [only, another] = same.length > 0 ? same : above
  return only !== undefined && another === undefined ? only.streamId : null
}

function endsHere(from: YearStream, streams: readonly YearStream[]): boolean {
  const oldPrimary = from.level === 8 && /^(standard|std|class)/.test(bare(from.className))
  const last = lastLevels.includes(from.level) || oldPrimary
  return last && !streams.some(({ level, className }) => level > from.level && follows(from.className, className))
}

/** Whether a class can be the one after another: of the same system, or where one system goes over into the next. */
function follows(className: string, next: string): boolean {
  const [one, other] = [systemOf(className), systemOf(next)]
  return one === other || one === 'early' || one === null || other === null
}

type System = 'early' | 'grade' | 'form' | 'standard'

/** Null: a name that says nothing of a system. */
function systemOf(className: string): System | null {
  const name = bare(className)
  if (/^(pp|preprimary|playgroup|baby|nursery|kg|kindergarten)/.test(name)) return 'early'
  if (/^(grade|gr?\d)/.test(name)) return 'grade'
  if (/^(form|f\d)/.test(name)) return 'form'
  return /^(standard|std|class)/.test(name) ? 'standard' : null
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

export function fullName({ className, streamName }: YearStream): string {
  return `${className} ${streamName}`.trim()
}

/** When more than this share of all children changed class right after the last day, the year has begun before. */
const begunShare = 0.25

/**
 * What is wrong with a plan. `no_class` does not stop it: those children stay where they are.
 * @param moved how many children changed class on the day after the last one
 */
export function warningsOf(
  moves: readonly YearMove[],
  { lastDay, today, moved }: { readonly lastDay: Day; readonly today: Day; readonly moved: number },
): RolloverWarning[] {
  const students = moves.reduce((sum, { from }) => sum + from.students, 0)
  const warnings: RolloverWarning[] = []
  if (lastDay > today) warnings.push({ kind: 'ahead', className: '', other: '' })
  if (moved > students * begunShare) warnings.push({ kind: 'again', className: '', other: '' })
  const byId = new Map(moves.map(move => [move.from.streamId, move]))
  const streams = moves.map(({ from }) => from)
  for (const { from, to } of moves) {
    if (from.students === 0 || to === 'leave') continue
    const className = fullName(from)
    if (to === null) {
      const missing = destinationOf(from, streams) === null
      if (missing) warnings.push({ kind: 'no_class', className, other: '' })
      continue
    }
    const target = byId.get(to)
    if (target === undefined) continue
    const other = fullName(target.from)
    // Two streams that swap would be a round in which nobody gets on.
    if (target.from.level <= from.level) warnings.push({ kind: 'not_higher', className, other })
    else if (target.to === null && target.from.students > 0) warnings.push({ kind: 'mixed', className, other })
  }
  return warnings
}

/** Of the terms' last days those of whole years; the one that is nearest to today, and not after it. */
export function lastSchoolDay(terms: readonly { readonly to: Day }[], today: Day): Day {
  const years = new Map<string, Day>()
  for (const { to } of terms) {
    const year = to.slice(0, 4)
    if (to > (years.get(year) ?? '')) years.set(year, to)
  }
  const past = [...years.values()].filter(day => day <= today).sort()
  return past.at(-1) ?? today
}
