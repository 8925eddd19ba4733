import type { ChannelName, Input } from '../../../core/contract/api.ts'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import type { Db } from '../../../core/db/open.ts'
import { stream, student } from '../../../core/db/schema.ts'
import { createRandom } from '../../../core/devices/virtual/random.ts'
import type { Random } from '../../../core/devices/virtual/random.ts'
import type { TestApp, TestWindow } from '../../../core/testing/test-app.ts'
import { percentile, rounded } from '../report.ts'
import { today, years } from './calendar.ts'

/** A call behind a screen, with what a person would ask it. `limitMs`: what p99 is meant to stay under. */
type Asked = {
  readonly name: string
  readonly limitMs: number
  readonly times: number
  readonly ask: (window: TestWindow, random: Random, people: Known) => Promise<unknown>
}

type Known = {
  readonly students: readonly { readonly id: StudentId; readonly firstName: string; readonly lastName: string }[]
  readonly streams: readonly StreamId[]
}

export type CallFigures = {
  readonly name: string
  readonly calls: number
  readonly p50: number
  readonly p99: number
  readonly worst: number
  readonly limit: number
}

const quick = 16
const monthLimit = 50
const months = years.flatMap(year => ['01', '02', '03', '05', '06', '07', '09', '10'].map(month => `${year}-${month}`))
const thisMonth = today.slice(0, 7)

function call<C extends ChannelName>(
  name: string,
  channel: C,
  input: (random: Random, people: Known) => Input<C>,
  { limitMs = quick, times = 300 } = {},
): Asked {
  return { name, limitMs, times, ask: (window, random, people) => window.call(channel, input(random, people)) }
}

/** What a person has typed of a name so far. */
function typed(random: Random, { students }: Known): string {
  const { firstName, lastName } = random.pick(students)
  const name = random.int(2) === 0 ? lastName : `${firstName} ${lastName}`
  return name.slice(0, 2 + random.int(name.length - 1))
}

const asked: readonly Asked[] = [
  call('people: list page', 'students.list', random => ({ offset: 50 * random.int(90), limit: 50 })),
  call('people: list of a class', 'students.list', (random, { streams }) => ({ streamId: random.pick(streams) })),
  call('people: list, typing', 'students.list', (random, people) => ({ search: typed(random, people), limit: 50 })),
  call('search as you type', 'search.find', (random, people) => ({ search: typed(random, people) })),
  call('student card', 'students.get', (random, { students }) => ({ studentId: random.pick(students).id })),
  call('today: summary', 'attendance.summary', () => ({})),
  call('today: feed', 'attendance.feed', () => ({})),
  call('today: not in, morning', 'attendance.notIn', () => ({ session: 'AM' })),
  call('today: arrivals', 'attendance.arrivals', () => ({})),
  call('class month', 'attendance.month', (random, { streams }) => ({
    streamId: random.pick(streams),
    month: random.int(2) === 0 ? thisMonth : random.pick(months),
  })),
  call('student history, a year', 'attendance.student', (random, { students }) => {
    const year = random.pick(years)
    return { studentId: random.pick(students).id, fromDay: `${year}-01-01`, toDay: `${year}-12-31` }
  }),
  call('early warning', 'attendance.earlyWarning', random => ({ offset: 100 * random.int(3), limit: 100 })),
  call('whole-school month', 'attendance.schoolMonth', random => ({ month: random.pick(months) }), {
    limitMs: monthLimit,
    times: 200,
  }),
  call('whole-school month, this one', 'attendance.schoolMonth', () => ({ month: thisMonth }), {
    limitMs: monthLimit,
    times: 100,
  }),
]

/** A window may ask so much in a short time; then another one goes on. */
const callsOfAWindow = 200

/** Asks the running app through its one door, one call after the other, and times each from outside. */
export async function measureCalls({ as }: Pick<TestApp, 'as'>, db: Db): Promise<CallFigures[]> {
  const people: Known = {
    students: db
      .select({ id: student.id, firstName: student.firstName, lastName: student.lastName })
      .from(student)
      .all(),
    streams: db
      .select({ id: stream.id })
      .from(stream)
      .all()
      .map(({ id }) => id),
  }
  const figures: CallFigures[] = []
  for (const { name, limitMs, times, ask } of asked) {
    const random = createRandom(7)
    const taken: number[] = []
    let window = await as('school_admin')
    for (let i = 0; i < times; i++) {
      if (i % callsOfAWindow === callsOfAWindow - 1) window = await as('school_admin')
      const startedAt = performance.now()
      await ask(window, random, people)
      taken.push(performance.now() - startedAt)
    }
    figures.push({
      name,
      calls: times,
      p50: rounded(percentile(taken, 0.5), 2),
      p99: rounded(percentile(taken, 0.99), 2),
      worst: rounded(Math.max(...taken), 2),
      limit: limitMs,
    })
  }
  return figures
}
