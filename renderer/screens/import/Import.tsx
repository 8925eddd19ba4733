import clsx from 'clsx'
import { useCallback, useEffect, useState } from 'react'
import type { ImportId } from '../../../core/contract/common.ts'
import type { ImportResult } from '../../../core/contract/imports.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Check } from './Check.tsx'
import type { OpenFile } from './ChooseFile.tsx'
import { ChooseFile } from './ChooseFile.tsx'
import { Columns } from './Columns.tsx'
import { Done } from './Done.tsx'
import { firstChoices } from './mapping.ts'
import type { Choices } from './mapping.ts'

const steps = ['file', 'columns', 'check', 'done'] as const
type Step = (typeof steps)[number]

/** Students from a spreadsheet, in four steps; nothing is written before the third is accepted. */
export function Import() {
  const [step, setStep] = useState<Step>('file')
  const [file, setFile] = useState<OpenFile | null>(null)
  const [choices, setChoices] = useState<Choices | null>(null)
  const [result, setResult] = useState<ImportResult | null>(null)
  useClosing(file?.draft.importId ?? null)
  const again = useCallback(() => {
    setFile(null)
    setStep('file')
  }, [])
  const next = useCallback(() => setStep('check'), [])
  const done = useCallback((applied: ImportResult) => {
    setResult(applied)
    setStep('done')
    if (applied.added + applied.changed === 0) return
    const { title, counts } = t.imports.done
    const { added, changed, same, rejected, undoId } = applied
    showDone(title(added + changed), undoId, counts(added, changed, same, rejected))
  }, [])

  function open(opened: OpenFile): void {
    setFile(opened)
    setChoices(firstChoices(opened.draft))
    setStep('columns')
  }

  return (
    <div className="flex h-full min-h-96 flex-col">
      <header className="flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-line px-4 py-2.5">
        <h1 className="text-lg font-semibold">{t.imports.title}</h1>
        <ol aria-label={t.imports.stepsLabel} className="flex gap-4">
          {steps.map((each, i) => (
            <li
              key={each}
              aria-current={each === step ? 'step' : undefined}
              className={clsx(each === step ? 'font-semibold text-accent' : 'text-ink-3')}
            >
              {i + 1}. {t.imports.steps[each]}
            </li>
          ))}
        </ol>
      </header>
      {(step === 'file' || file === null || choices === null) && <ChooseFile onOpen={open} />}
      {step === 'columns' && file !== null && choices !== null && (
        <Columns
          file={file}
          choices={choices}
          onChoose={setChoices}
          onSheet={draft => open({ ...file, draft })}
          onBack={again}
          onNext={next}
        />
      )}
      {step === 'check' && file !== null && choices !== null && (
        <Check
          draft={file.draft}
          choices={choices}
          onChoose={setChoices}
          onBack={() => setStep('columns')}
          onDone={done}
        />
      )}
      {step === 'done' && file !== null && result !== null && (
        <Done draft={file.draft} result={result} onAgain={again} />
      )}
    </div>
  )
}

/** The file is forgotten when the screen is left or another is opened. */
function useClosing(importId: ImportId | null): void {
  useEffect(() => {
    if (importId === null) return
    return () => {
      call('import.close', { importId }).catch(() => undefined)
    }
  }, [importId])
}
