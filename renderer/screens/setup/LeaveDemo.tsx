import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../api.ts'
import { useMay } from '../../stores/session.ts'
import { t } from '../../strings/t.ts'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'

/** The way out of the demo school, for those who may. */
export function LeaveDemo() {
  const may = useMay('settings:write')
  const [asking, setAsking] = useState(false)
  if (!may) return null

  async function leave(): Promise<void> {
    await call('setup.leaveDemo', {})
    // Nothing of the demo stays on screen or in memory.
    window.location.hash = ''
    window.location.reload()
  }

  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        className="flex items-center gap-1 rounded-sm px-1.5 font-semibold whitespace-nowrap underline focus-visible:outline-on-band"
      >
        <LogOut aria-hidden size={13} />
        {t.leaveDemo.action}
      </button>
      {asking && (
        <TypedWordDialog
          title={t.leaveDemo.title}
          text={t.leaveDemo.text}
          word={t.leaveDemo.word}
          action={t.leaveDemo.confirm}
          onConfirm={leave}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
