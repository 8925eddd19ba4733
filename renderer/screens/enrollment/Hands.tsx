import clsx from 'clsx'
import { useId } from 'react'
import type { Finger } from '../../../core/contract/enrollment.ts'
import { t } from '../../strings/t.ts'

/** Ten fingers, left little to right little, as the hands lie on a keyboard. */
export const fingers: readonly Finger[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The key that chooses a finger: 1 for the left little one … 0 for the right little one. */
export function fingerKey(finger: Finger): string {
  return String((finger + 1) % 10)
}

/** The finger that a key chooses; undefined when the key means something else. */
export function fingerOfKey({ key, ctrlKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey'>) {
  return ctrlKey || altKey ? undefined : fingers.find(finger => fingerKey(finger) === key)
}

/** Of a right hand seen from its back, from the thumb on: where a finger joins the palm, its length and its lean. */
const rightHand = [
  { x: 70, y: 142, length: 74, width: 27, lean: -43 },
  { x: 80, y: 100, length: 78, width: 24, lean: -8 },
  { x: 105, y: 97, length: 90, width: 24, lean: -2 },
  { x: 130, y: 99, length: 81, width: 24, lean: 5 },
  { x: 152, y: 107, length: 63, width: 21, lean: 14 },
] as const
const handWidth = 200
const gap = 24

type Props = {
  chosen: Finger
  /** Those that are enrolled already. */
  held: readonly Finger[]
  onChoose: (finger: Finger) => void
  disabled?: boolean
  className?: string
}

/** Two hands to choose a finger from: arrow keys, digits or a click. The name of the chosen one stands below. */
export function Hands({ chosen, held, onChoose, disabled = false, className }: Props) {
  const name = useId()
  return (
    <div className={className}>
      <div role="radiogroup" aria-label={t.fingers.choose} className="group/hands">
        {fingers.map(finger => (
          <input
            key={finger}
            type="radio"
            name={name}
            checked={finger === chosen}
            disabled={disabled}
            aria-label={`${t.fingers.name(finger)}${held.includes(finger) ? `, ${t.enrollment.childStates.done}` : ''}`}
            onChange={() => onChoose(finger)}
            className="sr-only"
          />
        ))}
        <svg
          aria-hidden
          viewBox={`0 0 ${2 * handWidth + gap} 196`}
          className="w-full rounded-md group-focus-within/hands:outline-2 group-focus-within/hands:outline-accent"
        >
          <g transform={`translate(${handWidth} 0) scale(-1 1)`}>
            {rightHand.map((shape, n) => (
              <Shape key={n} shape={shape} mirrored {...looks(4 - n)} />
            ))}
            <Palm />
          </g>
          <g transform={`translate(${handWidth + gap} 0)`}>
            {rightHand.map((shape, n) => (
              <Shape key={n} shape={shape} {...looks(5 + n)} />
            ))}
            <Palm />
          </g>
        </svg>
      </div>
      <p className="text-center font-medium">{t.fingers.chosen(t.fingers.name(chosen))}</p>
    </div>
  )

  function looks(finger: Finger) {
    return {
      finger,
      state: finger === chosen ? ('chosen' as const) : held.includes(finger) ? ('held' as const) : ('free' as const),
      onChoose: () => {
        if (!disabled) onChoose(finger)
      },
    }
  }
}

function Palm() {
  return (
    <path
      d="M68 104 Q68 92 80 92 L150 97 Q164 99 163 114 L155 168 Q152 190 130 191 L98 191 Q82 190 76 172 L62 150 Q56 136 66 128 Z"
      className="fill-surface stroke-line-strong"
      strokeWidth={1.5}
    />
  )
}

type ShapeProps = {
  shape: (typeof rightHand)[number]
  finger: Finger
  state: 'chosen' | 'held' | 'free'
  onChoose: () => void
  mirrored?: boolean
}

function Shape({ shape: { x, y, length, width, lean }, finger, state, onChoose, mirrored = false }: ShapeProps) {
  const top = -length + width / 2
  return (
    <g transform={`translate(${x} ${y}) rotate(${lean})`} onClick={onChoose}>
      <rect
        x={-width / 2}
        y={-length}
        width={width}
        height={length + 14}
        rx={width / 2}
        strokeWidth={state === 'chosen' ? 2.5 : 1.5}
        className={clsx(
          state === 'chosen' && 'fill-accent stroke-accent-strong',
          state === 'held' && 'fill-present-soft stroke-present',
          state === 'free' && 'fill-surface stroke-line-strong',
        )}
      />
      <text
        x={0}
        y={top + 4}
        textAnchor="middle"
        fontSize={12}
        transform={`rotate(${-lean} 0 ${top})${mirrored ? ' scale(-1 1)' : ''}`}
        className={clsx('font-semibold', state === 'chosen' ? 'fill-on-accent' : 'fill-ink-2')}
      >
        {fingerKey(finger)}
      </text>
    </g>
  )
}
