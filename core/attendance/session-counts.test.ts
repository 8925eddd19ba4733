import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { readCalendar } from '../calendar/closures.repo.ts'
import type { SessionName } from '../contract/common.ts'
import { absenceReason, sessionClose, sessionMark, streamStay } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { plansByLevel, plansForAll } from '../settings/session-presets.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import { schoolDay } from '../testing/small-school.ts'
import { sessionCounts } from './session-counts.ts'
import { sessionMissing, sessionStanding } from './session-register.ts'
import { createTimetables } from './timetable.ts'

// One database for all runs, each undone after it.
const school = createMixedSchool()
afterAll(() => school.close())
const { db, at, students, streams } = school
const timetables = createTimetables()
const undo = new Error('undone')

const aSession = fc.constantFrom<SessionName>('AM', 'PM')
const aReason = fc.option(fc.constantFrom('sick', 'fees'))
const aChild = fc.nat(students.length - 1)
const aFact = fc.oneof(
  fc.record({
    kind: fc.constant('mark' as const),
    child: aChild,
    session: aSession,
    mark: fc.constantFrom('present' as const, 'late' as const, 'absent' as const, 'not_recorded' as const),
    reason: aReason,
    manual: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('reason' as const), child: aChild, session: fc.option(aSession), code: aReason }),
  fc.record({ kind: fc.constant('move' as const), child: aChild, stream: fc.nat(2), early: fc.boolean() }),
)
const boardersApart = plansForAll.map(plan => ({ ...plan, id: 'boarders', boarding: 'boarding' as const, PM: null }))
const somePlans = fc.constantFrom(plansForAll, plansByLevel, boardersApart, [...boardersApart, ...plansForAll])
type Fact = typeof aFact extends fc.Arbitrary<infer T> ? T : never

function write(fact: Fact): void {
  const studentId = students[fact.child] ?? newId()
  const day = schoolDay
  if (fact.kind === 'mark') {
    const { session, mark, reason, manual } = fact
    db.insert(sessionMark)
      .values({ studentId, day, session, mark, reason, manual, updatedAt: 0 })
      .onConflictDoNothing()
      .run()
  } else if (fact.kind === 'reason') {
    const said = { fromDay: day, toDay: day, excused: true, countsPresent: false, alertsParent: true, at: 0, by: '' }
    db.insert(absenceReason)
      .values({ ...said, id: newId(), studentId, session: fact.session, reason: fact.code ?? 'other' })
      .run()
  } else {
    // In another stream until this day, or only from the next one.
    const streamId = streams[fact.stream] ?? newId()
    const span = fact.early ? { fromDay: '1890-01-01', toDay: day } : { fromDay: '2026-05-13', toDay: null }
    db.insert(streamStay)
      .values({ id: newId(), studentId, streamId, ...span })
      .onConflictDoNothing()
      .run()
  }
}

it('counts, and finds those who are missing, as the register of everybody does', () => {
  let reasonsSeen = 0
  let missingSeen = 0
  fc.assert(
    fc.property(
      fc.array(aFact, { maxLength: 24 }),
      somePlans,
      aSession,
      fc.constantFrom('05:00', '08:10', '10:00', '18:00'),
      (facts, plans, session, clock) => {
        const run = () =>
          db.transaction(() => {
            writeSetting(db, 'sessionPlans', [...plans], 0)
            db.insert(sessionClose)
              .values({ id: newId(), day: schoolDay, session, plan: '', closedAt: at(clock), settled: true })
              .run()
            facts.forEach(write)
            const ask = [db, timetables(readCalendar(db)), at(clock), schoolDay, session] as const
            const { entries, notExpected, ...plansStanding } = sessionStanding(...ask)
            const counts = sessionCounts(...ask)
            const all = [...entries.values()]
            const missing = all.filter(({ mark }) => mark !== 'present' && mark !== 'late')
            const tally = (of: readonly (string | null)[]) =>
              Object.fromEntries(
                [...new Set(of)].flatMap(one =>
                  one === null ? [] : [[one, of.filter(other => other === one).length] as const],
                ),
              )
            const none = { present: 0, late: 0, absent: 0, not_recorded: 0, not_yet_in: 0 }
            expect(counts).toEqual({
              ...plansStanding,
              marks: { ...none, ...tally(all.map(({ mark }) => mark)) },
              reasons: tally(missing.map(({ reason }) => reason)),
              manual: all.filter(({ manual }) => manual).length,
              notExpected: notExpected.length,
            })
            const byId = (a: { child: { id: string } }, b: { child: { id: string } }) =>
              a.child.id.localeCompare(b.child.id)
            expect(sessionMissing(...ask).sort(byId)).toEqual(missing.sort(byId))
            reasonsSeen += Object.keys(counts.reasons).length
            missingSeen += missing.length
            throw undo
          })
        expect(run).toThrow(undo)
      },
    ),
    { numRuns: 150 },
  )
  expect(reasonsSeen).toBeGreaterThan(20)
  expect(missingSeen).toBeGreaterThan(100)
})
