import { useState } from 'react'
import type { ImportPreview } from '../../../core/contract/imports.ts'
import { t } from '../../strings/t.ts'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import type { Choices } from './mapping.ts'

type Unknown = ImportPreview['unknownLabels'][number]
type Props = { unknown: readonly Unknown[]; choices: Choices; onChoose: (choices: Choices) => void }

/** Class names of the file that the school does not have: what does each mean? Those that were answered stay in sight. */
export function Labels({ unknown, choices, onChoose }: Props) {
  const tree = useCall('students.tree', {})
  const [asked, setAsked] = useState<readonly Unknown[]>(unknown)
  const fresh = unknown.filter(({ label }) => !asked.some(each => each.label === label))
  if (fresh.length > 0) setAsked([...asked, ...fresh])
  if (asked.length === 0) return null
  const streams = (tree.data ?? []).flatMap(({ name, streams }) =>
    streams.map(stream => ({ value: stream.id, label: `${name} ${stream.name}`.trim() })),
  )
  const { check: words } = t.imports

  function mean(label: string, value: string): void {
    const others = Object.entries(choices.labels).filter(([other]) => other !== label)
    const meant = streams.find(stream => stream.value === value)
    onChoose({ ...choices, labels: Object.fromEntries(meant ? [...others, [label, meant.value]] : others) })
  }

  return (
    <section
      aria-label={words.labels}
      className="max-h-44 shrink-0 overflow-y-auto border-b border-line bg-late-soft px-4 py-2"
    >
      <h2 className="font-semibold text-late">{words.labels}</h2>
      <p className="text-ink-2">{words.labelsText}</p>
      <div className="mt-1.5 grid grid-cols-3 gap-x-4 gap-y-2 max-lg:grid-cols-2">
        {asked.map(({ label, rows, suggestion }) => (
          <SelectField
            key={label}
            label={words.label1(label, rows)}
            value={choices.labels[label] ?? ''}
            choices={[
              { value: '', label: words.noStream },
              // What it probably means comes first.
              ...streams.filter(({ value }) => value === suggestion),
              ...streams.filter(({ value }) => value !== suggestion),
            ]}
            onChange={value => mean(label, value)}
          />
        ))}
      </div>
    </section>
  )
}
