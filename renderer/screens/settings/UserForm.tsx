import { useState } from 'react'
import { roles } from '../../../core/contract/permissions.ts'
import type { Role } from '../../../core/contract/permissions.ts'
import type { UserRow } from '../../../core/contract/users.ts'
import { call } from '../../api.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { NewPassword } from '../../ui/NewPassword.tsx'
import { blankPassword, isGoodPassword } from '../../ui/new-password.ts'
import { SelectField } from '../../ui/SelectField.tsx'

type Props = {
  /** Changes this one; otherwise one is added. */
  user?: UserRow
  onClose: () => void
  onDone: () => void
}

/** Adds an account, or changes the name and the role of one. */
export function UserForm({ user, onClose, onDone }: Props) {
  const [fullName, setFullName] = useState(user?.fullName ?? '')
  const [username, setUsername] = useState(user?.username ?? '')
  const [role, setRole] = useState<Role>(user?.role ?? 'teacher')
  const [secret, setSecret] = useState(blankPassword)
  const isNew = user === undefined
  const nameProblem = fullName.trim().length < 2 ? t.setUp.tooShort(2) : undefined
  const usernameProblem = username.trim().length < 3 ? t.setUp.tooShort(3) : undefined

  async function save(): Promise<void> {
    if (isNew) await call('users.add', { fullName, username, role, password: secret.password })
    else await call('users.edit', { userId: user.id, fullName, role })
    const name = fullName.trim()
    useToasts.getState().show({ tone: 'good', title: isNew ? t.users.added(name) : t.users.saved(name), text: '' })
    onDone()
  }

  return (
    <FormDialog
      title={isNew ? t.users.addTitle : t.users.editTitle(user.fullName)}
      text={isNew ? t.users.addText : t.users.editText}
      action={isNew ? t.users.add : t.common.save}
      valid={nameProblem === undefined && usernameProblem === undefined && (!isNew || isGoodPassword(secret))}
      onSubmit={save}
      onClose={onClose}
    >
      {tried => (
        <>
          <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
            <Field
              data-first-field
              label={t.setUp.fullName}
              maxLength={100}
              autoComplete="off"
              value={fullName}
              error={tried ? nameProblem : undefined}
              onChange={event => setFullName(event.target.value)}
            />
            {isNew && (
              <Field
                label={t.setUp.username}
                hint={t.setUp.usernameHint}
                maxLength={50}
                spellCheck={false}
                autoComplete="off"
                value={username}
                error={tried ? usernameProblem : undefined}
                onChange={event => setUsername(event.target.value)}
              />
            )}
            <SelectField
              label={t.users.columns.role}
              hint={t.users.roleMeans[role]}
              value={role}
              choices={roles.map(value => ({ value, label: t.roles[value] }))}
              onChange={value => setRole(roles.find(one => one === value) ?? role)}
            />
          </div>
          {isNew && <NewPassword draft={secret} tried={tried} onChange={setSecret} />}
        </>
      )}
    </FormDialog>
  )
}
