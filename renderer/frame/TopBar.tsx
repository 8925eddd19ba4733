import { Keyboard, Search } from 'lucide-react'
import type { Frame } from '../../core/contract/app.ts'
import { dayText, timeText } from '../format.ts'
import { useClock, useToday, useZone } from '../stores/clock.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import type { Overlay } from './overlay.ts'
import { UserMenu } from './UserMenu.tsx'

type Props = {
  frame: Frame | undefined
  menuOpen: boolean
  onMenu: (open: boolean) => void
  onOverlay: (overlay: Overlay) => void
}

/** Which school, the search for any student, which day, what time it is there, and who is signed in. */
export function TopBar({ frame, menuOpen, onMenu, onOverlay }: Props) {
  const today = useToday()
  return (
    <header className="flex h-12 shrink-0 items-center gap-4 border-b border-line bg-surface pr-2 pl-4">
      <p className="min-w-0 truncate text-base font-semibold">{frame?.school.name}</p>
      <button
        type="button"
        aria-keyshortcuts="Control+K"
        onClick={() => onOverlay('search')}
        className="ml-auto flex h-8 max-w-80 min-w-0 flex-1 items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left text-ink-3 hover:bg-sunken max-lg:max-w-max max-lg:flex-none"
      >
        <Search aria-hidden size={16} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate max-lg:sr-only">{t.palette.open}</span>
        <Kbd keys="Ctrl+K" />
      </button>
      <div className="flex items-center gap-4 whitespace-nowrap">
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
          <Button
            label={t.frame.shortcuts}
            icon={Keyboard}
            look="quiet"
            iconOnly
            keys="?"
            onClick={() => onOverlay('shortcuts')}
          />
          <UserMenu open={menuOpen} onOpen={onMenu} onOverlay={onOverlay} />
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
