import { useState } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

/** Who did what to the record of a student, newest first; asked for when it is unfolded. */
export function StudentChanges({ studentId }: { studentId: StudentId }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded-sm text-xs font-semibold text-ink-3">{t.student.changes}</summary>
      {open && <List studentId={studentId} />}
    </details>
  )
}

function List({ studentId }: { studentId: StudentId }) {
  const today = useToday()
  const zone = useZone()
  const answer = useCall('students.history', { studentId }, { refreshOn: ['people.changed'] })
  return (
    <Answer state={answer} waiting={<Skeleton rows={4} height={28} />}>
      {changes =>
        changes.length === 0 ? (
          <p className="mt-1 text-ink-2">{t.student.noChanges}</p>
        ) : (
          <ol className="mt-1">
            {changes.map(({ at, by, channel, outcome }, n) => (
              <li key={`${at} ${n}`} className="border-b border-line py-1 last:border-0">
                <p className="flex justify-between gap-2">
                  <span>{t.student.change(channel)}</span>
                  <span className="shrink-0 text-ink-2">{momentText(at, today, zone)}</span>
                </p>
                <p className="text-xs text-ink-3">
                  {by}
                  {outcome !== 'ok' && `, ${t.student.changeRefused}`}
                </p>
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  )
}
