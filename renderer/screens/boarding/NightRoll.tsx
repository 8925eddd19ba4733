import { Lock, MoonStar } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { NightRoll as Roll } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { dayText, momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { NightList } from './NightList.tsx'
import { nightRows, withMarks } from './night-rows.ts'
import { useNightMarks } from './use-night-marks.ts'

const words = t.boarding.night

/** The boarders' roll at night: it closes only when every one of them is accounted for. */
export function NightRoll({ head }: { head: ReactNode }) {
  const answer = useCall(
    'boarding.night',
    {},
    {
      refreshOn: ['boarding.changed', 'passes.changed', 'attendance.recorded', 'attendance.changed', 'people.changed'],
      minGapMs: 300,
    },
  )
  const mayWrite = useMay('attendance:write')
  const [busy, setBusy] = useState(false)
  const none = answer.data === null
  const keys = useMemo(
    () => (none && mayWrite ? [{ keys: 'S', label: words.start, run: () => start(setBusy) }] : []),
    [none, mayWrite],
  )
  useShortcuts(t.boarding.nav, keys)
  return (
    <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
      {roll =>
        roll === null ? (
          <div className="flex h-full flex-col">
            <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">{head}</div>
            <EmptyState icon={MoonStar} title={words.startTitle} text={words.startText}>
              {mayWrite && (
                <Button
                  look="main"
                  icon={MoonStar}
                  label={words.start}
                  keys="S"
                  busy={busy}
                  onClick={() => start(setBusy)}
                />
              )}
            </EmptyState>
          </div>
        ) : (
          <Open key={roll.id} head={head} stored={roll} />
        )
      }
    </Answer>
  )
}

function start(setBusy: (busy: boolean) => void): void {
  setBusy(true)
  call('boarding.nightStart', {})
    .catch(showError)
    .finally(() => setBusy(false))
}

function Open({ head, stored }: { head: ReactNode; stored: Roll }) {
  const today = useToday()
  const zone = useZone()
  const mayWrite = useMay('attendance:write')
  const { pending, mark, settled } = useNightMarks(stored)
  const roll = useMemo(() => withMarks(stored, pending), [stored, pending])
  const [closing, setClosing] = useState(false)
  const open = roll.closedAt === null
  const { id } = roll
  const firstOpen = nightRows(roll, null).find(({ state }) => state === null)?.fullName
  const { close, keys } = useMemo(() => {
    function close(): void {
      setClosing(true)
      settled()
        .then(() => call('boarding.nightClose', { nightRollId: id }))
        .then(() => useToasts.getState().show({ tone: 'good', title: words.closed, text: '' }), showError)
        .finally(() => setClosing(false))
    }
    return { close, keys: open && mayWrite ? [{ keys: 'C', label: words.close, run: close }] : [] }
  }, [id, open, mayWrite, settled])
  useShortcuts(t.boarding.nav, keys)
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        {head}
        <p>
          <span className="font-medium">{words.of(dayText(roll.day))}</span>{' '}
          <span className="text-ink-2">{words.started(momentText(roll.startedAt, today, zone), roll.by)}</span>
        </p>
        {open && mayWrite && (
          <Button
            className="ml-auto"
            look="main"
            icon={Lock}
            label={words.close}
            keys="C"
            busy={closing}
            onClick={close}
          />
        )}
      </div>
      <div role="status" className="flex flex-wrap items-baseline gap-x-4 border-b border-line px-4 py-2">
        {roll.closedAt === null ? (
          <>
            <p className={roll.missing === 0 ? 'font-medium text-present' : 'font-medium text-absent'}>
              {words.missing(roll.missing)}
            </p>
            {firstOpen !== undefined && <p className="text-ink-2">{words.notYet(firstOpen, roll.missing)}</p>}
          </>
        ) : (
          <p>{words.closedAt(momentText(roll.closedAt, today, zone))}</p>
        )}
        {open && roll.day < today && <p className="font-medium text-late">{words.earlier}</p>}
      </div>
      <NightList roll={roll} mayMark={open && mayWrite} onMark={mark} />
    </div>
  )
}
