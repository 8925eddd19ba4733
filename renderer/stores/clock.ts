import { create } from 'zustand'
import type { Day } from '../../core/contract/common.ts'
import { dayOf } from '../format.ts'

type Clock = {
  zone: string
  /** The school's time when it was last heard of, and when that was on the page's own clock. */
  heard: { now: number; speed: number; at: number }
  /** Moves on a few times a second. */
  now: number
  today: Day
  hear: (now: number, speed: number) => void
  setZone: (zone: string) => void
  tick: () => void
}

const zoneBeforeAnyIsKnown = 'Africa/Nairobi'

/** The school's clock: in a demo it runs faster than the one on the wall. */
export const useClock = create<Clock>()((set, get) => ({
  zone: zoneBeforeAnyIsKnown,
  heard: { now: Date.now(), speed: 1, at: performance.now() },
  now: Date.now(),
  today: dayOf(Date.now(), zoneBeforeAnyIsKnown),
  hear(now, speed) {
    set({ heard: { now, speed, at: performance.now() }, now, today: dayOf(now, get().zone) })
  },
  setZone: zone => set({ zone, today: dayOf(get().now, zone) }),
  tick() {
    const { heard, zone } = get()
    const now = heard.now + (performance.now() - heard.at) * heard.speed
    set({ now, today: dayOf(now, zone) })
  },
}))

/** Today at the school. */
export function useToday(): Day {
  return useClock(state => state.today)
}

export function useZone(): string {
  return useClock(state => state.zone)
}
