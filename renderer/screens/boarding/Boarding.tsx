import { BedDouble } from 'lucide-react'
import { useMemo } from 'react'
import { useLocation, useParams } from 'wouter'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { NightRoll } from './NightRoll.tsx'
import { Reporting } from './Reporting.tsx'

const views = (['reporting', 'night'] as const).map(value => ({ value, label: t.boarding.views[value] }))

/** Boarders: who has come back to school, and who is there at night. */
export function Boarding() {
  const { view } = useParams<{ view?: string }>()
  const [, go] = useLocation()
  const shown = view === 'night' ? 'night' : 'reporting'
  // Of the present term: tells whether there are boarders at all.
  const anybody = useCall('boarding.reporting', {}, { refreshOn: ['people.changed'] })
  const keys = useMemo(
    () => [
      { keys: '1', label: t.boarding.views.reporting, run: () => go('/boarding') },
      { keys: '2', label: t.boarding.views.night, run: () => go('/boarding/night') },
    ],
    [go],
  )
  useShortcuts(t.boarding.nav, keys)
  const chooser = (
    <>
      <h1 className="text-lg font-semibold">{t.boarding.title}</h1>
      <Segmented
        label={t.boarding.title}
        value={shown}
        choices={views}
        onChange={next => go(next === 'night' ? '/boarding/night' : '/boarding')}
      />
    </>
  )
  return (
    <Answer state={anybody} waiting={<Skeleton rows={8} />}>
      {({ expected, day }) =>
        expected === 0 ? (
          <div className="flex h-full flex-col">
            <h1 className="px-4 py-2.5 text-lg font-semibold">{t.boarding.title}</h1>
            <EmptyState icon={BedDouble} title={t.boarding.noneTitle} text={t.boarding.noneText}>
              <Button label={t.boarding.openStudents} onClick={() => go('/students')} />
            </EmptyState>
          </div>
        ) : shown === 'night' ? (
          <NightRoll head={chooser} />
        ) : (
          <Reporting head={chooser} firstOfTerm={day} />
        )
      }
    </Answer>
  )
}
