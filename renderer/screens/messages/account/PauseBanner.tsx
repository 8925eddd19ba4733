import clsx from 'clsx'
import { CirclePause, Play } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { PauseCode, SmsAccount } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { useMay } from '../../../stores/session.ts'
import { showError, useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { MessageMoment } from '../state.tsx'

const words = t.messageAccount
/** These end when a person says so, or earlier by themselves. */
const resumable: readonly PauseCode[] = ['key_refused', 'sender_refused', 'no_money', 'too_fast']

type Props = { paused: NonNullable<SmsAccount['paused']> }

/** Why the whole queue stands still, and what to do about it. */
export function PauseBanner({ paused: { code, since } }: Props) {
  const mayWrite = useMay('messages:write')
  const [location] = useLocation()
  const [busy, setBusy] = useState(false)
  const { title, text } = words.paused[code]
  const mild = code === 'too_fast'

  function resume(): void {
    setBusy(true)
    call('messages.resume', {})
      .then(() => useToasts.getState().show({ tone: 'good', title: words.resumed, text: words.resumedText }))
      .catch(showError)
      .finally(() => setBusy(false))
  }

  return (
    <div
      role="status"
      className={clsx(
        'flex items-center gap-3 border-b border-line px-4 py-1.5',
        mild ? 'bg-late-soft' : 'bg-absent-soft',
      )}
    >
      <CirclePause aria-hidden size={16} className={clsx('shrink-0', mild ? 'text-late' : 'text-absent')} />
      <p className="min-w-0 flex-1">
        <span className={clsx('font-semibold', mild ? 'text-late' : 'text-absent')}>{title}.</span> {text}{' '}
        {code !== 'no_account' && (
          <span className="text-ink-2">
            {words.since} <MessageMoment at={since} />.
          </span>
        )}
      </p>
      {location !== '/messages/account' && (
        <Link href="/messages/account" className="rounded-sm text-accent underline">
          {words.open}
        </Link>
      )}
      {mayWrite && resumable.includes(code) && (
        <Button icon={Play} label={words.resume} small busy={busy} onClick={resume} />
      )}
    </div>
  )
}
