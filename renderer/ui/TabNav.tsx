import clsx from 'clsx'
import type { KeyboardEvent } from 'react'
import { Link, useLocation } from 'wouter'
import { t } from '../strings/t.ts'
import type { Tone } from './Badge.tsx'
import { toneSoft } from './Badge.tsx'
import { Hint } from './Hint.tsx'

export type Tab = { readonly path: string; readonly label: string; readonly keys: string }
/** How much there is behind a tab. `name` says it in words; `sign` stands for the number; `tone`: late unless given. */
export type TabCount = { readonly n: number; readonly name: string; readonly sign?: string; readonly tone?: Tone }

type Props = { label: string; tabs: readonly Tab[]; counts?: Readonly<Record<string, TabCount>> }

/** Parts of a screen, each with an address of its own; a number or the left and right arrows change between them. */
export function TabNav({ label, tabs, counts = {} }: Props) {
  const [location, go] = useLocation()

  function press(event: KeyboardEvent<HTMLElement>): void {
    const links = [...event.currentTarget.querySelectorAll('a')]
    const at = links.findIndex(link => link === document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key]
    if (next === undefined || at < 0 || event.altKey || event.ctrlKey) return
    event.preventDefault()
    const place = (next + links.length) % links.length
    const tab = tabs[place]
    links[place]?.focus()
    if (tab !== undefined) go(tab.path)
  }

  return (
    <nav aria-label={label} className="flex flex-wrap gap-x-1" onKeyDown={press}>
      {tabs.map(({ path, label: name, keys }) => {
        const here = location === path
        const count = counts[path]
        return (
          <Hint key={path} text={name} keys={keys}>
            <Link
              href={path}
              aria-current={here ? 'page' : undefined}
              aria-keyshortcuts={keys}
              className={clsx(
                'flex h-8 items-center gap-1.5 rounded-t-md border-b-2 px-2 focus-visible:outline-offset-[-2px]',
                here
                  ? 'border-accent font-semibold text-accent'
                  : 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink',
              )}
            >
              {name}
              {count !== undefined && count.n > 0 && (
                <span
                  className={clsx('rounded-full px-1.5 text-xs font-semibold', toneSoft[count.tone ?? 'late'])}
                  title={count.name}
                >
                  <span aria-hidden>{count.sign ?? t.common.n(count.n)}</span>
                  <span className="sr-only">{count.name}</span>
                </span>
              )}
            </Link>
          </Hint>
        )
      })}
    </nav>
  )
}
