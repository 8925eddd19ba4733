import { afterEach, describe, expect, it } from 'vitest'
import { closure, sessionMark } from '../db/schema.ts'
import { createAttendanceOffice } from '../testing/attendance-office.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import type { MixedSchool } from '../testing/mixed-school.ts'
import { schoolDay } from '../testing/small-school.ts'

const opened: MixedSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

/** Tuesday, 09:00: 1 and 3 came, 4 came late, the others are absent or nobody knows. */
async function tuesdayAtNine() {
  const school = createMixedSchool()
  opened.push(school)
  const office = createAttendanceOffice(school)
  office.live(1, '07:30')
  office.live(3, '07:40')
  office.live(4, '08:20')
  await office.until('09:00')
  return { ...school, ...office }
}

const before = [
  '1 AM present',
  '2 AM not_recorded',
  '3 AM present',
  '4 AM late',
  '5 AM not_recorded',
  '6 AM absent',
  '8 AM absent',
]
/** All of them, but for when they were written. */
function rowsOf(db: MixedSchool['db']) {
  return db
    .select()
    .from(sessionMark)
    .all()
    .map(row => ({ ...row, updatedAt: 0 }))
}

const today = { from: schoolDay, to: schoolDay, session: null, reason: 'Floods' }

describe('closing', () => {
  it('the school for a day takes its marks and the messages that have not left; undo restores all of it', async () => {
    const { calendar, caller, marks, messages, undo, ask, db } = await tuesdayAtNine()
    expect([marks(), messages()]).toEqual([before, ['late queued']])
    const exact = rowsOf(db)
    const closed = calendar['calendar.close']({ ...today, scope: { kind: 'school' } }, caller)
    expect(closed).toMatchObject({ days: 1, marks: 7 })
    expect([marks(), messages()]).toEqual([[], ['late cancelled not_expected']])
    expect(ask['attendance.summary']({})).toMatchObject({ schoolDay: false, counts: { roll: 0 }, notExpected: 7 })
    undo(closed.undoId)
    expect(rowsOf(db)).toEqual(exact)
    expect(messages()).toEqual(['late queued'])
    expect(calendar['calendar.get']().closures).toEqual([])
    // What was done stays on record.
    expect(db.select().from(closure).all()).toHaveLength(1)
  })

  it('a stream or a class touches nobody else', async () => {
    const { calendar, caller, marks, streams, classes, undo } = await tuesdayAtNine()
    const west = calendar['calendar.close'](
      { ...today, scope: { kind: 'streams', streamIds: streams.slice(2) } },
      caller,
    )
    expect([west.marks, marks()]).toEqual([2, before.filter(line => !/^[68] /.test(line))])
    const seven = calendar['calendar.close'](
      { ...today, scope: { kind: 'classes', classIds: classes.slice(1) } },
      caller,
    )
    expect(marks()).toEqual(before.slice(0, 2))
    undo(west.undoId)
    expect(marks()).toEqual(before.slice(0, 2))
    undo(seven.undoId)
    expect(marks()).toEqual(before)
  })

  it('the afternoon makes a half day', async () => {
    const { calendar, caller, marks, until, ask } = await tuesdayAtNine()
    calendar['calendar.close']({ ...today, session: 'PM', scope: { kind: 'school' } }, caller)
    await until('16:30')
    expect(marks()).toEqual(before)
    expect(ask['attendance.summary']({}).session).toBe('AM')
    expect(calendar['calendar.month']({ month: '2026-05' })[11]).toEqual({
      day: schoolDay,
      kind: 'partly_closed',
      label: 'Floods',
      locked: false,
    })
  })

  it('does not keep a punch from being recorded, and tells nobody that the child is late', async () => {
    const { calendar, caller, marks, messages, live, ask } = await tuesdayAtNine()
    calendar['calendar.close']({ ...today, scope: { kind: 'school' } }, caller)
    live(6, '09:10')
    expect([marks(), messages()]).toEqual([[], ['late cancelled not_expected']])
    expect(ask['attendance.feed']({ limit: 1 })[0]).toMatchObject({ studentName: 'Child Number6', late: false })
  })

  it('can be ended later, and that taken back too', async () => {
    const { calendar, caller, marks, undo } = await tuesdayAtNine()
    calendar['calendar.close']({ ...today, scope: { kind: 'school' } }, caller)
    const [added] = calendar['calendar.get']().closures
    if (added === undefined) throw new Error('nothing was closed')
    const reopened = calendar['calendar.reopen']({ closureId: added.id }, caller)
    expect(marks()).toEqual(before)
    expect(() => calendar['calendar.reopen']({ closureId: added.id }, caller)).toThrow('not_found')
    undo(reopened.undoId)
    expect(marks()).toEqual([])
  })

  it('is refused for days that are signed or turned round, and for a class that is not there', async () => {
    const { calendar, caller, byHand, classes } = await tuesdayAtNine()
    const school = { kind: 'school' } as const
    const closeFrom = (from: string, to: string) =>
      calendar['calendar.close']({ ...today, from, to, scope: school }, caller)
    expect(() => closeFrom('2026-05-13', schoolDay)).toThrow('invalid_input')
    const nobody = classes.map(id => id.replace(/.{4}$/, '0000') as typeof id)
    const elsewhere = { kind: 'classes', classIds: nobody } as const
    expect(() => calendar['calendar.close']({ ...today, scope: { ...elsewhere, classIds: nobody } }, caller)).toThrow(
      'not_found',
    )
    byHand['attendance.lock']({ day: schoolDay }, caller)
    expect(() => closeFrom('2026-05-11', '2026-05-13')).toThrow('day_locked')
    expect(calendar['calendar.get']().closures).toEqual([])
  })

  it('cannot be taken back once a day of it is signed', async () => {
    const { calendar, caller, byHand, undo, marks } = await tuesdayAtNine()
    const { undoId } = calendar['calendar.close']({ ...today, scope: { kind: 'school' } }, caller)
    byHand['attendance.lock']({ day: schoolDay }, caller)
    expect(() => undo(undoId)).toThrow('day_locked')
    expect(marks()).toEqual([])
  })
})
