import type { Timetable } from '../attendance/timetable.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day } from '../contract/common.ts'
import type { MessagePolicy, PolicyView } from '../contract/messages.ts'
import type { PreparedDocument } from '../contract/reports.ts'
import { addDays } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { preparePage } from '../office/paper-facts.ts'
import { smsStatementPage } from '../reports/sms-statement-page.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { alertsBegin } from './alerts-begin.ts'
import { partsUsed } from './claims.repo.ts'
import { forecastOf } from './forecast-rules.ts'
import { countsOfDays, daysClosedBefore, rollAndReceivers } from './policy-facts.repo.ts'
import { statementOf } from './statement.ts'

type PolicyDeps = Pick<Deps, 'db' | 'clock' | 'pages'> & {
  /** A message may be due. */
  readonly wakeSending: () => void
}

const daysOfForecast = 10

/** What the school wants parents to be told, what that costs, and what it has cost. */
export function policyUseCases({ db, clock, pages, wakeSending }: PolicyDeps) {
  const timetables = createTimetables()

  return {
    'messages.policy': (): PolicyView => {
      const timetable = timetables(readCalendar(db))
      const { alertsFrom, ...policy } = timetable.settings.messages
      return { ...policy, alertsFrom, forecast: forecast(db, timetable, policy, clock.now()) }
    },

    'messages.savePolicy': (policy, { audit }) => {
      const now = clock.now()
      transact(db, tx => {
        const timetable = timetables(readCalendar(tx))
        const before = timetable.settings.messages
        const going = before.absent ? before.alertsFrom : null
        const alertsFrom = policy.absent ? (going ?? alertsBegin(timetable, now)) : null
        writeSetting(tx, 'messages', { ...policy, alertsFrom }, now)
        audit(tx)
      })
      wakeSending()
      return null
    },

    'messages.statement': ({ from, to }) => statementOf(db, from, to),

    'reports.smsStatement': ({ from, to }, { user }): PreparedDocument => {
      const timetable = timetables(readCalendar(db))
      const asked = { db, pages, timetable, now: clock.now(), user }
      const statement = statementOf(db, from, to)
      const { priceMinorPerSegment } = readSettings(db).messages
      return preparePage(asked, 'Text message statement', `messages-${from}-${to}`, facts =>
        smsStatementPage({ ...facts, statement, priceMinorPerSegment }),
      )
    },
  } satisfies Pick<UseCasesFor<'messages'>, 'messages.policy' | 'messages.savePolicy' | 'messages.statement'> &
    Pick<UseCasesFor<'reports'>, 'reports.smsStatement'>
}

function forecast(tx: Tx, timetable: Timetable, policy: MessagePolicy, now: number) {
  const today = timetable.dayOf(now)
  const days = daysClosedBefore(tx, today, daysOfForecast)
  const counts = countsOfDays(tx, days)
  const used = timetable.zone.dayOf(now)
  return forecastOf(policy, {
    ...rollAndReceivers(tx),
    past: { days: days.length, ...counts },
    daysOfTerm: schoolDaysLeft(timetable, today),
    usedToday: partsUsed(tx, used, used),
    usedThisMonth: partsUsed(tx, `${used.slice(0, 8)}01`, used),
  })
}

/** From today to the end of the term; between terms those of the next one. */
function schoolDaysLeft(timetable: Timetable, today: Day): number {
  const term = timetable.settings.terms.filter(({ to }) => to >= today).sort((a, b) => (a.from < b.from ? -1 : 1))[0]
  if (term === undefined) return 0
  let days = 0
  for (let day = term.from > today ? term.from : today; day <= term.to; day = addDays(day, 1)) {
    if (timetable.isSchoolDay(day)) days += 1
  }
  return days
}
