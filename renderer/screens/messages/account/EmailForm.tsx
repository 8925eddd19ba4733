import { useRef, useState } from 'react'
import type { EmailAccount } from '../../../../core/contract/messages.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import { asAppError, call } from '../../../api.ts'
import { useMay } from '../../../stores/session.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { CheckField } from '../../../ui/CheckField.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'
import { Field } from '../../../ui/Field.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { emailDraftOf, emailInput, emailProblems } from './account-draft.ts'
import { EmailTest } from './EmailTest.tsx'

const words = t.messageAccount
const whens = (['also', 'no_phone'] as const).map(value => ({ value, label: words.whens[value] }))

type Props = { account: EmailAccount; onSaved: () => void }
type TextField = 'host' | 'port' | 'username' | 'password' | 'from'

/** The mail account of the school. What is typed may be incomplete until email is switched on. */
export function EmailForm({ account, onSaved }: Props) {
  const mayChange = useMay('settings:write')
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(() => emailDraftOf(account))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const problems = emailProblems(draft, account.passwordSet)
  const changed = JSON.stringify(draft) !== JSON.stringify(emailDraftOf(account))

  async function save(): Promise<void> {
    setTried(true)
    setError(null)
    if (Object.keys(problems).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    try {
      await call('messages.saveEmailAccount', emailInput(draft))
      const text = draft.enabled ? words.emailOn : words.emailOff
      useToasts.getState().show({ tone: 'good', title: words.emailSaved, text })
      setDraft({ ...draft, password: '' })
      setTried(false)
      onSaved()
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  const text = (field: TextField, problem?: string) => ({
    value: draft[field],
    error: tried && field in problems ? problem : undefined,
    disabled: !mayChange,
    spellCheck: false,
    autoComplete: field === 'password' ? 'new-password' : 'off',
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  })

  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="text-ink-2">{words.emailText}</p>
      <form
        ref={form}
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (!busy) void save()
        }}
        className="flex flex-col gap-3"
      >
        {error !== null && <ErrorNote error={error} />}
        <CheckField
          label={words.enabled}
          checked={draft.enabled}
          disabled={!mayChange}
          onChange={enabled => setDraft({ ...draft, enabled })}
        />
        <SelectField
          label={words.when}
          value={draft.when}
          choices={whens}
          disabled={!mayChange}
          onChange={value => setDraft({ ...draft, when: value === 'also' ? 'also' : 'no_phone' })}
        />
        <div className="grid grid-cols-[1fr_6rem] gap-x-4 gap-y-3">
          <Field
            label={words.host}
            maxLength={200}
            placeholder={words.hostHint}
            {...text('host', words.problems.host)}
          />
          <Field label={words.port} inputMode="numeric" maxLength={5} {...text('port', words.problems.port)} />
        </div>
        <CheckField
          label={words.secure}
          hint={words.secureHint}
          checked={draft.secure}
          disabled={!mayChange}
          onChange={secure => setDraft({ ...draft, secure })}
        />
        <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-xl:grid-cols-1">
          <Field label={words.emailUser} maxLength={200} {...text('username')} />
          <Field
            label={account.passwordSet ? words.passwordNew : words.password}
            {...(account.passwordSet && { hint: words.passwordSet })}
            type="password"
            maxLength={200}
            {...text('password', words.problems.password)}
          />
          <Field label={words.from} maxLength={200} {...text('from', words.problems.from)} />
          {mayChange && (
            <Button
              type="submit"
              look="main"
              label={t.common.save}
              busy={busy}
              className="mt-6 self-start justify-self-end"
            />
          )}
        </div>
      </form>
      {mayChange && account.host !== '' && <EmailTest unsaved={changed} />}
    </div>
  )
}
