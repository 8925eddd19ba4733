import clsx from 'clsx'
import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { ClassId, StreamId } from '../../../core/contract/common.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import { countText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

/** A class, a stream of it, or (empty) the whole school. */
export type Branch = { classId?: ClassId; streamId?: StreamId }

type Props = { branch: Branch; onChoose: (branch: Branch) => void }

/** The classes and their streams with how many students each has. Arrows move, Enter chooses. */
export function ClassTree({ branch, onChoose }: Props) {
  const answer = useCall('students.tree', {}, { refreshOn: ['people.changed'] })
  return (
    <div className="w-46 shrink-0 overflow-y-auto border-r border-line py-2 max-lg:hidden">
      <Answer state={answer} waiting={<Skeleton rows={10} height={28} />}>
        {classes => <Tree classes={classes} branch={branch} onChoose={onChoose} />}
      </Answer>
    </div>
  )
}

type Item = { key: string; branch: Branch; name: string; n: number; level: 1 | 2 | 3 }

function Tree({ classes, branch, onChoose }: Props & { classes: ClassNode[] }) {
  const tree = useRef<HTMLUListElement>(null)
  const items: Item[] = [
    {
      key: 'all',
      branch: {},
      name: t.students.all,
      n: classes.reduce((sum, node) => sum + node.students, 0),
      level: 1,
    },
    ...classes.flatMap((node): Item[] => [
      { key: node.id, branch: { classId: node.id }, name: node.name, n: node.students, level: 2 },
      ...(node.streams.length < 2
        ? []
        : node.streams.map((stream): Item => ({
            key: stream.id,
            branch: { streamId: stream.id },
            name: stream.name,
            n: stream.students,
            level: 3,
          }))),
    ]),
  ]
  const chosen = branch.streamId ?? branch.classId ?? 'all'

  function press(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const buttons = [...(tree.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex(button => button === document.activeElement)
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus()
  }

  return (
    <ul ref={tree} aria-label={t.students.tree} onKeyDown={press}>
      {items.map(item => (
        <li key={item.key}>
          <button
            type="button"
            tabIndex={item.key === chosen ? 0 : -1}
            aria-current={item.key === chosen}
            onClick={() => onChoose(item.branch)}
            className={clsx(
              'flex h-7 w-full items-center gap-2 pr-3 text-left focus-visible:outline-offset-[-2px]',
              item.level === 3 ? 'pl-8' : item.level === 2 ? 'pl-5' : 'pl-3',
              item.level < 3 && 'font-medium',
              item.key === chosen ? 'bg-accent-soft text-accent' : 'text-ink-2 hover:bg-sunken',
            )}
          >
            <span className="min-w-0 flex-1 truncate">{item.name}</span>
            <span className="text-xs text-ink-3">{countText(item.n)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
