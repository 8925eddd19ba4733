import clsx from 'clsx'
import type { Reason } from '../../../core/contract/morning.ts'
import { t } from '../../strings/t.ts'
import { Kbd } from '../../ui/Kbd.tsx'

const actionKeys = { call: 'C', mark: 'M', phone: 'P', undo: 'U', story: 'Enter', note: 'Shift' } as const
type Action = keyof typeof actionKeys

type Props = {
  reasons: readonly Reason[]
  /** Acts on whoever is chosen, as the key would. */
  onPress: (key: string) => void
  onOpen: () => void
}

const actions: readonly Exclude<Action, 'note' | 'story'>[] = ['call', 'mark', 'phone', 'undo']

/**
 * What each key of the list does. A click does the same, and leaves the focus where it is. Its end stays free: there
 * the news of what was done appears.
 */
export function KeyLegend({ reasons, onPress, onOpen }: Props) {
  return (
    <div
      role="group"
      aria-label={t.morning.keys.reasons}
      className="flex flex-wrap gap-x-1 gap-y-px rounded-md border border-line bg-surface px-2 py-1 text-xs xl:order-last xl:col-span-2 xl:pr-24"
    >
      {reasons.map(({ code, key, label }) => (
        <Entry key={code} keys={key.toUpperCase()} label={label} onClick={() => onPress(key)} />
      ))}
      {actions.map(name => (
        <Entry
          key={name}
          strong
          keys={actionKeys[name]}
          label={t.morning.keys[name]}
          onClick={() => onPress(actionKeys[name].toLowerCase())}
        />
      ))}
      <Entry strong keys={actionKeys.story} label={t.morning.keys.story} onClick={onOpen} />
      <span className="flex items-center gap-1 px-1 py-0.5 text-ink-3">
        <Kbd keys={actionKeys.note} />
        <Kbd keys={reasons[0]?.key.toUpperCase() ?? ''} />
        {t.morning.keys.note}
      </span>
    </div>
  )
}

type EntryProps = { keys: string; label: string; strong?: boolean; onClick: () => void }

function Entry({ keys, label, strong = false, onClick }: EntryProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      onMouseDown={event => event.preventDefault()}
      onClick={onClick}
      className={clsx(
        'flex items-center gap-1 rounded-sm px-1 py-0.5 hover:bg-sunken',
        strong ? 'font-medium text-ink' : 'text-ink-2',
      )}
    >
      <Kbd keys={keys} />
      {label}
    </button>
  )
}
