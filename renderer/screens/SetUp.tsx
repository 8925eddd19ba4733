import { useState } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import { asAppError, call } from '../api.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorState.tsx'
import { Field } from '../ui/Field.tsx'

const empty = { schoolName: '', schoolCode: '', fullName: '', username: '', password: '', repeat: '' }
type Draft = typeof empty

const shortest: Readonly<Record<Exclude<keyof Draft, 'repeat'>, number>> = {
  schoolName: 2,
  schoolCode: 2,
  fullName: 2,
  username: 3,
  password: 8,
}

/** What is wrong with a field, in a sentence; undefined when nothing is. */
export function setUpProblem(draft: Draft, field: keyof Draft): string | undefined {
  if (field === 'repeat') return draft.repeat === draft.password ? undefined : t.setUp.differs
  const text = field === 'password' ? draft.password : draft[field].trim()
  return text.length >= shortest[field] ? undefined : t.setUp.tooShort(shortest[field])
}

/** The first run of a real school: its name and its first administrator. */
export function SetUp() {
  const check = useSession(state => state.check)
  const [draft, setDraft] = useState(empty)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  async function submit(): Promise<void> {
    setTried(true)
    const fields = Object.keys(empty) as (keyof Draft)[]
    if (fields.some(field => setUpProblem(draft, field) !== undefined)) return
    setBusy(true)
    setError(null)
    const { schoolName, schoolCode, fullName, username, password } = draft
    try {
      await call('session.setUp', { schoolName, schoolCode, fullName, username, password })
      window.location.hash = '/setup'
      await check()
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  const field = (name: keyof Draft) => ({
    value: draft[name],
    error: tried ? setUpProblem(draft, name) : undefined,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  })

  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
        className="m-auto flex w-full max-w-140 flex-col gap-4 px-6 py-8"
      >
        <div>
          <p className="font-medium text-ink-3">{t.product}</p>
          <h1 className="text-lg font-semibold">{t.setUp.title}</h1>
          <p className="text-ink-2">{t.setUp.text}</p>
        </div>
        {error !== null && <ErrorNote error={error} />}
        <Field
          label={t.setUp.schoolName}
          hint={t.setUp.schoolNameHint}
          maxLength={200}
          autoFocus
          {...field('schoolName')}
        />
        <Field label={t.setUp.schoolCode} hint={t.setUp.schoolCodeHint} maxLength={50} {...field('schoolCode')} />
        <h2 className="mt-2 border-t border-line pt-4 font-semibold">{t.setUp.administrator}</h2>
        <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
          <Field label={t.setUp.fullName} maxLength={100} autoComplete="name" {...field('fullName')} />
          <Field
            label={t.setUp.username}
            hint={t.setUp.usernameHint}
            maxLength={50}
            spellCheck={false}
            autoComplete="username"
            {...field('username')}
          />
          <Field
            label={t.setUp.password}
            hint={t.setUp.passwordHint}
            type="password"
            maxLength={200}
            autoComplete="new-password"
            {...field('password')}
          />
          <Field
            label={t.setUp.repeat}
            type="password"
            maxLength={200}
            autoComplete="new-password"
            {...field('repeat')}
          />
        </div>
        <Button
          type="submit"
          look="main"
          label={busy ? t.setUp.working : t.setUp.submit}
          busy={busy}
          className="self-start"
        />
      </form>
    </main>
  )
}
