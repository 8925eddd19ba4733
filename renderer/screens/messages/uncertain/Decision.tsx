import { useEffect, useId, useRef, useState } from 'react'
import type { MessageDetail } from '../../../../core/contract/messages.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import { asAppError, call } from '../../../api.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'

const words = t.uncertain
const choices = ['sent', 'send_again', 'give_up'] as const
type Choice = (typeof choices)[number]

type Props = { message: MessageDetail; onDecided: (() => void) | undefined }

/** A person says what became of a message that may have gone out. Two steps, since it cannot be undone. */
export function Decision({ message: { id, guardianName, kind }, onDecided }: Props) {
  const group = useId()
  const [choice, setChoice] = useState<Choice | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const form = useRef<HTMLFormElement>(null)

  // It comes after the panel has opened, which has the focus then.
  useEffect(() => {
    if (document.activeElement?.contains(form.current)) form.current?.querySelector('input')?.focus()
  }, [])

  async function decide(): Promise<void> {
    if (choice === null || busy) return
    setBusy(true)
    setError(null)
    try {
      await call('messages.resolve', { messageId: id, as: choice })
      useToasts.getState().show({ tone: 'good', title: words.done[choice], text: guardianName })
      form.current?.closest('aside')?.focus()
      onDecided?.()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  return (
    <form
      ref={form}
      onSubmit={event => {
        event.preventDefault()
        void decide()
      }}
      className="border-b border-line bg-unknown-soft px-4 py-3"
    >
      {error !== null && <ErrorNote error={error} />}
      <fieldset>
        <legend className="mb-1 font-semibold">{words.decide}</legend>
        {choices.map(one => (
          <div key={one} className="flex items-start gap-2 py-0.5">
            <input
              id={`${group}-${one}`}
              type="radio"
              name={group}
              checked={choice === one}
              aria-describedby={`${group}-${one}-note`}
              onChange={() => setChoice(one)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <div>
              <label htmlFor={`${group}-${one}`} className="font-medium">
                {words.choices[one].label}
              </label>
              <p id={`${group}-${one}-note`} className="text-xs text-ink-2">
                {words.choices[one].hint}
              </p>
            </div>
          </div>
        ))}
      </fieldset>
      {kind === 'emergency' && <p className="mt-1 text-xs text-ink-2">{words.emergency}</p>}
      <Button
        type="submit"
        look="main"
        label={words.confirm[choice ?? 'none']}
        disabled={choice === null}
        busy={busy}
        className="mt-2"
      />
    </form>
  )
}
