import { t } from '../strings/t.ts'
import { Field } from './Field.tsx'
import { shortestPassword } from './new-password.ts'
import type { PasswordDraft } from './new-password.ts'

type Props = { draft: PasswordDraft; tried: boolean; onChange: (draft: PasswordDraft) => void }

/** A new password, typed twice. */
export function NewPassword({ draft, tried, onChange }: Props) {
  const { password, repeat } = draft
  return (
    <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
      <Field
        type="password"
        label={t.account.newPassword}
        hint={t.setUp.passwordHint}
        autoComplete="new-password"
        maxLength={200}
        value={password}
        error={tried && password.length < shortestPassword ? t.setUp.tooShort(shortestPassword) : undefined}
        onChange={event => onChange({ ...draft, password: event.target.value })}
      />
      <Field
        type="password"
        label={t.account.newPasswordAgain}
        autoComplete="new-password"
        maxLength={200}
        value={repeat}
        error={tried && password !== repeat ? t.setUp.differs : undefined}
        onChange={event => onChange({ ...draft, repeat: event.target.value })}
      />
    </div>
  )
}
