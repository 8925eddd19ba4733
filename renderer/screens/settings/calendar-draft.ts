import type { CalendarDates } from '../../../core/contract/calendar.ts'
import type { Day } from '../../../core/contract/common.ts'

type List = 'terms' | 'halfTerms' | 'holidays'
export type Dates = Pick<CalendarDates, List>

/** A new row without a date yet belongs to the year that is looked at. */
export function inYear(year: number, day: Day): boolean {
  return day === '' || day.startsWith(`${year}-`)
}

/** The years with a date, and those that are asked for in any case; the earliest first. */
export function yearsOf({ terms, halfTerms, holidays }: Dates, always: readonly number[]): number[] {
  const days = [...terms, ...halfTerms].map(({ from }) => from).concat(holidays.map(({ day }) => day))
  const years = days.filter(day => day !== '').map(day => Number(day.slice(0, 4)))
  return [...new Set([...years, ...always])].sort((a, b) => a - b)
}

/** Puts the dates of one year in the place of those that are there; other years stay as they are. */
export function withYear<D extends Dates>(dates: D, year: number, filled: Dates): D {
  return {
    ...dates,
    terms: [...dates.terms.filter(({ from }) => !inYear(year, from)), ...filled.terms],
    halfTerms: [...dates.halfTerms.filter(({ from }) => !inYear(year, from)), ...filled.halfTerms],
    holidays: [...dates.holidays.filter(({ day }) => !inYear(year, day)), ...filled.holidays],
  }
}

/** Whether a year has no date at all. */
export function isEmptyYear({ terms, halfTerms, holidays }: Dates, year: number): boolean {
  return ![...terms, ...halfTerms, ...holidays.map(({ day }) => ({ from: day }))].some(({ from }) => inYear(year, from))
}

export type DateProblem = 'missing' | 'order' | 'overlap' | 'twice'

/** What is wrong with a term; undefined when nothing is. */
export function termProblem(terms: CalendarDates['terms'], index: number): DateProblem | undefined {
  const term = terms[index]
  if (term === undefined) return undefined
  const { name, from, to } = term
  if (name.trim() === '' || from === '' || to === '') return 'missing'
  if (from > to) return 'order'
  return terms.some((other, i) => i < index && other.from <= to && from <= other.to) ? 'overlap' : undefined
}

export function halfTermProblem({ from, to }: { from: Day; to: Day }): DateProblem | undefined {
  if (from === '' || to === '') return 'missing'
  return from > to ? 'order' : undefined
}

export function holidayProblem(holidays: CalendarDates['holidays'], index: number): DateProblem | undefined {
  const holiday = holidays[index]
  if (holiday === undefined) return undefined
  if (holiday.name.trim() === '' || holiday.day === '') return 'missing'
  return holidays.some((other, i) => i < index && other.day === holiday.day) ? 'twice' : undefined
}

/** Whether everything can be saved. */
export function areGoodDates({ terms, halfTerms, holidays, schoolWeekdays }: CalendarDates): boolean {
  return (
    schoolWeekdays.length > 0 &&
    terms.every((_, i) => termProblem(terms, i) === undefined) &&
    halfTerms.every(one => halfTermProblem(one) === undefined) &&
    holidays.every((_, i) => holidayProblem(holidays, i) === undefined)
  )
}
