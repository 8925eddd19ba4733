import { CircleCheck, CircleX, MailCheck } from 'lucide-react'
import { useState } from 'react'
import type { AccountTest } from '../../../../core/contract/messages.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import { asAppError, call } from '../../../api.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'
import { Field } from '../../../ui/Field.tsx'
import { isAddress } from './account-draft.ts'

const words = t.messageAccount

/** Sends an email by the saved account. `unsaved`: the form says something else by now. */
export function EmailTest({ unsaved }: { unsaved: boolean }) {
  const [to, setTo] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const [tested, setTested] = useState<AccountTest | null>(null)

  async function send(): Promise<void> {
    setTried(true)
    if (!isAddress(to)) return
    setBusy(true)
    setError(null)
    setTested(null)
    try {
      setTested(await call('messages.testEmail', { to: to.trim() }))
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (!busy && !unsaved) void send()
      }}
      className="flex flex-col gap-2 border-t border-line pt-3"
    >
      {error !== null && <ErrorNote error={error} />}
      {tested !== null && <Result to={to} tested={tested} />}
      <div className="flex items-end gap-2">
        <Field
          label={words.testTo}
          type="email"
          maxLength={200}
          value={to}
          error={tried && !isAddress(to) ? words.problems.to : undefined}
          onChange={event => setTo(event.target.value)}
          className="flex-1"
        />
        <Button type="submit" icon={MailCheck} label={words.testEmail} disabled={unsaved} busy={busy} />
      </div>
      {unsaved && <p className="text-xs text-ink-3">{words.testEmailFirst}</p>}
    </form>
  )
}

function Result({ to, tested: { ok, reason } }: { to: string; tested: AccountTest }) {
  const Icon = ok ? CircleCheck : CircleX
  return (
    <div role="status" className={ok ? 'rounded-md bg-present-soft px-3 py-2' : 'rounded-md bg-absent-soft px-3 py-2'}>
      <p className={`flex items-center gap-1.5 font-semibold ${ok ? 'text-present' : 'text-absent'}`}>
        <Icon aria-hidden size={16} />
        {ok ? words.emailTested : words.emailFailed}
      </p>
      <p>{ok ? words.emailTestedText(to) : reason === null ? '' : t.noteText(reason)}</p>
    </div>
  )
}
