import { useState } from 'react'
import type { UserRow } from '../../../core/contract/users.ts'
import { call } from '../../api.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { NewPassword } from '../../ui/NewPassword.tsx'
import { blankPassword, isGoodPassword } from '../../ui/new-password.ts'

type Props = { user: UserRow; onClose: () => void; onDone: () => void }

/** Gives an account a new password, for someone who has forgotten it. */
export function PasswordForm({ user: { id, fullName }, onClose, onDone }: Props) {
  const [draft, setDraft] = useState(blankPassword)
  return (
    <FormDialog
      title={t.users.passwordTitle(fullName)}
      text={t.users.passwordText}
      action={t.users.setPassword}
      valid={isGoodPassword(draft)}
      onClose={onClose}
      onSubmit={async () => {
        await call('users.setPassword', { userId: id, password: draft.password })
        useToasts.getState().show({ tone: 'good', title: t.users.passwordSet(fullName), text: '' })
        onDone()
      }}
    >
      {tried => <NewPassword draft={draft} tried={tried} onChange={setDraft} />}
    </FormDialog>
  )
}
