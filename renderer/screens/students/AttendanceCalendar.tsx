import clsx from 'clsx'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { StudentDay } from '../../../core/contract/attendance.ts'
import type { Day, StudentId } from '../../../core/contract/common.ts'
import { addDays, dayTextShort, timeText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { markIcon, markTone, toneText } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { countMarks, presentTerm, weekdaysShown, weeksOf } from './term-weeks.ts'
import type { Term } from './term-weeks.ts'

/** The attendance of a student, a term at a time. */
export function AttendanceCalendar({ studentId }: { studentId: StudentId }) {
  const today = useToday()
  const calendar = useCall('calendar.get', {}, { refreshOn: ['calendar.changed'] })
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <Answer state={calendar} waiting={<Skeleton rows={5} height={28} />}>
      {({ terms }) => {
        const begun = terms.filter(({ from }) => from <= today).sort((a, b) => a.from.localeCompare(b.from))
        const n = chosen ?? presentTerm(begun, today)
        const term = begun[n] ?? { name: t.student.lastWeeks, from: addDays(today, -27), to: today }
        return (
          <>
            <div className="flex items-center justify-between">
              <p className="font-medium">{term.name}</p>
              <span className="-my-1 flex">
                <Button
                  look="quiet"
                  iconOnly
                  icon={ChevronLeft}
                  label={t.student.termBefore}
                  disabled={n <= 0}
                  onClick={() => setChosen(n - 1)}
                />
                <Button
                  look="quiet"
                  iconOnly
                  icon={ChevronRight}
                  label={t.student.termAfter}
                  disabled={n >= begun.length - 1}
                  onClick={() => setChosen(n + 1)}
                />
              </span>
            </div>
            <TermDays key={term.from} studentId={studentId} term={term} />
          </>
        )
      }}
    </Answer>
  )
}

function TermDays({ studentId, term }: { studentId: StudentId; term: Term }) {
  const today = useToday()
  const to = term.to < today ? term.to : today
  const answer = useCall(
    'attendance.student',
    { studentId, fromDay: term.from, toDay: to },
    { refreshOn: ['attendance.changed', 'calendar.changed'] },
  )
  const [chosen, setChosen] = useState<Day>(to)
  return (
    <Answer state={answer} waiting={<Skeleton rows={5} height={28} />}>
      {days => (
        <>
          <p className="text-xs text-ink-2">{t.student.markCounts(countMarks(days))}</p>
          <Weeks days={days} from={term.from} to={to} chosen={chosen} onChoose={setChosen} />
          <DayLine day={days.find(({ day }) => day === chosen)} />
        </>
      )}
    </Answer>
  )
}

type WeeksProps = {
  days: readonly StudentDay[]
  from: Day
  to: Day
  chosen: Day
  onChoose: (day: Day) => void
}

function Weeks({ days, from, to, chosen, onChoose }: WeeksProps) {
  const byDay = new Map(days.map(day => [day.day, day]))
  const weekdays = weekdaysShown(days)
  return (
    <table className="my-1 w-full table-fixed text-xs" onKeyDown={moveBetweenDays}>
      <thead>
        <tr>
          {weekdays.map(weekday => (
            <th key={weekday} scope="col" className="font-normal text-ink-3">
              {t.common.weekdays[weekday - 1]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(from, to).map((week, n) => (
          <tr key={n}>
            {weekdays.map(weekday => {
              const day = week[weekday - 1] ?? null
              return (
                <td key={weekday} className="border border-line p-0">
                  {day !== null && (
                    <DayCell day={day} story={byDay.get(day)} chosen={day === chosen} onChoose={() => onChoose(day)} />
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type CellProps = { day: Day; story: StudentDay | undefined; chosen: boolean; onChoose: () => void }

function DayCell({ day, story, chosen, onChoose }: CellProps) {
  const school = story?.schoolDay ?? false
  return (
    <button
      type="button"
      tabIndex={chosen ? 0 : -1}
      aria-pressed={chosen}
      aria-label={`${dayTextShort(day)}: ${story === undefined ? t.student.noSchool : marksText(story)}`}
      onClick={onChoose}
      onFocus={onChoose}
      className={clsx(
        'flex h-6.5 w-full items-center justify-between gap-0.5 px-1 focus-visible:outline-offset-[-2px]',
        chosen ? 'bg-accent-soft' : school ? 'hover:bg-sunken' : 'bg-sunken text-ink-3',
      )}
    >
      <span>{Number(day.slice(8))}</span>
      <span className="flex gap-0.5">
        {story?.marks.map(({ session, mark }) => {
          const Icon = markIcon[mark]
          return <Icon key={session} aria-hidden size={13} className={toneText[markTone[mark]]} />
        })}
      </span>
    </button>
  )
}

function marksText({ marks, label }: StudentDay): string {
  if (marks.length === 0) return label === '' ? t.student.noSchool : label
  return marks
    .map(
      ({ session, mark, reason, manual }) =>
        `${t.sessions[session]} ${t.marks[mark].toLowerCase()}` +
        (reason === null ? '' : ` (${reason})`) +
        (manual ? `, ${t.student.byHand}` : ''),
    )
    .join('; ')
}

/** The chosen day in words, with the times at the terminals. */
function DayLine({ day }: { day: StudentDay | undefined }) {
  const zone = useZone()
  if (day === undefined) return null
  return (
    <div role="status" className="min-h-10">
      <p>
        <span className="font-medium">{dayTextShort(day.day)}</span> {marksText(day)}
      </p>
      {day.events.map(({ eventType, at, deviceName, source }) => (
        <p key={at} className="text-xs text-ink-2">
          {eventType} {timeText(at, zone)} {deviceName}
          {source === 'backlog' && `, ${t.today.readBack}`}
        </p>
      ))}
    </div>
  )
}

const steps: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

function moveBetweenDays(event: KeyboardEvent<HTMLTableElement>): void {
  const step = steps[event.key]
  if (step === undefined || !(document.activeElement instanceof HTMLButtonElement)) return
  event.preventDefault()
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')].map(row => [...row.children])
  const row = rows.findIndex(cells => cells.some(cell => cell.contains(document.activeElement)))
  const column = rows[row]?.findIndex(cell => cell.contains(document.activeElement)) ?? 0
  const flat = rows.flat().flatMap(cell => cell.querySelector('button') ?? [])
  const at = flat.indexOf(document.activeElement)
  const next =
    step === 'left'
      ? flat[at - 1]
      : step === 'right'
        ? flat[at + 1]
        : rows[row + (step === 'up' ? -1 : 1)]?.[column]?.querySelector('button')
  next?.focus()
}
