import { History, Undo2 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { momentText } from '../format.ts'
import { useToday, useZone } from '../stores/clock.ts'
import { takeBack } from '../stores/undo.ts'
import { t } from '../strings/t.ts'
import { Answer } from '../ui/Answer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { useCall } from '../use-call.ts'

type Props = { open: boolean; onClose: () => void }

/** What was done lately, by anyone whose work one may take back. */
export function RecentChanges({ open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={t.undo.recent} text={t.undo.recentText}>
      {open && <List />}
    </Dialog>
  )
}

function List() {
  const today = useToday()
  const zone = useZone()
  const answer = useCall(
    'undo.list',
    {},
    { refreshOn: ['people.changed', 'calendar.changed', 'attendance.changed', 'passes.changed'], minGapMs: 250 },
  )
  return (
    <Answer state={answer}>
      {steps =>
        steps.length === 0 ? (
          <EmptyState icon={History} title={t.undo.noneTitle} text={t.undo.noneText} />
        ) : (
          <ul onKeyDown={moveBetweenButtons}>
            {steps.map(({ undoId, at, by, what, subject, count }, n) => (
              <li key={undoId} className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
                <p className="min-w-0 flex-1">
                  {t.undo.sentence(what, subject, count)}
                  <span className="block text-xs text-ink-3">
                    {momentText(at, today, zone)}, {by}
                  </span>
                </p>
                <Button
                  icon={Undo2}
                  label={t.undo.undo}
                  aria-label={t.undo.undoThis(t.undo.sentence(what, subject, count))}
                  ref={n === 0 ? takeFocus : undefined}
                  onClick={() => void takeBack([undoId]).then(answer.refetch)}
                />
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  )
}

/** The newest has the focus at first, and again when the one that had it is taken back. */
function takeFocus(button: HTMLButtonElement | null): void {
  const elsewhere = document.activeElement?.closest('li') ?? null
  if (elsewhere === null) button?.focus()
}

function moveBetweenButtons(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex(button => button === document.activeElement)
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus()
}
