import { ArrowRightLeft, LogOut, RotateCcw, X } from 'lucide-react'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import type { Marked } from './selection.ts'
import type { StudentAction } from './StudentPanel.tsx'

type Props = { marked: Marked; onAction: (action: StudentAction) => void; onClear: () => void }

/** What can be done with the marked students. */
export function SelectionBar({ marked, onAction, onClear }: Props) {
  const rows = [...marked.values()]
  return (
    <div
      role="toolbar"
      aria-label={t.students.markedActions}
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-4 py-1.5"
    >
      <p role="status" className="mr-2 font-semibold text-accent">
        {t.students.marked(rows.length)}
      </p>
      {rows.some(({ active }) => active) && (
        <>
          <Button icon={ArrowRightLeft} label={t.studentActions.move} keys="M" onClick={() => onAction('move')} />
          <Button icon={LogOut} label={t.studentActions.leave} keys="L" onClick={() => onAction('leave')} />
        </>
      )}
      {rows.some(({ active }) => !active) && (
        <Button icon={RotateCcw} label={t.studentActions.restore} keys="R" onClick={() => onAction('restore')} />
      )}
      <Button look="quiet" icon={X} label={t.students.unmark} keys="Esc" onClick={onClear} className="ml-auto" />
    </div>
  )
}
