import { sessionStateAt } from '../attendance/rules.ts'
import type { SessionState } from '../attendance/rules.ts'
import type { PlanSession } from '../attendance/session-frame.ts'
import { sessionRegister } from '../attendance/session-register.ts'
import type { RegisterEntry } from '../attendance/session-register.ts'
import type { Timetable } from '../attendance/timetable.ts'
import { createTimetables, sessionNames } from '../attendance/timetable.ts'
import { closes } from '../calendar/closure-rules.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { Day, SessionName } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { MessageCounts } from '../contract/messages.ts'
import type { ReportDay } from '../contract/reports.ts'
import { addDays, clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { messageCountsOfDay } from '../notifications/messages.repo.ts'
import { findSchool } from '../school/school.repo.ts'
import type { RollEntry } from '../school/students.repo.ts'
import { termPosition } from '../settings/calendar.ts'
import type { Settings } from '../settings/settings.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import type { DaySheet } from './day-sheet.ts'
import { ratePercent, sheetRows, totalRow } from './day-sheet.ts'
import { daySheetPage, title } from './day-sheet-page.ts'
import { momentText, readTo } from './moments.ts'
import { absentOnAll, closedDaysBefore, closedSessions, tallyOf } from './reports.repo.ts'

type ReportDeps = Pick<Deps, 'db' | 'clock' | 'pages'> & { readonly deviceStatuses: () => DeviceStatus[] }
type Request = { readonly day: Day; readonly session: SessionName; readonly preparedBy: string }

/** A term has at most about seventy school days. */
const daysListed = 160

export function reportsUseCases({ db, clock, pages, deviceStatuses }: ReportDeps) {
  const timetableOf = createTimetables()

  function daySheet(tx: Tx, { day, session, preparedBy }: Request): DaySheet {
    const school = findSchool(tx)
    if (school === null) throw new AppError('not_found', { entity: 'school' })
    const now = clock.now()
    const timetable = timetableOf(readCalendar(tx))
    const { settings } = timetable
    const { entries, state, plans, notExpected } = sessionRegister(tx, timetable, now, day, session)
    const rows = sheetRows(entries)
    const recorded = closedDaysBefore(tx, session, day, 2)
    const term = settings.terms.find(({ from, to }) => from <= day && day <= to)
    const statuses = deviceStatuses()
    return {
      school,
      day,
      session,
      sessionText: `${state === 'closed' ? 'closed' : 'open until'} ${closeText(plans, session)}`,
      term: termPosition(settings, day),
      rows,
      notExpected: excludedClasses(timetable, day, session, notExpected),
      reasons: absenceReasons(settings, entries),
      manual: entries.filter(({ manual }) => manual).length,
      sameDayLastWeek: rate(tx, session, addDays(day, -7), addDays(day, -7)),
      termToDate: term === undefined ? null : rate(tx, session, term.from, day),
      targetPercent: settings.attendanceTargetPercent,
      absentThreeDays: recorded.length < 2 ? 0 : absentOnAll(tx, session, [day, ...recorded]),
      messages: messagesLine(messageCountsOfDay(tx, day)),
      terminals: statuses.map(status => ({ name: status.name, text: terminalText(timetable, status) })),
      complete: state === 'closed' && totalRow(rows).notMarked === 0,
      preparedAt: momentText(timetable, now),
      preparedBy,
      readTo: readTo(timetable, statuses, now),
    }
  }

  return {
    'reports.days': () => {
      const timetable = timetableOf(readCalendar(db))
      return reportDays(timetable, clock.now(), closedSessions(db, daysListed))
    },
    'reports.daySheet': ({ day, session }, caller) => {
      const sheet = daySheet(db, { day, session, preparedBy: caller.user?.fullName ?? '' })
      const html = daySheetPage(sheet)
      const fileName = `day-sheet-${day}-${session.toLowerCase()}.pdf`
      return { documentId: pages.keep({ title: title(sheet), fileName, html }), title: title(sheet), fileName }
    },
    'reports.print': async ({ documentId }) => ({ printed: await pages.print(documentId) }),
    'reports.savePdf': async ({ documentId }) => ({ path: await pages.savePdf(documentId) }),
  } satisfies Partial<UseCasesFor<'reports'>>
}

function rate(tx: Tx, session: SessionName, from: Day, to: Day): number | null {
  const { here, absent } = tallyOf(tx, session, from, to)
  return ratePercent(here, absent)
}

/** Days with a closed session, and today when it is a school day, newest first. */
function reportDays(
  timetable: Timetable,
  now: number,
  closed: readonly { day: Day; session: SessionName }[],
): ReportDay[] {
  const today = timetable.dayOf(now)
  const days = new Map<Day, ReportDay['sessions']>()
  const sessions = sessionNames.flatMap((session): ReportDay['sessions'] => {
    const states = statesOf(timetable, today, session, now)
    if (states.every(state => state === 'before')) return []
    const over = closed.some(one => one.day === today && one.session === session) && !states.includes('open')
    return [{ session, state: over ? 'closed' : 'open' }]
  })
  if (sessions.length > 0) days.set(today, sessions)
  for (const { day, session } of closed) {
    const known = days.get(day) ?? []
    if (known.some(one => one.session === session)) continue
    days.set(day, [...known, { session, state: 'closed' as const }].sort(bySession))
  }
  return [...days].map(([day, sessions]) => ({ day, sessions }))
}

/** How a session stands for each plan that has it; none when it is not held at all. */
function statesOf(timetable: Timetable, day: Day, session: SessionName, now: number): SessionState[] {
  if (!timetable.isHeld(day, session)) return []
  const times = timetable.plansOn(day).flatMap(plan => timetable.sessionTimes(day, session, plan) ?? [])
  return times.map(one => sessionStateAt(one, now))
}

/** `08:30`, or `08:20 to 09:00` where levels keep different times. */
function closeText(plans: readonly PlanSession[], session: SessionName): string {
  const closes = plans.flatMap(({ plan }) => plan[session]?.closes ?? [])
  if (closes.length === 0) return ''
  const [first, last] = [Math.min(...closes), Math.max(...closes)]
  return first === last ? clockText(first) : `${clockText(first)} to ${clockText(last)}`
}

/** Classes that were not expected, with why and how many children. */
function excludedClasses(
  timetable: Timetable,
  day: Day,
  session: SessionName,
  children: readonly RollEntry[],
): DaySheet['notExpected'] {
  const lines = new Map<string, { className: string; why: string; children: number }>()
  for (const child of children) {
    const closure = timetable.closures.find(one => closes(one, day, session, child))
    const why = closure?.reason ?? `no ${session} session`
    const key = `${child.streamId} ${why}`
    const line = lines.get(key) ?? { className: child.className, why, children: 0 }
    lines.set(key, { ...line, children: line.children + 1 })
  }
  return [...lines.values()]
}

/** Of those absent: how many for each reason, the school's order; at the end those without one. */
function absenceReasons({ reasons }: Settings, entries: readonly RegisterEntry[]): DaySheet['reasons'] {
  const absent = entries.filter(({ mark }) => mark === 'absent').map(({ reason }) => reason)
  const labels = new Map(reasons.map(({ code, label }) => [code, label]))
  const codes = new Set([...labels.keys(), ...absent.filter(code => code !== null)])
  const lines = [...codes].map(code => ({
    label: labels.get(code) ?? code,
    children: absent.filter(one => one === code).length,
  }))
  const without = { label: 'No reason given', children: absent.filter(code => code === null).length }
  return [...lines, without].filter(({ children }) => children > 0)
}

function bySession(a: { session: SessionName }, b: { session: SessionName }): number {
  return sessionNames.indexOf(a.session) - sessionNames.indexOf(b.session)
}

function messagesLine(counts: Partial<MessageCounts>): DaySheet['messages'] {
  const n = (state: keyof MessageCounts) => counts[state] ?? 0
  return {
    written: Object.values(counts).reduce((sum, value) => sum + value, 0),
    sent: n('submitted') + n('delivered'),
    waiting: n('queued') + n('sending'),
    notSent: n('undelivered') + n('rejected') + n('expired') + n('cancelled'),
    uncertain: n('uncertain'),
  }
}

function terminalText(timetable: Timetable, { line, lastReadAt }: DeviceStatus): string {
  if (line.kind === 'online') return 'OK'
  const read = lastReadAt === null ? 'never read' : `read to ${momentText(timetable, lastReadAt)}`
  return line.kind === 'offline' ? `no answer since ${momentText(timetable, line.since)}, ${read}` : read
}
