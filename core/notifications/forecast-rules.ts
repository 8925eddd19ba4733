import type { Forecast, MessagePolicy } from '../contract/messages.ts'

// How many messages a day and a term are likely to bring. A guess, made the same way each time.

export type ForecastFacts = {
  readonly children: number
  /** Guardians who want messages, for all children together. */
  readonly receivers: number
  /** What the last school days have brought, all together; `days` 0: nothing is known yet. */
  readonly past: {
    readonly days: number
    readonly present: number
    readonly late: number
    readonly absent: number
    readonly departures: number
    readonly leftEarly: number
  }
  /** School days from today to the end of the term, today with it. */
  readonly daysOfTerm: number
  readonly usedToday: number
  readonly usedThisMonth: number
}

/** Shares of the roll on an ordinary day, for a school that has no days behind it. */
const usual = { absent: 0.08, late: 0.05, leftEarly: 0.01 }

/** What the policy's kinds would bring: `today` those that are on, `term` each by itself. One part a message. */
export function forecastOf(policy: MessagePolicy, facts: ForecastFacts): Forecast {
  const perDay = childrenPerDay(facts)
  const perChild = facts.children === 0 ? 0 : facts.receivers / facts.children
  const priced = (messages: number) => ({ messages, costMinor: messages * policy.priceMinorPerSegment })
  const kinds = ['arrival', 'late', 'departure', 'absent', 'leftEarly'] as const
  const ofDay = (kind: (typeof kinds)[number]) => perDay[kind] * perChild
  const ofTerm = (kind: (typeof kinds)[number]) => priced(Math.round(ofDay(kind) * facts.daysOfTerm))
  const today = kinds.filter(kind => policy[kind]).reduce((sum, kind) => sum + ofDay(kind), 0)
  return {
    today: priced(Math.round(today)),
    term: {
      arrival: ofTerm('arrival'),
      late: ofTerm('late'),
      departure: ofTerm('departure'),
      absent: ofTerm('absent'),
      leftEarly: ofTerm('leftEarly'),
    },
    usedToday: facts.usedToday,
    usedThisMonth: facts.usedThisMonth,
  }
}

function childrenPerDay({ children, past }: ForecastFacts) {
  if (past.days === 0) {
    const here = children * (1 - usual.absent)
    return {
      arrival: here - children * usual.late,
      late: children * usual.late,
      departure: here,
      absent: children * usual.absent,
      leftEarly: children * usual.leftEarly,
    }
  }
  return {
    arrival: past.present / past.days,
    late: past.late / past.days,
    departure: past.departures / past.days,
    absent: past.absent / past.days,
    leftEarly: past.leftEarly / past.days,
  }
}
