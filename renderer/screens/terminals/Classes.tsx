import clsx from 'clsx'
import { GraduationCap, RadioTower } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { DeviceGroupRow } from '../../../core/contract/sync.ts'
import type { ClassNode } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { useMay } from '../../stores/session.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useCall } from '../../use-call.ts'
import { branchesOf, holds } from './branches.ts'
import type { SchoolBranch } from './branches.ts'

/** Which class belongs on which group of terminals. One key puts a whole class there, or takes it off. */
export function Classes() {
  const groups = useCall('sync.groups', {}, { refreshOn: ['sync.changed'], minGapMs: 2000 })
  const tree = useCall('students.tree', {})
  const mayChange = useMay('devices:write')
  return (
    <div className="h-full overflow-y-auto p-4">
      <Answer state={groups}>
        {rows => (
          <Answer state={tree}>
            {classes =>
              rows.length === 0 ? (
                <EmptyState icon={RadioTower} title={t.sync.noGroupsTitle} text={t.sync.noGroupsText} />
              ) : classes.length === 0 ? (
                <EmptyState icon={GraduationCap} title={t.sync.noClassesTitle} text={t.sync.noClassesText} />
              ) : (
                <Panel
                  title={t.sync.classes}
                  aside={mayChange ? t.sync.classesText : t.sync.classesTextViewer}
                  className="max-w-220"
                >
                  <Table groups={rows} classes={classes} onDone={groups.refetch} />
                </Panel>
              )
            }
          </Answer>
        )}
      </Answer>
    </div>
  )
}

type TableProps = { groups: readonly DeviceGroupRow[]; classes: readonly ClassNode[]; onDone: () => void }

function Table({ groups, classes, onDone }: TableProps) {
  const mayChange = useMay('devices:write')
  const [at, setAt] = useState({ row: 0, column: 0 })
  const branches = branchesOf(classes)
  return (
    <table className="w-full" onKeyDown={moveBetweenBoxes}>
      <thead>
        <tr className="border-b border-line text-left text-ink-2">
          <th scope="col" className="px-3 py-1.5 font-medium">
            {t.sync.class}
          </th>
          {groups.map(group => (
            <th key={group.id} scope="col" className="px-3 py-1.5 font-medium">
              {group.name}
              <span className="block text-xs font-normal text-ink-3">
                {t.sync.groupDevices(group.devices.map(({ name }) => name).join(', '))}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {branches.map((branch, row) => (
          <tr key={branch.key} className="border-b border-line last:border-0 hover:bg-sunken">
            <th scope="row" className={clsx('px-3 text-left', branch.part ? 'pl-8 font-normal' : 'font-medium')}>
              {branch.name} <span className="text-xs font-normal text-ink-3">{countText(branch.students)}</span>
            </th>
            {groups.map((group, column) => (
              <td key={group.id} className="p-0">
                <Box
                  branch={branch}
                  group={group}
                  mayChange={mayChange}
                  place={`${row} ${column}`}
                  inTabOrder={at.row === row && at.column === column}
                  onFocus={() => setAt({ row, column })}
                  onDone={onDone}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type BoxProps = {
  branch: SchoolBranch
  group: DeviceGroupRow
  mayChange: boolean
  place: string
  inTabOrder: boolean
  onFocus: () => void
  onDone: () => void
}

function Box({ branch, group, mayChange, place, inTabOrder, onFocus, onDone }: BoxProps) {
  const [busy, setBusy] = useState(false)
  // What was just asked for stands at once, until the core says how it is.
  const [wanted, setWanted] = useState<boolean | null>(null)
  const known = holds(group, branch)
  useEffect(() => setWanted(null), [known])
  const held = wanted === null ? known : wanted ? 'all' : 'none'
  const devices = t.sync.groupDevices(group.devices.map(({ name }) => name).join(', '))

  function toggle(): void {
    if (busy || !mayChange) return
    setBusy(true)
    const assigned = held !== 'all'
    setWanted(assigned)
    call('sync.assign', { deviceGroupId: group.id, ...branch.ref, assigned })
      .then(() => {
        onDone()
        useToasts.getState().show({
          tone: 'plain',
          title: (assigned ? t.sync.assigned : t.sync.taken)(branch.name, group.name),
          text: (assigned ? t.sync.assignedText : t.sync.takenText)(devices),
        })
      })
      .catch((error: unknown) => {
        setWanted(null)
        showError(error)
      })
      .finally(() => setBusy(false))
  }

  return (
    <label className="flex h-8 items-center px-3">
      <input
        type="checkbox"
        data-place={place}
        ref={box => {
          if (box !== null) box.indeterminate = held === 'some'
          if (inTabOrder) focusWhenLost(box)
        }}
        checked={held === 'all'}
        // Not disabled: who may only look moves through the table by keyboard as well.
        aria-disabled={!mayChange}
        aria-busy={busy}
        tabIndex={inTabOrder ? 0 : -1}
        aria-label={t.sync.assign(branch.name, group.name)}
        onFocus={onFocus}
        onChange={toggle}
        onKeyDown={event => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          toggle()
        }}
        className={clsx('size-4 accent-accent', busy && 'animate-wait', !mayChange && 'opacity-50')}
      />
    </label>
  )
}

function moveBetweenBoxes(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key]
  const place = (event.target as HTMLElement).dataset['place']?.split(' ').map(Number)
  if (step === undefined || place === undefined) return
  event.preventDefault()
  const [row = 0, column = 0] = place.map((value, n) => value + (step[n] ?? 0))
  event.currentTarget.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus()
}
