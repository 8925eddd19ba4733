import type { DeviceStatus } from '../../../core/contract/devices.ts'
import { momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useCall } from '../../use-call.ts'

/** What happened between the office and a terminal. */
export function DeviceLog({ device, onClose }: { device: DeviceStatus; onClose: () => void }) {
  const today = useToday()
  const zone = useZone()
  const answer = useCall('devices.log', { deviceId: device.id }, { refreshOn: ['devices.changed', 'sync.changed'] })
  return (
    <Dialog open onClose={onClose} title={t.deviceLog.title(device.name)} text={t.deviceLog.text}>
      <Answer state={answer}>
        {lines =>
          lines.length === 0 ? (
            <p className="text-ink-2">{t.deviceLog.empty}</p>
          ) : (
            <ol>
              {lines.map((line, n) => (
                <li key={`${line.at} ${n}`} className="flex gap-4 border-b border-line py-1 last:border-0">
                  <span className="w-36 shrink-0 text-ink-3">{momentText(line.at, today, zone)}</span>
                  <span className="copyable min-w-0">{t.deviceLog.line(line.what, line.details)}</span>
                </li>
              ))}
            </ol>
          )
        }
      </Answer>
    </Dialog>
  )
}
