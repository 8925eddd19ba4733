import { Keyboard } from 'lucide-react'
import type { Frame } from '../../core/contract/app.ts'
import { dayText, timeText } from '../format.ts'
import { useClock, useToday, useZone } from '../stores/clock.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { UserMenu } from './UserMenu.tsx'

type Props = {
  frame: Frame | undefined
  menuOpen: boolean
  onMenu: (open: boolean) => void
  onShortcuts: () => void
}

/** Which school, which day, what time it is there, and who is signed in. */
export function TopBar({ frame, menuOpen, onMenu, onShortcuts }: Props) {
  const today = useToday()
  return (
    <header className="flex h-12 shrink-0 items-center gap-4 border-b border-line bg-surface pr-2 pl-4">
      <p className="min-w-0 truncate text-base font-semibold">{frame?.school.name}</p>
      <div className="ml-auto flex items-center gap-4 whitespace-nowrap">
        {frame !== undefined && (
          <>
            <p>
              {dayText(today)}
              <span className="text-ink-3 max-lg:hidden"> · {termText(frame)}</span>
            </p>
            <SchoolClock />
          </>
        )}
        <div className="flex items-center gap-1 border-l border-line pl-2">
          <Button label={t.frame.shortcuts} icon={Keyboard} look="quiet" iconOnly keys="?" onClick={onShortcuts} />
          <UserMenu open={menuOpen} onOpen={onMenu} onShortcuts={onShortcuts} />
        </div>
      </div>
    </header>
  )
}

function SchoolClock() {
  const zone = useZone()
  const time = useClock(({ now }) => timeText(now, zone))
  return (
    <p role="timer" aria-label={t.frame.clock} className="text-base font-semibold">
      {time}
    </p>
  )
}

function termText({ term }: Frame): string {
  if (term === null) return t.frame.noTerm
  return `${t.frame.term(term.name, term.week)} · ${t.frame.termDay(term.dayOfTerm, term.daysInTerm)}`
}
