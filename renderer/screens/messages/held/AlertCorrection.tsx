import { MessageSquareWarning } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Day, StudentId } from '../../../../core/contract/common.ts'
import type { MessageRow, MessageState } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { momentText } from '../../../format.ts'
import { useToday, useZone } from '../../../stores/clock.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { showError, useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { useCall } from '../../../use-call.ts'

const words = t.alerts.correct
/** Siblings have the same name now and then; a name has no more alerts in a day than this. */
const most = 50

/** The alert has left, or may have. */
const out: ReadonlySet<MessageState> = new Set(['sending', 'submitted', 'delivered', 'uncertain', 'held_provider'])

type Props = { studentId: StudentId; fullName: string; day: Day; className?: string }

/** Whom the school has told that a child is absent on a day, and one click that corrects it. Nothing when nobody was. */
export function AlertCorrection({ studentId, fullName, day, className }: Props) {
  const mayRead = useMay('messages:read')
  const mayWrite = useMay('messages:write')
  const zone = useZone()
  const today = useToday()
  const [busy, setBusy] = useState(false)
  const filter = { kind: 'absent' as const, day, search: fullName, offset: 0, limit: most }
  const { data, refetch } = useCall('messages.list', mayRead ? filter : null, { refreshOn: ['messages.changed'] })
  const told = (data?.rows ?? []).filter(row => out.has(row.state) && speaksOf(row, studentId, fullName))
  // A correction says "today".
  const open = mayWrite && day === today && told.some(({ corrected }) => !corrected)

  const keys = useMemo(() => {
    function correct(): void {
      setBusy(true)
      call('messages.correct', { studentId, day })
        .then(({ messages }) => {
          useToasts.getState().show({ tone: 'good', title: words.done(messages), text: words.text })
        }, showError)
        .finally(() => {
          setBusy(false)
          refetch()
        })
    }
    return open ? [{ keys: 'Alt+K', label: words.action, run: correct }] : []
  }, [open, studentId, day, refetch])
  useShortcuts(words.title, keys)

  if (told.length === 0) return null
  const [correct] = keys
  return (
    <section aria-label={words.title} className={className}>
      <h3 className="mb-1 text-xs font-semibold text-ink-3">{words.title}</h3>
      <ul>
        {told.map(({ id, guardianName, createdAt, sentAt, state, corrected }) => (
          <li key={id}>
            {words.told(
              guardianName,
              momentText(sentAt ?? createdAt, day, zone),
              corrected ? words.corrected : t.messageStates[state].toLowerCase(),
            )}
          </li>
        ))}
      </ul>
      {correct !== undefined && (
        <Button
          icon={MessageSquareWarning}
          label={words.action}
          hint={words.hint}
          keys={correct.keys}
          busy={busy}
          className="mt-2"
          onClick={correct.run}
        />
      )}
    </section>
  )
}

/** A text for several children names the others beside the first. */
function speaksOf(row: MessageRow, studentId: StudentId, fullName: string): boolean {
  const names = row.studentName.split(', ')
  return row.studentId === studentId || (names.length > 1 && names.includes(fullName))
}
