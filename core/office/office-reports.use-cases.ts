import { earlyWarning } from '../attendance/early-warning.ts'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { ClassId, StreamId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import type { PreparedDocument } from '../contract/reports.ts'
import type { ClassNode } from '../contract/school.ts'
import { firstGuardians } from '../morning/not-in-facts.repo.ts'
import { earlyWarningPage } from '../reports/early-warning-page.ts'
import { evacuationPage } from '../reports/evacuation-page.ts'
import { readTo } from '../reports/moments.ts'
import { reportingPage } from '../reports/reporting-page.ts'
import { rollCheckPage } from '../reports/roll-check-page.ts'
import { classTree } from '../school/school.repo.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { insideNow } from './inside.ts'
import { preparePage } from './paper-facts.ts'
import { reportingDay } from './reporting.ts'
import { rollCheck } from './roll-check.ts'

type Channels = 'reports.evacuation' | 'reports.earlyWarning' | 'reports.rollCheck' | 'reports.reporting'
type ReportDeps = Pick<Deps, 'db' | 'clock' | 'pages'> & { readonly deviceStatuses: () => DeviceStatus[] }

/** More than any school has on its list. */
const everybody = { limit: 5000, offset: 0 }

/** The lists of the office on paper, each of this moment. */
export function officeReportsUseCases({ db, clock, pages, deviceStatuses }: ReportDeps) {
  const timetables = createTimetables()

  function ask({ user }: Caller) {
    const now = clock.now()
    const timetable = timetables(readCalendar(db))
    return { db, pages, timetable, now, user, readTo: readTo(timetable, deviceStatuses(), now) }
  }

  return {
    'reports.evacuation': (_, caller): PreparedDocument => {
      const asked = ask(caller)
      const inside = insideNow(db, asked.timetable, asked.now)
      const ids = inside.streams.flatMap(({ students }) => students.map(({ studentId }) => studentId))
      const guardians = firstGuardians(db, ids)
      return preparePage(asked, 'Who is inside now', `inside-${asked.timetable.dayOf(asked.now)}`, facts =>
        evacuationPage({ ...facts, inside, guardians }),
      )
    },

    'reports.earlyWarning': (filter, caller): PreparedDocument => {
      const asked = ask(caller)
      const { timetable, now } = asked
      const warning = earlyWarning(db, timetable, now, filter, everybody)
      const labels = new Map(timetable.settings.reasons.map(({ code, label }) => [code, label]))
      const reasonText = (code: string) => labels.get(code) ?? code
      const scope = placeName(classTree(db), filter)
      return preparePage(asked, 'Early warning', `early-warning-${timetable.dayOf(now)}`, facts =>
        earlyWarningPage({ ...facts, warning, scope, reasonText }),
      )
    },

    'reports.rollCheck': (_, caller): PreparedDocument => {
      const asked = ask(caller)
      const check = rollCheck(db, asked.timetable, asked.now)
      return preparePage(asked, 'Roll check', `roll-check-${asked.timetable.dayOf(asked.now)}`, facts =>
        rollCheckPage({ ...facts, check }),
      )
    },

    'reports.reporting': ({ day }, caller): PreparedDocument => {
      const asked = ask(caller)
      const reporting = reportingDay(db, asked.timetable, asked.now, day)
      return preparePage(asked, 'Boarders reporting', `boarders-${reporting.day}`, facts =>
        reportingPage({ ...facts, reporting }),
      )
    },
  } satisfies Pick<UseCasesFor<'reports'>, Channels>
}

/** `Grade 7`, `Grade 7 East`; empty for the whole school. */
function placeName(
  tree: readonly ClassNode[],
  { classId, streamId }: { readonly classId?: ClassId | undefined; readonly streamId?: StreamId | undefined },
): string {
  for (const { id, name, streams } of tree) {
    const found = streams.find(stream => stream.id === streamId)
    if (found !== undefined) return `${name} ${found.name}`.trim()
    if (streamId === undefined && id === classId) return name
  }
  return ''
}
