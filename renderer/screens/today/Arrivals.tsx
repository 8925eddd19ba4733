import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { ArrivalsChart } from '../../../core/contract/attendance.ts'
import type { Day, SessionName } from '../../../core/contract/common.ts'
import { dayTextShort, minuteText } from '../../format.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { useCall } from '../../use-call.ts'

/** First arrivals per five minutes, beside the same weekday of last week. */
export function Arrivals({ request }: { request: { day?: Day; session?: SessionName } }) {
  const answer = useCall('attendance.arrivals', request, {
    refreshOn: ['attendance.changed'],
    minGapMs: 2000,
  })
  return (
    <Answer state={answer} waiting={null}>
      {data =>
        Math.max(0, ...data.today, ...(data.lastWeek ?? [])) === 0 ? (
          <p className="m-auto text-ink-3">{t.today.arrivalsNone}</p>
        ) : (
          <Chart data={data} />
        )
      }
    </Answer>
  )
}

const tick = { fontSize: 12, fill: 'var(--ink-3)' }

function Chart({ data }: { data: ArrivalsChart }) {
  const length = Math.max(data.today.length, data.lastWeek?.length ?? 0)
  const bins = Array.from({ length }, (_, n) => ({
    minute: data.fromMinute + n * data.binMinutes,
    today: data.today[n] ?? 0,
    ...(data.lastWeek !== null && { lastWeek: data.lastWeek[n] ?? 0 }),
  }))
  const lastWeek = t.today.arrivalsLastWeek(dayTextShort(data.lastWeekDay))
  return (
    <figure className="flex min-h-0 flex-1 flex-col px-1 pt-2 pb-1">
      <figcaption className="sr-only">{summary(data)}</figcaption>
      <div aria-hidden className="flex gap-4 px-2 text-xs text-ink-2">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 bg-accent" />
          {t.today.arrivalsToday}
        </span>
        {data.lastWeek !== null && (
          <span className="flex items-center gap-1.5">
            <span className="w-3 border-t-2 border-ink-3" />
            {lastWeek}
          </span>
        )}
      </div>
      <div aria-hidden className="min-h-0 flex-1">
        <ResponsiveContainer width="100%" height="100%" debounce={100}>
          <ComposedChart
            data={bins}
            margin={{ top: 6, right: 8, bottom: 0, left: -22 }}
            barCategoryGap={1}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="minute"
              tickFormatter={minuteText}
              ticks={bins.filter(bin => bin.minute % 60 === 0).map(bin => bin.minute)}
              tick={tick}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              interval="preserveStartEnd"
            />
            <YAxis allowDecimals={false} tick={tick} tickLine={false} axisLine={false} tickCount={4} />
            <Tooltip
              cursor={{ fill: 'var(--sunken)' }}
              isAnimationActive={false}
              labelFormatter={minute =>
                `${minuteText(Number(minute))} – ${minuteText(Number(minute) + data.binMinutes)}`
              }
              contentStyle={{
                background: 'var(--surface)',
                border: '1px solid var(--line)',
                borderRadius: 6,
                padding: '4px 8px',
              }}
            />
            <Bar dataKey="today" name={t.today.arrivalsToday} fill="var(--accent)" isAnimationActive={false} />
            {data.lastWeek !== null && (
              <Line
                dataKey="lastWeek"
                name={lastWeek}
                type="step"
                stroke="var(--ink-3)"
                strokeWidth={1.5}
                dot={false}
                isAnimationActive={false}
              />
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

function summary({ fromMinute, binMinutes, today, lastWeek, lastWeekDay }: ArrivalsChart): string {
  const sum = (bins: number[]) => bins.reduce((total, n) => total + n, 0)
  const most = Math.max(...today)
  if (today.length === 0 || most === 0) return t.today.arrivalsNone
  const peak = minuteText(fromMinute + today.indexOf(most) * binMinutes)
  return t.today.arrivalsSummary(sum(today), peak, lastWeek === null ? null : sum(lastWeek), dayTextShort(lastWeekDay))
}
