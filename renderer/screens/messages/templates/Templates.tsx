import clsx from 'clsx'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { UndoId } from '../../../../core/contract/common.ts'
import { templateKinds } from '../../../../core/contract/messages.ts'
import type { Template, TemplateKind } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { useMay } from '../../../stores/session.ts'
import { useShortcuts } from '../../../stores/shortcuts.ts'
import { showError } from '../../../stores/toasts.ts'
import { showDone } from '../../../stores/undo.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { focusWhenLost } from '../../../ui/focus-when-lost.ts'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { useNewer } from '../../../use-newer.ts'
import { DraftButtons } from '../../settings/DraftButtons.tsx'
import { isLongEnough, keyOf, withText } from './template-drafts.ts'
import type { Drafts, TemplateKey } from './template-drafts.ts'
import { TemplateEditor } from './TemplateEditor.tsx'

const words = t.alerts.templates

/** What messages say, in both languages side by side, and what each text costs. */
export function Templates() {
  // What is taken back is announced as a change of the messages.
  const answer = useCall('messages.templates', {}, { refreshOn: ['messages.changed'], minGapMs: 2000 })
  return (
    <Answer state={answer} waiting={<Skeleton rows={10} />}>
      {templates => <Editors answer={templates} />}
    </Answer>
  )
}

function Editors({ answer }: { answer: Template[] }) {
  const [templates, setTemplates] = useNewer(answer)
  const mayChange = useMay('messages:write')
  const [kind, setKind] = useState<TemplateKind>('absent')
  const [drafts, setDrafts] = useState<Drafts>(new Map())
  const [busy, setBusy] = useState(false)
  const shown = (['en', 'sw'] as const).flatMap(
    language => templates.find(one => one.kind === kind && one.language === language) ?? [],
  )

  async function save(): Promise<void> {
    const changed = templates.filter(template => drafts.has(keyOf(template)))
    if (changed.length === 0 || busy) return
    setBusy(true)
    const saved = new Map<TemplateKey, string>()
    const done: UndoId[] = []
    try {
      for (const template of changed) {
        const text = drafts.get(keyOf(template)) ?? template.text
        // The field says what is wrong with it.
        setKind(template.kind)
        if (!isLongEnough(text)) break
        const { kind: of, language } = template
        done.push((await call('messages.saveTemplate', { kind: of, language, text })).undoId)
        saved.set(keyOf(template), text)
      }
    } catch (error) {
      showError(error)
    }
    if (done.length > 0) {
      showDone(words.saved, done, words.savedText)
      await renew()
    }
    // What was typed on meanwhile is a draft still.
    setDrafts(before => new Map([...before].filter(([key, text]) => saved.get(key) !== text)))
    setBusy(false)
  }

  async function renew(): Promise<void> {
    await call('messages.templates', {}).then(setTemplates, showError)
  }

  function reset(template: Template): void {
    const { language } = template
    call('messages.resetTemplate', { kind: template.kind, language }).then(({ undoId }) => {
      setDrafts(before => without(before, keyOf(template)))
      showDone(words.resetDone, undoId, `${words.kinds[template.kind]}, ${words.languages[language]}`)
      void renew()
    }, showError)
  }

  useTemplateKeys(mayChange ? () => void save() : null, step => setKind(neighbour(kind, step)))
  return (
    <div className="flex h-full min-h-0">
      <KindList
        chosen={kind}
        marks={of => ({
          own: templates.some(one => one.kind === of && !one.isDefault),
          changed: templates.some(one => one.kind === of && drafts.has(keyOf(one))),
        })}
        onChoose={setKind}
      />
      <div className="min-w-0 flex-1 overflow-y-auto bg-surface p-4">
        <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <div className="min-w-0">
            <h2 className="text-base font-semibold">{words.kinds[kind]}</h2>
            <p className="text-ink-2">{words.when[kind]}</p>
          </div>
          <div className="ml-auto flex gap-2">
            {mayChange ? (
              <DraftButtons
                changed={drafts.size > 0}
                busy={busy}
                onDiscard={() => setDrafts(new Map())}
                onSave={() => void save()}
              />
            ) : (
              <p className="text-ink-3">{words.readOnly}</p>
            )}
          </div>
        </header>
        <div className="grid grid-cols-2 gap-6 max-lg:grid-cols-1">
          {shown.map((template, n) => (
            <TemplateEditor
              key={keyOf(template)}
              template={template}
              text={drafts.get(keyOf(template)) ?? template.text}
              mayChange={mayChange}
              first={n === 0}
              onChange={text => setDrafts(before => withText(before, template, text))}
              onReset={() => reset(template)}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function without(drafts: Drafts, key: TemplateKey): Drafts {
  return new Map([...drafts].filter(([other]) => other !== key))
}

function neighbour(kind: TemplateKind, step: 1 | -1): TemplateKind {
  const at = templateKinds.indexOf(kind) + step
  return templateKinds[Math.max(0, Math.min(templateKinds.length - 1, at))] ?? kind
}

function useTemplateKeys(save: (() => void) | null, move: (step: 1 | -1) => void): void {
  const now = useRef({ save, move })
  useEffect(() => {
    now.current = { save, move }
  })
  const maySave = save !== null
  const keys = useMemo(
    () => [
      ...(maySave
        ? [{ keys: 'Ctrl+S', label: t.common.save, run: () => now.current.save?.(), whileTyping: true }]
        : []),
      { keys: 'Alt+ArrowDown', label: words.next, run: () => now.current.move(1), whileTyping: true },
      { keys: 'Alt+ArrowUp', label: words.before, run: () => now.current.move(-1), whileTyping: true },
    ],
    [maySave],
  )
  useShortcuts(words.title, keys)
}

type ListProps = {
  chosen: TemplateKind
  marks: (kind: TemplateKind) => { own: boolean; changed: boolean }
  onChoose: (kind: TemplateKind) => void
}

function KindList({ chosen, marks, onChoose }: ListProps) {
  function press(event: KeyboardEvent<HTMLElement>): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (event.key === 'ArrowRight') {
      event.preventDefault()
      document.querySelector<HTMLElement>('[data-first-template]')?.focus()
    }
    if (step === null || event.altKey) return
    event.preventDefault()
    const next = neighbour(chosen, step)
    onChoose(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-kind="${next}"]`)?.focus()
  }
  return (
    <nav
      aria-label={words.list}
      onKeyDown={press}
      className="flex w-48 shrink-0 flex-col gap-0.5 overflow-y-auto border-r border-line px-2 py-3"
    >
      {templateKinds.map(kind => {
        const { own, changed } = marks(kind)
        return (
          <button
            key={kind}
            type="button"
            data-kind={kind}
            aria-current={kind === chosen ? 'true' : undefined}
            tabIndex={kind === chosen ? 0 : -1}
            ref={kind === chosen ? focusWhenLost : undefined}
            onClick={() => onChoose(kind)}
            className={clsx(
              'flex min-h-8 items-center gap-2 rounded-md px-2 text-left focus-visible:outline-offset-[-2px]',
              kind === chosen
                ? 'bg-accent-soft font-semibold text-accent'
                : 'text-ink-2 hover:bg-sunken hover:text-ink',
            )}
          >
            <span className="min-w-0 flex-1">{words.kinds[kind]}</span>
            {changed ? (
              <Badge bare tone="late" label={words.changed} />
            ) : (
              own && <Badge bare tone="plain" label={words.own} />
            )}
          </button>
        )
      })}
    </nav>
  )
}
