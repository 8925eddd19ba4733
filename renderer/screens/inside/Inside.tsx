import { DoorClosed, RotateCw } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { InsideNow } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { timeText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PagePreview } from '../../ui/PagePreview.tsx'
import { PaperButtons } from '../../ui/PaperButtons.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { useTerminals } from '../../use-terminals.ts'
import { insideCounts } from './inside-counts.ts'

/** Who is in the school at this moment: the page is ready to print when the screen opens. */
export function Inside() {
  const inside = useCall(
    'attendance.inside',
    {},
    { refreshOn: ['attendance.recorded', 'attendance.changed', 'boarding.changed', 'people.changed'], minGapMs: 2000 },
  )
  const page = useCall('reports.evacuation', {})
  const { refetch } = page
  const shown = useTotalOf(page.data?.documentId, inside.data?.total)
  const renew = useCallback(async () => {
    const made = await call('reports.evacuation', {})
    refetch()
    return made
  }, [refetch])
  const keys = useMemo(() => [{ keys: 'R', label: t.inside.renew, run: refetch }], [refetch])
  useShortcuts(t.inside.nav, keys)
  return (
    <div className="flex h-full min-h-96 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5">
        <h1 className="text-lg font-semibold">{t.inside.title}</h1>
        <p role="status" className="text-ink-2">
          {inside.data !== undefined && t.inside.total(inside.data.total)}
        </p>
        <div className="ml-auto flex flex-wrap gap-2">
          <Button icon={RotateCw} label={t.inside.renew} keys="R" onClick={refetch} />
          <PaperButtons place={t.inside.nav} document={page.data ?? null} renew={renew} autoFocus />
        </div>
      </div>
      <div className="flex min-h-0 flex-1 max-lg:flex-col">
        <div
          role="region"
          aria-label={t.inside.columns.total}
          tabIndex={0}
          className="w-72 shrink-0 overflow-y-auto border-r border-line bg-surface max-lg:w-full max-lg:border-r-0 max-lg:border-b focus-visible:outline-offset-[-2px]"
        >
          <Answer state={inside} waiting={<Skeleton rows={8} />}>
            {data => <Counts inside={data} shown={shown} />}
          </Answer>
        </div>
        <Answer state={page} waiting={<Skeleton rows={10} />}>
          {document => (
            <PagePreview documentId={document.documentId} title={document.title} pages={document.pages ?? 1} />
          )}
        </Answer>
      </div>
    </div>
  )
}

/** How many there were when the page was made. */
function useTotalOf(documentId: string | undefined, total: number | undefined): number | null {
  const [made, setMade] = useState<{ documentId: string; total: number } | null>(null)
  if (documentId !== undefined && total !== undefined && made?.documentId !== documentId) setMade({ documentId, total })
  return made?.total ?? null
}

function Counts({ inside, shown }: { inside: InsideNow; shown: number | null }) {
  const zone = useZone()
  const { ways, streams } = insideCounts(inside)
  const deaf = (useTerminals().data?.devices ?? []).filter(({ line }) => line.kind === 'offline')
  return (
    <div className="flex flex-col gap-3 p-3">
      <div>
        <p className="text-xl font-semibold">{inside.total}</p>
        <p className="text-ink-2">{t.inside.asOf(timeText(inside.at, zone))}</p>
        {shown !== null && shown !== inside.total && <p className="mt-1 text-late">{t.inside.changed(shown)}</p>}
        <ul className="mt-2 text-ink-2">
          {ways.map(({ by, count }) => (
            <li key={by}>
              {count} {t.inside.by[by]}
            </li>
          ))}
        </ul>
        <p className="mt-2 text-xs text-ink-3">{t.inside.staff}</p>
        {deaf.length > 0 && (
          <p className="mt-1 text-xs text-late">{t.inside.terminals(deaf.map(({ name }) => name).join(', '))}</p>
        )}
      </div>
      {streams.length === 0 ? (
        <EmptyState icon={DoorClosed} title={t.inside.noneTitle} text={t.inside.noneText} />
      ) : (
        <table className="w-full">
          <thead className="text-xs text-ink-2">
            <tr className="border-b border-line">
              <th className="py-1 text-left font-medium">{t.inside.columns.className}</th>
              <th className="py-1 text-right font-medium">{t.inside.columns.total}</th>
              <th className="py-1 text-right font-medium">{t.inside.columns.boarders}</th>
            </tr>
          </thead>
          <tbody>
            {streams.map(({ streamId, className, count, boarders }) => (
              <tr key={streamId} className="border-b border-line">
                <td className="py-1">{className}</td>
                <td className="py-1 text-right">{count}</td>
                <td className="py-1 text-right text-ink-2">{boarders}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
