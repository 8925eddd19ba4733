import type { Day } from '../contract/common.ts'
import type { PaceStep } from './clock.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { arrivals, departures, drawTurnout, hhmm, inOrder, localAt, press } from './school-day.ts'
import type { Press, Turnout } from './school-day.ts'
import type { DemoSchool, DemoStudent } from './school-data.ts'

/** Everything that will happen at the demo school's gates, in local time. */
export type DayPlan = {
  readonly day: Day
  /** Local ms: the day begins and is over. */
  readonly from: number
  readonly until: number
  /** Already in the terminals when the day begins: the five school days before. */
  readonly history: readonly Press[]
  readonly presses: readonly Press[]
  readonly cables: readonly { readonly local: number; readonly terminal: number; readonly plugged: boolean }[]
  readonly story: readonly { readonly local: number; readonly text: string }[]
}

/** Term 2, week 3. */
export const demoDay = '2026-05-12'
const daysBefore = ['2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-11']

/** On the terminals, unknown to the school: somebody pressed them in by hand. */
export const strangerPin = '9001'
/** On no terminal any more. */
export const deletedPin = '8888'

const unpluggedTerminal = 1
const outage = { from: hhmm(7, 20), until: hhmm(7, 40) }
const shares = { absent: 0.06, late: 0.05 }

/** How fast the day runs, in minutes of the day and times real time: about seventy-five seconds in all. */
const pace: readonly (readonly [minute: number, speed: number])[] = [
  [hhmm(6, 30), 450],
  [hhmm(6, 45), 240],
  [hhmm(7, 5), 160],
  [hhmm(7, 46), 240],
  [hhmm(8, 3), 360],
  [hhmm(8, 50), 450],
  [hhmm(9, 30), 1500],
  [hhmm(12, 40), 650],
  [hhmm(14, 5), 1500],
  [hhmm(15, 25), 300],
  [hhmm(16, 50), 1],
]

/**
 * The demo day: the same for the same school and seed. Every press is further than 35 minutes or closer than 25 from
 * any other of its child that decides IN and OUT, so that a terminal whose clock is a minute off changes no mark.
 */
export function planDay(school: DemoSchool, seed: number): DayPlan {
  const random = createRandom(seed ^ 0x00da_7000)
  const longAbsent = new Set(pinsOf(random.shuffle(school.students.filter(({ enrolled }) => enrolled)).slice(0, 3)))
  const history = daysBefore.flatMap((day, i) => pastDay(random, day, school, i >= 2 ? longAbsent : new Set()))
  const turnout = drawTurnout(random, school.students, shares, longAbsent)
  const first = arrivals(random, demoDay, school.students, turnout)
  return {
    day: demoDay,
    from: localAt(demoDay, hhmm(6, 30)),
    until: localAt(demoDay, hhmm(16, 50)),
    history: inOrder(history),
    presses: inOrder([
      ...first,
      ...clinicVisit(random, school, turnout, longAbsent),
      ...repeats(random, first),
      ...secondTries(random, first),
      ...comings(random, school, turnout),
      ...strangers(),
    ]),
    cables: [
      { local: localAt(demoDay, outage.from), terminal: unpluggedTerminal, plugged: false },
      { local: localAt(demoDay, outage.until), terminal: unpluggedTerminal, plugged: true },
    ],
    story: story(),
  }
}

/** The pace of the day for a clock in epoch ms; `offsetMs` is local time minus UTC. */
export function dayPace(offsetMs: number): PaceStep[] {
  return pace.map(([minute, speed]) => ({ simAt: localAt(demoDay, minute) - offsetMs, speed }))
}

function pastDay(random: Random, day: Day, school: DemoSchool, absent: ReadonlySet<number>): Press[] {
  const wanted = { absent: random.int(48, 72) / 1000, late: random.int(30, 60) / 1000 }
  const turnout = drawTurnout(random, school.students, wanted, absent)
  return [...arrivals(random, day, school.students, turnout), ...departures(random, day, here(school, turnout))]
}

/** One of the absent comes after all, at ten to ten. */
function clinicVisit(random: Random, school: DemoSchool, { absent }: Turnout, not: ReadonlySet<number>): Press[] {
  const child = school.students.find(({ pin, boarding }) => absent.has(pin) && !not.has(pin) && !boarding)
  return child === undefined ? [] : [press(random, child, hhmm(9, 50) * 60, demoDay)]
}

/** Children who press again at once, or a while later; one of them twice. All within 25 minutes. */
function repeats(random: Random, first: readonly Press[]): Press[] {
  const again = random.shuffle(first).slice(0, 40)
  return again.flatMap((one, i) => {
    const after = i % 3 === 0 ? random.int(60, 1400) : random.int(3, 20)
    const repeat = { ...one, local: one.local + after * 1000 }
    return i === 0 ? [repeat, { ...one, local: one.local + (after + 30) * 1000 }] : [repeat]
  })
}

/** Children who do not trust the terminal without a cable and press once more at the main gate. */
function secondTries(random: Random, first: readonly Press[]): Press[] {
  return first
    .filter(
      ({ terminal, local }) =>
        terminal === unpluggedTerminal &&
        local > localAt(demoDay, outage.from + 2) &&
        local < localAt(demoDay, outage.until - 10),
    )
    .slice(0, 3)
    .map(one => ({ ...one, terminal: 0, local: one.local + random.int(240, 420) * 1000 }))
}

/** What happens after the morning: some go early, some go home for lunch and come back, all leave. */
function comings(random: Random, school: DemoSchool, turnout: Turnout): Press[] {
  const dayScholars = random.shuffle(here(school, turnout).filter(({ boarding }) => !boarding))
  const early = dayScholars.slice(0, 4)
  const lunch = dayScholars.filter(({ stream }) => stream >= 4).slice(4, 56)
  const notBack = lunch.slice(0, 2)
  const lateBack = lunch.slice(2, 5)
  return [
    ...early.map(child => press(random, child, random.int(hhmm(10, 40) * 60, hhmm(11, 30) * 60), demoDay, 1)),
    ...lunch.map(child => press(random, child, random.int(hhmm(12, 46) * 60, hhmm(13, 3) * 60), demoDay, 1)),
    ...lunch
      .filter(child => !notBack.includes(child))
      .map(child => {
        const [from, until] = lateBack.includes(child) ? [hhmm(14, 2), hhmm(14, 4)] : [hhmm(13, 42), hhmm(13, 57)]
        return press(random, child, random.int(from * 60, until * 60), demoDay)
      }),
    ...departures(
      random,
      demoDay,
      dayScholars.filter(child => !early.includes(child) && !notBack.includes(child)),
    ),
  ]
}

function strangers(): Press[] {
  const one = (minute: number, terminal: number, pin: string): Press => ({
    local: localAt(demoDay, minute) + 17_000,
    terminal,
    pin,
    state: 0,
    verify: 1,
  })
  return [one(hhmm(7, 4), 0, strangerPin), one(hhmm(7, 31), 1, strangerPin), one(hhmm(7, 52), 0, deletedPin)]
}

function story(): DayPlan['story'] {
  const line = (minute: number, text: string) => ({ local: localAt(demoDay, minute), text })
  return [
    line(hhmm(6, 30), 'The terminals hold last week; it is read back.'),
    line(hhmm(6, 45), 'The gates open. The first children press a finger.'),
    line(outage.from, 'Somebody pulls the cable of Gate 2. The terminal goes on recording.'),
    line(outage.until, 'Gate 2 is plugged in again. What it recorded is read back.'),
    line(hhmm(8, 0), 'The bell rings. Whoever comes now is late.'),
    line(hhmm(8, 30), 'The morning register closes.'),
    line(hhmm(12, 45), 'Lunch. Some go home and come back before two.'),
    line(hhmm(14, 15), 'The afternoon register closes.'),
    line(hhmm(15, 30), 'School is out.'),
    line(hhmm(16, 50), 'The day is over.'),
  ]
}

function here(school: DemoSchool, { absent }: Turnout): DemoStudent[] {
  return school.students.filter(({ enrolled, pin }) => enrolled && !absent.has(pin))
}

function pinsOf(students: readonly DemoStudent[]): number[] {
  return students.map(({ pin }) => pin)
}
