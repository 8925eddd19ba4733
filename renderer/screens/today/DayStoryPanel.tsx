import clsx from 'clsx'
import { CircleCheck, Fingerprint, Hand, LogIn, LogOut, PhoneCall, UserRound } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { NotInStudent } from '../../../core/contract/attendance.ts'
import type { Day, SessionName } from '../../../core/contract/common.ts'
import type { DayEntry, DayStory, Reason } from '../../../core/contract/morning.ts'
import { dayText, dayTextShort, momentText, timeText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Badge, MarkBadge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useCall } from '../../use-call.ts'
import { AlertCorrection } from '../messages/held/AlertCorrection.tsx'
import { CallDialog } from './CallDialog.tsx'
import { MarkDialog } from './MarkDialog.tsx'
import { useMorningActions } from './use-morning-actions.ts'

type Props = { student: NotInStudent; day: Day; session: SessionName; onClose: () => void }

/** Everything that is known of a child's day, and who said it. */
export function DayStoryPanel({ student, day, session, onClose }: Props) {
  const { studentId, fullName, admissionNumber } = student
  const story = useCall('attendance.dayStory', { studentId, day }, { refreshOn: ['attendance.changed'], minGapMs: 300 })
  const reasons = useCall('attendance.reasons', {}).data ?? []
  const mayMark = useMay('attendance:write') && story.data?.locked === false
  const [asking, setAsking] = useState<'call' | 'mark' | null>(null)
  const actions = useMorningActions({ day, session, refetch: story.refetch })
  const [, go] = useLocation()
  const keys = useMemo(
    () => [
      { keys: 'O', label: t.morning.story.open, run: () => go(`/students/${studentId}`) },
      ...(mayMark
        ? [
            { keys: 'C', label: t.morning.keys.call, run: () => setAsking('call') },
            { keys: 'M', label: t.morning.keys.mark, run: () => setAsking('mark') },
          ]
        : []),
    ],
    [go, mayMark, studentId],
  )
  useShortcuts(t.morning.story.title, keys)
  return (
    <SidePanel label={t.morning.story.panel(fullName)} onClose={onClose}>
      <header className="border-b border-line px-4 py-3 pr-12">
        <h2 className="text-base font-semibold">{fullName}</h2>
        <p className="text-xs text-ink-3">
          {admissionNumber} · {dayText(day)}
        </p>
      </header>
      <div className="flex flex-wrap gap-2 border-b border-line px-4 py-2">
        {mayMark && (
          <>
            <Button icon={PhoneCall} label={t.morning.keys.call} keys="C" onClick={() => setAsking('call')} />
            <Button icon={Hand} label={t.morning.keys.mark} keys="M" onClick={() => setAsking('mark')} />
          </>
        )}
        <Button icon={UserRound} label={t.morning.story.open} keys="O" onClick={() => go(`/students/${studentId}`)} />
      </div>
      <AlertCorrection studentId={studentId} fullName={fullName} day={day} className="border-b border-line px-4 py-2" />
      <Answer state={story}>
        {data => (
          <>
            <Sessions story={data} reasons={reasons} />
            <Entries story={data} reasons={reasons} />
            <p className="px-4 pb-3 text-xs text-ink-3">{t.morning.story.kept}</p>
          </>
        )}
      </Answer>
      {asking === 'call' && (
        <CallDialog
          students={[student]}
          onSave={choice => actions.logCall([student], choice)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'mark' && (
        <MarkDialog
          students={[student]}
          day={day}
          onSave={choice => actions.mark([student], choice)}
          onClose={() => setAsking(null)}
        />
      )}
    </SidePanel>
  )
}

type PartProps = { story: DayStory; reasons: readonly Reason[] }

function Sessions({ story, reasons }: PartProps) {
  const zone = useZone()
  return (
    <dl className="grid shrink-0 grid-cols-2 divide-x divide-line border-b border-line">
      {story.sessions.map(({ session, mark, reason, manual, arrivedAt }) => (
        <div key={session} className="px-4 py-2">
          <dt className="text-xs text-ink-3">{t.sessions[session]}</dt>
          <dd className="flex flex-wrap items-center gap-x-2">
            {mark === 'none' ? (
              <span className="text-ink-3">{t.morning.story.notExpected}</span>
            ) : (
              <MarkBadge mark={mark} bare />
            )}
            {manual && <Badge bare tone="plain" icon={Hand} label={t.morning.list.manual} />}
            {arrivedAt !== null && (
              <span className="text-xs text-ink-2">{t.morning.story.arrived(timeText(arrivedAt, zone))}</span>
            )}
            {reason !== null && <span className="w-full text-xs text-ink-2">{labelOf(reasons, reason)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Entries({ story, reasons }: PartProps) {
  const zone = useZone()
  if (story.entries.length === 0) return <p className="px-4 py-3 text-ink-3">{t.morning.story.none}</p>
  return (
    <ol className="shrink-0 px-4 py-2">
      {story.entries.map((entry, n) => (
        <EntryLine key={n} entry={entry} day={story.day} reasons={reasons} zone={zone} />
      ))}
    </ol>
  )
}

type EntryProps = { entry: DayEntry; day: Day; reasons: readonly Reason[]; zone: string }

function EntryLine({ entry, day, reasons, zone }: EntryProps) {
  const { icon: Icon, title, details } = wordsOf(entry, reasons, zone)
  const withdrawn = 'withdrawn' in entry && entry.withdrawn
  return (
    <li className="flex gap-2.5 border-b border-line py-1.5 last:border-b-0">
      <Icon aria-hidden size={16} className="mt-0.5 shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className={clsx('font-medium', withdrawn && 'text-ink-3 line-through')}>{title}</p>
        {details.length > 0 && <p className="text-xs break-words text-ink-2">{details.join(' · ')}</p>}
        {withdrawn && <Badge bare tone="plain" label={t.morning.story.withdrawn} />}
      </div>
      <time dateTime={new Date(entry.at).toISOString()} className="text-xs whitespace-nowrap text-ink-3">
        {momentText(entry.at, day, zone)}
      </time>
    </li>
  )
}

type Words = { icon: LucideIcon; title: string; details: string[] }

function wordsOf(entry: DayEntry, reasons: readonly Reason[], zone: string): Words {
  const words = t.morning.story
  switch (entry.kind) {
    case 'punch':
      return {
        icon: entry.eventType === 'IN' ? LogIn : entry.eventType === 'OUT' ? LogOut : Fingerprint,
        title: words.punch[entry.eventType ?? 'none'],
        details: [entry.deviceName, ...(entry.source === 'backlog' ? [words.readBack] : [])],
      }
    case 'mark':
      return {
        icon: Hand,
        title: words.mark(t.sessions[entry.session], t.marks[entry.mark]),
        details: [
          entry.why,
          ...(entry.arrivedAt === null ? [] : [words.cameAt(timeText(entry.arrivedAt, zone))]),
          words.by(entry.by),
        ],
      }
    case 'reason':
      return {
        icon: CircleCheck,
        title: words.reason(labelOf(reasons, entry.reason)),
        details: [
          ...(entry.fromDay === entry.toDay
            ? []
            : [words.span(dayTextShort(entry.fromDay), dayTextShort(entry.toDay))]),
          ...(entry.session === null ? [] : [words.session(t.sessions[entry.session])]),
          ...(entry.note === '' ? [] : [entry.note]),
          words.by(entry.by),
        ],
      }
    case 'call':
      return {
        icon: PhoneCall,
        title: words.call(entry.guardian ?? words.somebody, t.morning.outcomes[entry.outcome]),
        details: [...(entry.note === '' ? [] : [entry.note]), words.by(entry.by)],
      }
  }
}

function labelOf(reasons: readonly Reason[], code: string): string {
  return reasons.find(reason => reason.code === code)?.label ?? code
}
