import { PhoneCall, PhoneOff } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { GuardianId } from '../../../../core/contract/common.ts'
import type { BlockedGuardian } from '../../../../core/contract/messages.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { DataGrid } from '../../../ui/DataGrid.tsx'
import type { Column } from '../../../ui/DataGrid.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useGridFocus } from '../../../ui/use-grid-focus.ts'
import { useCall } from '../../../use-call.ts'
import { MessageMoment } from '../state.tsx'
import { BlockedPanel } from './BlockedPanel.tsx'
import { classesOf, ofClass } from './by-class.ts'

const words = t.blocked

const all: readonly Column<BlockedGuardian>[] = [
  {
    id: 'class',
    title: words.columns.className,
    width: 'minmax(6rem, 0.8fr)',
    cell: row => [...new Set(row.students.map(({ className }) => className))].join(', '),
  },
  {
    id: 'student',
    title: words.columns.student,
    width: 'minmax(8rem, 1.2fr)',
    cell: row => <span className="font-medium">{row.students.map(({ fullName }) => fullName).join(', ')}</span>,
  },
  { id: 'guardian', title: words.columns.guardian, width: 'minmax(8rem, 1.2fr)', cell: row => row.fullName },
  { id: 'phone', title: words.columns.phone, width: '9.5rem', cell: row => row.phone },
  { id: 'reason', title: words.columns.reason, width: '10.5rem', cell: row => words.reasons[row.reason] },
  { id: 'since', title: words.columns.since, width: '8rem', cell: row => <MessageMoment at={row.since} /> },
  {
    id: 'instead',
    title: words.columns.instead,
    width: 'minmax(7rem, 1fr)',
    cell: row => row.instead ?? <Badge bare tone="absent" icon={PhoneOff} label={words.nobody} />,
  },
]
const narrow = all.filter(({ id }) => ['class', 'student', 'guardian', 'reason'].includes(id))

/** Guardians whose phones take no messages any more, by class, with what to tell each. */
export function Blocked() {
  const [className, setClassName] = useState('')
  const [active, setActive] = useState(0)
  const [openId, setOpenId] = useState<GuardianId | null>(null)
  const { grid, ref } = useGridFocus()
  const answer = useCall('messages.blocked', {}, { refreshOn: ['messages.changed', 'people.changed'] })
  const close = useCallback(() => {
    setOpenId(null)
    grid.current?.focus()
  }, [grid])
  const classes = useMemo(
    () => [
      { value: '', label: words.everyClass },
      ...classesOf(answer.data ?? []).map(name => ({ value: name, label: name })),
    ],
    [answer.data],
  )
  return (
    <Answer state={answer} waiting={<Skeleton rows={10} height={34} />}>
      {guardians => {
        const rows = ofClass(guardians, className)
        const open = guardians.find(({ guardianId }) => guardianId === openId)
        if (guardians.length === 0) return <EmptyState icon={PhoneCall} title={words.noneTitle} text={words.noneText} />
        return (
          <div className="flex h-full">
            <div className="flex min-w-0 flex-1 flex-col">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
                <SelectField
                  inline
                  label={words.className}
                  value={className}
                  choices={classes}
                  onChange={value => {
                    setClassName(value)
                    setActive(0)
                  }}
                />
                <p className="min-w-60 flex-1 text-ink-2">{words.explain}</p>
                <p role="status" className="text-ink-2">
                  {words.count(rows.length)}
                </p>
              </div>
              <div className="min-h-0 flex-1 border-t border-line bg-surface">
                {rows.length === 0 ? (
                  <EmptyState icon={PhoneCall} title={words.noneTitle} text={words.noneInClass} />
                ) : (
                  <DataGrid
                    ref={ref}
                    label={words.title}
                    columns={open === undefined ? all : narrow}
                    minWidth={open === undefined ? '60rem' : '38rem'}
                    total={rows.length}
                    rowAt={index => rows[index]}
                    active={active}
                    onActive={setActive}
                    onOpen={index => setOpenId(rows[index]?.guardianId ?? null)}
                    isOpen={row => row.guardianId === openId}
                  />
                )}
              </div>
            </div>
            {open !== undefined && (
              <BlockedPanel key={open.guardianId} guardian={open} onUnblocked={answer.refetch} onClose={close} />
            )}
          </div>
        )
      }}
    </Answer>
  )
}
