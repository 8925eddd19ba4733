import clsx from 'clsx'
import { ArrowUp, Clock, History, LogIn, LogOut, Radio } from 'lucide-react'
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import type { Ref, RefObject } from 'react'
import { useLocation } from 'wouter'
import type { AttendanceEvent } from '../../../core/contract/attendance.ts'
import type { Day, PunchId } from '../../../core/contract/common.ts'
import { timeText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { openFeed, useLiveFeed } from '../../stores/live-feed.ts'
import { t } from '../../strings/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { StaleNote } from '../../ui/ErrorState.tsx'
import { ListBox } from '../../ui/ListBox.tsx'
import type { ListHandle } from '../../ui/ListBox.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'

const rowHeight = 44
/** Within so many pixels of the top one follows the newest. */
const atTop = 4

/** Who came and went, newest first, as it happens. */
export function Feed({ day, ref }: { day: Day | undefined; ref: Ref<ListHandle> }) {
  const zone = useZone()
  const { rows, loaded, heard, error, refetch } = useLiveFeed()
  const list = useRef<ListHandle>(null)
  // How many had been heard when the person scrolled away from the newest; null at the top.
  const [leftAt, setLeftAt] = useState<number | null>(null)
  const [, go] = useLocation()
  useEffect(() => (day === undefined ? undefined : openFeed(day, zone)), [day, zone])
  useImperativeHandle(ref, () => list.current ?? idle)
  const hold = useStillView(list, rows)
  return (
    <Panel
      title={t.today.feed}
      className="max-xl:h-96"
      aside={
        leftAt !== null && heard > leftAt ? (
          <button
            type="button"
            onClick={() => list.current?.scrollBy(-Number.MAX_SAFE_INTEGER)}
            className="flex items-center gap-1 rounded-sm bg-accent-soft px-1.5 py-0.5 font-medium text-accent"
          >
            <ArrowUp aria-hidden size={13} />
            {t.today.newAbove(heard - leftAt)}
          </button>
        ) : (
          <Radio aria-hidden size={14} />
        )
      }
    >
      {error !== null && <StaleNote error={error} onRetry={refetch} />}
      {rows.length === 0 ? (
        loaded ? (
          <EmptyState icon={Radio} title={t.today.feedEmptyTitle} text={t.today.feedEmptyText} />
        ) : (
          <Skeleton rows={8} height={rowHeight} />
        )
      ) : (
        <ListBox
          ref={list}
          label={t.today.feed}
          count={rows.length}
          rowHeight={rowHeight}
          overscan={30}
          keyOf={index => rows[index]?.punchId ?? String(index)}
          rowData={index => ({ 'data-punch-id': rows[index]?.punchId ?? '' })}
          onOpen={index => {
            const row = rows[index]
            if (row !== undefined) go(`/students/${row.studentId}`)
          }}
          onScroll={scroller => {
            const away = scroller.scrollTop > atTop
            hold(scroller.scrollTop)
            setLeftAt(before => (away ? (before ?? useLiveFeed.getState().heard) : null))
          }}
        >
          {index => {
            const event = rows[index]
            return event === undefined ? null : <FeedRow event={event} zone={zone} />
          }}
        </ListBox>
      )}
    </Panel>
  )
}

const idle: ListHandle = { focus: () => undefined, scrollTop: () => 0, scrollBy: () => undefined }

type Anchor = { punchId: PunchId; offset: number }

/** Rows that come above do not move what is being read further down. Call `hold` at every scroll. */
function useStillView(list: RefObject<ListHandle | null>, rows: readonly AttendanceEvent[]) {
  const anchor = useRef<Anchor | null>(null)
  useLayoutEffect(() => {
    if (anchor.current === null || list.current === null) return
    const { punchId, offset } = anchor.current
    const index = rows.findIndex(row => row.punchId === punchId)
    if (index >= 0) list.current.scrollBy(index * rowHeight + offset - list.current.scrollTop())
  }, [rows, list])
  return (scrollTop: number) => {
    const row = scrollTop > atTop ? rows[Math.floor(scrollTop / rowHeight)] : undefined
    anchor.current = row === undefined ? null : { punchId: row.punchId, offset: scrollTop % rowHeight }
  }
}

const FeedRow = memo(function FeedRow({ event, zone }: { event: AttendanceEvent; zone: string }) {
  const going = event.eventType === 'OUT'
  const [fresh] = useState(() => useLiveFeed.getState().newest.has(event.punchId))
  return (
    <div className={clsx('relative flex h-full items-center gap-2.5 px-3', fresh && 'animate-arrive')}>
      <Avatar name={event.studentName} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{event.studentName}</p>
        <p className="flex items-center gap-1.5 truncate text-xs text-ink-3">
          <span className="truncate">
            {event.className} · {event.deviceName}
          </span>
          {event.source === 'backlog' && (
            <span
              title={t.today.readBackHint}
              className="inline-flex shrink-0 items-center gap-1 font-medium text-ink-2"
            >
              <History aria-hidden size={13} />
              <span className="max-2xl:sr-only">{t.today.readBack}</span>
            </span>
          )}
        </p>
      </div>
      {event.late && <Badge tone="late" icon={Clock} label={t.marks.late} />}
      <Badge bare tone="plain" icon={going ? LogOut : LogIn} label={event.eventType} />
      <time dateTime={new Date(event.at).toISOString()} className="w-10 text-right font-medium">
        {timeText(event.at, zone)}
      </time>
    </div>
  )
})
