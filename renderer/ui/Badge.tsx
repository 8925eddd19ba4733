import clsx from 'clsx'
import { CircleCheck, CircleDashed, CircleHelp, CircleX, Clock } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { SessionMark } from '../../core/contract/attendance.ts'
import { t } from '../strings/t.ts'

export type Tone = 'present' | 'late' | 'absent' | 'unknown' | 'plain' | 'accent'

export const toneText: Record<Tone, string> = {
  present: 'text-present',
  late: 'text-late',
  absent: 'text-absent',
  unknown: 'text-unknown',
  plain: 'text-ink-2',
  accent: 'text-accent',
}

export const toneSoft: Record<Tone, string> = {
  present: 'bg-present-soft text-present',
  late: 'bg-late-soft text-late',
  absent: 'bg-absent-soft text-absent',
  unknown: 'bg-unknown-soft text-unknown',
  plain: 'bg-sunken text-ink-2',
  accent: 'bg-accent-soft text-accent',
}

type Props = { tone: Tone; label: string; icon?: LucideIcon | undefined; title?: string; bare?: boolean }

/** A state in a word and an icon; its colour only repeats them. `bare`: without a ground, for dense rows. */
export function Badge({ tone, label, icon: Icon, title, bare = false }: Props) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex items-center gap-1 rounded-sm align-middle text-xs font-medium whitespace-nowrap',
        bare ? toneText[tone] : ['px-1.5 py-0.5', toneSoft[tone]],
      )}
    >
      {Icon && <Icon aria-hidden size={13} strokeWidth={2} className="shrink-0" />}
      {label}
    </span>
  )
}

export const markTone: Record<SessionMark, Tone> = {
  present: 'present',
  late: 'late',
  absent: 'absent',
  not_yet_in: 'plain',
  not_recorded: 'unknown',
}

export const markIcon: Record<SessionMark, LucideIcon> = {
  present: CircleCheck,
  late: Clock,
  absent: CircleX,
  not_yet_in: CircleDashed,
  not_recorded: CircleHelp,
}

/** A student's mark for a session. */
export function MarkBadge({ mark, bare = false }: { mark: SessionMark; bare?: boolean }) {
  return <Badge tone={markTone[mark]} icon={markIcon[mark]} label={t.marks[mark]} bare={bare} />
}
