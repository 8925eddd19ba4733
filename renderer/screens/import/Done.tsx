import { CircleCheck, FileDown, RotateCw, Undo2, Users } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ImportDraft, ImportResult } from '../../../core/contract/imports.ts'
import { takeBack } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useCall } from '../../use-call.ts'
import { saveRejects } from './save-rejects.ts'

type Props = { draft: ImportDraft; result: ImportResult; onAgain: () => void }

/** The last step: what was done, and the way back. */
export function Done({ draft, result, onAgain }: Props) {
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const { added, changed, same, rejected, undoId } = result
  // It may be taken back elsewhere too: by a key, or from the list of recent changes.
  const steps = useCall('undo.list', {}, { refreshOn: ['people.changed'], minGapMs: 100 })
  const undone = steps.data !== undefined && !steps.data.some(step => step.undoId === undoId)
  const words = t.imports.done

  function undo(): void {
    setBusy(true)
    void takeBack([undoId]).finally(() => setBusy(false))
  }

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <EmptyState
        role="status"
        icon={undone ? RotateCw : CircleCheck}
        title={words.title(undone ? 0 : added + changed)}
        text={undone ? words.undone : words.counts(added, changed, same, rejected)}
      >
        {rejected > 0 && (
          <Button
            icon={FileDown}
            label={t.imports.check.saveRejects}
            onClick={() => void saveRejects(draft.importId)}
          />
        )}
        {!undone && added + changed > 0 && (
          <Button icon={Undo2} label={words.undo} keys="Ctrl+Z" busy={busy} onClick={undo} />
        )}
        <Button label={words.again} onClick={onAgain} />
        <Button autoFocus look="main" icon={Users} label={words.students} onClick={() => go('/students')} />
      </EmptyState>
    </div>
  )
}
