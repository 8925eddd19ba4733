import { Lock, LockOpen } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DaySummary } from '../../../core/contract/attendance.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Hint } from '../../ui/Hint.tsx'
import { useCall } from '../../use-call.ts'

type Props = { summary: DaySummary; onChanged: () => void }

/** Locks a day once the head has signed it, and says that it is locked. */
export function LockControl({ summary: { day, locked }, onChanged }: Props) {
  const mayLock = useMay('attendance:write')
  const mayUnlock = useMay('settings:write')
  const [asking, setAsking] = useState(false)
  const usable = locked ? mayUnlock : mayLock

  const keys = useMemo(() => {
    function press(): void {
      if (locked) {
        setAsking(true)
        return
      }
      call('attendance.lock', { day }).then(() => {
        const { lockDone: title, lockDoneText: text } = t.morning.lock
        useToasts.getState().show({ tone: 'good', title, text })
        onChanged()
      }, showError)
    }
    return usable
      ? [{ keys: 'Alt+L', label: locked ? t.morning.lock.unlock : t.morning.lock.lock, run: press, whileTyping: true }]
      : []
  }, [usable, locked, day, onChanged])
  useShortcuts(t.nav.today, keys)
  const [shortcut] = keys

  async function unlock(why: string): Promise<void> {
    await call('attendance.unlock', { day, why })
    useToasts.getState().show({ tone: 'plain', title: t.morning.lock.unlockDone, text: '' })
    onChanged()
  }

  return (
    <div className="flex items-center gap-2">
      {locked && <LockedBadge day={day} />}
      {shortcut !== undefined && (
        <Button
          icon={locked ? LockOpen : Lock}
          look={locked ? 'quiet' : 'plain'}
          label={shortcut.label}
          hint={locked ? t.morning.lock.unlockText : t.morning.lock.lockHint}
          keys={shortcut.keys}
          onClick={shortcut.run}
        />
      )}
      {asking && <UnlockDialog onUnlock={unlock} onClose={() => setAsking(false)} />}
    </div>
  )
}

function LockedBadge({ day }: { day: string }) {
  const zone = useZone()
  const today = useToday()
  const locks = useCall('attendance.locks', { month: day.slice(0, 7) }, { refreshOn: ['attendance.changed'] })
  const lock = locks.data?.find(one => one.day === day)
  const changed = lock?.changedSince ?? 0
  const words = [
    ...(lock === undefined ? [] : [t.morning.lock.lockedBy(momentText(lock.lockedAt, today, zone), lock.by)]),
    ...(changed > 0 ? [t.morning.lock.changed(changed)] : []),
  ].join(' ')
  return (
    <Hint text={words}>
      <span tabIndex={0} className="flex items-center gap-2 rounded-sm">
        <Badge tone="accent" icon={Lock} label={t.morning.lock.locked} />
        {changed > 0 && <span className="text-xs text-late">{t.morning.lock.changed(changed)}</span>}
        <span className="sr-only">{words}</span>
      </span>
    </Hint>
  )
}

function UnlockDialog({ onUnlock, onClose }: { onUnlock: (why: string) => Promise<void>; onClose: () => void }) {
  const [why, setWhy] = useState('')
  const valid = why.trim().length >= 3
  return (
    <FormDialog
      title={t.morning.lock.unlockTitle}
      text={t.morning.lock.unlockText}
      action={t.morning.lock.unlock}
      valid={valid}
      onSubmit={() => onUnlock(why.trim())}
      onClose={onClose}
    >
      {tried => (
        <Field
          data-first-field
          label={t.morning.lock.why}
          value={why}
          maxLength={200}
          autoComplete="off"
          error={tried && !valid ? t.morning.lock.whyMissing : undefined}
          onChange={event => setWhy(event.target.value)}
        />
      )}
    </FormDialog>
  )
}
