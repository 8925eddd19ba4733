import type { UnknownTime } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { AsideForm } from './AsideForm.tsx'

type Props = { row: UnknownTime; onDone: () => void; onClose: () => void }

/** A punch whose time cannot be right: it belongs to no day, and can only be put aside. */
export function UnknownTimeDialog({ row, onDone, onClose }: Props) {
  const zone = useZone()
  const today = useToday()
  const may = useMay('attendance:write')

  async function putAside(why: string): Promise<void> {
    await call('attendance.dismissPunches', { punchIds: [row.punchId], why })
    useToasts.getState().show({ tone: 'good', title: t.morning.unknown.asideDone, text: '' })
    onDone()
    onClose()
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t.morning.unknown.timeDialog(row.pin, row.deviceName)}
      text={t.morning.unknown.timeText(momentText(row.recordedAt, today, zone))}
    >
      {may ? (
        <AsideForm first hint={t.morning.unknown.asideText} onAside={putAside} />
      ) : (
        <p className="text-ink-3">{t.morning.list.readOnly}</p>
      )}
    </Dialog>
  )
}
