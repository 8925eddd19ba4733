import clsx from 'clsx'
import { FileDown, FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import type { DragEvent } from 'react'
import type { ImportDraft } from '../../../core/contract/imports.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError, call } from '../../api.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Progress } from './Progress.tsx'

export type OpenFile = { draft: ImportDraft; bytes: Uint8Array<ArrayBuffer> }

/** The first step: a file is dropped or chosen, and read. */
export function ChooseFile({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const { file: words } = t.imports

  async function read(file: File): Promise<void> {
    setBusy(true)
    setError(null)
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      onOpen({ draft: await call('import.open', { fileName: file.name, bytes }), bytes })
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  function take(files: FileList | null): void {
    const [file] = files ?? []
    if (file !== undefined && !busy) void read(file)
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }

  return (
    <>
      <Progress working={busy} label={words.reading} />
      <div className="flex min-h-0 flex-1 flex-col items-center gap-4 overflow-y-auto p-6">
        <section
          aria-label={words.drop}
          onDragOver={event => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={clsx(
            'flex w-full max-w-160 flex-col items-center gap-2 rounded-md border-2 border-dashed px-6 py-12 text-center',
            over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface',
          )}
        >
          <FileUp aria-hidden size={32} strokeWidth={1.5} className="text-ink-3" />
          <p className="text-base font-semibold">{words.title}</p>
          <p className="max-w-112 text-ink-2">{words.text}</p>
          <input
            ref={input}
            type="file"
            accept=".xlsx,.csv,.txt"
            aria-hidden
            tabIndex={-1}
            className="hidden"
            onChange={event => {
              take(event.target.files)
              // The same file can be chosen again after it was mended.
              event.target.value = ''
            }}
          />
          <div className="mt-2 flex flex-wrap justify-center gap-2">
            <Button
              autoFocus
              look="main"
              icon={FileUp}
              label={words.choose}
              busy={busy}
              onClick={() => input.current?.click()}
            />
            <Button icon={FileDown} label={words.template} onClick={() => void saveTemplate()} />
          </div>
        </section>
        {error !== null && (
          <div className="w-full max-w-160">
            <ErrorNote error={error} />
          </div>
        )}
        <p className="max-w-160 text-center text-ink-2">{words.columns}</p>
      </div>
    </>
  )
}

async function saveTemplate(): Promise<void> {
  try {
    const { path } = await call('import.template', {})
    if (path !== null) useToasts.getState().show({ tone: 'good', title: t.imports.file.templateSaved, text: path })
  } catch (error) {
    showError(error)
  }
}
