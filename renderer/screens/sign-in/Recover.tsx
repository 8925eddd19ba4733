import { useState } from 'react'
import { call } from '../../api.ts'
import { useSession } from '../../stores/session.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { NewPassword } from '../../ui/NewPassword.tsx'
import { blankPassword, isGoodPassword } from '../../ui/new-password.ts'

/** Opens an administrator's account with the printed code when every password is lost. */
export function Recover({ onClose }: { onClose: () => void }) {
  const check = useSession(state => state.check)
  const [code, setCode] = useState('')
  const [username, setUsername] = useState('')
  const [secret, setSecret] = useState(blankPassword)
  const codeProblem = code.trim().length < 10 ? t.recovery.codeShort : undefined
  const nameProblem = username.trim().length < 3 ? t.setUp.tooShort(3) : undefined
  return (
    <FormDialog
      title={t.recovery.signInTitle}
      text={t.recovery.signInText}
      action={t.recovery.signIn}
      valid={codeProblem === undefined && nameProblem === undefined && isGoodPassword(secret)}
      onClose={onClose}
      onSubmit={async () => {
        await call('session.recover', { code, username, password: secret.password })
        await check()
      }}
    >
      {tried => (
        <>
          <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
            <Field
              data-first-field
              label={t.recovery.code}
              hint={t.recovery.codeHint}
              maxLength={60}
              spellCheck={false}
              autoComplete="off"
              value={code}
              error={tried ? codeProblem : undefined}
              onChange={event => setCode(event.target.value)}
            />
            <Field
              label={t.setUp.username}
              hint={t.recovery.usernameHint}
              maxLength={50}
              spellCheck={false}
              autoComplete="username"
              value={username}
              error={tried ? nameProblem : undefined}
              onChange={event => setUsername(event.target.value)}
            />
          </div>
          <NewPassword draft={secret} tried={tried} onChange={setSecret} />
        </>
      )}
    </FormDialog>
  )
}
