import { CalendarOff, CircleCheck, Users } from 'lucide-react'
import type { Ref } from 'react'
import { useLocation } from 'wouter'
import type { DaySummary, NotInStream, NotInStudent, SessionMark } from '../../../core/contract/attendance.ts'
import type { Day, SessionName } from '../../../core/contract/common.ts'
import { countText, dayTextShort } from '../../format.ts'
import { useToday } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { MarkBadge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ListBox } from '../../ui/ListBox.tsx'
import type { ListHandle } from '../../ui/ListBox.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

type Item = { kind: 'class'; className: string; n: number } | { kind: 'student'; student: NotInStudent }

type Props = {
  session: SessionName | null
  summary: DaySummary | undefined
  ref: Ref<ListHandle>
}

/** Who is missing, by class. Who comes leaves the list by itself. */
export function NotIn({ session, summary, ref }: Props) {
  const closed = summary?.sessionState === 'closed'
  const answer = useCall('attendance.notIn', session === null ? {} : { session }, {
    refreshOn: ['attendance.changed', 'simulation.changed'],
    minGapMs: 1000,
  })
  const marks = answer.data?.flatMap(stream => stream.students.map(student => student.mark))
  const unknown = marks?.filter(mark => mark === 'not_recorded').length ?? 0
  return (
    <Panel
      title={closed ? t.today.notInClosed : t.today.notIn}
      aside={
        marks !== undefined && (
          <>
            {t.common.student(marks.length - unknown)}
            {unknown > 0 && <span className="text-unknown">{t.today.andNotRecorded(unknown)}</span>}
          </>
        )
      }
      className="max-lg:h-96"
    >
      <Answer state={answer} waiting={<Skeleton rows={8} />}>
        {streams =>
          streams.some(stream => stream.students.length > 0) ? (
            <Missing streams={streams} closed={closed} ref={ref} />
          ) : (
            <NobodyMissing summary={summary} />
          )
        }
      </Answer>
    </Panel>
  )
}

function Missing({ streams, closed, ref }: { streams: NotInStream[]; closed: boolean; ref: Ref<ListHandle> }) {
  const [, go] = useLocation()
  const usual = mostCommon(streams.flatMap(stream => stream.students.map(student => student.lastSeenDay)))
  const title: SessionMark = closed ? 'absent' : 'not_yet_in'
  const items = streams
    .filter(stream => stream.students.length > 0)
    .flatMap((stream): Item[] => [
      { kind: 'class', className: stream.className, n: stream.students.length },
      ...stream.students.map((student): Item => ({ kind: 'student', student })),
    ])
  return (
    <ListBox
      ref={ref}
      label={t.today.notIn}
      count={items.length}
      rowHeight={32}
      keyOf={index => keyOf(items[index])}
      isChoice={index => items[index]?.kind === 'student'}
      onOpen={index => {
        const item = items[index]
        if (item?.kind === 'student') go(`/students/${item.student.studentId}`)
      }}
    >
      {index => {
        const item = items[index]
        return item?.kind === 'class' ? (
          <ClassRow {...item} />
        ) : (
          item && <StudentRow student={item.student} expected={title} usual={usual} />
        )
      }}
    </ListBox>
  )
}

function NobodyMissing({ summary }: { summary: DaySummary | undefined }) {
  if (summary?.counts.roll === 0)
    return <EmptyState icon={Users} title={t.students.noneTitle} text={t.students.noneText} />
  if (summary?.schoolDay === false)
    return <EmptyState icon={CalendarOff} title={t.today.noSchool} text={t.today.noSchoolText} />
  return <EmptyState icon={CircleCheck} title={t.today.notInDoneTitle} text={t.today.notInDoneText} />
}

function keyOf(item: Item | undefined): string {
  return item === undefined ? '' : item.kind === 'class' ? `class ${item.className}` : item.student.studentId
}

function ClassRow({ className, n }: { className: string; n: number }) {
  return (
    <div className="flex h-full items-center gap-2 bg-ground px-3 text-xs font-semibold text-ink-2">
      <span className="truncate">{className}</span>
      <span className="ml-auto">{countText(n)}</span>
    </div>
  )
}

type StudentRowProps = { student: NotInStudent; expected: SessionMark; usual: Day | null | undefined }

/** Says only what is not the same for almost all: another mark, or that the child was not seen for longer. */
function StudentRow({ student, expected, usual }: StudentRowProps) {
  const seen = seenText(student.lastSeenDay, useToday())
  return (
    <div className="flex h-full items-center gap-2 px-3" title={seen}>
      <span className="w-14 shrink-0 truncate text-xs text-ink-3">{student.admissionNumber}</span>
      <span className="min-w-0 flex-1 truncate">{student.fullName}</span>
      {student.mark !== expected ? (
        <MarkBadge mark={student.mark} bare />
      ) : (
        student.lastSeenDay !== usual && <span className="text-xs text-late">{seen}</span>
      )}
    </div>
  )
}

function seenText(day: Day | null, today: Day): string {
  if (day === null) return t.today.neverSeen
  return day === today ? t.today.seenToday : t.today.lastSeen(dayTextShort(day))
}

function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}
