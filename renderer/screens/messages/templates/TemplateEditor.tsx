import { RotateCcw } from 'lucide-react'
import { useRef } from 'react'
import type { Template, TemplateCheck } from '../../../../core/contract/messages.ts'
import { moneyText } from '../../../money.ts'
import { t } from '../../../strings/t.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { useCall } from '../../../use-call.ts'
import { useDebounced } from '../../../use-debounced.ts'
import { isLongEnough, roomFor, withField } from './template-drafts.ts'

const words = t.alerts.templates
const restMs = 250
const longestText = 480

type Props = {
  template: Template
  /** As it stands in the field. */
  text: string
  mayChange: boolean
  first: boolean
  onChange: (text: string) => void
  onReset: () => void
}

/** One text in one language, and what it costs while it is written. */
export function TemplateEditor({ template, text, mayChange, first, onChange, onReset }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const language = words.languages[template.language]
  const check = useCheck(template, text)
  const error = problemOf(text, check)

  function insert(field: string): void {
    const { selectionStart = text.length, selectionEnd = text.length } = area.current ?? {}
    const put = withField(text, field, selectionStart, selectionEnd)
    onChange(put.text)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(put.cursor, put.cursor)
    })
  }

  return (
    <section aria-label={language} className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-7 items-center gap-2">
        <h3 className="font-semibold">{language}</h3>
        {!template.isDefault && <Badge tone="accent" label={words.own} />}
        {mayChange && (
          <span className="ml-auto flex gap-1">
            {!template.isDefault && (
              <Button
                small
                look="quiet"
                icon={RotateCcw}
                label={words.reset}
                aria-label={words.resetOf(language)}
                onClick={onReset}
              />
            )}
          </span>
        )}
      </div>
      <TextArea
        ref={area}
        {...(first && { 'data-first-template': true })}
        label={words.field(language)}
        labelHidden
        rows={5}
        readOnly={!mayChange}
        value={text}
        error={error}
        onChange={event => onChange(event.target.value)}
      />
      {mayChange && (
        <div role="group" aria-label={words.insert} className="flex flex-wrap gap-1">
          {template.fields.map(field => (
            <button
              key={field}
              type="button"
              title={words.insertField(words.fields[field] ?? field, language)}
              onClick={() => insert(field)}
              className="h-6 rounded-sm border border-line-strong/60 bg-surface px-1.5 text-xs text-ink-2 hover:bg-sunken"
            >
              {words.fields[field] ?? field} <span className="text-ink-3">{`{${field}}`}</span>
            </button>
          ))}
        </div>
      )}
      {check === undefined ? <Skeleton rows={3} height={28} /> : <Check check={check} />}
    </section>
  )
}

/** Why a text cannot be saved, as far as that is known by now. */
function problemOf(text: string, check: TemplateCheck | undefined): string | undefined {
  if (text.length > longestText) return words.tooLong
  if (!isLongEnough(text)) return words.tooShort
  if (check === undefined) return undefined
  if (check.unknownFields.length > 0) return words.unknown(braced(check.unknownFields))
  return check.missingFields.includes('name') ? words.needsName : undefined
}

/** What a text comes to: of the stored one at once, of a changed one when the typing rests. */
function useCheck(template: Template, text: string): TemplateCheck | undefined {
  const rested = useDebounced(text, restMs)
  const { kind, language } = template
  const asked = rested !== template.text && isLongEnough(rested) ? { kind, language, text: rested } : null
  const { data } = useCall('messages.checkTemplate', asked)
  return asked === null ? template.check : data
}

function Check({ check }: { check: TemplateCheck }) {
  const { example, longest, encoding, replaced, dear, missingFields } = check
  const lessSaid = missingFields.filter(field => field !== 'name')
  const cost = words.cost(words.parts(longest.segments), moneyText(longest.priceMinor))
  return (
    <div role="status" className="flex flex-col gap-2">
      <p>
        <strong className="font-semibold">{cost}</strong>{' '}
        <span className="text-ink-2">{words.size(longest.units, roomFor(longest.segments, encoding))}</span>
      </p>
      {dear.length > 0 && (
        <p className="text-late">{encoding === 'UCS-2' ? words.unicode(dear.join(' ')) : words.dear(dear.join(' '))}</p>
      )}
      {longest.segments > 1 && (
        <p className="text-late">{words.longestDear(longest.studentName, words.parts(longest.segments))}</p>
      )}
      {lessSaid.length > 0 && <p className="text-late">{words.missing(braced(lessSaid))}</p>}
      {replaced.length > 0 && <p className="text-ink-2">{words.replaced(replaced.join(' '))}</p>}
      <Shown title={words.example} text={example.text} />
      <Shown title={words.longest(longest.studentName)} text={longest.text} />
    </div>
  )
}

function Shown({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <p className="text-xs text-ink-3">{title}</p>
      <p className="rounded-md bg-sunken px-3 py-1.5 break-words whitespace-pre-wrap">{text}</p>
    </div>
  )
}

function braced(fields: readonly string[]): string {
  return fields.map(field => `{${field}}`).join(', ')
}
