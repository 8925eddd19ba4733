import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { Search } from '../terminals/Search.tsx'
import { TerminalForm } from '../terminals/TerminalForm.tsx'

/** Looks for terminals, or takes one by its address where the search cannot reach it. */
export function FindTerminals() {
  const [adding, setAdding] = useState(false)
  const keys = useMemo(() => [{ keys: 'A', label: t.firstRun.addTerminal, run: () => setAdding(true) }], [])
  useShortcuts(t.nav.terminals, keys)
  return (
    <SettingsScreen
      title={t.firstRun.steps.terminals.name}
      text={t.firstRun.terminalsText}
      actions={<Button icon={Plus} label={t.firstRun.addTerminal} keys="A" onClick={() => setAdding(true)} />}
    >
      <Search />
      {adding && <TerminalForm onClose={() => setAdding(false)} onDone={() => undefined} />}
    </SettingsScreen>
  )
}
