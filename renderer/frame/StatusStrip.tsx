import clsx from 'clsx'
import { CircleAlert, CircleCheck, Hourglass, MessageSquareText } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Status } from '../../core/contract/app.ts'
import type { MessageCounts } from '../../core/contract/messages.ts'
import { lineSentence, lineTone, lineWord } from '../line.ts'
import type { LineTone } from '../line.ts'
import { moneyText } from '../money.ts'
import { useBatches } from '../screens/messages/held/use-batches.ts'
import { useToday, useZone } from '../stores/clock.ts'
import { useMay } from '../stores/session.ts'
import { t } from '../strings/t.ts'
import { useCall } from '../use-call.ts'

const dots: Record<LineTone, string> = {
  present: 'bg-present',
  late: 'bg-late',
  absent: 'bg-absent',
  accent: 'bg-accent',
  plain: 'bg-ink-3',
}

/** Always at the bottom: is every terminal heard, and do the messages go out. A click opens the place to act. */
export function StatusStrip({ status }: { status: Status | undefined }) {
  const today = useToday()
  const zone = useZone()
  const mayTerminals = useMay('attendance:read')
  return (
    <footer
      aria-label={t.frame.status}
      className="flex h-7 shrink-0 items-center gap-1 overflow-hidden max-lg:h-auto max-lg:min-h-7 max-lg:flex-wrap border-t border-line bg-surface px-2 text-xs whitespace-nowrap"
    >
      {status?.devices.length === 0 && <span className="px-2 text-ink-3">{t.strip.noTerminals}</span>}
      {status?.devices.map(device => (
        <Piece
          key={device.id}
          href={mayTerminals ? '/terminals' : null}
          title={lineSentence(device, today, zone)}
          action={t.strip.openTerminals}
        >
          <span
            aria-hidden
            className={clsx(
              'size-2 shrink-0',
              dots[lineTone(device)],
              device.line.kind === 'offline' ? 'rounded-none' : 'rounded-full',
            )}
          />
          <span className="font-medium">{device.name}</span>
          <span className="text-ink-2">{lineWord(device, today, zone)}</span>
        </Piece>
      ))}
      <span className="flex-1" />
      {status !== undefined && status.messages !== null && <Messages counts={status.messages} />}
      {status !== undefined && <Problems n={status.problems.length} />}
    </footer>
  )
}

function Messages({ counts }: { counts: MessageCounts }) {
  const account = useCall('messages.account', {}, { refreshOn: ['messages.account'] }).data
  const held = (useBatches().data ?? []).filter(({ state }) => state === 'held').length
  const { queued, sending, uncertain } = counts
  const paused = account?.paused ?? null
  const waiting = [queued > 0 && t.strip.queued(queued), sending > 0 && t.strip.sending(sending)].filter(
    word => word !== false,
  )
  const idle = waiting.length === 0 && uncertain === 0 && held === 0 && paused === null
  return (
    <>
      {held > 0 && (
        <Piece href="/messages/held" action={t.alerts.strip.openHeld}>
          <Hourglass aria-hidden size={13} className="text-late" />
          <span className="font-medium text-late">{t.alerts.strip.held(held)}</span>
        </Piece>
      )}
      <Piece href="/messages" action={t.strip.openMessages}>
        <MessageSquareText aria-hidden size={13} className={uncertain > 0 ? 'text-unknown' : 'text-ink-3'} />
        <span className="font-medium">{t.strip.messages}</span>
        {waiting.length > 0 && <span className="text-ink-2">{waiting.join(', ')}</span>}
        {uncertain > 0 && <span className="text-unknown">{t.strip.uncertain(uncertain)}</span>}
        {paused !== null && <span className="text-absent">{t.alerts.strip.paused[paused.code]}</span>}
        {idle && <span className="text-ink-2">{t.strip.messagesIdle}</span>}
        {account !== undefined && account.balance !== null && (
          <span className="text-ink-3">
            {t.alerts.strip.balance(moneyText(account.balance.minor, account.balance.currency))}
          </span>
        )}
      </Piece>
    </>
  )
}

function Problems({ n }: { n: number }) {
  const Icon = n === 0 ? CircleCheck : CircleAlert
  return (
    <span className={clsx('flex items-center gap-1.5 px-2', n === 0 ? 'text-ink-2' : 'font-medium text-absent')}>
      <Icon aria-hidden size={13} className={n === 0 ? 'text-present' : ''} />
      {n === 0 ? t.strip.noProblems : t.frame.problems(n)}
    </span>
  )
}

type PieceProps = { href: string | null; title?: string; action: string; children: ReactNode }

function Piece({ href, title, action, children }: PieceProps) {
  const look = 'flex h-5.5 items-center gap-1.5 rounded-sm px-2'
  if (href === null) return <span className={look}>{children}</span>
  return (
    <Link
      href={href}
      title={title ?? action}
      className={clsx(look, 'hover:bg-sunken focus-visible:outline-offset-[-2px]')}
    >
      {children}
    </Link>
  )
}
