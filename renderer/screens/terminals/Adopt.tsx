import { UserCheck } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { UnknownUser } from '../../../core/contract/sync.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column, GridHandle } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'
import { useCall } from '../../use-call.ts'
import { AdoptPanel } from './AdoptPanel.tsx'

const name: Column<UnknownUser> = {
  id: 'name',
  title: t.adopt.columns.name,
  width: 'minmax(9rem, 1.2fr)',
  cell: user => (
    <>
      <span className="font-medium">{user.name || t.adopt.noName}</span>
      {user.admin && <span className="text-ink-3"> {t.adopt.admin}</span>}
    </>
  ),
}
const pin: Column<UnknownUser> = { id: 'pin', title: t.adopt.columns.pin, width: '6rem', cell: user => user.pin }
const device: Column<UnknownUser> = {
  id: 'device',
  title: t.adopt.columns.device,
  width: 'minmax(7rem, 0.8fr)',
  cell: user => user.deviceName,
}
const wide: readonly Column<UnknownUser>[] = [
  name,
  pin,
  device,
  {
    id: 'fingers',
    title: t.adopt.columns.fingers,
    width: '4.5rem',
    align: 'end',
    cell: user => countText(user.fingers),
  },
  {
    id: 'punches',
    title: t.adopt.columns.punches,
    width: '5rem',
    align: 'end',
    cell: user => countText(user.punches),
  },
  {
    id: 'suggestion',
    title: t.adopt.suggestion,
    width: 'minmax(10rem, 1.4fr)',
    cell: ({ suggestions: [first] }) =>
      first === undefined ? (
        <span className="text-ink-3">{t.adopt.nobodyAlike}</span>
      ) : (
        <>
          {first.fullName} <span className="text-ink-3">{first.className}</span>
        </>
      ),
  },
]
const narrow = [name, pin, device]

const keyOf = (user: Pick<UnknownUser, 'deviceId' | 'pin'>) => `${user.deviceId} ${user.pin}`

/** People on the terminals whom the office does not know: each is linked to a student, or removed by a typed word. */
export function Adopt() {
  const answer = useCall('sync.unknown', {}, { refreshOn: ['devices.changed', 'sync.changed'], minGapMs: 2000 })
  // Those that were dealt with go at once, not when the next answer comes.
  const [settled, setSettled] = useState<readonly string[]>([])
  return (
    <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
      {all => {
        const users = all.filter(user => !settled.includes(keyOf(user)))
        return users.length === 0 ? (
          <EmptyState icon={UserCheck} title={t.adopt.emptyTitle} text={t.adopt.emptyText} />
        ) : (
          <List
            users={users}
            onDone={user => {
              setSettled(before => [...before, keyOf(user)])
              answer.refetch()
            }}
          />
        )
      }}
    </Answer>
  )
}

function List({ users, onDone }: { users: readonly UnknownUser[]; onDone: (user: UnknownUser) => void }) {
  const mayRemove = useMay('devices:write')
  const [active, setActive] = useState(-1)
  const [openKey, setOpenKey] = useState<string | null>(null)
  const [removing, setRemoving] = useState<UnknownUser | null>(null)
  const grid = useRef<GridHandle>(null)
  useEffect(() => focusWhenLost(grid.current), [])
  const open = users.find(user => keyOf(user) === openKey) ?? null
  const close = useCallback(() => {
    setOpenKey(null)
    grid.current?.focus()
  }, [])
  const marked = open ?? users[active] ?? null
  const keys = useMemo(
    () =>
      mayRemove
        ? [
            {
              keys: 'Delete',
              label: t.adopt.remove,
              run: () => (marked?.admin === true ? sayKept(marked) : setRemoving(marked)),
            },
          ]
        : [],
    [mayRemove, marked],
  )
  useShortcuts(t.nav.terminals, keys)

  function done(user: UnknownUser): void {
    // The next one moves up to where the cursor stands.
    setActive(before => Math.max(0, Math.min(before, users.length - 2)))
    close()
    onDone(user)
  }

  return (
    <div className="flex h-full min-h-80">
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        <div className="min-h-0 flex-1">
          <DataGrid
            ref={grid}
            label={t.adopt.list}
            columns={open === null ? wide : narrow}
            minWidth={open === null ? '46rem' : '24rem'}
            total={users.length}
            rowAt={index => users[index]}
            active={active}
            onActive={setActive}
            onWant={wantNothing}
            onOpen={index => {
              const user = users[index]
              if (user !== undefined) setOpenKey(keyOf(user))
            }}
            isOpen={user => keyOf(user) === openKey}
          />
        </div>
        <p className="border-t border-line px-4 py-1.5 text-ink-2">{mayRemove ? t.adopt.hintRemove : t.adopt.hint}</p>
      </div>
      {open !== null && (
        <AdoptPanel
          key={openKey}
          user={open}
          onClose={close}
          onLinked={() => done(open)}
          {...(mayRemove && !open.admin && { onRemove: () => setRemoving(open) })}
        />
      )}
      {removing !== null && (
        <RemoveDialog user={removing} onClose={() => setRemoving(null)} onDone={() => done(removing)} />
      )}
    </div>
  )
}

const wantNothing = () => undefined

function sayKept({ pin: number }: UnknownUser): void {
  useToasts.getState().show({ tone: 'plain', title: t.adopt.adminKeptTitle(number), text: t.adopt.adminKept })
}

function RemoveDialog({ user, onClose, onDone }: { user: UnknownUser; onClose: () => void; onDone: () => void }) {
  const { deviceId, deviceName, pin: number, fingers } = user
  return (
    <TypedWordDialog
      title={t.adopt.removeTitle(number)}
      text={t.adopt.removeText(user.name || t.adopt.noName, deviceName, fingers)}
      word="DELETE"
      action={t.adopt.remove}
      onClose={onClose}
      onConfirm={async () => {
        await call('sync.removeUnknown', { deviceId, pin: number, word: 'DELETE' })
        const { removed, removedText } = t.adopt
        useToasts.getState().show({ tone: 'good', title: removed(number), text: removedText(deviceName) })
        onDone()
      }}
    />
  )
}
