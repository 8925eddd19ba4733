import { sessionStateAt } from '../attendance/rules.ts'
import { sessionRegister } from '../attendance/session-register.ts'
import type { Timetable } from '../attendance/timetable.ts'
import { createTimetables, sessionNames } from '../attendance/timetable.ts'
import type { Day, SessionName } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { MessageCounts } from '../contract/messages.ts'
import type { ReportDay } from '../contract/reports.ts'
import { addDays, clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import { messageCountsOfDay } from '../notifications/messages.repo.ts'
import { findSchool } from '../school/school.repo.ts'
import { termPosition } from '../settings/calendar.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import type { DaySheet } from './day-sheet.ts'
import { ratePercent, sheetRows, totalRow } from './day-sheet.ts'
import { daySheetPage, title } from './day-sheet-page.ts'
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
    const timetable = timetableOf(readSettings(tx))
    const { settings } = timetable
    const { entries, state } = sessionRegister(tx, timetable, now, day, session)
    const rows = sheetRows(entries)
    const recorded = closedDaysBefore(tx, session, day, 2)
    const term = settings.terms.find(({ from, to }) => from <= day && day <= to)
    const statuses = deviceStatuses()
    return {
      school,
      day,
      session,
      sessionText: `${state === 'closed' ? 'closed' : 'open until'} ${clockText(settings.sessions[session].closes)}`,
      term: termPosition(settings, day),
      rows,
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
      const timetable = timetableOf(readSettings(db))
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
  } satisfies UseCasesFor<'reports'>
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
  if (timetable.isSchoolDay(today)) {
    const begun = sessionNames.filter(name => sessionStateAt(timetable.sessionTimes(today, name), now) !== 'before')
    if (begun.length > 0)
      days.set(
        today,
        begun.map(session => ({ session, state: 'open' })),
      )
  }
  for (const { day, session } of closed) {
    const sessions = days.get(day)?.filter(known => known.session !== session) ?? []
    days.set(day, [...sessions, { session, state: 'closed' as const }].sort(bySession))
  }
  return [...days].map(([day, sessions]) => ({ day, sessions }))
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

/** The earliest moment up to which every terminal's punches are known. */
function readTo(timetable: Timetable, statuses: readonly DeviceStatus[], now: number): string {
  const known = statuses.map(({ line, lastReadAt }) => (line.kind === 'online' ? now : lastReadAt))
  const times = known.filter(at => at !== null)
  if (times.length < known.length || times.length === 0) return 'unknown (a terminal was never read)'
  return momentText(timetable, Math.min(...times))
}

function momentText({ zone }: Timetable, at: number): string {
  const day = zone.dayOf(at)
  return `${day.slice(8, 10)}/${day.slice(5, 7)} ${clockText(zone.minuteOf(at))}`
}
