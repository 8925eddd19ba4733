import clsx from 'clsx'
import { CircleCheck } from 'lucide-react'
import type { StationChild } from '../../../core/contract/enrollment.ts'
import { initials } from '../../format.ts'
import { t } from '../../strings/t.ts'

/** Whose turn it is, to be read from where the children stand. */
export function ChildCard({ child, success }: { child: StationChild; success: boolean }) {
  const { fullName, admissionNumber, gender, fingers } = child
  const held = fingers.map(finger => t.fingers.name(finger).toLowerCase()).join(', ')
  return (
    <div className="flex w-full max-w-200 items-center justify-center gap-6">
      <span
        aria-hidden
        className={clsx(
          'flex size-28 shrink-0 items-center justify-center rounded-full text-xl font-semibold max-md:size-16',
          success ? 'bg-present-soft text-present' : 'bg-sunken text-ink-2',
        )}
      >
        {success ? <CircleCheck size={56} strokeWidth={1.75} /> : initials(fullName)}
      </span>
      <div className="min-w-0">
        <h2 className="text-2xl font-semibold text-balance break-words max-md:text-xl">{fullName}</h2>
        <p className="text-base text-ink-2">
          {t.enrollment.station.admission(admissionNumber)} · {t.students.genders[gender]} ·{' '}
          {fingers.length === 0 ? t.enrollment.station.noFingers : t.enrollment.station.enrolledFingers(held)}
        </p>
      </div>
    </div>
  )
}
