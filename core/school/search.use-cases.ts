import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { SearchHit } from '../contract/school.ts'
import type { Deps, UseCasesFor } from '../use-case.ts'
import { maskPhone } from './mask.ts'
import { phoneBeginning } from './phone-search.ts'
import type { FoundStudent } from './search.repo.ts'
import { lastEvents, searchStudents, studentsByPhone } from './search.repo.ts'

const hitsShown = 20

export function searchUseCases({ db, clock }: Pick<Deps, 'db' | 'clock'>) {
  const timetables = createTimetables()
  return {
    'search.find': ({ search }): SearchHit[] => {
      const words = search.split(/\s+/).filter(Boolean)
      const begin = phoneBeginning(search)
      const phones = begin === null ? new Map<never, never>() : studentsByPhone(db, begin, hitsShown)
      const found = searchStudents(db, { words, whole: search, studentIds: [...phones.keys()] }, hitsShown)
      const today = timetables(readCalendar(db)).dayOf(clock.now())
      const events = lastEvents(
        db,
        today,
        found.map(({ studentId }) => studentId),
      )
      return found.map(({ allNames, ...hit }) => {
        const lastEvent = events.get(hit.studentId) ?? null
        const phone = phones.get(hit.studentId)
        return {
          ...hit,
          inside: lastEvent?.eventType === 'IN',
          lastEvent,
          matched: matchedBy({ allNames, ...hit }, words, phone),
        }
      })
    },
  } satisfies UseCasesFor<'search'>
}

/** Null: by the name, which can be seen anyway. */
function matchedBy(found: FoundStudent, words: readonly string[], phone: string | undefined): string | null {
  const name = found.allNames.toLowerCase()
  const others = words.map(word => word.toLowerCase()).filter(word => !name.includes(word))
  if (others.length === 0) return null
  const number = found.admissionNumber.toLowerCase()
  if (others.every(word => number.includes(word))) return found.admissionNumber
  if (others.every(word => number.includes(word) || word === String(found.pin))) return String(found.pin)
  return phone === undefined ? null : maskPhone(phone)
}
