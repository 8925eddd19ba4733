import clsx from 'clsx'
import { useMemo } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { allows } from '../../../core/contract/permissions.ts'
import { useSession } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Hint } from '../../ui/Hint.tsx'
import { settingsPlaces } from './settings-places.tsx'

/** Everything that is set once and rarely changed, each with an address of its own. */
export function SettingsLayout() {
  const role = useSession(state => state.current?.user?.role ?? null)
  const [location, go] = useLocation()
  const open = useMemo(
    () =>
      settingsPlaces
        .filter(place => allows(role, place.access))
        .map((place, n) => ({ ...place, ...(n < 9 && { keys: String(n + 1) }) })),
    [role],
  )
  const keys = useMemo(
    () => open.flatMap(({ keys, label, path }) => (keys === undefined ? [] : [{ keys, label, run: () => go(path) }])),
    [open, go],
  )
  useShortcuts(t.nav.settings, keys)
  return (
    <div className="flex h-full min-h-96 max-lg:flex-col">
      <nav
        aria-label={t.settings.label}
        className="flex w-46 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-3 max-lg:w-full max-lg:flex-row max-lg:overflow-x-auto max-lg:border-r-0 max-lg:border-b max-lg:py-1"
      >
        {open.map(({ path, label, keys }) => {
          const here = location === path
          return (
            <Hint key={path} text={label} keys={keys}>
              <Link
                href={path}
                aria-current={here ? 'page' : undefined}
                aria-keyshortcuts={keys}
                className={clsx(
                  'flex h-8 shrink-0 items-center rounded-md px-2 focus-visible:outline-offset-[-2px]',
                  here ? 'bg-accent-soft font-semibold text-accent' : 'text-ink-2 hover:bg-sunken hover:text-ink',
                )}
              >
                {label}
              </Link>
            </Hint>
          )
        })}
      </nav>
      <div className="min-h-0 min-w-0 flex-1">
        <Switch>
          {open.map(({ path, screen: Screen }) => (
            <Route key={path} path={path}>
              <Screen />
            </Route>
          ))}
          <Route>
            <Redirect to={open[0]?.path ?? '/'} replace />
          </Route>
        </Switch>
      </div>
    </div>
  )
}
