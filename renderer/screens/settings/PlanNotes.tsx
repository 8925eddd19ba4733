import { CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionPlan } from '../../../core/contract/calendar.ts'
import { t } from '../../strings/t.ts'
import { useCall } from '../../use-call.ts'
import { gapsIn, overlapsIn } from './session-rules.ts'
import type { Gap } from './session-rules.ts'
import { levelsText, weekdaysText } from './session-text.ts'

/** What the plans mean together: who is left out, and which plan comes before which. */
export function PlanNotes({ plans }: { plans: readonly SessionPlan[] }) {
  const tree = useCall('students.tree', {}, { refreshOn: ['people.changed'] })
  const calendar = useCall('calendar.get', {}, { refreshOn: ['calendar.changed'] })
  if (tree.data === undefined || calendar.data === undefined) return null
  const levels = [...new Set(tree.data.map(({ level }) => level))].sort((a, b) => a - b)
  const { schoolWeekdays } = calendar.data
  const gaps = gapsIn(plans, levels, schoolWeekdays)
  return (
    <section aria-label={t.plans.coverage} className="rounded-md border border-line bg-ground px-3 py-2">
      <h2 className="mb-1 font-semibold">{t.plans.coverage}</h2>
      <ul className="flex flex-col gap-1">
        {levels.length === 0 && <Note look="plain">{t.plans.noClasses}</Note>}
        {levels.length > 0 && gaps.length === 0 && <Note look="good">{t.plans.allCovered}</Note>}
        {gaps.map(gap => (
          <Note key={gapText(gap, schoolWeekdays)} look="bad">
            {gapText(gap, schoolWeekdays)}
          </Note>
        ))}
        {overlapsIn(plans).map(overlap =>
          overlap.kind === 'shadowed' ? (
            <Note key={overlap.plan.id} look="bad">
              {t.plans.shadowed(overlap.plan.name)}
            </Note>
          ) : (
            <Note key={`${overlap.other.id} ${overlap.plan.id}`} look="plain">
              {t.plans.before(overlap.plan.name, overlap.other.name, levelsText(overlap.levels))}
            </Note>
          ),
        )}
      </ul>
    </section>
  )
}

function gapText({ levels, kind, weekdays }: Gap, schoolWeekdays: readonly number[]): string {
  const who = kind === 'any' ? levelsText(levels) : `${levelsText(levels)}, ${t.plans.boarding[kind]}`
  return t.plans.gap(who, weekdays.length === schoolWeekdays.length ? '' : weekdaysText(weekdays))
}

const icons = { good: CircleCheck, bad: TriangleAlert, plain: Info }
const tones = { good: 'text-present', bad: 'text-late', plain: 'text-ink-2' }

function Note({ look, children }: { look: 'good' | 'bad' | 'plain'; children: ReactNode }) {
  const Icon = icons[look]
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${tones[look]}`} />
      <span>{children}</span>
    </li>
  )
}
