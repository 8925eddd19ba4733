import clsx from 'clsx'
import { Fragment } from 'react'
import { Link, useLocation } from 'wouter'
import { mayOpen, places } from '../routes.ts'
import { useSession } from '../stores/session.ts'
import { t } from '../strings/t.ts'
import { Hint } from '../ui/Hint.tsx'

/** Where one can go: only what the signed-in role may open. Narrow windows show icons alone. */
export function Nav() {
  const [location] = useLocation()
  const role = useSession(state => state.current?.user?.role ?? null)
  return (
    <nav
      aria-label={t.nav.label}
      className="flex w-42 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-3 max-lg:w-12"
    >
      {places
        .filter(place => mayOpen(role, place))
        .map(({ path, label, icon: Icon, keys, group }, n, open) => {
          const here = location === path || location.startsWith(`${path}/`)
          return (
            <Fragment key={path}>
              {group !== undefined && open[n - 1]?.group !== group && (
                <span aria-hidden className="mt-2 px-2 pb-0.5 text-xs text-ink-3 max-lg:hidden">
                  {group}
                </span>
              )}
              <Hint text={label} keys={keys}>
                <Link
                  href={path}
                  aria-current={here ? 'page' : undefined}
                  aria-keyshortcuts={keys}
                  className={clsx(
                    'flex h-8 items-center gap-2.5 rounded-md px-2',
                    here ? 'bg-accent-soft font-semibold text-accent' : 'text-ink-2 hover:bg-sunken hover:text-ink',
                  )}
                >
                  <Icon aria-hidden size={17} strokeWidth={1.75} className="shrink-0" />
                  <span className="truncate max-lg:sr-only">{label}</span>
                </Link>
              </Hint>
              {group !== undefined && open[n + 1]?.group !== group && (
                <span aria-hidden className="h-2 max-lg:hidden" />
              )}
            </Fragment>
          )
        })}
    </nav>
  )
}
