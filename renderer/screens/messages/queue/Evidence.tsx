import type { MessageId } from '../../../../core/contract/common.ts'
import type { MessageDetail } from '../../../../core/contract/messages.ts'
import { useToday, useZone } from '../../../stores/clock.ts'
import { dayOf, dayTextShort, timeTextExact } from '../../../format.ts'
import { t } from '../../../strings/t.ts'
import { evidenceLines } from './evidence-lines.ts'

const words = t.evidence

type Props = { message: MessageDetail; onOpen: (id: MessageId) => void }

/** Everything that happened to a message, oldest first. */
export function Evidence({ message: { evidence, state, balanceDrop }, onOpen }: Props) {
  const lines = evidenceLines(evidence, state)
  const details = lines.filter(({ detail }) => detail !== '')
  return (
    <>
      <ol className="flex flex-col gap-1.5">
        {lines.map(({ at, title, text, other }, n) => (
          <li key={n} className="flex gap-2">
            <span className="w-16 shrink-0 text-ink-3">
              <Moment at={at} />
            </span>
            <div className="min-w-0">
              <p className="font-medium">{title}</p>
              {text !== '' && <p className="text-ink-2">{text}</p>}
              {other !== null && (
                <button type="button" onClick={() => onOpen(other)} className="rounded-sm text-accent underline">
                  {t.messages.openOther}
                </button>
              )}
            </div>
          </li>
        ))}
      </ol>
      {state === 'uncertain' && <p className="mt-2 rounded-md bg-sunken px-3 py-1.5">{hintOf(balanceDrop)}</p>}
      {details.length > 0 && (
        <details className="mt-2 text-xs text-ink-2">
          <summary>{words.details}</summary>
          <ul className="copyable">
            {details.map(({ at, detail }, n) => (
              <li key={n}>
                <Moment at={at} /> {detail}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function hintOf(drop: boolean | null): string {
  const { fell, same, none } = t.uncertain.hint
  return drop === null ? none : drop ? fell : same
}

/** To the second: attempts follow each other closely. */
function Moment({ at }: { at: number }) {
  const today = useToday()
  const zone = useZone()
  const day = dayOf(at, zone)
  return (
    <time>
      {day !== today && <span className="block">{dayTextShort(day)}</span>}
      {timeTextExact(at, zone)}
    </time>
  )
}
