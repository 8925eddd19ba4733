import type { DeviceStatus } from '../../../core/contract/devices.ts'
import { call } from '../../api.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'

/** Has a terminal's whole log read again; the card shows how far it is. */
export function readNow({ id, name, line }: Pick<DeviceStatus, 'id' | 'name' | 'line'>): void {
  if (line.kind === 'reading') return
  call('devices.readNow', { deviceId: id }).then(
    () =>
      useToasts
        .getState()
        .show({ tone: 'plain', title: t.terminals.readStarted(name), text: t.terminals.readStartedText }),
    showError,
  )
}
