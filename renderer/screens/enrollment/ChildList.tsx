import clsx from 'clsx'
import { CircleCheck, CircleDashed, Clock, Hand, UserX } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { Station, StationChild } from '../../../core/contract/enrollment.ts'
import { t } from '../../strings/t.ts'
import type { Tone } from '../../ui/Badge.tsx'
import { Badge } from '../../ui/Badge.tsx'

const looks: Record<StationChild['state'], { tone: Tone; icon: LucideIcon }> = {
  waiting: { tone: 'plain', icon: CircleDashed },
  done: { tone: 'present', icon: CircleCheck },
  absent: { tone: 'absent', icon: UserX },
  later: { tone: 'late', icon: Clock },
  finger_fails: { tone: 'unknown', icon: Hand },
}

type Props = { station: Station; shown: StationChild | null; onPick: (studentId: StudentId) => void }

/** The whole list with what became of each child. Arrows move, Enter takes a child out of turn. */
export function ChildList({ station: { children, className }, shown, onPick }: Props) {
  const current = useRef<HTMLButtonElement>(null)
  const shownId = shown?.studentId ?? null
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest' }), [shownId])
  return (
    <ol
      aria-label={t.enrollment.station.list(className)}
      onKeyDown={moveBetweenChildren}
      className="w-76 shrink-0 overflow-y-auto border-l border-line bg-surface max-lg:max-h-60 max-lg:w-full max-lg:border-t max-lg:border-l-0"
    >
      {children.map((child, n) => {
        const here = child.studentId === shownId
        const { tone, icon } = looks[child.state]
        return (
          <li key={child.studentId}>
            <button
              ref={here ? current : undefined}
              type="button"
              tabIndex={here || (shownId === null && n === 0) ? 0 : -1}
              aria-current={here ? 'step' : undefined}
              title={t.enrollment.station.pick}
              onClick={event => {
                onPick(child.studentId)
                if (event.detail === 0) document.getElementById('main')?.focus()
              }}
              className={clsx(
                'flex h-8 w-full items-center gap-2 border-b border-line px-3 text-left focus-visible:outline-offset-[-2px]',
                here ? 'bg-accent-soft font-semibold' : 'hover:bg-sunken',
              )}
            >
              <span className="w-6 shrink-0 text-right text-xs text-ink-3">{n + 1}</span>
              <span className="min-w-0 flex-1 truncate">{child.fullName}</span>
              <Badge bare tone={tone} icon={icon} label={t.enrollment.childStates[child.state]} />
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function moveBetweenChildren(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex(button => button === document.activeElement)
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus()
}
