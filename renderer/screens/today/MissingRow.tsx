import clsx from 'clsx'
import { CircleCheck, Hand, PhoneCall } from 'lucide-react'
import { memo } from 'react'
import type { NotInStudent, SessionMark } from '../../../core/contract/attendance.ts'
import type { Day } from '../../../core/contract/common.ts'
import { countText, dayTextShort, phoneText, timeText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge, MarkBadge } from '../../ui/Badge.tsx'

export const classHeight = 26
export const studentHeight = 46

/** So many school days in a row without a word are told apart. */
const longAway = 3

export function ClassLine({ className, n, unnamed }: { className: string; n: number; unnamed: number }) {
  return (
    <div className="flex h-full items-center gap-2 bg-ground px-3 text-xs font-semibold text-ink-2">
      <span className="truncate">{className}</span>
      {unnamed > 0 && <span className="truncate font-normal text-ink-3">{t.morning.list.unnamed(unnamed, n)}</span>}
      <span className="ml-auto">{countText(n)}</span>
    </div>
  )
}

type Props = {
  student: NotInStudent
  /** The mark of most; only another one is said. */
  expected: SessionMark
  /** The day on which most were seen last; only another one is said. */
  usual: Day | null | undefined
  /** In clear, while it is open; null: masked. */
  phone: string | null
  photo: string | undefined
  reasonLabel: string | null
}

/** One child: whom to call, how often it is away, and what is known already. */
export const MissingRow = memo(function MissingRow(props: Props) {
  const { student, expected, usual, phone, photo, reasonLabel } = props
  const today = useToday()
  const seen = seenText(student.lastSeenDay, today)
  return (
    <div className="flex h-full items-center gap-2.5 px-3" title={seen}>
      <Avatar name={student.fullName} photo={photo} />
      <div className="min-w-0 flex-[3]">
        <p className="truncate font-medium">{student.fullName}</p>
        <p className="flex gap-2 truncate text-xs text-ink-3">
          <span>{student.admissionNumber}</span>
          {student.boarding && <span>{t.morning.list.boarder}</span>}
          {student.lastSeenDay !== usual && <span className="truncate text-late">{seen}</span>}
        </p>
      </div>
      <div className="min-w-31 flex-[2.4] text-xs">
        {student.guardian === null ? (
          <p className="text-ink-3">{t.morning.list.noGuardian}</p>
        ) : (
          <>
            <p className="truncate text-ink-2">{student.guardian.name}</p>
            <p className={clsx('truncate', phone === null ? 'text-ink-3' : 'font-semibold')}>
              {phone === null ? student.guardian.phone : phoneText(phone)}
            </p>
          </>
        )}
      </div>
      <Absences student={student} />
      <Known student={student} expected={expected} reasonLabel={reasonLabel} />
    </div>
  )
})

function Absences({ student: { absencesThisTerm, daysInARow } }: { student: NotInStudent }) {
  return (
    <div className="w-20 shrink-0 text-xs text-ink-3" title={t.morning.list.awayHint}>
      {absencesThisTerm > 0 && <p className="truncate">{t.morning.list.away(absencesThisTerm)}</p>}
      {daysInARow > 1 && (
        <p className={clsx('truncate', daysInARow >= longAway && 'font-semibold text-late')}>
          {t.morning.list.inARow(daysInARow)}
        </p>
      )}
    </div>
  )
}

type KnownProps = { student: NotInStudent; expected: SessionMark; reasonLabel: string | null }

/** What was said or done about the child today. */
function Known({ student, expected, reasonLabel }: KnownProps) {
  const zone = useZone()
  const today = useToday()
  const { reason, lastCall, mark, manual, exempt } = student
  return (
    <div className="flex w-32 shrink-0 flex-col items-end gap-0.5 text-xs">
      {reason !== null && (
        <span className="max-w-full truncate" title={reason.note}>
          <Badge bare tone="accent" icon={CircleCheck} label={reasonLabel ?? reason.code} />
          {reason.until > today && (
            <span className="text-ink-3"> {t.morning.list.until(dayTextShort(reason.until))}</span>
          )}
        </span>
      )}
      {(mark !== expected || manual) && (
        <span className="flex items-center gap-1">
          <MarkBadge mark={mark} bare />
          {manual && <Badge bare tone="plain" icon={Hand} label={t.morning.list.manual} />}
        </span>
      )}
      {exempt && reason === null && !manual && (
        <Badge bare tone="plain" label={t.morning.list.exempt} title={t.morning.list.exemptHint} />
      )}
      {lastCall !== null && (
        <span className="flex max-w-full items-center gap-1 truncate text-ink-2" title={callTitle(lastCall)}>
          <PhoneCall aria-hidden size={12} className="shrink-0" />
          {t.morning.list.call(t.morning.outcomes[lastCall.outcome], timeText(lastCall.at, zone))}
        </span>
      )}
    </div>
  )
}

function callTitle({ by, note }: NonNullable<NotInStudent['lastCall']>): string {
  return [by, note].filter(part => part !== '').join(': ')
}

function seenText(day: Day | null, today: Day): string {
  if (day === null) return t.today.neverSeen
  return day === today ? t.today.seenToday : t.today.lastSeen(dayTextShort(day))
}
