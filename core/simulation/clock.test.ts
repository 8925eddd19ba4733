import { describe, expect, it } from 'vitest'
import { createSimulatedClock, segmentsFrom } from './clock.ts'

const pace = [
  { simAt: 1000, speed: 10 },
  { simAt: 2000, speed: 100 },
  { simAt: 12_000, speed: 1 },
]

function clockAt(multiplier: number) {
  let real = 0
  const clock = createSimulatedClock(segmentsFrom(1000, 0, pace, multiplier), () => real)
  return { clock, at: (realAt: number) => ((real = realAt), [clock.now(), clock.speed()]) }
}

describe('a simulated clock', () => {
  it('runs each part of the day at its own speed without a jump', () => {
    const { at } = clockAt(1)
    expect([0, 50, 100, 150, 200, 250].map(at)).toEqual([
      [1000, 10],
      [1500, 10],
      [2000, 100],
      [7000, 100],
      [12_000, 1],
      [12_050, 1],
    ])
  })

  it('goes on from where it is when the speed changes', () => {
    const { clock, at } = clockAt(1)
    at(150)
    clock.follow(segmentsFrom(clock.now(), 150, pace, 0.5))
    expect(at(150)).toEqual([7000, 50])
    expect(at(250)).toEqual([12_000, 0.5])
  })

  it('stands still at speed 0 and never reaches a later time', () => {
    const { clock, at } = clockAt(0)
    expect(at(10_000)).toEqual([1000, 0])
    expect(clock.realAtOf(1001)).toBe(Infinity)
  })

  it('tells when a time of the day will be', () => {
    const { clock } = clockAt(1)
    expect([1000, 1500, 2000, 7000, 12_000, 13_000].map(at => clock.realAtOf(at))).toEqual([0, 50, 100, 150, 200, 1200])
  })

  it('stands before its first segment', () => {
    const clock = createSimulatedClock([{ realAt: 500, simAt: 9, speed: 3 }], () => 100)
    expect([clock.now(), clock.speed()]).toEqual([9, 0])
  })
})
