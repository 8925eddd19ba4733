import { useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import { asAppError } from '../api.ts'
import { t } from '../strings/t.ts'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { ErrorNote } from './ErrorState.tsx'

type Props = {
  title: string
  text: string
  /** What the button does. */
  action: string
  /** Whether all fields may be sent. */
  valid: boolean
  /** The work; the dialog closes when it is done and stays with the error when it is not. */
  onSubmit: () => Promise<void>
  onClose: () => void
  /** What stands beside the buttons, such as a way to remove the thing. */
  aside?: ReactNode
  /** `tried`: after the first try the fields say what is wrong with them. */
  children: (tried: boolean) => ReactNode
}

/** A form over the window: Enter sends it, Esc leaves it. */
export function FormDialog({ title, text, action, valid, onSubmit, onClose, aside, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  async function submit(): Promise<void> {
    setTried(true)
    if (!valid) {
      // Once the fields are marked.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    setError(null)
    try {
      await onSubmit()
      onClose()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={title} text={text}>
      <form
        ref={form}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) void submit()
        }}
        className="flex flex-col gap-4"
      >
        {error !== null && <ErrorNote error={error} />}
        {children(tried)}
        <div className="flex items-center justify-end gap-2">
          {aside !== undefined && <div className="mr-auto">{aside}</div>}
          <Button label={t.common.cancel} onClick={onClose} />
          <Button type="submit" look="main" label={action} busy={busy} />
        </div>
      </form>
    </Dialog>
  )
}
