import { useMay } from '../../stores/session.ts'
import { Matrix } from './Matrix.tsx'
import { SyncPlans } from './SyncPlans.tsx'

/** What would change on each terminal, and how every student stands on every terminal. */
export function Sync() {
  const mayRun = useMay('devices:write')
  return (
    <div className="flex h-full min-h-120 flex-col">
      {mayRun && <SyncPlans />}
      <Matrix />
    </div>
  )
}
