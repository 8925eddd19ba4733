import { Check as CheckIcon, FileDown } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ImportDraft, ImportPreview, ImportResult } from '../../../core/contract/imports.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/CheckField.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { useCall } from '../../use-call.ts'
import { CheckRows } from './CheckRows.tsx'
import type { Kind, Overwrite } from './kinds.ts'
import { Labels } from './Labels.tsx'
import type { Choices } from './mapping.ts'
import { Progress } from './Progress.tsx'
import { saveRejects } from './save-rejects.ts'

type Props = {
  draft: ImportDraft
  choices: Choices
  onChoose: (choices: Choices) => void
  onBack: () => void
  onDone: (result: ImportResult) => void
}

const kinds: readonly Kind[] = ['new', 'changed', 'same', 'rejected', 'conflict']
const none: Overwrite = new Map()

/** The third step: what would happen to each row, before anything does. */
export function Check({ draft, choices, onChoose, onBack, onDone }: Props) {
  const { importId } = draft
  const answer = useCall('import.preview', { importId, ...choices })
  const { data, error, current, refetch } = answer
  const [overwrite, setOverwrite] = useState(none)
  const [applying, setApplying] = useState(false)
  const words = t.imports.check

  const apply = useCallback(() => {
    setApplying(true)
    call('import.apply', { importId, overwrite: [...overwrite.keys()] })
      .then(onDone, showError)
      .finally(() => setApplying(false))
  }, [importId, overwrite, onDone])
  const ready = current && data !== undefined && !applying
  const keys = useMemo(
    () => [
      ...(ready ? [{ keys: 'Ctrl+Enter', label: t.imports.title, run: apply, whileTyping: true }] : []),
      { keys: 'Ctrl+S', label: words.saveRejects, run: () => void saveRejects(importId), whileTyping: true },
    ],
    [ready, apply, importId, words],
  )
  useShortcuts(t.imports.title, keys)

  if (data === undefined)
    return error === null ? (
      <Progress working label={words.comparing} />
    ) : (
      <ErrorState error={error} onRetry={refetch} />
    )
  const changes = data.counts.new + data.counts.changed + newlyTaken(overwrite)
  return (
    <>
      <Progress working={!current} label={words.comparing} />
      <Progress working={applying} label={words.applying} />
      <Questions preview={data} choices={choices} onChoose={onChoose} />
      <Rows preview={data} fresh={current} overwrite={overwrite} onOverwrite={setOverwrite} />
      <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
        <Button label={t.imports.back} onClick={onBack} />
        <p className="min-w-0 flex-1 truncate px-2 text-ink-2">
          {words.facts(data.blank, data.guardiansNew, data.siblingsJoined)}
        </p>
        {data.counts.rejected > 0 && (
          <Button icon={FileDown} label={words.saveRejects} keys="Ctrl+S" onClick={() => void saveRejects(importId)} />
        )}
        <Button
          look="main"
          icon={CheckIcon}
          label={words.apply(changes)}
          keys="Ctrl+Enter"
          busy={applying}
          disabled={!ready}
          onClick={apply}
        />
      </footer>
    </>
  )
}

/** Rows that are marked to be taken and that nothing else would change. */
function newlyTaken(overwrite: Overwrite): number {
  return [...overwrite.values()].filter(kind => kind === 'same').length
}

/** What a person has to say before all rows can come in. */
function Questions(props: { preview: ImportPreview; choices: Choices; onChoose: (choices: Choices) => void }) {
  const { preview, choices, onChoose } = props
  const { unknownLabels, foreignPhones, notes } = preview
  const words = t.imports.check
  return (
    <>
      <Labels unknown={unknownLabels} choices={choices} onChoose={onChoose} />
      {foreignPhones > 0 && (
        <div className="border-b border-line bg-surface px-4 py-2">
          <CheckField
            label={words.foreign(foreignPhones)}
            hint={words.foreignHint}
            checked={choices.foreignPhones}
            onChange={allowed => onChoose({ ...choices, foreignPhones: allowed })}
          />
        </div>
      )}
      {notes > 0 && <p className="border-b border-line bg-surface px-4 py-1.5 text-late">{words.notes(notes)}</p>}
    </>
  )
}

type RowsProps = {
  preview: ImportPreview
  /** Whether the preview answers what was asked last. */
  fresh: boolean
  overwrite: Overwrite
  onOverwrite: (rows: Overwrite) => void
}

function Rows({ preview, fresh, overwrite, onOverwrite }: RowsProps) {
  const [chosen, setChosen] = useState<Kind | null>(null)
  const words = t.imports.check
  const counts = { ...preview.counts, conflict: preview.conflicts }
  const kind = chosen ?? kinds.find(each => each !== 'same' && counts[each] > 0) ?? 'same'
  // Every preview makes the rows anew.
  const round = useRound(preview)
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <Segmented
          label={words.label}
          value={kind}
          choices={kinds.map(value => ({
            value,
            name: `${words.kinds[value]}: ${countText(counts[value])}`,
            label: (
              <>
                {words.kinds[value]} <span className="ml-1.5 text-ink-3">{countText(counts[value])}</span>
              </>
            ),
          }))}
          onChange={setChosen}
        />
        <p className="min-w-0 flex-1 text-ink-2">{words.kindMeans[kind]}</p>
      </div>
      <div className="min-h-0 flex-1 bg-surface">
        {fresh && (
          <CheckRows
            key={kind}
            importId={preview.importId}
            kind={kind}
            round={round}
            overwrite={overwrite}
            onOverwrite={onOverwrite}
          />
        )}
      </div>
    </>
  )
}

function useRound(preview: ImportPreview): number {
  const last = useRef(preview)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (last.current === preview) return
    last.current = preview
    setRound(before => before + 1)
  }, [preview])
  return round
}
