import type { StreamId } from '../../../core/contract/common.ts'
import type { RolloverRow } from '../../../core/contract/imports.ts'
import { countText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { inputLook } from '../../ui/Field.tsx'

/** Where a stream goes, where a person has said otherwise than proposed. */
export type Destinations = Readonly<Record<StreamId, StreamId | 'leave' | null>>

type Props = {
  rows: readonly RolloverRow[]
  chosen: Destinations
  onChoose: (from: StreamId, to: StreamId | 'leave' | null) => void
}

/** Each class and where it goes. */
export function PlanTable({ rows, chosen, onChoose }: Props) {
  const words = t.rollover
  return (
    <table aria-label={words.plan} className="w-full border-collapse rounded-md border border-line text-left">
      <thead className="bg-ground text-xs text-ink-2">
        <tr>
          <th className="px-3 py-2 font-medium">{words.from}</th>
          <th className="px-3 py-2 text-right font-medium">{words.students}</th>
          <th className="w-1/2 px-3 py-2 font-medium">{words.to}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ streamId, className, students, to, options }) => {
          const own = chosen[streamId]
          const destination = own === undefined ? to : own
          return (
            <tr key={streamId} className="border-t border-line">
              <td className="px-3 py-1 font-medium">{className}</td>
              <td className="px-3 py-1 text-right">{countText(students)}</td>
              <td className="px-3 py-1">
                <select
                  aria-label={words.toOf(className)}
                  value={destination ?? ''}
                  onChange={({ target: { value } }) =>
                    onChoose(streamId, value === '' ? null : value === 'leave' ? 'leave' : (value as StreamId))
                  }
                  className={`${inputLook} w-full`}
                >
                  <option value="">{words.stay}</option>
                  {options.map(option => (
                    <option key={option.streamId} value={option.streamId}>
                      {option.className}
                    </option>
                  ))}
                  <option value="leave">{words.leave}</option>
                </select>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
