import { ClipboardCheck } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { RollCheck as Check } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { dayText, momentText } from '../../format.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { DataGrid } from '../../ui/DataGrid.tsx'
import type { Column } from '../../ui/DataGrid.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { focusWhenLost } from '../../ui/focus-when-lost.ts'
import { PaperScreen, usePaperOf } from '../../ui/PaperScreen.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'

type Part = 'ghosts' | 'unlisted'

const words = t.rollCheck
const prepare = () => call('reports.rollCheck', {})

/** Whether the roll is true: names that nobody sees, and fingers that nobody has on the roll. */
export function RollCheck() {
  const [part, setPart] = useState<Part>('ghosts')
  const answer = useCall(
    'attendance.rollCheck',
    {},
    { refreshOn: ['people.changed', 'calendar.changed'], minGapMs: 5000 },
  )
  const paper = usePaperOf(words.nav, prepare)
  const keys = useMemo(
    () => [
      { keys: '1', label: words.ghosts, run: () => setPart('ghosts') },
      { keys: '2', label: words.unlisted, run: () => setPart('unlisted') },
    ],
    [],
  )
  useShortcuts(words.nav, keys)
  if (paper.document !== null) return <PaperScreen place={words.nav} document={paper.document} onBack={paper.close} />
  const { data } = answer
  const count = (n: number | undefined) => (n === undefined ? '' : ` (${t.common.n(n)})`)
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        <h1 className="text-lg font-semibold">{words.title}</h1>
        <Segmented
          label={words.title}
          value={part}
          choices={[
            { value: 'ghosts', label: `${words.ghosts}${count(data?.ghosts.length)}` },
            { value: 'unlisted', label: `${words.unlisted}${count(data?.unlisted.length)}` },
          ]}
          onChange={setPart}
        />
        <p className="text-ink-2">{data !== undefined && words.text(data.schoolDays, dayText(data.sinceDay))}</p>
        <div className="ml-auto">{paper.button}</div>
      </div>
      <Answer state={answer} waiting={<Skeleton rows={8} height={34} />}>
        {check => (
          <>
            <Doubt check={check} />
            <div className="min-h-0 flex-1 bg-surface">
              {part === 'ghosts' ? <Ghosts check={check} /> : <Unlisted check={check} />}
            </div>
          </>
        )}
      </Answer>
    </div>
  )
}

/** What stands against believing the list. */
function Doubt({ check: { schoolDays, sinceDay, firstRecordDay } }: { check: Check }) {
  const text =
    schoolDays < 10
      ? words.tooFew
      : firstRecordDay === null
        ? words.beganNot
        : firstRecordDay > sinceDay
          ? words.began(dayText(firstRecordDay))
          : null
  if (text === null) return null
  return <p className="border-b border-line bg-late-soft px-4 py-1.5 text-late">{text}</p>
}

function Ghosts({ check: { ghosts } }: { check: Check }) {
  const [, go] = useLocation()
  const [active, setActive] = useState(0)
  const columns = useMemo((): Column<Check['ghosts'][number]>[] => {
    const { columns: titles } = words
    return [
      { id: 'number', title: titles.number, width: '8rem', cell: row => row.admissionNumber },
      {
        id: 'name',
        title: titles.name,
        width: 'minmax(10rem, 2fr)',
        cell: row => <span className="font-medium">{row.fullName}</span>,
      },
      { id: 'class', title: titles.className, width: 'minmax(8rem, 1fr)', cell: row => row.className },
      { id: 'upi', title: titles.upi, width: '8rem', cell: row => row.upi ?? '–' },
      {
        id: 'seen',
        title: titles.lastSeen,
        width: '10rem',
        cell: row => (row.lastSeenDay === null ? words.never : dayText(row.lastSeenDay)),
      },
    ]
  }, [])
  if (ghosts.length === 0) {
    return <EmptyState icon={ClipboardCheck} title={words.ghostsEmptyTitle} text={words.ghostsEmptyText} />
  }
  return (
    <DataGrid
      ref={focusWhenLost}
      label={words.ghosts}
      columns={columns}
      minWidth="44rem"
      total={ghosts.length}
      rowAt={index => ghosts[index]}
      active={active}
      onActive={setActive}
      onOpen={index => {
        const row = ghosts[index]
        if (row !== undefined) go(`/students/${row.studentId}`)
      }}
      isOpen={() => false}
    />
  )
}

function Unlisted({ check: { unlisted } }: { check: Check }) {
  const today = useToday()
  const zone = useZone()
  const [, go] = useLocation()
  const [active, setActive] = useState(0)
  const columns = useMemo((): Column<Check['unlisted'][number]>[] => {
    const { columns: titles } = words
    return [
      { id: 'pin', title: titles.pin, width: '6rem', cell: row => row.pin },
      { id: 'what', title: titles.what, width: 'minmax(12rem, 2fr)', cell: whatIsKnown },
      { id: 'terminal', title: titles.terminal, width: 'minmax(8rem, 1fr)', cell: row => row.deviceName },
      { id: 'punches', title: titles.punches, width: '5rem', align: 'end', cell: row => row.punches },
      { id: 'last', title: titles.last, width: '10rem', cell: row => momentText(row.lastAt, today, zone) },
    ]
  }, [today, zone])
  if (unlisted.length === 0) {
    return <EmptyState icon={ClipboardCheck} title={words.unlistedEmptyTitle} text={words.unlistedEmptyText} />
  }
  return (
    <DataGrid
      ref={focusWhenLost}
      label={words.unlisted}
      columns={columns}
      minWidth="44rem"
      total={unlisted.length}
      rowAt={index => unlisted[index]}
      active={active}
      onActive={setActive}
      onOpen={index => {
        const leaver = unlisted[index]?.leaver
        if (leaver) go(`/students/${leaver.studentId}`)
      }}
      isOpen={() => false}
    />
  )
}

function whatIsKnown({ leaver, nameOnDevice }: Check['unlisted'][number]): string {
  if (leaver !== null) {
    const { fullName, leftOn } = leaver
    return leftOn === null ? words.leftUnknown(fullName) : words.left(fullName, dayText(leftOn))
  }
  return nameOnDevice === null ? words.nobody : `${words.nobody}; ${words.onTerminal(nameOnDevice)}`
}
