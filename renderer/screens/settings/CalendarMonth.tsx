import clsx from 'clsx'
import { ChevronLeft, ChevronRight, Lock } from 'lucide-react'
import { useState } from 'react'
import type { CalendarDay } from '../../../core/contract/calendar.ts'
import { addDays, dayText, monthText } from '../../format.ts'
import { useToday } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { toneSoft } from '../../ui/Badge.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useCall } from '../../use-call.ts'
import { weeksOf } from '../students/term-weeks.ts'

const looks: Record<CalendarDay['kind'], string> = {
  school: 'bg-surface',
  weekend: 'bg-sunken text-ink-3',
  between_terms: 'bg-sunken text-ink-3',
  half_term: toneSoft.unknown,
  holiday: toneSoft.accent,
  closed: toneSoft.absent,
  partly_closed: toneSoft.late,
}

/** What each day of a month is, as the saved calendar and the closures say. */
export function CalendarMonth() {
  const today = useToday()
  const [chosen, setMonth] = useState<string | null>(null)
  const month = chosen ?? today.slice(0, 7)
  const answer = useCall('calendar.month', { month }, { refreshOn: ['calendar.changed', 'attendance.changed'] })
  const move = (days: number) => setMonth(addDays(`${month}-15`, days).slice(0, 7))
  return (
    <Panel
      title={monthText(month)}
      aside={
        <>
          <Button
            look="quiet"
            iconOnly
            icon={ChevronLeft}
            label={t.calendarPage.month.before}
            onClick={() => move(-30)}
          />
          <Button
            look="quiet"
            iconOnly
            icon={ChevronRight}
            label={t.calendarPage.month.after}
            onClick={() => move(30)}
          />
        </>
      }
    >
      <Answer state={answer} waiting={<div className="h-72" />}>
        {days => <Weeks days={days} today={today} />}
      </Answer>
    </Panel>
  )
}

function Weeks({ days, today }: { days: readonly CalendarDay[]; today: string }) {
  const first = days[0]?.day
  const last = days.at(-1)?.day
  if (first === undefined || last === undefined) return null
  const byDay = new Map(days.map(day => [day.day, day]))
  return (
    <table className="w-full table-fixed text-xs">
      <caption className="sr-only">{t.calendarPage.month.label}</caption>
      <thead>
        <tr>
          {t.common.weekdays.map(name => (
            <th key={name} scope="col" className="py-1 font-normal text-ink-3">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(first, last).map((week, n) => (
          <tr key={n}>
            {week.map((day, weekday) => {
              const facts = day === null ? undefined : byDay.get(day)
              return (
                <td key={weekday} className="h-11 border border-line p-0 align-top">
                  {facts !== undefined && <Cell facts={facts} isToday={facts.day === today} />}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ facts: { day, kind, label, locked }, isToday }: { facts: CalendarDay; isToday: boolean }) {
  const words = [t.calendarPage.dayKinds[kind], label, locked ? t.calendarPage.month.locked : '']
  const said = words.filter(word => word !== '').join(', ')
  const shown = label !== '' ? label : kind === 'school' || kind === 'weekend' ? '' : t.calendarPage.dayKinds[kind]
  return (
    <div title={`${dayText(day)}: ${said}`} className={clsx('flex h-full flex-col px-1 py-0.5', looks[kind])}>
      <span className="flex items-center justify-between">
        <span className={clsx(isToday && 'rounded-sm bg-accent px-1 font-semibold text-on-accent')}>
          {Number(day.slice(8))}
        </span>
        {locked && <Lock aria-hidden size={11} />}
      </span>
      <span aria-hidden className="line-clamp-2 leading-tight break-words">
        {kind === 'between_terms' ? '' : shown}
      </span>
      <span className="sr-only">{said}</span>
    </div>
  )
}
