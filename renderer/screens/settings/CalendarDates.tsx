import { CalendarPlus } from 'lucide-react'
import { useState } from 'react'
import type { CalendarDates as Dates, CalendarPreset } from '../../../core/contract/calendar.ts'
import { call } from '../../api.ts'
import { useToday } from '../../stores/clock.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { DateRows } from './DateRows.tsx'
import type { DateRow } from './DateRows.tsx'
import {
  halfTermProblem,
  holidayProblem,
  inYear,
  isEmptyYear,
  termProblem,
  withYear,
  yearsOf,
} from './calendar-draft.ts'
import { fieldOfMinute, minuteOfField } from './minute-text.ts'
import { Weekdays } from './Weekdays.tsx'

type Props = { dates: Dates; tried: boolean; onChange: (dates: Dates) => void }

/** The dates of one year at a time, every one of them editable. */
export function CalendarDates({ dates, tried, onChange }: Props) {
  const today = useToday()
  const thisYear = Number(today.slice(0, 4))
  const [year, setYear] = useState(() => yearToShow(dates, today))
  const [preset, setPreset] = useState<CalendarPreset | null>(null)
  const years = yearsOf(dates, [thisYear, thisYear + 1, year])

  function fill(): void {
    call('calendar.preset', { year }).then(filled => {
      setPreset(filled)
      onChange(withYear(dates, year, filled.dates))
    }, showError)
  }

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          inline
          label={t.calendarPage.year}
          value={String(year)}
          choices={years.map(value => ({ value: String(value), label: String(value) }))}
          onChange={value => setYear(Number(value))}
        />
        <Button
          icon={CalendarPlus}
          label={t.calendarPage.fill(year)}
          hint={t.calendarPage.fillHint}
          look={isEmptyYear(dates, year) ? 'main' : 'plain'}
          onClick={fill}
        />
      </div>
      {preset !== null && preset.year === year && <Source preset={preset} />}
      {isEmptyYear(dates, year) && (
        <div className="rounded-md border border-line bg-ground px-3 py-2">
          <p className="font-semibold">{t.calendarPage.emptyYear(year)}</p>
          <p className="text-ink-2">{t.calendarPage.emptyYearText}</p>
        </div>
      )}
      <YearRows dates={dates} year={year} tried={tried} onChange={onChange} />
      <Weekdays
        legend={t.calendarPage.weekdays}
        value={dates.schoolWeekdays}
        error={tried && dates.schoolWeekdays.length === 0 ? t.calendarPage.problems.noWeekday : undefined}
        onChange={schoolWeekdays => onChange({ ...dates, schoolWeekdays })}
      />
      <Field
        type="time"
        label={t.calendarPage.dayStarts}
        hint={t.calendarPage.dayStartsHint}
        value={fieldOfMinute(dates.dayStartsAtMinute)}
        onChange={event => onChange({ ...dates, dayStartsAtMinute: minuteOfField(event.target.value) ?? 0 })}
        className="w-72"
      />
    </div>
  )
}

/** After the last term of a year the next one is looked at. */
function yearToShow({ terms }: Dates, today: string): number {
  const year = Number(today.slice(0, 4))
  const isOver = !terms.some(({ to }) => to >= today && to.startsWith(String(year)))
  return isOver ? year + 1 : year
}

function Source({ preset: { known, source, waiting } }: { preset: CalendarPreset }) {
  return (
    <div role="status" className="rounded-md bg-late-soft px-3 py-2">
      <p className="font-semibold text-late">{known ? t.calendarPage.source(source) : source}</p>
      <p>{known ? t.calendarPage.compare : t.calendarPage.guess}</p>
      {waiting.length > 0 && <p>{t.calendarPage.waiting(waiting.join(', '))}</p>}
    </div>
  )
}

type YearProps = Props & { year: number }

function YearRows({ dates, year, tried, onChange }: YearProps) {
  const { terms, halfTerms, holidays } = dates
  const problemText = (problem: ReturnType<typeof termProblem>) =>
    tried && problem !== undefined ? t.calendarPage.problems[problem] : undefined
  const change = <K extends 'terms' | 'halfTerms' | 'holidays'>(
    key: K,
    index: number,
    part: Partial<Dates[K][number]>,
  ) => onChange({ ...dates, [key]: dates[key].map((one, i) => (i === index ? { ...one, ...part } : one)) })
  const remove = (key: 'terms' | 'halfTerms' | 'holidays', index: number) =>
    onChange({ ...dates, [key]: (dates[key] as readonly unknown[]).filter((_, i) => i !== index) })
  const here = <R,>(list: readonly R[], dayOf: (row: R) => string, toRow: (row: R, index: number) => DateRow) =>
    list.flatMap((row, index) => (inYear(year, dayOf(row)) ? [toRow(row, index)] : []))

  return (
    <>
      <DateRows
        title={t.calendarPage.terms}
        what={t.calendarPage.term}
        add={t.calendarPage.addTerm}
        onAdd={() => {
          const name = t.calendarPage.newTerm(terms.filter(({ from }) => inYear(year, from)).length + 1)
          onChange({ ...dates, terms: [...terms, { name, from: '', to: '' }] })
        }}
        rows={here(
          terms,
          ({ from }) => from,
          ({ name, from, to }, i) => ({
            name,
            from,
            to,
            error: problemText(termProblem(terms, i)),
            onName: value => change('terms', i, { name: value }),
            onFrom: value => change('terms', i, { from: value }),
            onTo: value => change('terms', i, { to: value }),
            onRemove: () => remove('terms', i),
          }),
        )}
      />
      <DateRows
        title={t.calendarPage.halfTerms}
        what={t.calendarPage.halfTerm}
        add={t.calendarPage.addHalfTerm}
        onAdd={() => onChange({ ...dates, halfTerms: [...halfTerms, { from: '', to: '' }] })}
        rows={here(
          halfTerms,
          ({ from }) => from,
          ({ from, to }, i) => ({
            from,
            to,
            error: problemText(halfTermProblem({ from, to })),
            onFrom: value => change('halfTerms', i, { from: value }),
            onTo: value => change('halfTerms', i, { to: value }),
            onRemove: () => remove('halfTerms', i),
          }),
        )}
      />
      <DateRows
        title={t.calendarPage.holidays}
        what={t.calendarPage.holiday}
        add={t.calendarPage.addHoliday}
        onAdd={() => onChange({ ...dates, holidays: [...holidays, { day: '', name: '' }] })}
        rows={here(
          holidays,
          ({ day }) => day,
          ({ day, name }, i) => ({
            name,
            from: day,
            error: problemText(holidayProblem(holidays, i)),
            onName: value => change('holidays', i, { name: value }),
            onFrom: value => change('holidays', i, { day: value }),
            onRemove: () => remove('holidays', i),
          }),
        )}
      />
    </>
  )
}
