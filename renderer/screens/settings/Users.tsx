import { KeyRound, UserPlus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { Ref } from 'react'
import type { UserId } from '../../../core/contract/common.ts'
import type { UserRow } from '../../../core/contract/users.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { RecoveryDialog } from './RecoveryDialog.tsx'
import { RolesTable } from './RolesTable.tsx'
import { SettingsScreen } from './SettingsScreen.tsx'
import { UserForm } from './UserForm.tsx'
import { UserPanel } from './UserPanel.tsx'
import { UserState } from './UserState.tsx'

/** Who may sign in, and what each may do. */
export function Users() {
  const answer = useCall('users.list', {}, { minGapMs: 250 })
  const [open, setOpen] = useState<'add' | 'recovery' | null>(null)
  const [shown, setShown] = useState<UserId | null>(null)
  const grid = useRef<GridHandle>(null)
  const keys = useMemo(
    () => [
      { keys: 'N', label: t.users.add, run: () => setOpen('add') },
      { keys: 'C', label: t.recovery.title, run: () => setOpen('recovery') },
    ],
    [],
  )
  useShortcuts(t.nav.settings, keys)
  const [closePanel] = useState(() => () => {
    setShown(null)
    grid.current?.focus()
  })
  const user = answer.data?.find(({ id }) => id === shown)
  return (
    <div className="flex h-full">
      <div className="min-w-0 flex-1">
        <SettingsScreen
          title={t.users.title}
          text={t.users.text}
          actions={
            <>
              <Button icon={KeyRound} label={t.recovery.title} keys="C" onClick={() => setOpen('recovery')} />
              <Button icon={UserPlus} look="main" label={t.users.add} keys="N" onClick={() => setOpen('add')} />
            </>
          }
        >
          <Answer state={answer} waiting={<Skeleton rows={6} height={34} />}>
            {users => (
              <>
                <List ref={grid} users={users} shown={shown} onOpen={setShown} />
                <RolesTable />
              </>
            )}
          </Answer>
        </SettingsScreen>
      </div>
      {user !== undefined && <UserPanel key={user.id} user={user} onChanged={answer.refetch} onClose={closePanel} />}
      {open === 'add' && <UserForm onClose={() => setOpen(null)} onDone={answer.refetch} />}
      {open === 'recovery' && <RecoveryDialog onClose={() => setOpen(null)} />}
    </div>
  )
}

type ListProps = {
  users: readonly UserRow[]
  shown: UserId | null
  onOpen: (id: UserId) => void
  ref: Ref<GridHandle>
}

function List({ users, shown, onOpen, ref }: ListProps) {
  const today = useToday()
  const zone = useZone()
  const [active, setActive] = useState(-1)
  const columns = useMemo(
    (): Column<UserRow>[] => [
      {
        id: 'name',
        title: t.users.columns.name,
        width: 'minmax(10rem, 2fr)',
        cell: ({ fullName }) => <span className="font-medium">{fullName}</span>,
      },
      { id: 'username', title: t.users.columns.username, width: 'minmax(7rem, 1fr)', cell: row => row.username },
      { id: 'role', title: t.users.columns.role, width: 'minmax(9rem, 1fr)', cell: row => t.roles[row.role] },
      { id: 'state', title: t.users.columns.state, width: '7rem', cell: row => <UserState user={row} /> },
      {
        id: 'last',
        title: t.users.columns.lastSignIn,
        width: '8rem',
        cell: ({ lastSignInAt }) => (lastSignInAt === null ? t.users.never : momentText(lastSignInAt, today, zone)),
      },
    ],
    [today, zone],
  )
  const besidePanel = shown !== null
  return (
    <DataGrid
      ref={ref}
      label={t.users.title}
      columns={besidePanel ? columns.filter(({ id }) => id !== 'last') : columns}
      minWidth={besidePanel ? '32rem' : '44rem'}
      fitRows
      total={users.length}
      rowAt={index => users[index]}
      active={active}
      onActive={setActive}
      onOpen={index => {
        const user = users[index]
        if (user !== undefined) onOpen(user.id)
      }}
      isOpen={({ id }) => id === shown}
    />
  )
}
