import type { Timetable } from '../attendance/timetable.ts'
import type { PreparedDocument } from '../contract/reports.ts'
import type { SessionUser } from '../contract/session.ts'
import { AppError } from '../contract/errors.ts'
import { clockText } from '../day.ts'
import type { Db } from '../db/open.ts'
import type { Pages } from '../ports.ts'
import { momentText } from '../reports/moments.ts'
import { longDate } from '../reports/paper.ts'
import type { PaperHead } from '../reports/list-page.ts'
import { findSchool } from '../school/school.repo.ts'
import { termPosition } from '../settings/calendar.ts'

type Parts = {
  readonly db: Db
  readonly pages: Pages
  readonly timetable: Timetable
  readonly now: number
  readonly user: SessionUser | null
  /** Up to when the terminals' presses are known; left out where the page does not rest on them. */
  readonly readTo?: string
}

/** What every printed page is given. */
export type PaperFacts = PaperHead & {
  /** `07:41`, on the school's clock. */
  readonly clock: (at: number) => string
  /** `12/05 07:41`. */
  readonly moment: (at: number) => string
}

export type MadePage = { readonly html: string; readonly pages: number }

/**
 * Makes a page of now and keeps it for the window.
 * @throws AppError `not_found` before there is a school
 */
export function preparePage(
  { db, pages, timetable, now, user, readTo }: Parts,
  title: string,
  fileName: string,
  make: (facts: PaperFacts) => MadePage,
): PreparedDocument {
  const school = findSchool(db)
  if (school === null) throw new AppError('not_found', { entity: 'school' })
  const moment = (at: number) => momentText(timetable, at)
  const by = user === null ? '' : ` by ${user.fullName}`
  const read = readTo === undefined ? '' : ` Terminals read to ${readTo}.`
  const { html, pages: count } = make({
    school,
    occasion: occasionOf(timetable, now),
    prepared: `Prepared ${moment(now)}${by}.${read}`,
    clock: at => clockText(timetable.zone.minuteOf(at)),
    moment,
  })
  const name = `${fileName}.pdf`
  return { documentId: pages.keep({ title, fileName: name, html }), title, fileName: name, pages: count }
}

function occasionOf(timetable: Timetable, now: number): string[] {
  const day = timetable.dayOf(now)
  const term = termPosition(timetable.settings, day)
  const date = `${longDate(day)}, ${clockText(timetable.zone.minuteOf(now))}`
  return term === null ? [date] : [date, `${term.name}, week ${String(term.week)}`]
}
