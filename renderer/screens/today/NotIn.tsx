import { CalendarOff, CircleCheck, SearchX, Users } from 'lucide-react'
import { useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { Ref } from 'react'
import type { DaySummary, NotInStream, NotInStudent } from '../../../core/contract/attendance.ts'
import type { StudentId } from '../../../core/contract/common.ts'
import type { Reason } from '../../../core/contract/morning.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FilterField } from '../../ui/FilterField.tsx'
import type { ListHandle } from '../../ui/ListBox.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { useDebounced } from '../../use-debounced.ts'
import { CallDialog } from './CallDialog.tsx'
import { KeyLegend } from './KeyLegend.tsx'
import { MarkDialog } from './MarkDialog.tsx'
import type { Place } from './missing-rows.ts'
import { itemsOf, nextToDo, placeOf, progressOf, studentsOf, withAhead } from './missing-rows.ts'
import { MissingList } from './MissingList.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { useMissingLine } from './use-missing-line.tsx'
import { useMorningActions } from './use-morning-actions.ts'
import { useRevealedPhones } from './use-revealed-phones.ts'

type Props = {
  request: { day?: string; session?: DaySummary['session'] }
  summary: DaySummary | undefined
  onStory: (student: NotInStudent) => void
  ref: Ref<ListHandle>
}

type Asking =
  | { readonly kind: 'reason'; readonly reason: Reason; readonly students: readonly NotInStudent[] }
  | { readonly kind: 'mark' | 'call'; readonly students: readonly NotInStudent[] }

const noStreams: readonly NotInStream[] = []
const nobody: ReadonlySet<StudentId> = new Set()

/** Who is missing, by class, to be worked through with the keyboard. Who comes leaves the list by itself. */
export function NotIn({ request, summary, onStory, ref }: Props) {
  const [filter, setFilter] = useState('')
  const search = useDebounced(filter.trim(), 250)
  const asked = search === '' ? request : { ...request, search }
  const answer = useCall('attendance.notIn', asked, {
    refreshOn: ['attendance.changed', 'simulation.changed', 'people.changed'],
    minGapMs: 1000,
  })
  const reasons = useCall('attendance.reasons', {}).data ?? []
  const may = useMay('attendance:write') && summary?.locked === false
  const [place, setPlace] = useState<Place | null>(null)
  const [chosen, setChosen] = useState(nobody)
  const [asking, setAsking] = useState<Asking | null>(null)
  const list = useRef<ListHandle>(null)
  const trail = useRef<StudentId[][]>([])
  useImperativeHandle(ref, () => ({
    focus: () => list.current?.focus(),
    scrollTop: () => list.current?.scrollTop() ?? 0,
    scrollBy: pixels => list.current?.scrollBy(pixels),
  }))
  const actions = useMorningActions({ day: summary?.day, session: summary?.session, refetch: answer.refetch })
  const opened = useRevealedPhones()

  const streams = useMemo(() => withAhead(answer.data ?? noStreams, actions.ahead), [answer.data, actions.ahead])
  const items = useMemo(() => itemsOf(streams, filter), [streams, filter])
  const students = useMemo(() => studentsOf(items), [items])
  const lineOf = useMissingLine({ streams, reasons, summary, place, phones: opened.phones })

  /** Whom an action is about: who is chosen, else who one stands on; nobody when that child has left the list. */
  function subjects(): NotInStudent[] {
    const ids = chosen.size > 0 ? chosen : new Set([place?.student.studentId])
    return students.filter(({ studentId }) => ids.has(studentId))
  }

  function goOn(about: readonly NotInStudent[]): void {
    trail.current.push(about.map(({ studentId }) => studentId))
    const done = new Set(about.map(({ studentId }) => studentId))
    const from = place ?? placeOf(students, about[0]?.studentId)
    if (from === null) return
    setChosen(nobody)
    setPlace(placeOf(students, nextToDo(students, from, done)) ?? from)
  }

  /** Back to whom it was about, where that child is in the list. */
  function takeBack(): void {
    actions.undo()
    const before = placeOf(students, trail.current.pop()?.[0])
    if (before !== null) setPlace(before)
  }

  function press(key: string, shift: boolean): boolean {
    if (key === 'p' && !shift) {
      if (place !== null) opened.reveal(place.student.studentId)
      return true
    }
    if (!may) return false
    const reason = reasons.find(one => one.key === key)
    const about = subjects()
    if (key === 'u' && !shift) takeBack()
    else if ((key === 'c' || key === 'm') && !shift) {
      if (about.length > 0) setAsking({ kind: key === 'c' ? 'call' : 'mark', students: about })
    } else if (reason === undefined) return false
    else if (about.length > 0 && shift) setAsking({ kind: 'reason', reason, students: about })
    else if (about.length > 0) {
      actions.explain(about, reason)
      goOn(about)
    }
    return true
  }

  function enter(): void {
    list.current?.focus()
    setPlace(before => placeOf(students, before?.student.studentId) ?? placeOf(students, students[0]?.studentId))
  }

  const close = () => setAsking(null)

  const { handled, total } = progressOf(streams)
  return (
    <>
      <Panel
        title={summary?.sessionState === 'closed' ? t.today.notInClosed : t.today.notIn}
        className="max-xl:h-120"
        aside={
          total > 0 && (
            <>
              <p role="status" className="min-w-0 truncate text-ink-2">
                {newsText(place, chosen, streams)}
              </p>
              <p className="font-medium whitespace-nowrap text-ink">{t.morning.list.handled(handled, total)}</p>
              <FilterField
                label={t.morning.list.filter}
                value={filter}
                onChange={setFilter}
                onLeave={enter}
                className="my-1 w-44 shrink-0"
              />
            </>
          )
        }
      >
        <Answer state={answer} waiting={<Skeleton rows={8} />}>
          {() =>
            total === 0 ? (
              <NobodyMissing summary={summary} />
            ) : items.length === 0 ? (
              <EmptyState icon={SearchX} title={t.students.emptyTitle} text={t.morning.list.nothingFound} />
            ) : (
              <MissingList
                ref={list}
                items={items}
                students={students}
                place={place}
                onPlace={setPlace}
                chosen={chosen}
                onChosen={setChosen}
                onOpen={onStory}
                onKey={press}
              >
                {lineOf}
              </MissingList>
            )
          }
        </Answer>
        {total > 0 && !may && (
          <p className="shrink-0 border-t border-line bg-ground px-3 py-1.5 text-xs text-ink-3">
            {summary?.locked === true ? t.morning.list.locked : t.morning.list.readOnly}
          </p>
        )}
      </Panel>
      {may && total > 0 && (
        <KeyLegend
          reasons={reasons}
          onPress={key => press(key, false)}
          onOpen={() => place !== null && onStory(place.student)}
        />
      )}
      {asking?.kind === 'reason' && summary !== undefined && (
        <ReasonDialog
          reason={asking.reason}
          students={asking.students}
          day={summary.day}
          onSave={async (until, note) => {
            await actions.explainUntil(asking.students, asking.reason, until, note)
            goOn(asking.students)
          }}
          onClose={close}
        />
      )}
      {asking?.kind === 'mark' && summary !== undefined && (
        <MarkDialog
          students={asking.students}
          day={summary.day}
          onSave={async choice => {
            await actions.mark(asking.students, choice)
            goOn(asking.students)
          }}
          onClose={close}
        />
      )}
      {asking?.kind === 'call' && (
        <CallDialog
          students={asking.students}
          onSave={async choice => {
            await actions.logCall(asking.students, choice)
            goOn(asking.students)
          }}
          onClose={close}
        />
      )}
    </>
  )
}

/** What is worth a word about the place one is at. */
function newsText(place: Place | null, chosen: ReadonlySet<StudentId>, streams: readonly NotInStream[]): string {
  if (chosen.size > 1) return t.morning.list.selected(chosen.size)
  const { studentId, fullName } = place?.student ?? {}
  if (studentId === undefined || fullName === undefined) return ''
  const here = streams.some(
    ({ students, unnamed }) => unnamed.students > 0 || students.some(student => student.studentId === studentId),
  )
  return here ? '' : t.morning.list.left(fullName)
}

function NobodyMissing({ summary }: { summary: DaySummary | undefined }) {
  if (summary === undefined || summary.counts.roll > 0)
    return <EmptyState icon={CircleCheck} title={t.today.notInDoneTitle} text={t.today.notInDoneText} />
  if (!summary.schoolDay) return <EmptyState icon={CalendarOff} title={t.today.noSchool} text={t.today.noSchoolText} />
  return summary.notExpected > 0 ? (
    <EmptyState icon={CalendarOff} title={t.morning.day.noSession} text={t.morning.day.noSessionText} />
  ) : (
    <EmptyState icon={Users} title={t.students.noneTitle} text={t.students.noneText} />
  )
}
