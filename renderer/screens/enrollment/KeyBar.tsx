import clsx from 'clsx'
import { Kbd } from '../../ui/Kbd.tsx'
import type { Desk } from './use-station.ts'

/** What each key does now; the same by mouse, which takes no focus from the keys. */
export function KeyBar({ desk }: { desk: Desk }) {
  return (
    <footer className="flex flex-wrap items-center justify-center gap-2 border-t border-line bg-surface px-4 py-2.5">
      {desk.keys
        .filter(({ button }) => button !== null)
        .map(({ keys, button, run, enabled, main }) => (
          <button
            key={keys}
            type="button"
            disabled={!enabled}
            onMouseDown={event => event.preventDefault()}
            onClick={run}
            className={clsx(
              'flex h-9 items-center gap-2 rounded-md border px-3 font-medium disabled:text-ink-3',
              main
                ? 'border-transparent bg-accent text-on-accent hover:bg-accent-strong disabled:bg-sunken'
                : 'border-line-strong/60 hover:bg-sunken',
            )}
          >
            <Kbd keys={keys} />
            {button}
          </button>
        ))}
    </footer>
  )
}
