import type { Day } from '../contract/common.ts'
import type { DemoSchool } from './school-data.ts'

/** A line of a terminal's log, in the terminal's local time as ms. */
export type LoggedPress = { readonly serial: string; readonly pin: string; readonly local: number }

export type MorningMark = 'present' | 'late' | 'absent' | 'not_recorded'

/** What the school must know once everything in the terminals has been read. */
export type ExpectedDay = {
  /** Different lines in all logs, of all days. */
  readonly punches: number
  /** Of them on the day itself by people who are not on the roll. */
  readonly unmatched: number
  readonly roll: number
  readonly present: number
  readonly late: number
  readonly absent: number
  readonly notRecorded: number
  /** By PIN, for the morning. */
  readonly marks: ReadonlyMap<number, MorningMark>
  /** Texts about the day to parents, by kind: one for each child and phone. */
  readonly messages: {
    readonly arrival: number
    readonly late: number
    readonly leftEarly: number
    /** When the morning register closes, of those who did not come all morning. */
    readonly absent: number
  }
}

/** To the end of this minute. */
const onTimeUntil = 8 * 60
const morningEnds = 12 * 60 + 40
/** A press this soon after another is the same one. Minutes. */
const repeat = 30

/**
 * Works out from the terminals' own logs what the day's register and messages must be. Deliberately simple and
 * apart from the school's rules: a child's first press of the day is its arrival, and that alone decides; one whose last
 * press falls in the lessons of the morning has gone early, since on this day nobody has a pass.
 */
export function expectDay(school: DemoSchool, day: Day, logs: readonly LoggedPress[]): ExpectedDay {
  const midnight = Date.parse(day)
  const ofDay = logs.filter(({ local }) => local >= midnight && local < midnight + 86_400_000)
  const firstMinute = new Map<string, number>()
  const lastMinute = new Map<string, number>()
  for (const { pin, local } of ofDay) {
    const minute = Math.floor((local - midnight) / 60_000)
    firstMinute.set(pin, Math.min(minute, firstMinute.get(pin) ?? Infinity))
    lastMinute.set(pin, Math.max(minute, lastMinute.get(pin) ?? -Infinity))
  }
  const marks = new Map(
    school.students.map(({ pin, enrolled }) => [pin, markOf(enrolled, firstMinute.get(String(pin)))] as const),
  )
  const count = (wanted: MorningMark) => [...marks.values()].filter(mark => mark === wanted).length
  const textsTo = (wanted: (pin: number) => boolean) =>
    school.students
      .filter(({ pin }) => wanted(pin))
      .reduce((sum, { guardians }) => sum + guardians.filter(({ receives }) => receives).length, 0)
  const texts = (wanted: MorningMark) => textsTo(pin => marks.get(pin) === wanted)
  const goneEarly = (pin: number) => {
    const [first = 0, last = 0] = [firstMinute.get(String(pin)), lastMinute.get(String(pin))]
    return last > onTimeUntil && last < morningEnds && last - first >= repeat
  }
  const known = new Set(school.students.map(({ pin }) => String(pin)))
  return {
    punches: distinct(logs),
    unmatched: distinct(ofDay.filter(({ pin }) => !known.has(pin))),
    roll: school.students.length,
    present: count('present'),
    late: count('late'),
    absent: count('absent'),
    notRecorded: count('not_recorded'),
    marks,
    messages: {
      arrival: texts('present'),
      late: texts('late'),
      leftEarly: textsTo(goneEarly),
      absent: texts('absent'),
    },
  }
}

function markOf(enrolled: boolean, minute: number | undefined): MorningMark {
  if (minute === undefined || minute >= morningEnds) return enrolled ? 'absent' : 'not_recorded'
  return minute <= onTimeUntil ? 'present' : 'late'
}

/** A terminal repeats a line, it does not repeat a second: same person, same terminal, same second is one press. */
function distinct(logs: readonly LoggedPress[]): number {
  return new Set(logs.map(({ serial, pin, local }) => `${serial} ${pin} ${Math.floor(local / 1000)}`)).size
}
