import { TriangleAlert } from 'lucide-react'
import type { RolloverPreview } from '../../../core/contract/imports.ts'
import { countText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Panel } from '../../ui/Panel.tsx'

/** What would be true after the new year has begun, and what stands against it. */
export function Outcome({ preview }: { preview: RolloverPreview }) {
  const { promoted, leaving, staying, streams, usersFreed, warnings } = preview
  const words = t.rollover
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="font-semibold">
        {words.summary(promoted, leaving, staying)}
      </p>
      {warnings.length > 0 && (
        <ul className="flex flex-col gap-1 rounded-md bg-late-soft px-3 py-2 text-late">
          {warnings.map(({ kind, className, other }) => (
            <li key={`${kind} ${className} ${other}`} className="flex gap-2">
              <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0" />
              {words.warnings[kind](className, other)}
            </li>
          ))}
        </ul>
      )}
      <Panel title={words.after}>
        <table className="w-full border-collapse text-left">
          <thead className="text-xs text-ink-2">
            <tr>
              <th className="px-3 py-1.5 font-medium">{words.className}</th>
              <th className="px-3 py-1.5 text-right font-medium">{words.before}</th>
              <th className="px-3 py-1.5 text-right font-medium">{words.then}</th>
              <th className="px-3 py-1.5 text-right font-medium">{words.capacity}</th>
            </tr>
          </thead>
          <tbody>
            {streams.map(({ className, before, after, capacity }) => (
              <tr key={className} className="border-t border-line">
                <td className="px-3 py-1 font-medium">{className}</td>
                <td className="px-3 py-1 text-right text-ink-2">{countText(before)}</td>
                <td className="px-3 py-1 text-right">{countText(after)}</td>
                <td className="px-3 py-1 text-right text-ink-2">
                  {capacity === null ? null : (
                    <span className={after > capacity ? 'font-medium text-late' : undefined}>
                      {countText(capacity)}
                      {after > capacity && `, ${words.full}`}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
      <Panel title={words.freedTitle}>
        {usersFreed.length === 0 ? (
          <p className="px-3 py-2 text-ink-2">{words.freedNone}</p>
        ) : (
          <ul className="px-3 py-2">
            {usersFreed.map(({ deviceName, users }) => (
              <li key={deviceName}>{words.freed(deviceName, users)}</li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  )
}
