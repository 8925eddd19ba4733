import { afterEach, describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import { defaultReasons } from '../settings/reasons.ts'
import { createAttendanceOffice } from '../testing/attendance-office.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import type { MixedSchool } from '../testing/mixed-school.ts'
import { schoolDay } from '../testing/small-school.ts'

const opened: MixedSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

const tomorrow = '2026-05-13'

async function tuesdayAtNine() {
  const school = createMixedSchool()
  opened.push(school)
  const office = createAttendanceOffice(school)
  office.live(1, '07:30')
  office.live(4, '08:20')
  await office.until('09:00')
  const child = (pin: number) => school.students[pin - 1] as StudentId
  return {
    ...school,
    ...office,
    child,
    mark: (pins: readonly number[], mark: 'present' | 'late' | 'absent', more = {}) =>
      office.byHand['attendance.setMark'](
        { studentIds: pins.map(child), day: schoolDay, session: 'AM', mark, why: 'seen in class', ...more },
        office.caller,
      ),
    explain: (pins: readonly number[], reason: string, more = {}) =>
      office.byHand['attendance.explain'](
        { studentIds: pins.map(child), fromDay: schoolDay, toDay: schoolDay, session: null, reason, note: '', ...more },
        office.caller,
      ),
    of: (pin: number, day = schoolDay) => office.marks(day).filter(line => line.startsWith(`${pin} `)),
  }
}

describe('a mark by hand', () => {
  it('is stronger than the terminals, the newest first, and withdrawn by its undo', async () => {
    const { mark, undo, of, at } = await tuesdayAtNine()
    mark([4, 6], 'present', { arrivedAt: at('07:50') })
    const second = mark([6], 'absent')
    expect([of(4), of(6)]).toEqual([['4 AM present by hand'], ['6 AM absent by hand']])
    undo(second.undoId)
    expect(of(6)).toEqual(['6 AM present by hand'])
  })

  it('stays on record beside the punch, undone or not', async () => {
    const { mark, undo, byHand, child, live } = await tuesdayAtNine()
    undo(mark([6], 'late').undoId)
    mark([6], 'present')
    live(6, '09:30')
    const story = byHand['attendance.dayStory']({ studentId: child(6), day: schoolDay })
    expect(story.sessions).toMatchObject([
      { session: 'AM', mark: 'present', manual: true },
      { session: 'PM', mark: 'not_yet_in' },
    ])
    const entries = story.entries.map(entry =>
      entry.kind === 'mark' ? [entry.mark, entry.by, entry.why, entry.withdrawn] : [entry.kind],
    )
    expect(entries).toEqual([
      ['late', 'Mary Secretary', 'seen in class', true],
      ['present', 'Mary Secretary', 'seen in class', false],
      ['punch'],
    ])
  })

  it('takes back the news that the child is late, as long as it has not left', async () => {
    const { mark, undo, messages } = await tuesdayAtNine()
    const { undoId } = mark([4], 'present')
    expect(messages()).toEqual(['late cancelled not_expected'])
    undo(undoId)
    expect(messages()).toEqual(['late queued'])
  })

  it('is refused ahead of time, on a day that is signed, for nobody, and with an arrival of another day', async () => {
    const { mark, byHand, caller, at, marks } = await tuesdayAtNine()
    const before = marks()
    expect(() => mark([6], 'present', { day: tomorrow })).toThrow('day_in_future')
    expect(() => mark([6], 'present', { arrivedAt: at('07:50', '2026-05-11') })).toThrow('invalid_input')
    expect(() => mark([6], 'present', { arrivedAt: at('09:10') })).toThrow('invalid_input')
    expect(() => mark([6], 'present', { studentIds: ['0190163d-8694-739b-aea5-966c26f8ad91'] })).toThrow('not_found')
    byHand['attendance.lock']({ day: schoolDay }, caller)
    expect(() => mark([6], 'present')).toThrow('day_locked')
    expect(marks()).toEqual(before)
  })
})

describe('a reason', () => {
  it('explains an absence, counts where children are, and leaves those who came as they are', async () => {
    const { explain, of, ask } = await tuesdayAtNine()
    explain([1, 2, 5, 6], 'sick')
    expect([of(1), of(2), of(5), of(6)]).toEqual([
      ['1 AM present'],
      ['2 AM absent sick'],
      ['5 AM absent sick'],
      ['6 AM absent sick'],
    ])
    expect(ask['attendance.summary']({})).toMatchObject({ reasons: { sick: 3 }, counts: { absent: 5 } })
  })

  it('gives way when the child comes after all', async () => {
    const { explain, of, live } = await tuesdayAtNine()
    explain([6], 'sick')
    live(6, '09:30')
    expect(of(6)).toEqual(['6 AM late sick'])
  })

  it('for which a child counts as present holds from the opening of the session', async () => {
    const { explain, of, until } = await tuesdayAtNine()
    explain([6], 'activity')
    expect(of(6)).toEqual(['6 AM present activity'])
    await until('13:41')
    expect(of(6)).toEqual(['6 AM present activity', '6 PM present activity'])
  })

  it('is known before the register closes', async () => {
    const { explain, ask, until } = await tuesdayAtNine()
    explain([6, 8], 'sick', { fromDay: tomorrow, toDay: tomorrow })
    await until('07:00', tomorrow)
    expect(ask['attendance.summary']({})).toMatchObject({ reasons: { sick: 2 }, counts: { absent: 0 } })
  })

  it('may be given ahead, and keeps the meaning that it had', async () => {
    const { explain, of, until, byHand, caller, live } = await tuesdayAtNine()
    explain([6], 'activity', { fromDay: tomorrow, toDay: tomorrow })
    const changed = defaultReasons.map(one => (one.code === 'activity' ? { ...one, countsPresent: false } : one))
    byHand['attendance.saveReasons']({ reasons: changed }, caller)
    explain([8], 'activity', { fromDay: tomorrow, toDay: tomorrow })
    live(1, '07:30', tomorrow)
    await until('09:00', tomorrow)
    expect([of(6, tomorrow), of(8, tomorrow)]).toEqual([['6 AM present activity'], ['8 AM absent activity']])
  })

  it('that is not told to parents holds back the news of lateness; one that is does not', async () => {
    const { explain, messages } = await tuesdayAtNine()
    explain([4], 'work')
    expect(messages()).toEqual(['late queued'])
    explain([4], 'medical')
    expect(messages()).toEqual(['late cancelled not_expected'])
  })

  it('is refused when the school does not know it, or a day of it is signed', async () => {
    const { explain, byHand, caller } = await tuesdayAtNine()
    expect(() => explain([6], 'holiday')).toThrow('invalid_input')
    expect(() => explain([6], 'sick', { toDay: '2026-05-11' })).toThrow('invalid_input')
    byHand['attendance.lock']({ day: schoolDay }, caller)
    expect(() => explain([6], 'sick', { fromDay: '2026-05-11', toDay: tomorrow })).toThrow('day_locked')
  })

  it.each([
    ['code', { code: 'sick' }],
    ['key', { key: 'S' }],
  ])('list with the same %s twice is refused', async (field, twin) => {
    const { byHand, caller } = await tuesdayAtNine()
    const reasons = [
      ...defaultReasons,
      { ...defaultReasons[1], code: 'other', key: 'q', ...twin },
    ] as typeof defaultReasons
    expect(() => byHand['attendance.saveReasons']({ reasons }, caller)).toThrow(
      expect.objectContaining({ details: { field: `reasons.12.${field}` } }) as Error,
    )
  })
})

describe('a signed day', () => {
  it('still takes punches that are read later, and counts them', async () => {
    const { byHand, caller, live, until, clock, at } = await tuesdayAtNine()
    await until('17:00')
    byHand['attendance.lock']({ day: schoolDay }, caller)
    clock.set(at('17:01'))
    expect(byHand['attendance.locks']({ month: '2026-05' })).toEqual([
      { day: schoolDay, lockedAt: at('17:00'), by: 'Mary Secretary', changedSince: 0 },
    ])
    live(6, '07:55')
    expect(byHand['attendance.locks']({ month: '2026-05' })).toMatchObject([{ changedSince: 2 }])
  })

  it('is unlocked with a reason, and then catches up with what was changed around it', async () => {
    const { byHand, caller, sessions, until, of } = await tuesdayAtNine()
    byHand['attendance.lock']({ day: schoolDay }, caller)
    expect(() => byHand['attendance.lock']({ day: tomorrow }, caller)).toThrow('day_in_future')
    const plans = sessions['sessions.get']().plans.map(plan => ({
      ...plan,
      AM: { opens: 360, onTimeUntil: 505, closes: 530, ends: 760 },
    }))
    sessions['sessions.save']({ plans }, caller)
    expect(of(4)).toEqual(['4 AM late'])
    byHand['attendance.unlock']({ day: schoolDay, why: 'times were wrong' }, caller)
    expect(of(4)).toEqual(['4 AM present'])
    expect(() => byHand['attendance.unlock']({ day: schoolDay, why: 'again' }, caller)).toThrow('not_found')
    await until('10:00')
  })
})
