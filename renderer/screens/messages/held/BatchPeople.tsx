import { UserX } from 'lucide-react'
import { useRef } from 'react'
import { useLocation } from 'wouter'
import type { Batch, BatchStudent } from '../../../../core/contract/messages.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../../ui/focus-when-lost.ts'
import { ListBox } from '../../../ui/ListBox.tsx'
import type { ListHandle } from '../../../ui/ListBox.tsx'
import { SidePanel } from '../../../ui/SidePanel.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { batchHeading } from './batch-text.ts'

type Props = { batch: Batch; onClose: () => void }

const words = t.alerts.held
const rowHeight = 46

/** The children of a batch, whom each message goes to, and who cannot be told. */
export function BatchPeople({ batch, onClose }: Props) {
  const answer = useCall(
    'messages.batchStudents',
    { batchId: batch.id },
    { refreshOn: ['messages.batches', 'attendance.changed'] },
  )
  const heading = batchHeading(batch)
  return (
    <SidePanel label={words.whoTitle(heading)} onClose={onClose}>
      <header className="shrink-0 border-b border-line py-3 pr-12 pl-4">
        <h2 className="text-base font-semibold">{words.who}</h2>
        <p className="text-ink-2">{`${heading} · ${batch.planName}`}</p>
      </header>
      <Answer state={answer} waiting={<Skeleton rows={8} height={rowHeight} />}>
        {students =>
          students.length === 0 ? (
            <EmptyState icon={UserX} title={words.whoNone} text="" />
          ) : (
            <People students={students} />
          )
        }
      </Answer>
    </SidePanel>
  )
}

function People({ students }: { students: readonly BatchStudent[] }) {
  const list = useRef<ListHandle>(null)
  const [, go] = useLocation()
  const untold = students.filter(({ note }) => note !== null).length
  return (
    <>
      {untold > 0 && <p className="border-b border-line px-4 py-2 text-late">{words.noMessage(untold)}</p>}
      <ListBox
        ref={handle => {
          list.current = handle
          focusWhenLost(handle)
        }}
        label={words.who}
        count={students.length}
        rowHeight={rowHeight}
        keyOf={index => students[index]?.studentId ?? String(index)}
        onOpen={index => {
          const student = students[index]
          if (student !== undefined) go(`/students/${student.studentId}`)
        }}
      >
        {index => {
          const student = students[index]
          return student === undefined ? null : <Person student={student} />
        }}
      </ListBox>
    </>
  )
}

function Person({ student: { fullName, className, guardianName, note } }: { student: BatchStudent }) {
  return (
    <div className="flex h-full flex-col justify-center px-4">
      <p className="truncate">
        <span className="font-medium">{fullName}</span> <span className="text-ink-3">{className}</span>
      </p>
      <p className="truncate text-xs text-ink-2">
        {note === null ? (
          guardianName
        ) : (
          <Badge bare tone="late" icon={UserX} label={note === 'blocked' ? words.blocked : words.noGuardian} />
        )}
      </p>
    </div>
  )
}
