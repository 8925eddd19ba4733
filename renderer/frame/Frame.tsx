import { Suspense, useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { mayOpen, places } from '../routes.ts'
import { useClock } from '../stores/clock.ts'
import { useSession } from '../stores/session.ts'
import { useShortcuts } from '../stores/shortcuts.ts'
import { useSimulation } from '../stores/simulation.ts'
import { themes, useTheme } from '../stores/theme.ts'
import { showError } from '../stores/toasts.ts'
import { undoNewest } from '../stores/undo.ts'
import { t } from '../strings/t.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useCall } from '../use-call.ts'
import { Nav } from './Nav.tsx'
import type { Overlay } from './overlay.ts'
import { OwnPassword } from './OwnPassword.tsx'
import { ProblemBanner } from './ProblemBanner.tsx'
import { RecentChanges } from './RecentChanges.tsx'
import { SearchPalette } from './SearchPalette.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { StatusStrip } from './StatusStrip.tsx'
import { TopBar } from './TopBar.tsx'

/** What stands around every screen of a signed-in user. */
export function Frame({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const [menuOpen, setMenuOpen] = useState(false)
  const close = () => setOverlay(null)
  const frame = useFrame()
  const status = useStatus()
  useFocusOnScreen()
  useFrameShortcuts(setOverlay, () => setMenuOpen(true))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <a
        href="#main"
        onClick={event => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
        className="sr-only rounded-b-md bg-accent text-on-accent focus:not-sr-only focus:absolute focus:top-0 focus:left-1/2 focus:z-50 focus:px-3 focus:py-1"
      >
        {t.common.skipToContent}
      </a>
      <TopBar frame={frame} menuOpen={menuOpen} onMenu={setMenuOpen} onOverlay={setOverlay} />
      {status !== undefined && <ProblemBanner problems={status.problems} />}
      <div className="flex min-h-0 flex-1">
        <Nav />
        <main id="main" tabIndex={-1} className="relative min-w-0 flex-1 overflow-y-auto outline-none">
          <Suspense fallback={<Skeleton rows={6} />}>{children}</Suspense>
        </main>
      </div>
      <StatusStrip status={status} />
      <ShortcutSheet open={overlay === 'shortcuts'} onClose={close} />
      <SearchPalette open={overlay === 'search'} onClose={close} />
      <RecentChanges open={overlay === 'changes'} onClose={close} />
      {overlay === 'password' && <OwnPassword onClose={close} />}
    </div>
  )
}

function useFrame() {
  const { data, refetch } = useCall(
    'app.frame',
    {},
    { refreshOn: ['people.changed', 'calendar.changed'], minGapMs: 250 },
  )
  const simulated = useSimulation(({ state }) => state?.now)
  const pace = useSimulation(({ state }) => (state === null ? '' : `${state.phase} ${state.speed}`))
  const overnight = useClock(({ today }) => data !== undefined && today !== data.day)
  const { hear, setZone, tick } = useClock.getState()
  useEffect(() => {
    if (data === undefined) return
    setZone(data.zone)
    hear(data.now, data.clockSpeed)
  }, [data, hear, setZone])
  useEffect(() => {
    if (simulated !== undefined) hear(simulated, useClock.getState().heard.speed)
  }, [simulated, hear])
  // How fast the clock of a demo runs is told with the frame.
  useEffect(() => refetch(), [pace, refetch])
  useEffect(() => {
    if (overnight) refetch()
  }, [overnight, refetch])
  useEffect(() => {
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [tick])
  return data
}

/** Another screen takes away what had the focus: it goes to the screen, so that Tab goes on from there. */
function useFocusOnScreen(): void {
  const [location] = useLocation()
  const screen = location.split('/')[1]
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus()
  }, [screen])
}

function useStatus() {
  const { data, refetch } = useCall(
    'app.status',
    {},
    { refreshOn: ['devices.changed', 'messages.changed', 'attendance.changed', 'app.problems'], minGapMs: 500 },
  )
  // Some roles hear nothing of terminals and messages.
  useEffect(() => {
    const timer = setInterval(refetch, 5_000)
    return () => clearInterval(timer)
  }, [refetch])
  return data
}

function useFrameShortcuts(onOverlay: (overlay: Overlay) => void, onMenu: () => void): void {
  const [, go] = useLocation()
  const role = useSession(state => state.current?.user?.role ?? null)
  const [open] = useState(() => onOverlay)
  const [openMenu] = useState(() => onMenu)
  const keys = useMemo(
    () => [
      { keys: 'Ctrl+K', label: t.palette.title, run: () => open('search'), whileTyping: true },
      { keys: 'Ctrl+Z', label: t.undo.undoNewest, run: undoNewest },
      { keys: 'Alt+Z', label: t.undo.recent, run: () => open('changes'), whileTyping: true },
      ...places
        .filter(place => mayOpen(role, place))
        .map(place => ({
          keys: place.keys,
          label: t.shortcuts.go(place.label),
          run: () => go(place.path),
          whileTyping: true,
        })),
      { keys: 'Alt+U', label: t.shortcuts.userMenu, run: openMenu, whileTyping: true },
      { keys: 'Alt+T', label: t.shortcuts.nextTheme, run: nextTheme, whileTyping: true },
      { keys: 'Alt+Q', label: t.frame.signOut, run: signOut, whileTyping: true },
      { keys: '?', label: t.frame.shortcuts, run: () => open('shortcuts') },
    ],
    [role, go, openMenu, open],
  )
  useShortcuts(t.shortcuts.groups.everywhere, keys)
}

function nextTheme(): void {
  const { theme, choose } = useTheme.getState()
  choose(themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system')
}

function signOut(): void {
  useSession.getState().signOut().catch(showError)
}
