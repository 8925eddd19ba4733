import clsx from 'clsx'

type Props = { label: string; value: number; max: number; text: string; plain?: boolean }

/** How full something is; from nine tenths on it is marked. `plain`: how far something is, which is good when full. */
export function Meter({ label, value, max, text, plain = false }: Props) {
  const share = max > 0 ? Math.min(1, value / max) : 0
  return (
    <div>
      <div className="flex justify-between gap-2">
        <span className="text-ink-2">{label}</span>
        <span className="copyable">{text}</span>
      </div>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={text}
        className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={clsx('h-full rounded-full', share >= 0.9 && !plain ? 'bg-late' : 'bg-accent')}
          style={{ width: `${share * 100}%`, minWidth: value > 0 ? 3 : 0 }}
        />
      </div>
    </div>
  )
}
