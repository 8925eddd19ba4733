import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { guardian } from '../db/schema.ts'
import { closeDatabase } from '../db/open.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { defaultSettings } from '../settings/settings.ts'
import { at, createMessageOffice, day } from '../testing/message-office.ts'
import type { MessageOffice, TestGuardian } from '../testing/message-office.ts'
import { alertCost } from './alert-cost.ts'
import { addBatch, queuedOfBatch } from './batches.repo.ts'
import { queueMessages } from './queue-messages.ts'

const names = ['Brian', 'Faith', 'Ng’ang’a', 'Wanjiku-Maximiliana', 'Amos'] as const
const aChild = fc.record({ first: fc.constantFrom(...names), last: fc.constantFrom('Otieno', 'Wang’ombe Kipchumba') })
const aFamily = fc.record({
  children: fc.array(aChild, { minLength: 1, maxLength: 6 }),
  guardians: fc.array(
    fc.record({
      of: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 }),
      language: fc.constantFrom('en' as const, 'sw' as const),
      receives: fc.constantFrom(true, true, false),
      hasEmail: fc.boolean(),
      blocked: fc.constantFrom(false, false, true),
    }),
    { maxLength: 3 },
  ),
  email: fc.constantFrom('off' as const, 'also' as const, 'no_phone' as const),
  mergeSeconds: fc.constantFrom(0, 120),
})

type Family = typeof aFamily extends fc.Arbitrary<infer F> ? F : never

function open({ children, guardians, email, mergeSeconds }: Family): MessageOffice {
  const office = createMessageOffice({
    children,
    guardians: guardians.map(({ of, language, receives, hasEmail }, i): TestGuardian => {
      const own = of.filter(child => child < children.length)
      return { of: own, language, receives, ...(hasEmail && { email: `g${i}@example.org` }) }
    }),
    policy: { mergeSeconds, absent: true },
  })
  const account = { ...defaultSettings.emailAccount, enabled: email !== 'off', when: email === 'off' ? 'also' : email }
  writeSetting(office.db, 'emailAccount', account, 0)
  office.guardians.forEach((id, i) => {
    if (guardians[i]?.blocked === true)
      office.db.update(guardian).set({ blocked: 'opted_out' }).where(eq(guardian.id, id)).run()
  })
  return office
}

it('the number and price that are shown before alerts go are those of what goes', () => {
  fc.assert(
    fc.property(aFamily, family => {
      const office = open(family)
      try {
        const { db, students, clock } = office
        const timetable = createTimetables()(readCalendar(db))
        const closesAt = at(8, 30)
        const children = students.map((studentId, i) => {
          const { first = '', last = '' } = family.children[i] ?? {}
          return { studentId, fullName: `${first} ${last}`, className: 'Grade 7 East' }
        })
        const interlock = { day, closesAt } as Parameters<typeof alertCost>[1]['interlock']
        const shown = alertCost({ tx: db, timetable }, { children, interlock })
        const batch = { day, session: 'AM', plan: 'all', state: 'held', reasons: [], closedAt: closesAt } as const
        const batchId = addBatch(db, { ...batch, decidedAt: null })
        if (batchId === null) throw new Error('there is one already')
        const causes = students.map(studentId => ({
          kind: 'absent' as const,
          studentId,
          attendanceRecordId: null,
          at: closesAt,
          day,
          batchId,
        }))
        queueMessages(db, { clock }, timetable.settings, causes)
        expect(shown).toEqual(queuedOfBatch(db, batchId))
      } finally {
        closeDatabase(office.db)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
