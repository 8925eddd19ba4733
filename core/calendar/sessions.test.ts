import { afterEach, describe, expect, it } from 'vitest'
import type { SessionPlan } from '../contract/calendar.ts'
import { sessionClose } from '../db/schema.ts'
import { plansByLevel, sessionPresets } from '../settings/session-presets.ts'
import { readSettings } from '../settings/settings.repo.ts'
import { createAttendanceOffice } from '../testing/attendance-office.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import type { MixedSchool } from '../testing/mixed-school.ts'
import { planFault } from './plan-rules.ts'

const opened: MixedSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

function setUp() {
  const school = createMixedSchool()
  opened.push(school)
  return { ...school, ...createAttendanceOffice(school) }
}

const friday = '2026-05-15'

describe('sessions by level', () => {
  it('close each at their own time, and a level without afternoons has none', async () => {
    const { sessions, caller, live, until, marks, db, ask } = setUp()
    sessions['sessions.save']({ plans: plansByLevel }, caller)
    live(3, '07:30')
    live(1, '08:10')
    await until('08:20')
    expect(marks()).toEqual([
      '1 AM present',
      '3 AM present',
      '4 AM absent',
      '5 AM not_recorded',
      '6 AM absent',
      '8 AM absent',
    ])
    expect(ask['attendance.summary']({}).plans).toMatchObject([
      { id: 'pre_primary', closesAt: '09:00', state: 'open', roll: 2 },
      { id: 'grade_7_9', closesAt: '08:20', state: 'closed', roll: 5 },
    ])
    live(2, '08:31')
    await until('09:00')
    expect(marks().slice(0, 2)).toEqual(['1 AM present', '2 AM late'])
    await until('16:30')
    expect(marks().filter(line => /^[12] PM/.test(line))).toEqual([])
    expect(ask['attendance.summary']({ session: 'PM' })).toMatchObject({ counts: { roll: 5 }, notExpected: 2 })
    const closes = db
      .select()
      .from(sessionClose)
      .all()
      .filter(({ plan }) => plan === 'pre_primary')
    expect(closes.map(({ session }) => session)).toEqual(['AM'])
  })

  it('make a Friday of mornings only, without one absence in the afternoon', async () => {
    const { sessions, caller, live, until, marks } = setUp()
    live(3, '07:30', friday)
    live(3, '12:30', friday)
    await until('16:30', friday)
    expect(marks(friday).filter(line => line.includes('PM'))).not.toEqual([])
    const fridays = sessionPresets.find(({ name }) => name.includes('Friday'))
    const { marks: changed } = sessions['sessions.save']({ plans: fridays?.plans ?? [] }, caller)
    expect(changed).toBeGreaterThan(0)
    expect(marks(friday).filter(line => line.includes('PM'))).toEqual([])
  })

  it('of boarders can be others than those of day scholars', async () => {
    const { sessions, caller, live, until, marks } = setUp()
    const [all] = sessions['sessions.get']().plans as [SessionPlan]
    const boarders: SessionPlan = {
      ...all,
      id: 'boarders',
      boarding: 'boarding',
      AM: { opens: 300, onTimeUntil: 420, closes: 430, ends: 760 },
    }
    sessions['sessions.save']({ plans: [boarders, all] }, caller)
    live(3, '07:30')
    live(4, '07:30')
    await until('09:00')
    expect(marks().filter(line => /^[34] /.test(line))).toEqual(['3 AM present', '4 AM late'])
  })
})

describe('new times', () => {
  const earlier = (plans: readonly SessionPlan[]) =>
    plans.map(plan => ({ ...plan, AM: { opens: 360, onTimeUntil: 420, closes: 510, ends: 760 } }))

  it('hold for the running term; the terms before stay as they were, and undo brings all back', async () => {
    const { sessions, caller, live, until, marks, undo, db } = setUp()
    live(3, '07:30', '2026-03-10')
    await until('17:00', '2026-03-10')
    live(3, '07:30', '2026-05-11')
    await until('17:00', '2026-05-12')
    const { undoId } = sessions['sessions.save']({ plans: earlier(sessions['sessions.get']().plans) }, caller)
    const ofThree = (day: string) => marks(day).filter(line => line.startsWith('3 AM'))
    expect([ofThree('2026-03-10'), ofThree('2026-05-11')]).toEqual([['3 AM present'], ['3 AM late']])
    expect(readSettings(db).earlierPlans.map(({ until: last }) => last)).toEqual(['2026-04-26'])
    sessions['sessions.save']({ plans: earlier(plansByLevel) }, caller)
    expect(readSettings(db).earlierPlans).toHaveLength(1)
    expect(() => undo(undoId)).toThrow('undo_conflict')
  })

  it('are taken back with all marks', async () => {
    const { sessions, caller, live, until, marks, undo, db } = setUp()
    live(3, '07:30')
    await until('17:00')
    const before = marks()
    const { undoId } = sessions['sessions.save']({ plans: earlier(plansByLevel) }, caller)
    expect(marks()).not.toEqual(before)
    undo(undoId)
    expect(marks()).toEqual(before)
    expect(readSettings(db).earlierPlans).toEqual([])
  })

  const [plan] = plansByLevel as [SessionPlan, ...SessionPlan[]]
  const times = { opens: 360, onTimeUntil: 480, closes: 510, ends: 760 }
  it.each<[string, Partial<SessionPlan>]>([
    ['id', {}],
    ['levels.to', { id: 'b', levels: { from: 3, to: 1 } }],
    ['AM.onTimeUntil', { id: 'b', AM: { ...times, onTimeUntil: 350 } }],
    ['AM.closes', { id: 'b', AM: { ...times, closes: 480 } }],
    ['PM.ends', { id: 'b', PM: { ...times, ends: 509 } }],
    ['PM.opens', { id: 'b', AM: times, PM: { opens: 700, onTimeUntil: 710, closes: 720, ends: 900 } }],
  ])('with a fault are refused at %s', (field, change) => {
    expect(planFault([plan, { ...plan, ...change }])).toBe(`plans.1.${field}`)
  })

  it('that are offered have no fault', () => {
    expect(sessionPresets.map(({ plans }) => planFault(plans))).toEqual(sessionPresets.map(() => null))
  })
})
