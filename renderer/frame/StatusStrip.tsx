import clsx from 'clsx'
import { CircleAlert, CircleCheck, MessageSquareText } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Status } from '../../core/contract/app.ts'
import type { MessageCounts } from '../../core/contract/messages.ts'
import { lineSentence, lineTone, lineWord } from '../line.ts'
import type { LineTone } from '../line.ts'
import { useToday, useZone } from '../stores/clock.ts'
import { useMay } from '../stores/session.ts'
import { t } from '../strings/t.ts'

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
  const { queued, sending, uncertain } = counts
  const words = [
    queued > 0 && t.strip.queued(queued),
    sending > 0 && t.strip.sending(sending),
    uncertain > 0 && t.strip.uncertain(uncertain),
  ].filter(word => word !== false)
  return (
    <Piece href="/messages" action={t.strip.openMessages}>
      <MessageSquareText aria-hidden size={13} className={uncertain > 0 ? 'text-unknown' : 'text-ink-3'} />
      <span className="font-medium">{t.strip.messages}</span>
      <span className={uncertain > 0 ? 'text-unknown' : 'text-ink-2'}>
        {words.length === 0 ? t.strip.messagesIdle : words.join(', ')}
      </span>
    </Piece>
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
