import { Link2 } from 'lucide-react'
import { useState } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import type { UnknownPin } from '../../../core/contract/morning.ts'
import { asAppError, call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { AsideForm } from './AsideForm.tsx'
import { StudentPicker } from './StudentPicker.tsx'

type Props = { row: UnknownPin; onDone: () => void; onClose: () => void }

/** Whose PIN it is, or that it is nobody's. */
export function UnknownPinDialog({ row, onDone, onClose }: Props) {
  const { deviceId, deviceName, pin, nameOnDevice, suggestion } = row
  const zone = useZone()
  const today = useToday()
  const mayLink = useMay('enrollment:write')
  const mayPutAside = useMay('attendance:write')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  function done(title: string, text: string): void {
    useToasts.getState().show({ tone: 'good', title, text })
    onDone()
    onClose()
  }

  async function link(studentId: StudentId, fullName: string): Promise<void> {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      const { punchesApplied } = await call('sync.adopt', { deviceId, pin, studentId })
      done(t.morning.unknown.linked(fullName), t.morning.unknown.applied(punchesApplied))
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  async function putAside(why: string): Promise<void> {
    await call('attendance.dismissPin', { deviceId, pin, why })
    done(t.morning.unknown.asideDone, t.morning.unknown.asideAgain)
  }

  const moment = (at: number | null) => (at === null ? '' : momentText(at, today, zone))
  const facts = t.morning.unknown.facts(t.morning.unknown.punches(row.punches), moment(row.firstAt), moment(row.lastAt))
  const name = nameOnDevice === null ? t.morning.unknown.noName : t.morning.unknown.nameOnDevice(nameOnDevice)
  return (
    <Dialog open onClose={onClose} title={t.morning.unknown.dialog(pin, deviceName)} text={`${facts} ${name}`}>
      <div className="flex flex-col gap-5">
        {error !== null && <ErrorNote error={error} />}
        {mayLink && (
          <section className="flex flex-col gap-3">
            {suggestion !== null && (
              <Button
                data-first-field
                icon={Link2}
                look="main"
                busy={busy}
                label={`${t.morning.unknown.link(suggestion.fullName)}, ${suggestion.className}`}
                className="self-start"
                onClick={() => void link(suggestion.studentId, suggestion.fullName)}
              />
            )}
            <StudentPicker
              first={suggestion === null}
              label={t.morning.unknown.search}
              hint={t.morning.unknown.linkHint}
              onPick={student => void link(student.id, student.fullName)}
            />
          </section>
        )}
        {mayPutAside && (
          <section className="border-t border-line pt-4">
            <AsideForm hint={t.morning.unknown.asideText} onAside={putAside} />
          </section>
        )}
        {!mayLink && !mayPutAside && <p className="text-ink-3">{t.morning.list.readOnly}</p>}
      </div>
    </Dialog>
  )
}
