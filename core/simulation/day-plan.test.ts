import { describe, expect, it } from 'vitest'
import { deletedPin, demoDay, planDay, strangerPin } from './day-plan.ts'
import { expectDay } from './oracle.ts'
import { hhmm, localAt } from './school-day.ts'
import { demoSchool, terminals } from './school-data.ts'

const school = demoSchool(7)
const plan = planDay(school, 7)
const all = [...plan.history, ...plan.presses]
const minuteOf = (local: number) => (local - localAt(demoDay, 0)) / 60_000

describe('the demo day', () => {
  it('is the same for the same seed', () => {
    expect(planDay(school, 7)).toEqual(plan)
    expect(planDay(school, 8)).not.toEqual(plan)
  })

  it('has the planned shares of children in time, late, absent and not recorded', () => {
    const logs = all.map(({ local, pin, terminal }) => ({ local, pin, serial: terminals[terminal]?.serial ?? '' }))
    const { present, late, absent, notRecorded, roll, unmatched, punches } = expectDay(school, demoDay, logs)
    expect({ present, late, absent, notRecorded, roll, unmatched, punches }).toEqual({
      present: 529,
      late: 31, // five in a hundred, and one who was at the clinic
      absent: 35,
      notRecorded: 5,
      roll: 600,
      unmatched: 3,
      punches: all.length,
    })
  })

  it('keeps presses of one child clearly within or beyond thirty minutes of the last that counted', () => {
    const minute = 60_000
    const counted = new Map<string, number>()
    for (const { pin, local } of all) {
      if (pin === strangerPin) continue
      const gap = local - (counted.get(pin) ?? -Infinity)
      expect(gap < 25 * minute || gap > 35 * minute).toBe(true)
      if (gap > 35 * minute) counted.set(pin, local)
    }
  })

  it('lets nobody arrive in the minutes at which a mark changes', () => {
    const seen = new Set<string>()
    for (const { pin, local } of plan.presses) {
      if (seen.has(pin)) continue
      seen.add(pin)
      for (const edge of [hhmm(8, 0), hhmm(8, 30)]) {
        expect(Math.abs(minuteOf(local) - edge)).toBeGreaterThanOrEqual(2)
      }
    }
  })

  it('plants what goes wrong on a real morning', () => {
    const outage = plan.cables.map(({ local, plugged }) => [minuteOf(local), plugged])
    expect(outage).toEqual([
      [hhmm(7, 20), false],
      [hhmm(7, 40), true],
    ])
    const duringOutage = plan.presses.filter(
      ({ terminal, local }) => terminal === 1 && minuteOf(local) > hhmm(7, 20) && minuteOf(local) < hhmm(7, 40),
    )
    expect(duringOutage.length).toBeGreaterThan(50)
    expect(plan.presses.filter(({ state }) => state === 255).length).toBeGreaterThan(5)
    expect(plan.presses.filter(({ pin }) => pin === strangerPin || pin === deletedPin)).toHaveLength(3)
    const afterTheRegisterClosed = plan.presses.filter(
      ({ local }) => minuteOf(local) > hhmm(8, 30) && minuteOf(local) < hhmm(8, 46),
    )
    expect(afterTheRegisterClosed.length).toBeGreaterThan(3)
  })

  it('brings the five school days before, the same weekday of last week among them', () => {
    const days = new Set(plan.history.map(({ local }) => new Date(local).toISOString().slice(0, 10)))
    expect([...days]).toEqual(['2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-11'])
    expect(plan.history.length).toBeGreaterThan(5000)
  })
})
