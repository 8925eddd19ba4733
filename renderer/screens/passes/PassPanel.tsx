import { Printer, Undo2 } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { GatePass } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { printPaper } from '../../paper.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { passNumber } from './pass-draft.ts'
import { PassState } from './PassState.tsx'

type Props = { pass: GatePass; onClose: () => void }

/** One pass: what it says, where the child is, its slip. */
export function PassPanel({ pass, onClose }: Props) {
  const today = useToday()
  const zone = useZone()
  const mayCancel =
    useMay('attendance:write') && (pass.state === 'written' || pass.state === 'out' || pass.state === 'overdue')
  const printing = useRef(false)
  const number = passNumber(pass.number)
  const { id } = pass
  const { print, cancel, keys } = useMemo(() => {
    function print(): void {
      if (printing.current) return
      printing.current = true
      call('passes.slip', { gatePassId: id })
        .then(document => printPaper(document))
        .catch(showError)
        .finally(() => {
          printing.current = false
        })
    }
    function cancel(): void {
      call('passes.cancel', { gatePassId: id }).then(
        ({ undoId }) => showDone(t.passes.cancelled(number), undoId),
        showError,
      )
    }
    const keys = [
      { keys: 'P', label: t.passes.slip, run: print },
      { keys: 'Ctrl+P', label: t.passes.slip, run: print, whileTyping: true },
      ...(mayCancel ? [{ keys: 'Delete', label: t.passes.cancel, run: cancel }] : []),
    ]
    return { print, cancel, keys }
  }, [id, number, mayCancel])
  useShortcuts(t.passes.nav, keys)
  const moment = (at: number | null, none: string) => (at === null ? none : momentText(at, today, zone))
  return (
    <SidePanel label={t.passes.panel(number)} onClose={onClose}>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <h2 className="text-base font-semibold break-words">{pass.fullName}</h2>
        <p className="text-ink-2">
          {pass.className}
          {pass.boarding && ` · ${t.passes.boarder}`}
        </p>
      </header>
      <div className="flex flex-col gap-4 px-4 py-3">
        <div>
          <p className="flex items-center gap-2">
            <span className="text-base font-semibold">{t.passes.panel(number)}</span>
            <PassState state={pass.state} />
          </p>
          <p className="mt-1 text-ink-2">{t.passes.stateHint[pass.state]}</p>
        </div>
        <Facts>
          <Fact name={t.passes.columns.reason}>{pass.reason}</Fact>
          <Fact name={t.passes.approvedBy}>{pass.approvedBy}</Fact>
          <Fact name={t.passes.collectedBy}>
            {pass.collectedBy === '' ? t.passes.alone : pass.collectedBy}
            {pass.collectorId !== '' && <span className="block text-ink-2">{t.passes.idShort(pass.collectorId)}</span>}
          </Fact>
          <Fact name={t.passes.issued}>
            {moment(pass.issuedAt, '')} {t.passes.by(pass.issuedBy)}
          </Fact>
          <Fact name={t.passes.columns.back}>{moment(pass.expectedReturnAt, t.passes.notToday)}</Fact>
          <Fact name={t.passes.columns.left}>
            {moment(pass.leftAt, pass.state === 'closed' ? t.passes.notUsed : '–')}
          </Fact>
          <Fact name={t.passes.columns.returned}>{moment(pass.returnedAt, '–')}</Fact>
        </Facts>
        <div className="flex flex-wrap gap-2">
          {/* Without a hint, which would take the first Esc for itself. */}
          <Button data-first-field look="main" icon={Printer} label={t.passes.slip} onClick={print} />
          {mayCancel && <Button icon={Undo2} label={t.passes.cancel} keys="Delete" onClick={cancel} />}
        </div>
      </div>
    </SidePanel>
  )
}
