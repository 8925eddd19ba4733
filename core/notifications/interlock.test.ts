import { describe, expect, it } from 'vitest'
import { clearsByItself, goesByItself, interlock, mayBeReleased } from './interlock.ts'
import type { InterlockFacts } from './interlock.ts'

const closesAt = 1_000_000_000
const gate = { name: 'Gate 1', coveredUntil: closesAt, driftMs: 0 }
const good: InterlockFacts = {
  day: '2026-05-12',
  today: '2026-05-12',
  closesAt,
  alertsOn: true,
  isSchoolDay: true,
  terminals: [gate],
  groupsWithoutTerminal: [],
  school: { expected: 300, absent: 12 },
  classes: [{ className: 'Grade 4', expected: 40, absent: 4 }],
  limits: { absentShareSchool: 25, absentShareClass: 50, driftLimitSeconds: 60 },
}
const codes = (facts: Partial<InterlockFacts>) => interlock({ ...good, ...facts }).map(({ code }) => code)

describe('the interlock of absence alerts', () => {
  it('lets alerts go when everything is known and usual', () => {
    expect(interlock(good)).toEqual([])
  })

  it('names the terminals that were not read up to the close', () => {
    const gate2 = { ...gate, name: 'Gate 2', coveredUntil: closesAt - 1 }
    const gate3 = { ...gate, name: 'Gate 3', coveredUntil: null }
    expect(interlock({ ...good, terminals: [gate, gate3, gate2] })).toEqual([
      { code: 'terminal_not_read', terminals: ['Gate 2', 'Gate 3'] },
    ])
  })

  it('takes a clock that is off by exactly the limit, and none that is off by more, either way', () => {
    expect(codes({ terminals: [{ ...gate, driftMs: -60_000 }] })).toEqual([])
    expect(codes({ terminals: [{ ...gate, driftMs: -60_001 }] })).toEqual(['clock_drift'])
    expect(codes({ terminals: [{ ...gate, driftMs: 60_001 }] })).toEqual(['clock_drift'])
  })

  it('holds when more than the limit of the school is away, and not at the limit', () => {
    expect(codes({ school: { expected: 300, absent: 75 } })).toEqual([])
    expect(interlock({ ...good, school: { expected: 300, absent: 76 } })).toEqual([
      { code: 'share_of_school', percent: 26, limit: 25 },
    ])
  })

  it('holds for a class that is away, but not for a handful of children', () => {
    const of = (absent: number) => [{ className: 'PP1', expected: 6, absent }]
    expect(codes({ classes: of(4) })).toEqual([])
    expect(interlock({ ...good, classes: of(5) })).toEqual([
      { code: 'share_of_class', className: 'PP1', percent: 84, limit: 50 },
    ])
  })

  it('says every reason at once', () => {
    expect(
      codes({ today: '2026-05-13', isSchoolDay: false, alertsOn: false, groupsWithoutTerminal: ['Lower school'] }),
    ).toEqual(['alerts_off', 'not_today', 'not_school_day', 'no_terminal'])
  })
})

describe('who may let held alerts go', () => {
  const unread = interlock({ ...good, terminals: [{ ...gate, coveredUntil: null }] })
  const share = interlock({ ...good, school: { expected: 300, absent: 200 } })
  const closed = interlock({ ...good, isSchoolDay: false })

  it('goes by itself once a terminal that was missing is read', () => {
    expect(clearsByItself(unread)).toBe(true)
    expect(goesByItself(unread, [])).toBe(true)
    expect(goesByItself(unread, unread)).toBe(false)
  })

  it('needs a person once the share was too high, even when it has shrunk since', () => {
    expect(clearsByItself(share)).toBe(false)
    expect(goesByItself([...unread, ...share], [])).toBe(false)
    expect(mayBeReleased(share)).toBe(true)
  })

  it('is never let go by a person on a closed day or for another day', () => {
    expect(mayBeReleased(closed)).toBe(false)
    expect(mayBeReleased(interlock({ ...good, today: '2026-05-13' }))).toBe(false)
  })
})
