import { Printer } from 'lucide-react'
import { useState } from 'react'
import type { AppError } from '../../../core/contract/errors.ts'
import type { RecoveryCode } from '../../../core/contract/users.ts'
import { asAppError, call } from '../../api.ts'
import { dayOf, dayText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { useCall } from '../../use-call.ts'

/** The code on paper for the day on which every password is lost. It is shown once. */
export function RecoveryDialog({ onClose }: { onClose: () => void }) {
  const zone = useZone()
  const state = useCall('users.recoveryState', {})
  const [made, setMade] = useState<RecoveryCode | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  function make(): void {
    setBusy(true)
    setError(null)
    call('users.recoveryCode', {})
      .then(setMade, (reason: unknown) => setError(asAppError(reason)))
      .finally(() => setBusy(false))
  }

  return (
    <Dialog open onClose={onClose} title={t.recovery.title} text={t.recovery.text}>
      <div className="flex flex-col gap-4">
        {error !== null && <ErrorNote error={error} />}
        {made === null ? (
          <Answer state={state}>
            {({ exists, createdAt, coversKey }) => (
              <>
                <p>
                  {exists && createdAt !== null
                    ? t.recovery.exists(dayText(dayOf(createdAt, zone)))
                    : t.recovery.missing}{' '}
                  {exists && (coversKey ? t.recovery.coversKey : t.recovery.coversNoKey)}
                </p>
                <div className="flex justify-end gap-2">
                  <Button label={t.common.close} onClick={onClose} />
                  <Button
                    autoFocus
                    look="main"
                    label={exists ? t.recovery.makeAnew : t.recovery.make}
                    busy={busy}
                    onClick={make}
                  />
                </div>
              </>
            )}
          </Answer>
        ) : (
          <Code made={made} onClose={onClose} />
        )}
      </div>
    </Dialog>
  )
}

function Code({ made: { code, documentId }, onClose }: { made: RecoveryCode; onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  // The button that had the focus is gone.
  const [focus] = useState(() => (button: HTMLButtonElement | null) => button?.focus())

  function print(): void {
    setBusy(true)
    call('reports.print', { documentId })
      .then(({ printed }) => {
        if (printed) useToasts.getState().show({ tone: 'good', title: t.paper.printed, text: t.recovery.keepSafe })
      }, showError)
      .finally(() => setBusy(false))
  }

  return (
    <>
      <p className="copyable rounded-md border border-line bg-sunken px-4 py-3 text-center text-lg font-semibold tracking-wide break-words">
        {code}
      </p>
      <p>{t.recovery.once}</p>
      <div className="flex justify-end gap-2">
        <Button label={t.common.close} onClick={onClose} />
        <Button ref={focus} look="main" icon={Printer} label={t.paper.print} busy={busy} onClick={print} />
      </div>
    </>
  )
}
