import { GraduationCap, Users } from 'lucide-react'
import { useState } from 'react'
import type { Input } from '../../../core/contract/api.ts'
import type { StreamId } from '../../../core/contract/common.ts'
import type { RolloverPreview, RolloverProposal } from '../../../core/contract/imports.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Field } from '../../ui/Field.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TypedWordDialog } from '../../ui/TypedWordDialog.tsx'
import { useCall } from '../../use-call.ts'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { Outcome } from './Outcome.tsx'
import { PlanTable } from './PlanTable.tsx'
import type { Destinations } from './PlanTable.tsx'

/** The new school year: where each class goes, what would be true afterwards, and the word that begins it. */
export function Rollover() {
  const proposal = useCall('rollover.propose', {}, { refreshOn: ['people.changed'] })
  return (
    <Answer state={proposal} waiting={<Skeleton rows={10} />}>
      {data =>
        data.rows.length === 0 ? (
          <SettingsScreen title={t.rollover.title} text={t.rollover.text}>
            <EmptyState icon={Users} title={t.rollover.emptyTitle} text={t.rollover.emptyText} />
          </SettingsScreen>
        ) : (
          <Plan proposal={data} />
        )
      }
    </Answer>
  )
}

function Plan({ proposal }: { proposal: RolloverProposal }) {
  const [chosen, setChosen] = useState<Destinations>({})
  const [lastDay, setLastDay] = useState(proposal.lastDay)
  const [asking, setAsking] = useState(false)
  const plan = planOf(proposal, chosen, lastDay)
  const preview = useCall('rollover.preview', plan, { refreshOn: ['people.changed'] })
  const year = Number(lastDay.slice(0, 4)) + 1
  const { data } = preview
  const ready = preview.current && data !== undefined && canBegin(data)
  return (
    <SettingsScreen
      title={t.rollover.title}
      text={t.rollover.text}
      actions={
        <Button
          look="main"
          icon={GraduationCap}
          label={t.rollover.apply}
          disabled={!ready}
          onClick={() => setAsking(true)}
        />
      }
    >
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] items-start gap-4 p-4 max-lg:grid-cols-1">
        <div className="flex flex-col gap-4">
          <Field
            type="date"
            label={t.rollover.lastDay}
            hint={t.rollover.lastDayHint}
            value={lastDay}
            onChange={event => {
              if (event.target.value !== '') setLastDay(event.target.value)
            }}
            className="max-w-120"
          />
          <PlanTable
            rows={proposal.rows}
            chosen={chosen}
            onChoose={(from, to) => setChosen({ ...chosen, [from]: to })}
          />
        </div>
        <Answer state={preview} waiting={<Skeleton rows={6} />}>
          {outcome => <Outcome preview={outcome} />}
        </Answer>
      </div>
      {asking && data !== undefined && (
        <TypedWordDialog
          title={t.rollover.dialogTitle(year)}
          text={t.rollover.dialogText(data.promoted, data.leaving)}
          word={t.rollover.word}
          action={t.rollover.apply}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            const { promoted, leaving, undoId } = await call('rollover.apply', plan)
            setChosen({})
            showDone(t.rollover.done(promoted, leaving), undoId)
          }}
        />
      )}
    </SettingsScreen>
  )
}

function planOf({ rows }: RolloverProposal, chosen: Destinations, lastDay: string): Input<'rollover.preview'> {
  const to = (id: StreamId, proposed: StreamId | 'leave' | null) => {
    const own = chosen[id]
    return own === undefined ? proposed : own
  }
  return { lastDay, moves: rows.map(row => ({ fromStreamId: row.streamId, to: to(row.streamId, row.to) })) }
}

function canBegin({ warnings, promoted, leaving }: RolloverPreview): boolean {
  return promoted + leaving > 0 && warnings.every(({ kind }) => kind === 'no_class')
}
