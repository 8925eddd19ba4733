import type { StudentDay } from '../../../core/contract/attendance.ts'
import type { StudentId } from '../../../core/contract/common.ts'
import { addDays, dayTextShort, timeText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { MarkBadge } from '../../ui/Badge.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

/** The last two weeks of a student: marks per session and the times at the terminals. */
export function StudentHistory({ studentId }: { studentId: StudentId }) {
  const today = useToday()
  const answer = useCall(
    'attendance.student',
    { studentId, fromDay: addDays(today, -13), toDay: today },
    {
      refreshOn: ['attendance.changed'],
    },
  )
  return (
    <Answer state={answer} waiting={<Skeleton rows={5} height={28} />}>
      {days => {
        const shown = [...days]
          .sort((a, b) => b.day.localeCompare(a.day))
          .filter(day => day.schoolDay || day.events.length > 0)
        if (shown.length === 0) return <p className="text-ink-2">{t.student.noAttendance}</p>
        return (
          <ul>
            {shown.map(day => (
              <DayRow key={day.day} day={day} />
            ))}
          </ul>
        )
      }}
    </Answer>
  )
}

function DayRow({ day }: { day: StudentDay }) {
  const zone = useZone()
  const times = day.events.map(event => `${event.eventType} ${timeText(event.at, zone)}`).join(', ')
  const detail = day.events
    .map(
      event =>
        `${event.eventType} ${timeText(event.at, zone)} ${event.deviceName}${event.source === 'backlog' ? `, ${t.today.readBack}` : ''}`,
    )
    .join('\n')
  return (
    <li className="border-b border-line py-1 last:border-0">
      <p className="flex items-baseline justify-between gap-2">
        <span className="shrink-0">{dayTextShort(day.day)}</span>
        <span className="flex flex-wrap justify-end gap-x-3">
          {day.schoolDay
            ? day.marks.map(({ session, mark }) => (
                <span key={session} className="flex items-center gap-1">
                  <span className="text-xs text-ink-3">{session}</span>
                  <MarkBadge mark={mark} bare />
                </span>
              ))
            : t.student.noSchool}
        </span>
      </p>
      {times !== '' && (
        <p title={detail} className="text-right text-xs text-ink-3">
          {times}
        </p>
      )}
    </li>
  )
}
