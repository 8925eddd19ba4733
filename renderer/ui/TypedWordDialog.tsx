import { useState } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import { asAppError } from '../api.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { ErrorNote } from './ErrorState.tsx'
import { Field } from './Field.tsx'

type Props = {
  title: string
  text: string
  /** What must be typed. */
  word: string
  /** What the button does. */
  action: string
  onConfirm: () => Promise<void>
  onClose: () => void
}

/** Stands before what cannot be undone: nothing happens before the word is typed. */
export function TypedWordDialog({ title, text, word, action, onConfirm, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const right = typed.trim() === word

  async function submit(): Promise<void> {
    setTried(true)
    if (!right) return
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onClose()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={title} text={text}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
        className="flex flex-col gap-4"
      >
        {error !== null && <ErrorNote error={error} />}
        <Field
          data-first-field
          label={t.terminals.typed.field(word)}
          value={typed}
          error={tried && !right ? t.terminals.typed.mismatch(word) : undefined}
          spellCheck={false}
          autoComplete="off"
          maxLength={20}
          onChange={event => setTyped(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button label={t.common.cancel} onClick={onClose} />
          <Button type="submit" look="main" label={action} busy={busy} />
        </div>
      </form>
    </Dialog>
  )
}
