import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import { allows } from '../contract/permissions.ts'
import { messageCounts } from '../notifications/messages.repo.ts'
import type { Problems } from '../problems.ts'
import { findSchool } from '../school/school.repo.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { termPosition } from './calendar.ts'

type Sources = { readonly problems: Problems; readonly deviceStatuses: () => DeviceStatus[] }

/** The window's frame: what stands at its top and in its bottom strip. */
export function appUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>, { problems, deviceStatuses }: Sources) {
  const timetables = createTimetables()
  return {
    'app.frame': () => {
      const found = findSchool(db)
      if (found === null) throw new AppError('not_found')
      const { name, code, address, phone, email } = found
      const calendar = readCalendar(db)
      const { settings } = calendar
      const now = clock.now()
      const day = timetables(calendar).dayOf(now)
      const school = { name, code, address, phone, email }
      return { school, zone: settings.zone, now, clockSpeed: clock.speed(), day, term: termPosition(settings, day) }
    },

    'app.status': (_, { user }) => ({
      devices: deviceStatuses(),
      messages: allows(user?.role ?? null, 'messages:read') ? messageCounts(db) : null,
      problems: problems.list(),
    }),
  } satisfies UseCasesFor<'app'>
}
