import { useId } from 'react'
import type { Forecast, PolicyView } from '../../../../core/contract/messages.ts'
import { dayText } from '../../../format.ts'
import { estimateText } from '../../../money.ts'
import { useToday } from '../../../stores/clock.ts'
import { t } from '../../../strings/t.ts'
import { priceOfTerm } from './policy-draft.ts'
import type { Switch, Switches } from './policy-draft.ts'
import { useNextSchoolDay } from './use-next-school-day.ts'

const words = t.alerts.policy

type Props = {
  saved: PolicyView
  on: Switches
  /** Cents per message, as typed. */
  price: number
  disabled: boolean
  onChange: (on: Switches) => void
}

/** What parents are told, with the price of each kind beside its switch before anything is saved. */
export function Told({ saved, on, price, disabled, onChange }: Props) {
  const { term, today } = saved.forecast
  const drafted = priceOfTerm(term, on, price)
  const before = priceOfTerm(term, saved, saved.priceMinorPerSegment)
  const group = (title: string, text: string, kinds: readonly Switch[]) => (
    <fieldset className="min-w-0 px-4 py-2">
      <legend className="sr-only">{title}</legend>
      <p>
        <span className="font-semibold">{title}</span> <span className="text-ink-3">{text}</span>
      </p>
      <ul>
        {kinds.map((kind, n) => (
          <li key={kind}>
            <Line
              kind={kind}
              forecast={term[kind]}
              price={price}
              checked={on[kind]}
              disabled={disabled}
              first={n === 0 && kind === 'absent'}
              onChange={checked => onChange({ ...on, [kind]: checked })}
            />
            {kind === 'absent' && <AlertsNote saved={saved} on={on.absent} />}
          </li>
        ))}
      </ul>
    </fieldset>
  )
  return (
    <>
      {group(words.exceptions, words.exceptionsText, ['absent', 'late', 'leftEarly'])}
      {group(words.everything, words.everythingText, ['arrival', 'departure'])}
      <div role="status" className="border-t border-line px-4 py-2">
        <p className="font-semibold">{words.sum(drafted.messages, estimateText(drafted.costMinor))}</p>
        <p className="text-ink-2">
          {drafted.costMinor !== before.costMinor && `${words.sumBefore(estimateText(before.costMinor))}. `}
          {words.today(today.messages, estimateText(today.costMinor))}
        </p>
      </div>
    </>
  )
}

type LineProps = {
  kind: Switch
  forecast: Forecast['term'][Switch]
  price: number
  checked: boolean
  disabled: boolean
  first: boolean
  onChange: (checked: boolean) => void
}

function Line({ kind, forecast, price, checked, disabled, first, onChange }: LineProps) {
  const id = useId()
  const { messages } = forecast
  return (
    <div className="flex flex-wrap items-center gap-x-2 py-1">
      <input
        id={id}
        type="checkbox"
        {...(first && { 'data-first-policy': true })}
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-price`}
        onChange={event => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      <label htmlFor={id} className="font-medium">
        {words.switches[kind]}
      </label>
      <span id={`${id}-price`} className="ml-auto text-ink-2">
        {messages === 0 ? words.ofTermNone : words.ofTerm(messages, estimateText(messages * price))}
      </span>
    </div>
  )
}

/** From when on absence alerts go out: said before and after they are switched on. */
function AlertsNote({ saved, on }: { saved: PolicyView; on: boolean }) {
  const today = useToday()
  const next = useNextSchoolDay()
  return <p className="ml-6 text-ink-2">{noteText()}</p>

  function noteText(): string {
    if (!on) return saved.absent ? words.alertsStop : ''
    if (saved.absent && saved.alertsFrom === null) return words.alertsWithoutAccount
    if (saved.alertsFrom !== null)
      return saved.alertsFrom > today
        ? words.alertsFrom(dayText(saved.alertsFrom))
        : words.alertsSince(dayText(saved.alertsFrom))
    return next === null ? words.alertsWouldBeginLater : words.alertsWouldBegin(dayText(next))
  }
}
