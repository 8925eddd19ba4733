import { LogIn } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { AppError } from '../../core/contract/errors.ts'
import type { SessionState } from '../../core/contract/session.ts'
import { asAppError } from '../api.ts'
import { useSession } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { errorSentence } from '../strings/errors.ts'
import { t } from '../strings/t.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { Recover } from './sign-in/Recover.tsx'

/** Who is at the window. A demo school offers its accounts. */
export function SignIn({ session }: { session: SessionState }) {
  const { busy, error, signIn } = useSignIn()
  const [recovering, setRecovering] = useState(false)
  const demo = session.demoAccounts
  return (
    <main className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="m-auto w-full max-w-108 px-6 py-5">
        <p className="font-medium text-ink-3">{t.product}</p>
        <h1 className="text-lg font-semibold">{session.schoolName ?? t.signIn.title}</h1>
        <p className="mb-4 text-ink-2">{t.signIn.subtitle}</p>
        {error !== null && <Refusal error={error} />}
        {demo.length > 0 && <DemoAccounts accounts={demo} busy={busy} onChoose={signIn} />}
        {demo.length > 0 && <h2 className="mt-5 mb-2 font-semibold">{t.signIn.own}</h2>}
        <Form busy={busy} autoFocus={demo.length === 0} onSubmit={signIn} />
        <button type="button" onClick={() => setRecovering(true)} className="mt-4 rounded-sm text-accent underline">
          {t.recovery.lost}
        </button>
      </div>
      {recovering && <Recover onClose={() => setRecovering(false)} />}
    </main>
  )
}

type Try = (username: string, password: string) => void

function useSignIn(): { busy: boolean; error: AppError | null; signIn: Try } {
  const attempt = useSession(state => state.signIn)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const signIn = useMemo(
    (): Try => (username, password) => {
      setBusy(true)
      setError(null)
      attempt(username, password).then(
        () => setBusy(false),
        (reason: unknown) => {
          setBusy(false)
          setError(asAppError(reason))
        },
      )
    },
    [attempt],
  )
  return { busy, error, signIn }
}

function Refusal({ error }: { error: AppError }) {
  const { title, text, reference } = errorSentence(error)
  return (
    <div role="alert" className="mb-4 rounded-md bg-absent-soft px-3 py-2">
      <p className="font-semibold text-absent">{title}</p>
      <p>{text}</p>
      {reference !== null && <p className="text-xs">{t.common.reference(reference)}</p>}
    </div>
  )
}

type DemoProps = { accounts: SessionState['demoAccounts']; busy: boolean; onChoose: Try }

function DemoAccounts({ accounts, busy, onChoose }: DemoProps) {
  const keys = useMemo(
    () =>
      accounts.slice(0, 9).map((account, n) => ({
        keys: String(n + 1),
        label: t.signIn.demoKey(account.fullName),
        run: () => onChoose(account.username, account.password),
      })),
    [accounts, onChoose],
  )
  useShortcuts(t.signIn.demoTitle, keys)
  return (
    <section aria-labelledby="demo-accounts">
      <h2 id="demo-accounts" className="font-semibold">
        {t.signIn.demoTitle}
      </h2>
      <p className="mb-2 text-ink-2">{t.signIn.demoText}</p>
      <ul className="divide-y divide-line overflow-hidden rounded-md border border-line-strong/60 bg-surface">
        {accounts.map((account, n) => (
          <li key={account.username}>
            <button
              type="button"
              disabled={busy}
              autoFocus={n === 0}
              onClick={() => onChoose(account.username, account.password)}
              className="flex w-full items-center gap-3 px-3 py-1.5 text-left hover:bg-accent-soft focus-visible:outline-offset-[-2px] disabled:text-ink-3"
            >
              <Avatar name={account.fullName} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{account.fullName}</span>
                <span className="block truncate text-xs text-ink-3">
                  {t.roles[account.role]}: {t.rolesMay[account.role]}
                </span>
              </span>
              <Kbd keys={String(n + 1)} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Form({ busy, autoFocus, onSubmit }: { busy: boolean; autoFocus: boolean; onSubmit: Try }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const missing = username.trim() === '' || password === ''
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (!missing) onSubmit(username, password)
      }}
      className="flex flex-col gap-3"
    >
      <Field
        label={t.signIn.username}
        value={username}
        autoComplete="username"
        autoFocus={autoFocus}
        maxLength={50}
        spellCheck={false}
        onChange={event => setUsername(event.target.value)}
      />
      <Field
        label={t.signIn.password}
        type="password"
        value={password}
        autoComplete="current-password"
        maxLength={200}
        error={tried && missing ? t.signIn.missing : undefined}
        onChange={event => setPassword(event.target.value)}
      />
      <Button
        type="submit"
        look="main"
        icon={LogIn}
        label={busy ? t.signIn.working : t.signIn.submit}
        busy={busy}
        className="self-start"
      />
    </form>
  )
}
