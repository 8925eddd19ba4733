import { useState } from 'react'
import { call } from '../api.ts'
import { useToasts } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { NewPassword } from '../ui/NewPassword.tsx'
import { blankPassword, isGoodPassword } from '../ui/new-password.ts'

/** Changes the password of who is signed in. */
export function OwnPassword({ onClose }: { onClose: () => void }) {
  const [current, setCurrent] = useState('')
  const [draft, setDraft] = useState(blankPassword)
  return (
    <FormDialog
      title={t.account.passwordTitle}
      text={t.account.passwordText}
      action={t.account.passwordChange}
      valid={current !== '' && isGoodPassword(draft)}
      onClose={onClose}
      onSubmit={async () => {
        await call('users.ownPassword', { current, password: draft.password })
        useToasts.getState().show({ tone: 'good', title: t.account.passwordChanged, text: '' })
      }}
    >
      {tried => (
        <>
          <Field
            data-first-field
            type="password"
            label={t.account.passwordNow}
            autoComplete="current-password"
            maxLength={200}
            value={current}
            error={tried && current === '' ? t.account.passwordMissing : undefined}
            onChange={event => setCurrent(event.target.value)}
          />
          <NewPassword draft={draft} tried={tried} onChange={setDraft} />
        </>
      )}
    </FormDialog>
  )
}
