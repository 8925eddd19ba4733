import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { MessageId } from '../../../../core/contract/common.ts'
import type { MessageDetail } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { moneyText } from '../../../money.ts'
import { useMay, useSession } from '../../../stores/session.ts'
import { showError, useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { Button } from '../../../ui/Button.tsx'
import { SidePanel } from '../../../ui/SidePanel.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { useSmsAccount } from '../account/use-sms-account.ts'
import { stateWords } from '../state-words.ts'
import { StateBadge } from '../state.tsx'
import { Decision } from '../uncertain/Decision.tsx'
import { Evidence } from './Evidence.tsx'
import { MessageFacts } from './MessageFacts.tsx'

const words = t.messages

type Props = {
  messageId: MessageId
  /** Shows another message in this place. */
  onOpen: (id: MessageId) => void
  onClose: () => void
  /** A person has said what became of it. */
  onDecided?: () => void
}

/** One message: its text as it goes out, what is known of it, and what can be done. */
export function MessagePanel({ messageId, onOpen, onClose, onDecided }: Props) {
  const answer = useCall('messages.get', { messageId }, { refreshOn: ['messages.changed'], minGapMs: 500 })
  return (
    <SidePanel label={words.panel} onClose={onClose}>
      <Answer state={answer} waiting={<Skeleton rows={8} />}>
        {message => <Details message={message} onOpen={onOpen} onDecided={onDecided} />}
      </Answer>
    </SidePanel>
  )
}

type DetailsProps = {
  message: MessageDetail
  onOpen: (id: MessageId) => void
  onDecided: (() => void) | undefined
}

function Details({ message, onOpen, onDecided }: DetailsProps) {
  const mayWrite = useMay('messages:write')
  const simulated = useSession(session => session.current?.simulation ?? false)
  const confirmed = useSmsAccount().data?.deliveryReports ?? true
  const { state, kind, channel, studentName, note, body, segments, costMinor } = message
  const known = (
    <Section title={t.evidence.title}>
      <Evidence message={message} onOpen={onOpen} />
    </Section>
  )
  return (
    <>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <StateBadge state={state} confirmed={confirmed} />
        <h2 className="text-base font-semibold break-words">
          {t.messageKinds[kind]}
          {studentName !== '' && `: ${studentName}`}
        </h2>
        <p className="text-ink-2">{stateWords(state, confirmed).means}</p>
        {note !== null && state !== 'uncertain' && <p>{t.noteText(note)}</p>}
      </header>
      {state === 'uncertain' && known}
      {state === 'uncertain' && mayWrite && <Decision message={message} onDecided={onDecided} />}
      <Section title={words.text}>
        <p className="rounded-md bg-sunken px-3 py-2 break-words whitespace-pre-wrap">{body}</p>
        {channel === 'sms' && (
          <p className="mt-1 text-xs text-ink-3">
            {costMinor === null ? words.parts(segments) : words.price(segments, moneyText(costMinor))}
          </p>
        )}
        {simulated && <p className="mt-1 text-xs text-ink-3">{words.simulated}</p>}
        {state === 'queued' && mayWrite && <TakeBack messageId={message.id} />}
      </Section>
      {state !== 'uncertain' && known}
      <Section>
        <MessageFacts message={message} />
        {message.corrects !== null && <OtherMessage id={message.corrects} onOpen={onOpen} />}
        {state === 'uncertain' && onDecided === undefined && (
          <Link href="/messages/uncertain" className="mt-2 block rounded-sm text-accent underline">
            {words.openUncertain}
          </Link>
        )}
      </Section>
    </>
  )
}

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      {title !== undefined && <h3 className="mb-1 text-xs font-semibold text-ink-3">{title}</h3>}
      {children}
    </section>
  )
}

function OtherMessage({ id, onOpen }: { id: MessageId; onOpen: (id: MessageId) => void }) {
  return (
    <p className="mt-2">
      {words.corrects}.{' '}
      <button type="button" onClick={() => onOpen(id)} className="rounded-sm text-accent underline">
        {words.openOther}
      </button>
    </p>
  )
}

function TakeBack({ messageId }: { messageId: MessageId }) {
  const [busy, setBusy] = useState(false)

  function takeBack(): void {
    setBusy(true)
    call('messages.cancel', { messageIds: [messageId] })
      .then(({ cancelled }) => {
        const { show } = useToasts.getState()
        if (cancelled > 0) show({ tone: 'good', title: words.cancelled, text: words.cancelledText })
        else show({ tone: 'plain', title: words.notCancelled, text: words.notCancelledText })
      })
      .catch(showError)
      .finally(() => setBusy(false))
  }

  return (
    <div className="mt-2 flex items-center gap-2">
      <Button icon={Undo2} label={words.cancel} busy={busy} onClick={takeBack} />
      <span className="text-xs text-ink-3">{words.cancelHint}</span>
    </div>
  )
}
