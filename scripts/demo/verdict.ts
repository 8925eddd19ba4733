import { demoDay } from '../../core/simulation/day-plan.ts'
import { demoSchoolDay, schoolZone } from '../../core/simulation/demo-day.ts'
import { expectDay } from '../../core/simulation/oracle.ts'
import type { ExpectedDay } from '../../core/simulation/oracle.ts'
import { terminals } from '../../core/simulation/school-data.ts'
import type { DemoSchool } from '../../core/simulation/school-data.ts'
import { createZone } from '../../core/zone.ts'
import type { DatabaseFacts, StoredMessage } from './database-facts.ts'
import { duplicatesIn, textOf } from './gateway-journal.ts'
import type { Accepted } from './gateway-journal.ts'
import type { SheetTotals } from './sheet.ts'
import type { TerminalRecord } from './trace.ts'

const noon = createZone(schoolZone).atOf(demoDay, 12 * 60)

/** What was planned for the demo day, before any terminal or office had a part in it. */
export function plannedDay(seed: number): ExpectedDay {
  const { school, plan } = demoSchoolDay(seed)
  const logs = [...plan.history, ...plan.presses].map(({ local, pin, terminal }) => ({
    local,
    pin,
    serial: terminals[terminal]?.serial ?? '',
  }))
  return expectDay(school, demoDay, logs)
}

/** The day in figures, from the terminals' logs, the database and the provider's journal. */
export function countDay(terminalRecord: TerminalRecord, facts: DatabaseFacts, journal: readonly Accepted[]) {
  const recorded = new Set(facts.punches.map(({ key }) => key))
  return {
    punches_in_terminals: terminalRecord.keys.size,
    punches_recorded: recorded.size,
    duplicate_rows: facts.punches.length - recorded.size,
    unmatched: facts.unmatchedOfDay,
    ...countMarks(facts),
    // One that was taken back, because an earlier press came to light, never went anywhere.
    messages_queued: facts.messages.filter(({ state }) => state !== 'cancelled').length,
    messages_sent: facts.messages.filter(isSent).length,
    duplicate_messages:
      duplicatesIn(journal) + facts.messages.length - new Set(facts.messages.map(({ dedupeKey }) => dedupeKey)).size,
  }
}

/** The morning register in figures; they add up to the roll. */
export function countMarks({ marks, roll }: DatabaseFacts) {
  const count = (mark: string) => [...marks.values()].filter(other => other === mark).length
  return {
    present: count('present'),
    late: count('late'),
    absent: count('absent'),
    not_recorded: count('not_recorded'),
    roll,
  }
}

/** Everything about the punches and the register that does not add up, in words. Empty when all is well. */
export function registerFaults(
  expected: ExpectedDay,
  { keys }: Pick<TerminalRecord, 'keys'>,
  facts: DatabaseFacts,
): string[] {
  const recorded = new Set(facts.punches.map(({ key }) => key))
  const missing = [...keys].filter(key => !recorded.has(key))
  const invented = [...recorded].filter(key => !keys.has(key))
  const wrong = [...expected.marks].filter(([pin, mark]) => facts.marks.get(pin) !== mark)
  return [
    ...fault(missing.length, `punches of the terminals are not recorded, e.g. ${missing[0] ?? ''}`),
    ...fault(invented.length, `recorded punches are in no terminal, e.g. ${invented[0] ?? ''}`),
    ...fault(facts.punches.length - recorded.size, 'punches are recorded more than once'),
    ...fault(wrong.length, `students have another mark than their presses give, e.g. ${describe(wrong[0], facts)}`),
    ...fault(facts.marks.size - facts.roll, 'more or fewer marks than students on the roll'),
    ...unequal('unmatched punches', facts.unmatchedOfDay, expected.unmatched),
    ...unequal('students on the roll', facts.roll, expected.roll),
    ...(facts.settled ? [] : ['the morning register is not settled: not every terminal was read after it closed']),
  ]
}

/** The provider has said that it took it; whether the phone got it is another question. */
function isSent({ state }: StoredMessage): boolean {
  return state === 'submitted' || state === 'delivered' || state === 'undelivered'
}

const news: ReadonlySet<string> = new Set(['arrival', 'late', 'arrived_after'])

/** Messages about who came, and when, that are to go or have gone: "late", or "has arrived" where absence was told before. */
export function countNews({ messages }: DatabaseFacts): number {
  return messages.filter(({ kind, state }) => news.has(kind) && state !== 'cancelled').length
}

/**
 * What is wrong with the absence alerts: one of a child that came in time, one of a child that has left early, as was
 * told (on the demo day nobody of them comes back), and, where `all` should have gone, one of the morning that is missing.
 */
export function alertFaults(
  school: DemoSchool,
  { marks }: Pick<ExpectedDay, 'marks'>,
  { messages }: Pick<DatabaseFacts, 'messages'>,
  { all }: { readonly all: boolean },
): string[] {
  const told = messages.filter(({ kind, state, at }) => kind === 'absent' && state !== 'cancelled' && at < noon)
  const falseAlarms = told.filter(({ pin }) => marks.get(pin) === 'present' || marks.get(pin) === 'not_recorded')
  const pins = new Set(told.map(({ pin }) => pin))
  const untold = school.students.filter(
    ({ pin, guardians }) => marks.get(pin) === 'absent' && guardians.some(({ receives }) => receives) && !pins.has(pin),
  )
  const gone = new Set(messages.filter(({ kind }) => kind === 'left_early').map(({ pin }) => pin))
  const known = messages.filter(({ kind, at, pin }) => kind === 'absent' && at >= noon && gone.has(pin))
  return [
    ...fault(falseAlarms.length, `false alarms, e.g. of PIN ${falseAlarms[0]?.pin ?? ''}`),
    ...fault(known.length, `children called absent who had left early, as was told, e.g. PIN ${known[0]?.pin ?? ''}`),
    ...(all ? fault(untold.length, `absent children of whom nobody was told, e.g. PIN ${untold[0]?.pin ?? ''}`) : []),
  ]
}

/** What does not add up between the messages in the database and what the provider took. */
export function messageFaults(facts: DatabaseFacts, journal: readonly Accepted[]): string[] {
  const ids = new Set(journal.map(({ providerId }) => providerId))
  const claimed = facts.messages.filter(message => isSent(message) && !ids.has(message.providerId ?? ''))
  const maySend = new Set(facts.messages.filter(({ state }) => state === 'queued').map(textOf))
  const forgotten = journal.filter(taken => maySend.has(textOf(taken)))
  const written = new Set(facts.messages.map(textOf))
  const strange = journal.filter(taken => !written.has(textOf(taken)))
  const keys = new Set(facts.messages.map(({ dedupeKey }) => dedupeKey))
  return [
    ...fault(duplicatesIn(journal), 'messages reached somebody twice'),
    ...fault(facts.messages.length - keys.size, 'messages are in the outbox twice'),
    ...fault(claimed.length, 'messages are called sent, and the provider never took them'),
    ...fault(forgotten.length, 'messages would be sent again though the provider took them'),
    ...fault(strange.length, 'messages were taken that are not in the outbox'),
  ]
}

/** Messages that should be in the outbox, in whatever state, and are not. */
export function missingMessages(school: DemoSchool, { marks }: ExpectedDay, { messages }: DatabaseFacts): string[] {
  const written = countEach(messages.map(({ kind, pin }) => `${kind} ${pin}`))
  const missing = school.students.filter(({ pin, guardians }) => {
    const mark = marks.get(pin)
    if (mark !== 'present' && mark !== 'late') return false
    const kinds = mark === 'late' ? ['late', 'arrived_after'] : ['arrival']
    const count = kinds.reduce((sum, kind) => sum + (written.get(`${kind} ${pin}`) ?? 0), 0)
    return count < guardians.filter(({ receives }) => receives).length
  })
  return fault(missing.length, `students whose guardians were not written to, e.g. PIN ${missing[0]?.pin ?? ''}`)
}

/** How often each word occurs. */
export function countEach(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Where the printed totals differ from what they must be. */
export function sheetFaults(expected: ExpectedDay, sheet: SheetTotals): string[] {
  return [
    ...unequal('on roll on the day sheet', sheet.roll, expected.roll),
    // On paper the late are among the present.
    ...unequal('present on the day sheet', sheet.present, expected.present + expected.late),
    ...unequal('late on the day sheet', sheet.late, expected.late),
    ...unequal('absent on the day sheet', sheet.absent, expected.absent),
    ...unequal('not marked on the day sheet', sheet.notMarked, expected.notRecorded),
  ]
}

export function unequal(what: string, found: number, expected: number): string[] {
  return found === expected ? [] : [`${what}: ${found} instead of ${expected}`]
}

function fault(count: number, text: string): string[] {
  return count === 0 ? [] : [`${Math.abs(count)} ${text}`]
}

function describe(wrong: readonly [number, string] | undefined, facts: DatabaseFacts): string {
  return wrong === undefined ? '' : `PIN ${wrong[0]} ${facts.marks.get(wrong[0]) ?? 'nothing'} instead of ${wrong[1]}`
}
