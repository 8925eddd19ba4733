import { FileDown, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { PreparedDocument } from '../../core/contract/reports.ts'
import { printPaper, savePaper } from '../paper.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { showError } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'

type Props = {
  /** The screen's name, for the list of keys. */
  place: string
  /** Null while it is being made. */
  document: PreparedDocument | null
  /** Where a moment counts: makes the page anew when it is printed or saved. Must be stable. */
  renew?: () => Promise<PreparedDocument>
  /** Enter prints at once. */
  autoFocus?: boolean
}

/** Prints a page or saves it as PDF, by Ctrl+P and Ctrl+S too. */
export function PaperButtons({ place, document, renew, autoFocus = false }: Props) {
  const [busy, setBusy] = useState<'print' | 'save' | null>(null)
  const { print, save, keys } = useMemo(() => {
    function during(work: 'print' | 'save', run: (page: PreparedDocument) => Promise<void>): () => void {
      return () => {
        if (document === null) return
        setBusy(work)
        const page = renew === undefined ? Promise.resolve(document) : renew()
        page
          .then(run)
          .catch(showError)
          .finally(() => setBusy(null))
      }
    }
    const print = during('print', page => printPaper(page))
    const save = during('save', savePaper)
    const keys = [
      { keys: 'Ctrl+P', label: t.paper.print, run: print, whileTyping: true },
      { keys: 'Ctrl+S', label: t.paper.save, run: save, whileTyping: true },
    ]
    return { print, save, keys }
  }, [document, renew])
  useShortcuts(place, keys)
  return (
    <div className="flex gap-2">
      <Button
        icon={FileDown}
        label={t.paper.save}
        keys="Ctrl+S"
        disabled={document === null}
        busy={busy === 'save'}
        onClick={save}
      />
      <Button
        look="main"
        icon={Printer}
        label={t.paper.print}
        // The hint of what has the focus takes the first Esc for itself.
        {...(!autoFocus && { keys: 'Ctrl+P' })}
        autoFocus={autoFocus}
        aria-disabled={document === null}
        busy={busy === 'print'}
        onClick={print}
      />
    </div>
  )
}
