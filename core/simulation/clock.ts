import type { Clock } from '../ports.ts'

/** From `realAt` on, the school's time is `simAt` plus `speed` times what has passed since. Both epoch ms. */
export type ClockSegment = { readonly realAt: number; readonly simAt: number; readonly speed: number }

/** Part of the demo day: from `simAt` on the day runs at `speed` times real time. */
export type PaceStep = { readonly simAt: number; readonly speed: number }

export type SimulatedClock = Clock & {
  segments(): readonly ClockSegment[]
  /** When the school's time will be (or was) `simAt`, real epoch ms; Infinity while the clock stands before it. */
  realAtOf(simAt: number): number
  /** Puts another course in place. The school's time should not jump: see `segmentsFrom`. */
  follow(segments: readonly ClockSegment[]): void
}

/**
 * A school clock that runs piecewise linear over real time.
 * @param segments at least one, in the order of `realAt`; before the first one its time stands still
 * @throws RangeError without a segment
 */
export function createSimulatedClock(
  segments: readonly ClockSegment[],
  realNow: () => number = Date.now,
): SimulatedClock {
  let course = checked(segments)
  return {
    now() {
      const real = realNow()
      const { realAt, simAt, speed } = segmentAt(course, real)
      return Math.floor(simAt + Math.max(0, real - realAt) * speed)
    },
    speed: () => segmentAt(course, realNow()).speed,
    segments: () => course,
    realAtOf(simAt) {
      const segment = course.findLast(candidate => candidate.simAt <= simAt && candidate.speed > 0)
      return segment === undefined ? Infinity : segment.realAt + (simAt - segment.simAt) / segment.speed
    },
    follow(next) {
      course = checked(next)
    },
  }
}

/**
 * The course of a clock that shows `simAt` at `realAt` and from there keeps the day's pace, each speed multiplied.
 * The time before the first step runs at the first step's speed. A multiplier of 0 stops the clock.
 */
export function segmentsFrom(
  simAt: number,
  realAt: number,
  pace: readonly PaceStep[],
  multiplier: number,
): [ClockSegment, ...ClockSegment[]] {
  const current = pace.findLast(step => step.simAt <= simAt) ?? pace[0]
  const first = { realAt, simAt, speed: (current?.speed ?? 1) * multiplier }
  const course: [ClockSegment, ...ClockSegment[]] = [first]
  if (multiplier === 0) return course
  let last: ClockSegment = first
  for (const step of pace) {
    if (step.simAt <= simAt) continue
    last = {
      realAt: last.realAt + (step.simAt - last.simAt) / last.speed,
      simAt: step.simAt,
      speed: step.speed * multiplier,
    }
    course.push(last)
  }
  return course
}

function segmentAt(course: readonly [ClockSegment, ...ClockSegment[]], real: number): ClockSegment {
  return course.findLast(segment => segment.realAt <= real) ?? { ...course[0], speed: 0 }
}

function checked(segments: readonly ClockSegment[]): readonly [ClockSegment, ...ClockSegment[]] {
  const [first, ...rest] = segments
  if (first === undefined) throw new RangeError('a clock needs a segment')
  return [first, ...rest]
}
