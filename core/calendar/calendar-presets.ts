import type { CalendarDates, CalendarPreset } from '../contract/calendar.ts'
import type { Day } from '../contract/common.ts'
import { addDays, weekday } from '../day.ts'
import { defaultSettings } from '../settings/settings.ts'
import { nextWeekday } from './calendar-changes.ts'

const monday = 1
const sunday = 7

/** Days of the terms and half-terms after the first Monday of school, as in 2026. */
const shape = {
  terms: [
    { name: 'Term 1', from: 0, to: 87 },
    { name: 'Term 2', from: 112, to: 207 },
    { name: 'Term 3', from: 231, to: 291 },
  ],
  halfTerms: [
    { from: 51, to: 55 },
    { from: 170, to: 174 },
  ],
}

const fixedHolidays = [
  ['01-01', 'New Year’s Day'],
  ['05-01', 'Labour Day'],
  ['06-01', 'Madaraka Day'],
  ['10-10', 'Mazingira Day'],
  ['10-20', 'Mashujaa Day'],
  ['12-12', 'Jamhuri Day'],
  ['12-25', 'Christmas Day'],
  ['12-26', 'Boxing Day'],
] as const

/** Their days are known only when the Gazette says so. */
const waiting = ['Idd-ul-Fitr', 'Idd-ul-Adha']

/** The dates of a Kenyan school year: those of the ministry where they are known, otherwise a guess to be compared. */
export function calendarPreset(year: number): CalendarPreset {
  const { schoolWeekdays, dayStartsAtMinute, ...known } = defaultSettings
  const common = { schoolWeekdays: [...schoolWeekdays], dayStartsAtMinute }
  if (year === 2026) {
    const { terms, halfTerms, holidays } = known
    const dates = { ...common, terms: [...terms], halfTerms: [...halfTerms], holidays: [...holidays] }
    return { year, known: true, source: 'Ministry circular of 9 October 2025', dates, waiting }
  }
  return {
    year,
    known: false,
    source: 'Guess: the weeks of 2026 and the fixed public holidays',
    dates: { ...common, ...guessedDates(year) },
    waiting,
  }
}

function guessedDates(year: number): Pick<CalendarDates, 'terms' | 'halfTerms' | 'holidays'> {
  const first = nextWeekday(`${year}-01-02`, monday)
  const span = ({ from, to }: { from: number; to: number }) => ({ from: addDays(first, from), to: addDays(first, to) })
  return {
    terms: shape.terms.map(term => ({ name: term.name, ...span(term) })),
    halfTerms: shape.halfTerms.map(span),
    holidays: holidaysOf(year),
  }
}

function holidaysOf(year: number): CalendarDates['holidays'] {
  const easter = easterSunday(year)
  const holidays = [
    ...fixedHolidays.map(([date, name]) => ({ day: `${year}-${date}`, name })),
    { day: addDays(easter, -2), name: 'Good Friday' },
    { day: addDays(easter, 1), name: 'Easter Monday' },
  ]
  const taken = new Set(holidays.map(({ day }) => day))
  // A holiday on a Sunday is kept on the next day that is none.
  const kept = holidays
    .filter(({ day }) => weekday(day) === sunday)
    .map(({ day, name }) => {
      let next = addDays(day, 1)
      while (taken.has(next)) next = addDays(next, 1)
      taken.add(next)
      return { day: next, name: `${name} (observed)` }
    })
  return [...holidays, ...kept].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** Sunday after the first ecclesiastical full moon of spring, Gregorian calendar. */
function easterSunday(year: number): Day {
  const century = Math.floor(year / 100)
  const moonCorrection = Math.floor((8 * century + 13) / 25)
  const leapCorrection = century - Math.floor(century / 4)
  const goldenNumber = year % 19
  let epact = (leapCorrection - moonCorrection + 19 * goldenNumber + 15) % 30
  if (epact === 29 || (epact === 28 && goldenNumber > 10)) epact -= 1
  // Days after 21 March of the full moon; the Sunday after it.
  const fullMoon = addDays(`${year}-03-21`, epact)
  return nextWeekday(addDays(fullMoon, 1), sunday)
}
