import { Link } from 'wouter'
import type { MessageRow, MessageState } from '../../../../core/contract/messages.ts'
import { t } from '../../../strings/t.ts'
import { Fact, Facts } from '../../../ui/Facts.tsx'
import { MessageMoment } from '../state.tsx'

const words = t.messages

/** Whom a message is to and about, and when it was written and handed over. */
export function MessageFacts({ message }: { message: MessageRow }) {
  const { state, studentId, studentName, className, guardianName, phone, channel } = message
  const { createdAt, sentAt, attempts } = message
  return (
    <Facts>
      {guardianName !== '' && <Fact name={words.columns.guardian}>{guardianName}</Fact>}
      <Fact name={words.channel}>{words.channels[channel]}</Fact>
      {phone !== '' && <Fact name={words.to[channel]}>{phone}</Fact>}
      {studentId !== null && (
        <>
          <Fact name={words.columns.student}>
            <Link href={`/students/${studentId}`} className="rounded-sm text-accent underline">
              {studentName}
            </Link>
          </Fact>
          <Fact name={t.students.columns.class}>{className}</Fact>
        </>
      )}
      <Fact name={words.written}>
        <MessageMoment at={createdAt} />
      </Fact>
      <Fact name={words.sent}>{sentAt === null ? notSentText(state) : <MessageMoment at={sentAt} />}</Fact>
      <Fact name={words.attempts}>{attempts}</Fact>
    </Facts>
  )
}

function notSentText(state: MessageState): string {
  return state === 'uncertain' || state === 'held_provider' ? words.perhapsSent : words.notSent
}
