import { Link } from 'wouter'
import type { MessageRow } from '../../../core/contract/messages.ts'
import { t } from '../../strings/t.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { MessageMoment, StateBadge } from './state.tsx'

type Props = { message: MessageRow; simulated: boolean; onClose: () => void }

/** One message: its text as it goes out, and what became of it. */
export function MessagePanel({ message, simulated, onClose }: Props) {
  return (
    <SidePanel label={t.messages.panel} onClose={onClose}>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <StateBadge state={message.state} />
        <h2 className="text-base font-semibold">
          {t.messageKinds[message.kind]}
          {message.studentName !== '' && `: ${message.studentName}`}
        </h2>
        <p className="text-ink-2">{t.messageStateMeans[message.state]}</p>
      </header>
      <section className="border-b border-line px-4 py-3">
        <h3 className="mb-1 text-xs font-semibold text-ink-3">{t.messages.text}</h3>
        <p className="rounded-md bg-sunken px-3 py-2 break-words whitespace-pre-wrap">{message.body}</p>
        <p className="mt-1 text-xs text-ink-3">{t.messages.parts(message.segments)}</p>
        {simulated && <p className="mt-1 text-xs text-ink-3">{t.messages.simulated}</p>}
      </section>
      <section className="px-4 py-3">
        <Facts>
          {message.studentId !== null && <Fact name={t.messages.columns.guardian}>{message.guardianName}</Fact>}
          <Fact name={t.messages.columns.phone}>{message.phone}</Fact>
          {message.studentId !== null && (
            <>
              <Fact name={t.messages.columns.student}>
                <Link href={`/students/${message.studentId}`} className="rounded-sm text-accent underline">
                  {message.studentName}
                </Link>
              </Fact>
              <Fact name={t.students.columns.class}>{message.className}</Fact>
            </>
          )}
          <Fact name={t.messages.written}>
            <MessageMoment at={message.createdAt} />
          </Fact>
          <Fact name={t.messages.sent}>
            {message.sentAt === null ? t.messages.notSent : <MessageMoment at={message.sentAt} />}
          </Fact>
          <Fact name={t.messages.attempts}>{message.attempts}</Fact>
          {message.note !== null && <Fact name={t.messages.note}>{t.noteText(message.note)}</Fact>}
        </Facts>
      </section>
    </SidePanel>
  )
}
