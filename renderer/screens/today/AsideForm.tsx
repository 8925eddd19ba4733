import { useState } from 'react'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError } from '../../api.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'

type Props = { hint: string; onAside: (why: string) => Promise<void>; first?: boolean }

/** Puts punches aside, with why. `first`: the focus begins here. */
export function AsideForm({ hint, onAside, first = false }: Props) {
  const [why, setWhy] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const valid = why.trim().length >= 2

  async function submit(): Promise<void> {
    setTried(true)
    if (!valid || busy) return
    setBusy(true)
    setError(null)
    try {
      await onAside(why.trim())
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
      className="flex flex-col gap-2"
    >
      {error !== null && <ErrorNote error={error} />}
      <p className="text-ink-2">{hint}</p>
      <div className="flex items-start gap-2">
        <Field
          {...(first && { 'data-first-field': true })}
          label={t.morning.unknown.why}
          value={why}
          maxLength={200}
          autoComplete="off"
          error={tried && !valid ? t.morning.unknown.whyMissing : undefined}
          onChange={event => setWhy(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" label={t.morning.unknown.aside} busy={busy} className="mt-6" />
      </div>
    </form>
  )
}
