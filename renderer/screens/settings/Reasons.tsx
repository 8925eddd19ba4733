import clsx from 'clsx'
import { Plus, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Reason } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { inputLook } from '../../ui/Field.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { codeFor, reasonProblem } from './reason-draft.ts'
import { DraftButtons } from './DraftButtons.tsx'
import { SettingsScreen } from './SettingsScreen.tsx'

/** The reasons that the school knows for absence. */
export function Reasons() {
  const answer = useCall('attendance.reasons', {}, { refreshOn: ['calendar.changed'], minGapMs: 250 })
  const [draft, setDraft] = useState<readonly Reason[] | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const shown = draft ?? answer.data ?? []
  const known = answer.data?.map(({ code }) => code) ?? []

  function save(): void {
    if (draft === null || busy) return
    setTried(true)
    if (draft.some((_, i) => reasonProblem(draft, i) !== undefined)) {
      // Once the fields are marked.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    call('attendance.saveReasons', { reasons: withCodes(draft, known) })
      .then(() => {
        useToasts.getState().show({ tone: 'good', title: t.reasons.saved, text: t.reasons.savedText })
        setDraft(null)
        setTried(false)
        answer.refetch()
      }, showError)
      .finally(() => setBusy(false))
  }

  function add(): void {
    const blank = { label: '', key: '', letter: '', excused: true, countsPresent: false, alertsParent: false }
    setDraft([...shown, { ...blank, code: `${newCode}${shown.length}` }])
    // Once the row is there.
    requestAnimationFrame(() => {
      const names = form.current?.querySelectorAll<HTMLElement>('[data-reason]')
      names?.[names.length - 1]?.focus()
    })
  }

  useReasonKeys(save, add)
  return (
    <SettingsScreen
      title={t.reasons.title}
      text={t.reasons.text}
      actions={
        <>
          <Button icon={Plus} label={t.reasons.add} keys="N" disabled={shown.length >= 30} onClick={add} />
          <DraftButtons changed={draft !== null} busy={busy} onDiscard={() => setDraft(null)} onSave={save} />
        </>
      }
    >
      <Answer state={answer} waiting={<Skeleton rows={12} height={36} />}>
        {() => (
          <div ref={form} className="p-4">
            <Table reasons={shown} tried={tried} onChange={setDraft} />
          </div>
        )}
      </Answer>
    </SettingsScreen>
  )
}

/** Stands for a code until the reason is saved and has a name. */
const newCode = 'new '

function withCodes(reasons: readonly Reason[], known: readonly string[]): Reason[] {
  const taken = [...known]
  return reasons.map(one => {
    if (!one.code.startsWith(newCode)) return { ...one, label: one.label.trim() }
    const code = codeFor(one.label, taken)
    taken.push(code)
    return { ...one, code, label: one.label.trim() }
  })
}

function useReasonKeys(save: () => void, add: () => void): void {
  const now = useRef({ save, add })
  useEffect(() => {
    now.current = { save, add }
  })
  const keys = useMemo(
    () => [
      { keys: 'Ctrl+S', label: t.common.save, run: () => now.current.save(), whileTyping: true },
      { keys: 'N', label: t.reasons.add, run: () => now.current.add() },
    ],
    [],
  )
  useShortcuts(t.nav.settings, keys)
}

const { columns } = t.reasons
const flags = ['excused', 'countsPresent', 'alertsParent'] as const

type TableProps = { reasons: readonly Reason[]; tried: boolean; onChange: (reasons: readonly Reason[]) => void }

function Table({ reasons, tried, onChange }: TableProps) {
  return (
    <table className="w-full max-w-220">
      <caption className="sr-only">{t.reasons.title}</caption>
      <thead>
        <tr className="border-b border-line text-left text-xs text-ink-2">
          {Object.values(columns).map(title => (
            <th key={title} scope="col" className="px-2 py-1.5 font-medium">
              {title}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason, index) => (
          <Row
            key={reason.code}
            reason={reason}
            problem={tried ? reasonProblem(reasons, index) : undefined}
            onChange={part => onChange(reasons.map((one, i) => (i === index ? { ...one, ...part } : one)))}
            onRemove={reasons.length === 1 ? undefined : () => onChange(reasons.filter((_, i) => i !== index))}
          />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = {
  reason: Reason
  problem: ReturnType<typeof reasonProblem>
  onChange: (part: Partial<Reason>) => void
  /** Left out: one must stay. */
  onRemove: (() => void) | undefined
}

function Row({ reason, problem, onChange, onRemove }: RowProps) {
  const { label, key, letter } = reason
  const name = label.trim() === '' ? t.reasons.newLabel : label
  const wrong = { label: problem === 'label', key: problem?.startsWith('key'), letter: problem?.startsWith('letter') }
  const look = (isWrong: boolean | undefined) => clsx(inputLook, isWrong && 'border-absent')
  return (
    <>
      <tr className="h-10">
        <td className="px-2">
          <input
            data-reason
            aria-label={t.reasons.of(columns.label, name)}
            aria-invalid={wrong.label}
            value={label}
            maxLength={60}
            onChange={event => onChange({ label: event.target.value })}
            className={clsx(look(wrong.label), 'w-full min-w-40')}
          />
        </td>
        <td className="px-2">
          <input
            aria-label={t.reasons.of(columns.key, name)}
            aria-invalid={wrong.key === true}
            value={key.toUpperCase()}
            maxLength={1}
            onChange={event => onChange({ key: event.target.value.toLowerCase() })}
            className={clsx(look(wrong.key), 'w-10 text-center')}
          />
        </td>
        <td className="px-2">
          <input
            aria-label={t.reasons.of(columns.letter, name)}
            aria-invalid={wrong.letter === true}
            value={letter}
            maxLength={1}
            onChange={event => onChange({ letter: event.target.value.toUpperCase() })}
            className={clsx(look(wrong.letter), 'w-10 text-center')}
          />
        </td>
        {flags.map(flag => (
          <td key={flag} className="px-2">
            <input
              type="checkbox"
              aria-label={t.reasons.of(columns[flag], name)}
              checked={reason[flag]}
              onChange={event => onChange({ [flag]: event.target.checked })}
              className="size-4 align-middle accent-accent"
            />
          </td>
        ))}
        <td className="px-2 text-right">
          {onRemove !== undefined && (
            <Button look="quiet" iconOnly icon={Trash2} label={t.reasons.remove(name)} onClick={onRemove} />
          )}
        </td>
      </tr>
      {problem !== undefined && (
        <tr>
          <td colSpan={7} className="px-2 pb-1 text-xs text-absent" role="alert">
            {t.reasons.problems[problem]}
          </td>
        </tr>
      )}
    </>
  )
}
