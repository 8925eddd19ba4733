import { PlugZap } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { AccountTest, SmsAccount } from '../../../../core/contract/messages.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import { asAppError, call } from '../../../api.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'
import { Field } from '../../../ui/Field.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { isSandbox, smsDraftOf, smsInput, smsProblems } from './account-draft.ts'
import { SmsTestResult } from './SmsTestResult.tsx'

const words = t.messageAccount
const providers = (['africastalking', 'none'] as const).map(value => ({ value, label: words.providers[value] }))

type Props = { account: SmsAccount; onSaved: () => void }

/** The account with the message service. What is in the form can be tested before it is saved. */
export function SmsForm({ account, onSaved }: Props) {
  const mayChange = useMay('settings:write')
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(() => smsDraftOf(account))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState<'test' | 'save' | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [tested, setTested] = useState<AccountTest | null>(null)
  const problems = smsProblems(draft, account.keySet)
  const used = draft.provider !== 'none'
  const keys = useMemo(
    () =>
      mayChange
        ? [{ keys: 'Ctrl+S', label: t.common.save, run: () => form.current?.requestSubmit(), whileTyping: true }]
        : [],
    [mayChange],
  )
  useShortcuts(t.nav.messages, keys)

  /** Does nothing but mark the fields while something is wrong with them. */
  async function during(work: 'test' | 'save', run: () => Promise<void>): Promise<void> {
    setTried(true)
    setTested(null)
    setError(null)
    if (Object.keys(problems).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(work)
    try {
      await run()
      setTried(false)
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(null)
  }

  const test = () => during('test', async () => setTested(await call('messages.testAccount', smsInput(draft))))
  const save = () =>
    during('save', async () => {
      await call('messages.saveAccount', smsInput(draft))
      const text = used ? words.savedText : words.savedNone
      useToasts.getState().show({ tone: 'good', title: words.saved, text })
      setDraft({ ...draft, apiKey: '' })
      onSaved()
    })

  const text = (field: 'username' | 'senderId' | 'apiKey', problem: string) => ({
    value: draft[field],
    error: tried && problems[field] === true ? problem : undefined,
    disabled: !mayChange,
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [field]: event.target.value })
      setTested(null)
    },
  })

  return (
    <form
      ref={form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (busy === null) void save()
      }}
      className="flex flex-col gap-3 p-4"
    >
      {error !== null && <ErrorNote error={error} />}
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-xl:grid-cols-1">
        <SelectField
          label={words.provider}
          value={draft.provider}
          choices={providers}
          {...(!used && { hint: words.providerNone })}
          disabled={!mayChange}
          onChange={value => setDraft({ ...draft, provider: value === 'none' ? 'none' : 'africastalking' })}
        />
        {used && (
          <>
            <Field
              label={words.username}
              hint={isSandbox(draft.username) ? words.environmentMeans.sandbox : words.usernameHint}
              maxLength={80}
              autoComplete="off"
              {...text('username', words.problems.username)}
            />
            <Field
              label={account.keySet ? words.keyNew : words.key}
              hint={account.keySet ? words.keySet : words.keyUnset}
              type="password"
              maxLength={200}
              autoComplete="new-password"
              {...text('apiKey', words.problems.key)}
            />
            <Field
              label={words.senderId}
              hint={words.senderIdHint}
              maxLength={11}
              autoComplete="off"
              {...text('senderId', words.problems.senderId)}
            />
          </>
        )}
      </div>
      {tested !== null && <SmsTestResult tested={tested} />}
      {mayChange && (
        <div className="flex gap-2">
          {used && (
            <Button
              icon={PlugZap}
              label={words.test}
              hint={words.testHint}
              busy={busy === 'test'}
              onClick={() => void test()}
            />
          )}
          <Button type="submit" look="main" label={t.common.save} keys="Ctrl+S" busy={busy === 'save'} />
        </div>
      )}
    </form>
  )
}
