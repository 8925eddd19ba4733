import { KeyRound, Pencil, RotateCcw, UserX } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { UserRow } from '../../../core/contract/users.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useSession } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { UserForm } from './UserForm.tsx'
import { UserState } from './UserState.tsx'

type Props = { user: UserRow; onChanged: () => void; onClose: () => void }

/** One account, and what can be done with it. */
export function UserPanel({ user, onChanged, onClose }: Props) {
  const today = useToday()
  const zone = useZone()
  const own = useSession(state => state.current?.user?.id === user.id)
  const [open, setOpen] = useState<'edit' | 'password' | null>(null)
  const { active } = user
  const keys = useMemo(
    () => [
      { keys: 'E', label: t.users.edit, run: () => setOpen('edit') },
      ...(active ? [{ keys: 'W', label: t.users.setPassword, run: () => setOpen('password') }] : []),
    ],
    [active],
  )
  useShortcuts(t.nav.settings, keys)

  function setActive(channel: 'users.deactivate' | 'users.restore', done: (name: string) => string): void {
    call(channel, { userId: user.id }).then(() => {
      useToasts.getState().show({ tone: 'good', title: done(user.fullName), text: '' })
      onChanged()
    }, showError)
  }

  return (
    <SidePanel label={t.users.panel(user.fullName)} onClose={onClose}>
      <header className="flex items-center gap-3 border-b border-line py-3 pr-12 pl-4">
        <Avatar name={user.fullName} large />
        <div className="min-w-0">
          <h2 className="text-base font-semibold break-words">{user.fullName}</h2>
          <p className="text-ink-2">{t.roles[user.role]}</p>
        </div>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <Facts>
          <Fact name={t.users.columns.username}>{user.username}</Fact>
          <Fact name={t.users.columns.state}>
            <UserState user={user} />
          </Fact>
          <Fact name={t.users.columns.lastSignIn}>
            {user.lastSignInAt === null ? t.users.never : momentText(user.lastSignInAt, today, zone)}
          </Fact>
          <Fact name={t.users.may}>{t.rolesMay[user.role]}</Fact>
        </Facts>
        <div className="flex flex-wrap gap-2">
          <Button icon={Pencil} label={t.users.edit} keys="E" onClick={() => setOpen('edit')} />
          {active && (
            <Button icon={KeyRound} label={t.users.setPassword} keys="W" onClick={() => setOpen('password')} />
          )}
          {active && !own && (
            <Button
              icon={UserX}
              label={t.users.deactivate}
              onClick={() => setActive('users.deactivate', t.users.deactivated)}
            />
          )}
          {!active && (
            <Button
              icon={RotateCcw}
              label={t.users.restore}
              onClick={() => setActive('users.restore', t.users.restored)}
            />
          )}
        </div>
        {own && <p className="text-xs text-ink-3">{t.users.own}</p>}
      </div>
      {open === 'edit' && <UserForm user={user} onClose={() => setOpen(null)} onDone={onChanged} />}
      {open === 'password' && <PasswordForm user={user} onClose={() => setOpen(null)} onDone={onChanged} />}
    </SidePanel>
  )
}
