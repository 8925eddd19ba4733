import { FlaskConical } from 'lucide-react'
import { LeaveDemo } from '../screens/setup/LeaveDemo.tsx'
import { t } from '../strings/t.ts'

/** On every screen of a demo school, so that nobody takes it for a real one. */
export function SimulationBanner() {
  return (
    <section
      aria-label={t.frame.simulation}
      className="flex h-6 shrink-0 items-center justify-center gap-2 bg-band px-4 text-xs text-on-band"
    >
      <FlaskConical aria-hidden size={14} />
      <strong className="font-semibold">{t.frame.simulation}</strong>
      <span className="truncate">{t.frame.simulationText}</span>
      <LeaveDemo />
    </section>
  )
}
