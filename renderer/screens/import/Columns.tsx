import { ArrowRight, TriangleAlert } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ImportDraft, ImportField } from '../../../core/contract/imports.ts'
import { importFields } from '../../../core/contract/imports.ts'
import { call } from '../../api.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { inputLook } from '../../ui/Field.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import type { OpenFile } from './ChooseFile.tsx'
import { choose, missing } from './mapping.ts'
import type { Choices } from './mapping.ts'

type Props = {
  file: OpenFile
  choices: Choices
  onChoose: (choices: Choices) => void
  onSheet: (draft: ImportDraft) => void
  onBack: () => void
  onNext: () => void
}

/** The second step: what each column holds, guessed from its heading. */
export function Columns({ file, choices, onChoose, onSheet, onBack, onNext }: Props) {
  const { draft } = file
  const { columns: words, fields } = t.imports
  const lacking = missing(choices.mapping)
  const complete = lacking.length === 0
  const keys = useMemo(
    () => (complete ? [{ keys: 'Ctrl+Enter', label: words.next, run: onNext, whileTyping: true }] : []),
    [complete, words, onNext],
  )
  useShortcuts(t.imports.title, keys)
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{words.title(draft.fileName, draft.rows)}</h2>
          <p className="text-ink-2">{words.text}</p>
        </div>
        {draft.sheets.length > 1 && <SheetChoice file={file} onSheet={onSheet} />}
        <div className="flex items-center gap-2">
          <span className="text-ink-2">{words.dates}</span>
          <Segmented
            label={words.dates}
            value={choices.dates}
            choices={(['day_first', 'month_first'] as const).map(value => ({
              value,
              label: words.dateOrders[value],
            }))}
            onChange={dates => onChoose({ ...choices, dates })}
          />
        </div>
      </div>
      {!complete && (
        <p role="status" className="flex items-center gap-2 border-b border-line bg-late-soft px-4 py-2 text-late">
          <TriangleAlert aria-hidden size={16} className="shrink-0" />
          <span>
            <span className="font-semibold">{words.missing(lacking.map(field => fields[field]).join(', '))}</span>{' '}
            {words.missingText}
          </span>
        </p>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface">
        <table className="w-full table-fixed border-collapse text-left">
          <thead className="sticky top-0 bg-ground text-xs text-ink-2">
            <tr>
              <th className="w-1/4 px-4 py-2 font-medium">{words.heading}</th>
              <th className="px-4 py-2 font-medium">{words.samples}</th>
              <th className="w-72 px-4 py-2 font-medium">{words.field}</th>
            </tr>
          </thead>
          <tbody>
            {draft.columns.map(({ heading, samples }, i) =>
              heading === '' && samples.length === 0 ? null : (
                <tr key={i} className="border-b border-line">
                  <td className="truncate px-4 py-1.5 font-medium">{heading || words.noHeading(i + 1)}</td>
                  <td className="truncate px-4 py-1.5 text-ink-2">{samples.join(' · ')}</td>
                  <td className="px-4 py-1.5">
                    <FieldChoice
                      label={words.fieldOf(heading || words.noHeading(i + 1))}
                      value={choices.mapping[i] ?? null}
                      onChoose={field => onChoose({ ...choices, mapping: choose(choices.mapping, i, field) })}
                    />
                  </td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
      <footer className="flex items-center gap-2 border-t border-line px-4 py-2.5">
        <Button label={t.imports.back} onClick={onBack} />
        <Button
          autoFocus
          look="main"
          icon={ArrowRight}
          label={words.next}
          keys="Ctrl+Enter"
          disabled={!complete}
          onClick={onNext}
          className="ml-auto"
        />
      </footer>
    </>
  )
}

function FieldChoice(props: {
  label: string
  value: ImportField | null
  onChoose: (field: ImportField | null) => void
}) {
  const { label, value, onChoose } = props
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={event => onChoose(importFields.find(field => field === event.target.value) ?? null)}
      className={`${inputLook} w-full ${value === null ? 'text-ink-3' : ''}`}
    >
      <option value="">{t.imports.columns.none}</option>
      {importFields.map(field => (
        <option key={field} value={field}>
          {t.imports.fields[field]}
        </option>
      ))}
    </select>
  )
}

/** Another sheet of the workbook is another table, so the file is read again. */
function SheetChoice({ file, onSheet }: { file: OpenFile; onSheet: (draft: ImportDraft) => void }) {
  const { draft, bytes } = file
  const [busy, setBusy] = useState(false)
  return (
    <SelectField
      inline
      label={t.imports.columns.sheet}
      value={draft.sheet}
      disabled={busy}
      choices={draft.sheets.map(sheet => ({ value: sheet, label: sheet }))}
      onChange={sheet => {
        setBusy(true)
        call('import.open', { fileName: draft.fileName, bytes, sheet })
          .then(onSheet, showError)
          .finally(() => setBusy(false))
      }}
    />
  )
}
