import { PhoneForwarded } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { BlockedGuardian } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { showError, useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { Fact, Facts } from '../../../ui/Facts.tsx'
import { SidePanel } from '../../../ui/SidePanel.tsx'
import { MessageMoment } from '../state.tsx'

const words = t.blocked

type Props = { guardian: BlockedGuardian; onUnblocked: () => void; onClose: () => void }

/** One guardian who cannot be reached: what to say on the phone, and the way back. */
export function BlockedPanel({ guardian, onUnblocked, onClose }: Props) {
  const mayWrite = useMay('messages:write')
  const [busy, setBusy] = useState(false)
  const { guardianId, fullName, phone, reason, since, students, instead } = guardian
  const { unblock, keys } = useMemo(() => {
    function unblock(): void {
      setBusy(true)
      call('messages.unblock', { guardianId })
        .then(() => {
          useToasts.getState().show({ tone: 'good', title: words.unblocked, text: words.unblockedText(fullName) })
          onUnblocked()
          onClose()
        }, showError)
        .finally(() => setBusy(false))
    }
    return { unblock, keys: mayWrite ? [{ keys: 'U', label: words.unblock, run: unblock }] : [] }
  }, [guardianId, fullName, mayWrite, onUnblocked, onClose])
  useShortcuts(t.nav.messages, keys)
  const { tell, then } = words.remedies[reason]
  return (
    <SidePanel label={words.panel(fullName)} onClose={onClose}>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <h2 className="text-base font-semibold break-words">{fullName}</h2>
        <p className="text-absent">{words.reasons[reason]}</p>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <section>
          <h3 className="mb-1 text-xs font-semibold text-ink-3">{words.tell}</h3>
          <p className="rounded-md bg-sunken px-3 py-2">{tell}</p>
          <p className="mt-2 text-ink-2">{then}</p>
        </section>
        {mayWrite && (
          <Button
            icon={PhoneForwarded}
            look="main"
            label={words.unblock}
            hint={words.unblockHint}
            keys="U"
            busy={busy}
            className="self-start"
            onClick={unblock}
          />
        )}
        <Facts>
          <Fact name={words.columns.phone}>{phone}</Fact>
          <Fact name={words.columns.since}>
            <MessageMoment at={since} />
          </Fact>
          <Fact name={words.columns.instead}>{instead ?? words.nobody}</Fact>
        </Facts>
        {instead === null && <p className="text-absent">{words.nobodyText}</p>}
        <section>
          <h3 className="mb-1 text-xs font-semibold text-ink-3">{words.children}</h3>
          <ul>
            {students.map(student => (
              <li key={student.studentId}>
                <Link href={`/students/${student.studentId}`} className="rounded-sm text-accent underline">
                  {student.fullName}
                </Link>{' '}
                <span className="text-ink-3">{student.className}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </SidePanel>
  )
}
