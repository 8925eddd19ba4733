import { Link2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { UnknownUser } from '../../../core/contract/sync.ts'
import { call } from '../../api.ts'
import { countText } from '../../format.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { Field } from '../../ui/Field.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { useCall } from '../../use-call.ts'

type Candidate = { studentId: StudentId; fullName: string; className: string; note: string }

type Props = { user: UnknownUser; onClose: () => void; onLinked: () => void; onRemove?: () => void }

/** Says who somebody on a terminal is: suggestions first, any student by name below. Arrows move, Enter links. */
export function AdoptPanel({ user, onClose, onLinked, onRemove }: Props) {
  const [busy, setBusy] = useState(false)
  const [sought, setSought] = useState('')
  const suggestions = user.suggestions.map(({ why, ...one }): Candidate => ({ ...one, note: t.adopt.why[why] }))

  function link({ studentId, fullName }: Candidate): void {
    if (busy) return
    setBusy(true)
    call('sync.adopt', { deviceId: user.deviceId, pin: user.pin, studentId })
      .then(({ punchesApplied }) => {
        const { linked, linkedText } = t.adopt
        useToasts.getState().show({ tone: 'good', title: linked(fullName), text: linkedText(punchesApplied) })
        onLinked()
      }, showError)
      .finally(() => setBusy(false))
  }

  return (
    <SidePanel label={t.adopt.panel(user.pin)} onClose={onClose}>
      <div onKeyDown={moveBetweenCandidates} className="flex flex-1 flex-col">
        <Section>
          <h2 className="mb-1 pr-10 text-base font-semibold break-words">{user.name || t.adopt.noName}</h2>
          <Facts>
            <Fact name={t.adopt.columns.pin}>{user.pin}</Fact>
            <Fact name={t.adopt.columns.device}>{user.deviceName}</Fact>
            <Fact name={t.adopt.columns.fingers}>{countText(user.fingers)}</Fact>
            <Fact name={t.adopt.columns.punches}>{countText(user.punches)}</Fact>
          </Facts>
        </Section>
        <Section title={t.adopt.question}>
          {suggestions.length === 0 ? (
            <p className="text-ink-2">{t.adopt.noSuggestions}</p>
          ) : (
            <Candidates label={t.adopt.suggestions} list={suggestions} first busy={busy} onChoose={link} />
          )}
        </Section>
        <Section>
          <Field
            label={t.adopt.search}
            value={sought}
            maxLength={100}
            spellCheck={false}
            autoComplete="off"
            data-candidate
            {...(suggestions.length === 0 && { 'data-first-field': true })}
            onChange={event => setSought(event.target.value)}
          />
          {sought.trim().length > 1 && <Found search={sought} busy={busy} onChoose={link} />}
        </Section>
        {user.admin && <p className="mt-auto border-t border-line px-4 py-3 text-ink-2">{t.adopt.adminKept}</p>}
        {onRemove !== undefined && (
          <div className="mt-auto border-t border-line px-4 py-3">
            <Button icon={Trash2} label={t.adopt.remove} keys="Delete" className="w-full" onClick={onRemove} />
          </div>
        )}
      </div>
    </SidePanel>
  )
}

function Found({ search, busy, onChoose }: { search: string; busy: boolean; onChoose: (chosen: Candidate) => void }) {
  const answer = useCall('students.list', { search, limit: 8 })
  return (
    <div className="mt-2">
      <Answer state={answer}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p role="status" className="text-ink-2">
              {t.adopt.nothingFound}
            </p>
          ) : (
            <Candidates
              label={t.adopt.results}
              list={rows.map(({ id, fullName, className, streamName, admissionNumber }) => ({
                studentId: id,
                fullName,
                className: `${className} ${streamName}`,
                note: admissionNumber,
              }))}
              busy={busy}
              onChoose={onChoose}
            />
          )
        }
      </Answer>
    </div>
  )
}

type CandidatesProps = {
  label: string
  list: readonly Candidate[]
  first?: boolean
  busy: boolean
  onChoose: (chosen: Candidate) => void
}

function Candidates({ label, list, first = false, busy, onChoose }: CandidatesProps) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1.5">
      {list.map((candidate, n) => (
        <li key={candidate.studentId}>
          <button
            type="button"
            data-candidate
            {...(first && n === 0 && { 'data-first-field': true })}
            disabled={busy}
            onClick={() => onChoose(candidate)}
            className="flex w-full items-center gap-2 rounded-md border border-line-strong/60 px-2.5 py-1.5 text-left hover:bg-sunken focus-visible:bg-accent-soft"
          >
            <Link2 aria-hidden size={15} className="shrink-0 text-ink-3" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">
                <span className="sr-only">{t.adopt.linkTo} </span>
                {candidate.fullName}
              </span>
              <span className="block truncate text-xs text-ink-3">{candidate.className}</span>
            </span>
            <span className="shrink-0 text-xs text-ink-3">{candidate.note}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function moveBetweenCandidates(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-candidate]')]
  const at = stops.findIndex(stop => stop === document.activeElement)
  const next = stops[Math.max(0, Math.min(stops.length - 1, at + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      {title !== undefined && <h3 className="mb-2 text-xs font-semibold text-ink-3">{title}</h3>}
      {children}
    </section>
  )
}
