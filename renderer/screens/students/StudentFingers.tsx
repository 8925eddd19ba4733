import { Check, Fingerprint, Hourglass, Shuffle, Trash2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Finger, StudentFinger } from '../../../core/contract/enrollment.ts'
import type { StudentDetail } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { dayOf, dayText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'
import { useCall } from '../../use-call.ts'
import { EnrollDialog } from './EnrollDialog.tsx'

type Place = StudentFinger['terminals'][number]['state']

const places: Record<Place, { tone: Tone; icon: LucideIcon }> = {
  there: { tone: 'present', icon: Check },
  waiting: { tone: 'late', icon: Hourglass },
  other_version: { tone: 'unknown', icon: Shuffle },
}

/** The fingers that the school holds of a student, and on which terminals each is. */
export function StudentFingers({ student }: { student: StudentDetail }) {
  const mayEnroll = useMay('enrollment:write') && student.active
  const [enrolling, setEnrolling] = useState(false)
  const [removing, setRemoving] = useState<Finger | null>(null)
  const answer = useCall(
    'enrollment.fingers',
    { studentId: student.id },
    { refreshOn: ['sync.changed', 'enrollment.station'] },
  )
  const keys = useMemo(
    () => (mayEnroll ? [{ keys: 'F', label: t.fingers.enroll, run: () => setEnrolling(true) }] : []),
    [mayEnroll],
  )
  useShortcuts(t.nav.students, keys)
  return (
    <>
      <Answer state={answer}>
        {list => (
          <>
            {list.length === 0 && <p className="text-ink-2">{t.fingers.none}</p>}
            <ul>
              {list.map(finger => (
                <Row
                  key={`${finger.finger} ${finger.templateVersion}`}
                  held={finger}
                  {...(mayEnroll && { onRemove: () => setRemoving(finger.finger) })}
                />
              ))}
            </ul>
          </>
        )}
      </Answer>
      {mayEnroll && (
        <Button
          icon={Fingerprint}
          label={t.fingers.enroll}
          keys="F"
          className="mt-2 w-full"
          onClick={() => setEnrolling(true)}
        />
      )}
      {enrolling && (
        <EnrollDialog
          student={student}
          held={(answer.data ?? []).map(({ finger }) => finger)}
          onDone={answer.refetch}
          onClose={() => setEnrolling(false)}
        />
      )}
      {removing !== null && (
        <TypedWordDialog
          title={t.fingers.removeTitle(t.fingers.name(removing))}
          text={t.fingers.removeText(student.fullName)}
          word="DELETE"
          action={t.fingers.remove}
          onClose={() => setRemoving(null)}
          onConfirm={async () => {
            await call('enrollment.remove', { studentId: student.id, finger: removing })
            useToasts.getState().show({ tone: 'good', title: t.fingers.removed, text: t.fingers.removedText })
            answer.refetch()
          }}
        />
      )}
    </>
  )
}

function Row({ held, onRemove }: { held: StudentFinger; onRemove?: () => void }) {
  const zone = useZone()
  const { finger, quality, enrolledAt, enrolledBy, enrolledOn, terminals } = held
  return (
    <li className="border-b border-line py-1.5 last:border-0">
      <p className="flex items-center justify-between gap-2">
        <span className="font-medium">{t.fingers.name(finger)}</span>
        <span className="flex items-center gap-1 text-xs text-ink-3">
          {t.enrollment.quality(quality)}
          {onRemove !== undefined && (
            <Button
              icon={Trash2}
              look="quiet"
              iconOnly
              label={`${t.fingers.remove}: ${t.fingers.name(finger)}`}
              onClick={onRemove}
            />
          )}
        </span>
      </p>
      <p className="text-xs text-ink-3">{t.fingers.origin(enrolledOn, dayText(dayOf(enrolledAt, zone)), enrolledBy)}</p>
      <ul className="mt-0.5">
        {terminals.map(({ deviceId, name, state }) => (
          <li key={deviceId} className="flex justify-between gap-2">
            {name}
            <Badge bare tone={places[state].tone} icon={places[state].icon} label={t.fingers.places[state]} />
          </li>
        ))}
      </ul>
    </li>
  )
}
