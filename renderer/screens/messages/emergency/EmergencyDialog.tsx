import { useState } from 'react'
import type { Input } from '../../../../core/contract/api.ts'
import type { ClassId, StreamId } from '../../../../core/contract/common.ts'
import type { AppError } from '../../../../core/contract/errors.ts'
import type { ClassNode } from '../../../../core/contract/school.ts'
import { asAppError, call } from '../../../api.ts'
import { estimateText } from '../../../money.ts'
import { useToasts } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Button } from '../../../ui/Button.tsx'
import { CheckField } from '../../../ui/CheckField.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorNote } from '../../../ui/ErrorState.tsx'
import { Field } from '../../../ui/Field.tsx'
import { SelectField } from '../../../ui/SelectField.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { useCall } from '../../../use-call.ts'
import { useDebounced } from '../../../use-debounced.ts'
import { classText } from '../../students/class-text.ts'

type Who = 'school' | 'classes' | 'streams'
type Scope = Input<'messages.emergency'>['scope']

const words = t.alerts.emergency
const longestText = 459
const restMs = 300

/**
 * A message to many guardians at once. There is no form that Enter could send: the button works only after the word
 * is typed, and only for the number of guardians that is on it.
 */
export function EmergencyDialog({ onClose }: { onClose: () => void }) {
  const tree = useCall('students.tree', {}).data ?? []
  const [who, setWho] = useState<Who>('school')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [textEn, setTextEn] = useState('')
  const [textSw, setTextSw] = useState('')
  const [why, setWhy] = useState('')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const scope = scopeOf(who, chosen)
  const question = useDebounced(scope === null ? null : JSON.stringify({ scope, textEn, textSw }), restMs)
  const preview = useCall(
    'messages.emergencyPreview',
    question === null ? null : (JSON.parse(question) as Input<'messages.emergencyPreview'>),
    { refreshOn: ['people.changed'] },
  )
  const settled = scope !== null && preview.current && question === JSON.stringify({ scope, textEn, textSw })
  const guardians = settled ? (preview.data?.guardians ?? 0) : 0
  const needed = [
    scope === null && words.needs.scope,
    textEn.trim().length < 5 && words.needs.text,
    why.trim().length < 3 && words.needs.why,
    typed.trim() !== words.word && words.needs.word,
  ].filter(need => need !== false)
  const ready = needed.length === 0 && guardians > 0

  async function send(): Promise<void> {
    if (!ready || busy || scope === null) return
    setBusy(true)
    setError(null)
    try {
      const input = { scope, textEn: textEn.trim(), textSw: textSw.trim(), why: why.trim(), expected: guardians }
      const { messages } = await call('messages.emergency', input)
      useToasts.getState().show({ tone: 'good', title: words.sent(messages), text: words.sentText })
      onClose()
    } catch (reason) {
      setError(asAppError(reason))
      setTyped('')
      setBusy(false)
      preview.refetch()
    }
  }

  const places = placesOf(who, tree)
  return (
    <Dialog open onClose={onClose} title={words.title} text={words.text}>
      <div className="flex flex-col gap-3">
        <SelectField
          data-first-field
          label={words.who}
          value={who}
          choices={(['school', 'classes', 'streams'] as const).map(value => ({ value, label: words.whos[value] }))}
          error={scope === null ? words.noneChosen : undefined}
          onChange={value => {
            setWho(value as Who)
            setChosen([])
          }}
        />
        {who !== 'school' && (
          <fieldset className="max-h-36 shrink-0 overflow-y-auto rounded-md border border-line p-3">
            <legend className="px-1 font-medium">{words.which[who]}</legend>
            <div className="grid grid-cols-3 gap-x-4 gap-y-1.5 max-md:grid-cols-1">
              {places.map(({ id, name }) => (
                <CheckField
                  key={id}
                  label={name}
                  checked={chosen.includes(id)}
                  onChange={on => setChosen(on ? [...chosen, id] : chosen.filter(one => one !== id))}
                />
              ))}
            </div>
          </fieldset>
        )}
        <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
          <TextArea
            label={words.textEn}
            hint={words.textHint}
            rows={4}
            maxLength={longestText}
            value={textEn}
            onChange={event => setTextEn(event.target.value)}
          />
          <TextArea
            label={words.textSw}
            hint={words.textSwHint}
            rows={4}
            maxLength={longestText}
            value={textSw}
            onChange={event => setTextSw(event.target.value)}
          />
        </div>
        <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
          <Field
            label={words.why}
            hint={words.whyHint}
            maxLength={200}
            autoComplete="off"
            value={why}
            onChange={event => setWhy(event.target.value)}
          />
          <Field
            label={words.typed(words.word)}
            spellCheck={false}
            autoComplete="off"
            maxLength={20}
            value={typed}
            onChange={event => setTyped(event.target.value)}
          />
        </div>
        {error !== null &&
          (error.code === 'batch_changed' ? <Changed now={error.details['messages']} /> : <ErrorNote error={error} />)}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <div role="status" className="min-w-0 flex-1">
            {settled && preview.data !== undefined ? (
              <Counted {...preview.data} />
            ) : (
              scope !== null && <p className="text-ink-3">{words.counting}</p>
            )}
            {needed.length > 0 && <p className="text-ink-3">{words.needed(needed)}</p>}
          </div>
          <Button label={t.common.cancel} onClick={onClose} />
          <Button
            look="main"
            label={guardians > 0 ? words.send(words.guardians(guardians)) : words.sendNobody}
            busy={busy}
            disabled={!ready}
            onClick={() => void send()}
          />
        </div>
      </div>
    </Dialog>
  )
}

type CountedProps = { guardians: number; unreachable: number; parts: number; costMinor: number }

function Counted({ guardians, unreachable, parts, costMinor }: CountedProps) {
  if (guardians === 0) return <p className="text-late">{words.nobody}</p>
  return (
    <>
      <p className="font-semibold">{words.preview(words.guardians(guardians), parts, estimateText(costMinor))}</p>
      {unreachable > 0 && <p className="text-late">{words.unreachable(unreachable)}</p>}
    </>
  )
}

function Changed({ now }: { now: unknown }) {
  return (
    <p role="alert" className="rounded-md bg-late-soft px-3 py-2 text-late">
      {words.changed(typeof now === 'number' ? now : 0)}
    </p>
  )
}

function placesOf(who: Who, tree: readonly ClassNode[]): { id: string; name: string }[] {
  if (who === 'classes') return tree.map(({ id, name }) => ({ id, name }))
  return tree.flatMap(node => node.streams.map(({ id, name }) => ({ id, name: classText(node.name, name) })))
}

/** Null where nothing is chosen yet. */
function scopeOf(who: Who, ids: readonly string[]): Scope | null {
  if (who === 'school') return { kind: 'school' }
  if (ids.length === 0) return null
  return who === 'classes'
    ? { kind: 'classes', classIds: ids as ClassId[] }
    : { kind: 'streams', streamIds: ids as StreamId[] }
}
