import { CalendarX2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Day } from '../../../core/contract/common.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { CloseDayDialog } from '../settings/CloseDayDialog.tsx'

/** Says that the school or a class is closed after all, on the day that is looked at. */
export function CloseToday({ day, isToday }: { day: Day; isToday: boolean }) {
  const may = useMay('attendance:write')
  const [open, setOpen] = useState(false)
  const label = isToday ? t.closing.action : t.closing.anyDay
  const keys = useMemo(
    () => (may ? [{ keys: 'Alt+C', label, run: () => setOpen(true), whileTyping: true }] : []),
    [may, label],
  )
  useShortcuts(t.nav.today, keys)
  if (!may) return null
  return (
    <>
      <Button look="quiet" icon={CalendarX2} label={label} keys="Alt+C" onClick={() => setOpen(true)} />
      {open && <CloseDayDialog day={day} onClose={() => setOpen(false)} />}
    </>
  )
}
