import type { Day } from '../contract/common.ts'
import type { Random } from './random.ts'
import type { DemoStudent } from './school-data.ts'

/** A finger on a terminal. `local` is the true local time as ms (as if the wall were in UTC). */
export type Press = {
  readonly local: number
  /** Index into the demo school's terminals. */
  readonly terminal: number
  readonly pin: string
  /** Which key: 0 is check-in, 1 check-out, 255 none. */
  readonly state: number
  /** 1 is a fingerprint, 0 a typed PIN. */
  readonly verify: number
}

/** Who comes how on one day. Whoever is in neither set comes in time. */
export type Turnout = { readonly late: ReadonlySet<number>; readonly absent: ReadonlySet<number> }

const minuteMs = 60_000

/** Local ms of a time of day, `hhmm(7, 20)`, on a day. */
export function localAt(day: Day, minutes: number): number {
  return Date.parse(day) + minutes * minuteMs
}

/** Minutes since midnight. */
export function hhmm(hours: number, minutes: number): number {
  return hours * 60 + minutes
}

/** Draws who is absent and who late, by PIN, among children whom a terminal knows. */
export function drawTurnout(
  random: Random,
  students: readonly DemoStudent[],
  shares: { readonly absent: number; readonly late: number },
  alwaysAbsent: ReadonlySet<number>,
): Turnout {
  const others = random.shuffle(students.filter(({ enrolled, pin }) => enrolled && !alwaysAbsent.has(pin)))
  const absentCount = Math.round(shares.absent * students.length) - alwaysAbsent.size
  const absent = new Set([...alwaysAbsent, ...others.slice(0, absentCount).map(({ pin }) => pin)])
  // Boarders sleep at school: they are not late.
  const late = others.slice(absentCount).filter(({ boarding }) => !boarding)
  return { absent, late: new Set(late.slice(0, Math.round(shares.late * students.length)).map(({ pin }) => pin)) }
}

/** One press per child as it comes in the morning. Nobody presses within two minutes of eight o'clock or half past. */
export function arrivals(random: Random, day: Day, students: readonly DemoStudent[], turnout: Turnout): Press[] {
  return students
    .filter(({ pin, enrolled }) => enrolled && !turnout.absent.has(pin))
    .map(student => press(random, student, arrivalSecond(random, student, turnout.late.has(student.pin)), day))
}

function arrivalSecond(random: Random, { boarding }: DemoStudent, late: boolean): number {
  if (late) {
    const afterTheRegisterCloses = random.chance(0.3)
    return afterTheRegisterCloses
      ? random.int(hhmm(8, 32) * 60, hhmm(8, 44) * 60)
      : random.int(hhmm(8, 2) * 60, hhmm(8, 27) * 60)
  }
  return boarding ? random.bell(hhmm(6, 45) * 60, hhmm(7, 25) * 60) : random.bell(hhmm(6, 46) * 60, hhmm(7, 57) * 60)
}

/** One press per child as it goes home. Boarders stay, and some forget. */
export function departures(random: Random, day: Day, students: readonly DemoStudent[]): Press[] {
  return students
    .filter(({ boarding }) => !boarding && !random.chance(0.03))
    .map(student => {
      const second = isSmall(student)
        ? random.int(hhmm(15, 32) * 60, hhmm(15, 58) * 60)
        : random.int(hhmm(15, 56) * 60, hhmm(16, 44) * 60)
      return press(random, student, second, day, 1)
    })
}

/** A press at the child's own gate (now and then another); children press whichever key is in the way. */
export function press(random: Random, student: DemoStudent, second: number, day: Day, key = 0): Press {
  const wrongKey = random.chance(0.06)
  return {
    local: localAt(day, 0) + second * 1000,
    terminal: random.chance(0.04) ? random.int(0, 2) : student.gate,
    pin: String(student.pin),
    state: wrongKey ? random.pick([255, 1, 4]) : key,
    verify: random.chance(0.02) ? 0 : 1,
  }
}

/** Up to Grade 3: fetched as soon as school is out. */
function isSmall({ stream }: DemoStudent): boolean {
  return stream <= 3
}

/** In the order of happening. */
export function inOrder<T extends { readonly local: number }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => a.local - b.local)
}
