import { ReceiptText } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { Statement as Facts } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { useToday } from '../../../stores/clock.ts'
import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { inputLook } from '../../../ui/Field.tsx'
import { PaperScreen, usePaperOf } from '../../../ui/PaperScreen.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { daysOf } from './periods.ts'
import type { Days, Period } from './periods.ts'
import { StatementSummary } from './StatementSummary.tsx'
import { StatementTables } from './StatementTables.tsx'

const words = t.statement
const periods = (['month', 'last', 'week', 'own'] as const).map(value => ({ value, label: words.periods[value] }))

/** What texts went out in a time, what became of them and what they cost; on paper too. */
export function Statement() {
  const today = useToday()
  const [period, setPeriod] = useState<Period>('month')
  const [own, setOwn] = useState<Days | null>(null)
  const { from, to } = daysOf(period, today) ?? own ?? { from: today, to: today }
  const valid = from !== '' && to !== '' && from <= to
  const answer = useCall('messages.statement', valid ? { from, to } : null, {
    refreshOn: ['messages.changed', 'messages.account'],
    minGapMs: 2000,
  })
  const prepare = useCallback(() => call('reports.smsStatement', { from, to }), [from, to])
  const paper = usePaperOf(t.nav.messages, prepare)
  if (paper.document !== null)
    return <PaperScreen place={t.nav.messages} document={paper.document} onBack={paper.close} />
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
        <Segmented
          label={words.period}
          value={period}
          choices={periods}
          onChange={next => {
            if (next === 'own') setOwn({ from, to })
            setPeriod(next)
          }}
        />
        {(['from', 'to'] as const).map(end => (
          <label key={end} className="flex items-center gap-2 font-medium text-ink-2">
            {words[end]}
            <input
              type="date"
              value={end === 'from' ? from : to}
              aria-invalid={!valid}
              onChange={({ target: { value } }) => {
                setPeriod('own')
                setOwn({ from, to, [end]: value })
              }}
              className={inputLook}
            />
          </label>
        ))}
        {!valid && (
          <p role="alert" className="text-absent">
            {words.wrongDays}
          </p>
        )}
        <div className="ml-auto">{valid && paper.button}</div>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto bg-surface" tabIndex={0} role="region" aria-label={words.title}>
        {valid && (
          <Answer state={answer} waiting={<Skeleton rows={8} />}>
            {facts => <Tables facts={facts} />}
          </Answer>
        )}
      </div>
    </div>
  )
}

function Tables({ facts }: { facts: Facts }) {
  if (facts.lines.length === 0) return <EmptyState icon={ReceiptText} title={words.noneTitle} text={words.noneText} />
  return (
    <div className="flex max-w-300 gap-6 p-4 max-lg:flex-col">
      <StatementTables facts={facts} />
      <StatementSummary facts={facts} />
    </div>
  )
}
