import { describe, expect, it } from 'vitest'
import type { SessionPlan } from '../../../core/contract/calendar.ts'
import { gapsIn, isGoodSession, overlapsIn, timeProblem } from './session-rules.ts'
import { planSentence } from './session-text.ts'

const times = { opens: 360, onTimeUntil: 480, closes: 500, ends: 760 }
const plan = (id: string, from: number, to: number, more: Partial<SessionPlan> = {}): SessionPlan => ({
  id,
  name: id,
  levels: { from, to },
  boarding: 'any',
  weekdays: [],
  AM: times,
  PM: null,
  leavesFrom: null,
  ...more,
})
const weekdays = [1, 2, 3, 4, 5]

describe('gaps', () => {
  it('names levels of the school that no plan fits, levels with the same gap together', () => {
    expect(gapsIn([plan('primary', 1, 6)], [6, 7, 8], weekdays)).toEqual([{ levels: [7, 8], kind: 'any', weekdays }])
    expect(gapsIn([plan('all', -2, 12)], [0, 6, 12], weekdays)).toEqual([])
  })

  it('tells boarders from day scholars, and the weekdays', () => {
    const plans = [
      plan('boarders', 1, 6, { boarding: 'boarding' }),
      plan('day', 1, 6, { boarding: 'day', weekdays: [1, 2] }),
    ]
    expect(gapsIn(plans, [3], weekdays)).toEqual([{ levels: [3], kind: 'day', weekdays: [3, 4, 5] }])
  })
})

describe('overlaps', () => {
  it('says that a plan never holds when those before it fit all its children', () => {
    expect(overlapsIn([plan('all', -2, 12), plan('junior', 7, 9)])).toMatchObject([
      { kind: 'shadowed', plan: { id: 'junior' } },
    ])
  })

  it('says for whom an earlier plan holds', () => {
    const found = overlapsIn([plan('boarders', 8, 9, { boarding: 'boarding' }), plan('junior', 7, 9)])
    expect(found).toMatchObject([{ kind: 'before', other: { id: 'boarders' }, plan: { id: 'junior' }, levels: [8, 9] }])
  })

  it('takes a plan for one weekday before the general one as meant', () => {
    expect(overlapsIn([plan('friday', 1, 6, { weekdays: [5] }), plan('week', 1, 6)])).toEqual([])
  })
})

describe('times', () => {
  it('are good in their order', () => {
    expect(isGoodSession(times, null)).toBe(true)
    expect(timeProblem({ ...times, closes: 480 }, 'closes', null)).toBe('closes')
    expect(timeProblem({ ...times, onTimeUntil: 300 }, 'onTimeUntil', null)).toBe('onTimeUntil')
    expect(timeProblem({ ...times, ends: null }, 'ends', null)).toBe('missing')
    expect(timeProblem(times, 'opens', 700)).toBe('opens')
  })
})

describe('the sentence of a plan', () => {
  it('says who, until when in time and when the register closes', () => {
    const junior = plan('junior', 7, 9, { PM: { opens: 820, onTimeUntil: 840, closes: 855, ends: 960 } })
    expect(planSentence(junior)).toBe(
      'Grade 7 to 9, day and boarding: on time until 08:00, register closes 08:20; afternoon on time until 14:00',
    )
  })

  it('says that there is no afternoon, and the weekdays', () => {
    expect(planSentence(plan('nursery', -1, 0, { weekdays: [5], leavesFrom: 720 }))).toBe(
      'PP1 to PP2, day and boarding, on Fri: on time until 08:00, register closes 08:20; mornings only; leaving before 12:00 is early',
    )
  })
})
