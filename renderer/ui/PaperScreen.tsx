import { ArrowLeft, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { PreparedDocument } from '../../core/contract/reports.ts'
import { PagePreview } from './PagePreview.tsx'
import { useShortcuts } from '../stores/shortcuts.ts'
import { showError } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'
import { PaperButtons } from './PaperButtons.tsx'

type Props = { place: string; document: PreparedDocument; onBack: () => void }

/** The page of a list as it will be printed, in place of the list; Esc goes back. */
export function PaperScreen({ place, document, onBack }: Props) {
  const keys = useMemo(() => [{ keys: 'Esc', label: t.paper.back, run: onBack }], [onBack])
  useShortcuts(place, keys)
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        <Button icon={ArrowLeft} look="quiet" label={t.paper.back} iconOnly keys="Esc" onClick={onBack} />
        <h1 className="mr-auto text-lg font-semibold">{document.title}</h1>
        <PaperButtons place={place} document={document} autoFocus />
      </div>
      <PagePreview documentId={document.documentId} title={document.title} pages={document.pages ?? 1} />
    </div>
  )
}

/** Makes the page of a list when it is asked for, by Ctrl+P too. `prepare` must be stable (useCallback). */
export function usePaperOf(place: string, prepare: () => Promise<PreparedDocument>) {
  const [document, setDocument] = useState<PreparedDocument | null>(null)
  const [busy, setBusy] = useState(false)
  const open = useMemo(
    () => () => {
      setBusy(true)
      prepare()
        .then(setDocument, showError)
        .finally(() => setBusy(false))
    },
    [prepare],
  )
  const keys = useMemo(
    () => (document === null ? [{ keys: 'Ctrl+P', label: t.paper.preview, run: open, whileTyping: true }] : []),
    [document, open],
  )
  useShortcuts(place, keys)
  const [close] = useState(() => () => setDocument(null))
  const button = <Button icon={Printer} label={t.paper.print} keys="Ctrl+P" busy={busy} onClick={open} />
  return { document, button, close }
}
