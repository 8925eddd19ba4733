import type { Day, SessionName } from '../contract/common.ts'
import type { SessionMark } from '../contract/attendance.ts'

/** One student's place on the sheet. */
export type SheetEntry = {
  readonly streamId: string
  readonly className: string
  readonly gender: 'F' | 'M'
  readonly mark: SessionMark
}

export type Split = { readonly boys: number; readonly girls: number }

export type SheetRow = {
  readonly className: string
  readonly onRoll: Split
  /** Late included: a late child is at school. */
  readonly present: Split
  readonly late: number
  readonly absent: Split
  /** Nobody can say yet: not identified at a terminal, not come yet, or a terminal not read. */
  readonly notMarked: number
}

/** What stands on the head teacher's day sheet. */
export type DaySheet = {
  readonly school: { readonly name: string; readonly address: string; readonly phone: string; readonly code: string }
  readonly day: Day
  readonly session: SessionName
  /** `closed 08:30` or `open until 08:30`. */
  readonly sessionText: string
  readonly term: {
    readonly name: string
    readonly week: number
    readonly dayOfTerm: number
    readonly daysInTerm: number
  } | null
  readonly rows: readonly SheetRow[]
  /** On the roll, and not expected: not in the rows. */
  readonly notExpected: readonly { readonly className: string; readonly why: string; readonly children: number }[]
  /** Absent, by reason. */
  readonly reasons: readonly { readonly label: string; readonly children: number }[]
  /** Marks by hand among all. */
  readonly manual: number
  readonly sameDayLastWeek: number | null
  readonly termToDate: number | null
  readonly targetPercent: number
  /** Absent today and on the two recorded school days before. */
  readonly absentThreeDays: number
  readonly messages: {
    readonly written: number
    readonly sent: number
    readonly waiting: number
    readonly notSent: number
    readonly uncertain: number
  }
  readonly terminals: readonly { readonly name: string; readonly text: string }[]
  /** Every student has a mark. */
  readonly complete: boolean
  readonly preparedAt: string
  readonly preparedBy: string
  /** Punches up to this moment are in the figures. */
  readonly readTo: string
}

const none: Split = { boys: 0, girls: 0 }
const emptyRow = (className: string): SheetRow => ({
  className,
  onRoll: none,
  present: none,
  late: 0,
  absent: none,
  notMarked: 0,
})

/** One row per stream, in the order in which the entries come (level, then stream). */
export function sheetRows(entries: readonly SheetEntry[]): SheetRow[] {
  const rows = new Map<string, SheetRow>()
  for (const entry of entries) {
    const row = rows.get(entry.streamId) ?? emptyRow(entry.className)
    rows.set(entry.streamId, addEntry(row, entry))
  }
  return [...rows.values()]
}

function addEntry(row: SheetRow, { gender, mark }: SheetEntry): SheetRow {
  const here = mark === 'present' || mark === 'late'
  const known = here || mark === 'absent'
  return {
    ...row,
    onRoll: plus(row.onRoll, gender),
    present: here ? plus(row.present, gender) : row.present,
    late: row.late + (mark === 'late' ? 1 : 0),
    absent: mark === 'absent' ? plus(row.absent, gender) : row.absent,
    notMarked: row.notMarked + (known ? 0 : 1),
  }
}

function plus(split: Split, gender: 'F' | 'M'): Split {
  return gender === 'F' ? { ...split, girls: split.girls + 1 } : { ...split, boys: split.boys + 1 }
}

/** The sum of all rows. */
export function totalRow(rows: readonly SheetRow[]): SheetRow {
  return rows.reduce(
    (sum, row) => ({
      className: sum.className,
      onRoll: sumOf(sum.onRoll, row.onRoll),
      present: sumOf(sum.present, row.present),
      late: sum.late + row.late,
      absent: sumOf(sum.absent, row.absent),
      notMarked: sum.notMarked + row.notMarked,
    }),
    emptyRow('TOTAL'),
  )
}

function sumOf(a: Split, b: Split): Split {
  return { boys: a.boys + b.boys, girls: a.girls + b.girls }
}

/** Both sexes together. */
export function both(split: Split): number {
  return split.boys + split.girls
}

/**
 * Attendance rate in percent with one decimal: present (late included) of those who have a mark. Null when nobody
 * has one: an unrecorded day is not a day on which everyone was absent.
 */
export function ratePercent(present: number, absent: number): number | null {
  const marked = present + absent
  return marked === 0 ? null : Math.round((present / marked) * 1000) / 10
}
