import { timeText } from '../../format.ts'
import { useZone } from '../../stores/clock.ts'
import { useSimulation } from '../../stores/simulation.ts'
import { t } from '../../strings/t.ts'
import { Panel } from '../../ui/Panel.tsx'

/** What has just happened in the demo, newest first. */
export function Story() {
  const zone = useZone()
  const story = useSimulation(({ state }) => state?.story)
  return (
    <Panel title={t.simulation.story} className="min-h-16 flex-1 max-xl:max-h-80 max-xl:flex-none">
      <div
        tabIndex={0}
        role="group"
        aria-label={t.simulation.story}
        className="min-h-0 flex-1 overflow-y-auto py-1 focus-visible:outline-offset-[-2px]"
      >
        {story === undefined || story.length === 0 ? (
          <p className="px-3 py-1 text-ink-3">{t.simulation.storyNone}</p>
        ) : (
          <ol reversed>
            {[...story].reverse().map((line, n) => (
              <li key={story.length - n} className="flex gap-2 px-3 py-0.5">
                <time className="shrink-0 text-ink-3">{timeText(line.at, zone)}</time>
                <span className="min-w-0">{line.text}</span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Panel>
  )
}
