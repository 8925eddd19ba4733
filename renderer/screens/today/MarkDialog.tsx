import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Day } from '../../../core/contract/common.ts'
import { atOf } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { t } from '../../strings/t.ts'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { whomText } from './use-morning-actions.ts'
import type { MarkChoice } from './use-morning-actions.ts'

const marks = ['present', 'late', 'absent'] as const
type Mark = (typeof marks)[number]
const keyOfMark: Record<Mark, string> = { present: 'P', late: 'L', absent: 'A' }

type Props = {
  students: readonly { readonly fullName: string }[]
  day: Day
  onSave: (choice: MarkChoice) => Promise<void>
  onClose: () => void
}

/** A mark by hand: one key chooses it and goes on to why. */
export function MarkDialog({ students, day, onSave, onClose }: Props) {
  const zone = useZone()
  const whyField = useRef<HTMLDivElement>(null)
  const [mark, setMark] = useState<Mark>('present')
  const [time, setTime] = useState('')
  const [why, setWhy] = useState('')
  const whyGiven = why.trim().length >= 2
  const clock = mark === 'absent' || time.trim() === '' ? null : clockOf(time)
  const valid = whyGiven && clock !== undefined

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const chosen = marks.find(one => keyOfMark[one] === event.key.toUpperCase())
    if (chosen === undefined) return
    event.preventDefault()
    setMark(chosen)
    whyField.current?.querySelector('input')?.focus()
  }

  return (
    <FormDialog
      title={t.morning.markForm.title(whomText(students))}
      text={t.morning.markForm.text}
      action={t.morning.markForm.save}
      valid={valid}
      onSubmit={() =>
        onSave({ mark, why: why.trim(), arrivedAt: typeof clock === 'string' ? atOf(day, clock, zone) : null })
      }
      onClose={onClose}
    >
      {tried => (
        <>
          <div
            data-first-field
            tabIndex={0}
            role="group"
            aria-label={t.morning.markForm.mark}
            onKeyDown={press}
            className="w-fit rounded-md"
          >
            <Segmented
              label={t.morning.markForm.mark}
              value={mark}
              choices={marks.map(value => ({
                value,
                name: t.marks[value],
                label: (
                  <span className="flex items-center gap-1.5">
                    {t.marks[value]} <Kbd keys={keyOfMark[value]} />
                  </span>
                ),
              }))}
              onChange={setMark}
            />
          </div>
          <div ref={whyField}>
            <Field
              label={t.morning.markForm.why}
              hint={t.morning.markForm.whyHint}
              error={tried && !whyGiven ? t.morning.markForm.whyMissing : undefined}
              value={why}
              maxLength={200}
              list="mark-whys"
              autoComplete="off"
              onChange={event => setWhy(event.target.value)}
            />
            <datalist id="mark-whys">
              {t.morning.markForm.usual.map(text => (
                <option key={text} value={text} />
              ))}
            </datalist>
          </div>
          {mark !== 'absent' && (
            <Field
              label={t.morning.markForm.arrivedAt}
              hint={t.morning.markForm.arrivedAtHint}
              error={tried && clock === undefined ? t.morning.markForm.arrivedAtWrong : undefined}
              value={time}
              maxLength={5}
              autoComplete="off"
              onChange={event => setTime(event.target.value)}
              className="w-40"
            />
          )}
        </>
      )}
    </FormDialog>
  )
}

/** `08:47` for what was typed as `8:47`, `0847` or `8.47`; undefined when it is no time of day. */
function clockOf(typed: string): string | undefined {
  const [, hours = '', minutes = ''] = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(typed.trim()) ?? []
  return minutes === '' ? undefined : `${hours.padStart(2, '0')}:${minutes}`
}
