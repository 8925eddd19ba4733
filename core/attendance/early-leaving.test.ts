import { afterEach, describe, expect, it } from 'vitest'
import { createParentsOffice } from '../testing/parents-office.ts'
import type { ParentsOffice } from '../testing/parents-office.ts'

const opened: ParentsOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

/** Four children at school since half past seven. Lessons from 08:01 to 12:40 and 14:01 to 15:30. */
function atSchool(prepare: (office: ParentsOffice) => void = () => undefined) {
  const office = createParentsOffice({ students: 4, devices: 1 })
  opened.push(office)
  prepare(office)
  office.clock.set(office.at('07:30'))
  office.press([1, 2, 3, 4], '07:30')
  return office
}

describe('a child that leaves during lessons', () => {
  it('is told of as having left early', () => {
    const office = atSchool()
    office.live(1, '11:15')
    expect(office.told()).toEqual(['left_early queued ..01'])
    expect(office.bodies('left_early')).toEqual([
      'Mwangaza: Child Number1 (Grade 7 East) left school early today, 12/05, at 11:15. For questions call 0712345678.',
    ])
  })

  it('is told of so instead of as having left, where the school wants that told', () => {
    const office = atSchool(({ policy }) => policy({ departure: true }))
    office.live(1, '11:15')
    office.live(2, '15:30')
    expect(office.told()).toEqual(['left_early queued ..01', 'departure queued ..02'])
  })

  it('is a departure like any other where the school does not want it told', () => {
    const office = atSchool(({ policy }) => policy({ leftEarly: false, departure: true }))
    office.live(1, '11:15')
    expect(office.told()).toEqual(['departure queued ..01'])
  })

  it.each([
    ['in the lunch break', '12:45'],
    ['by a second press before the late bell', '08:00'],
    ['when lessons are over', '15:30'],
  ])('is not so %s', (_, time) => {
    const office = atSchool()
    office.live(1, time)
    expect(office.told()).toEqual([])
  })

  it('is so to the minute before lessons end', () => {
    const office = atSchool()
    office.live(1, '15:29')
    expect(office.told()).toEqual(['left_early queued ..01'])
  })

  it('is not so with a gate pass, but is so when it leaves again without one', () => {
    const office = atSchool()
    office.clock.set(office.at('10:00'))
    office.issuePass(1, office.at('11:00'))
    office.live(1, '10:10')
    office.live(1, '10:50')
    expect(office.told()).toEqual([])
    office.live(1, '11:40')
    expect(office.told()).toEqual(['left_early queued ..01'])
  })

  it('is not so with a reason of which parents are not told', () => {
    const office = atSchool()
    office.explain(1, 'sent_home_fees')
    office.explain(2, 'unknown')
    office.live(1, '10:15')
    office.live(2, '10:15')
    expect(office.told()).toEqual(['left_early queued ..02'])
  })

  it('is not so when the school, or the rest of the day, is closed', () => {
    const office = atSchool()
    office.closeDay('2026-05-12', { session: 'PM' })
    office.live(1, '14:30')
    office.live(2, '11:00')
    expect(office.told()).toEqual(['left_early queued ..02'])
  })
})

describe('what parents are told of a child that left early', () => {
  it('is held back by a pass that is written afterwards, and goes when that is cancelled', () => {
    const office = atSchool()
    office.live(1, '10:10')
    office.clock.set(office.at('10:20'))
    const { id } = office.issuePass(1)
    expect(office.told()).toEqual(['left_early cancelled not_expected ..01'])
    const { undoId } = office.passes['passes.cancel']({ gatePassId: id }, office.caller)
    expect(office.told()).toEqual(['left_early queued ..01'])
    office.undo(undoId)
    expect(office.told()).toEqual(['left_early cancelled not_expected ..01'])
  })

  it('is not held back by a pass for a later leaving', () => {
    const office = atSchool()
    office.live(1, '10:10')
    office.become('submitted')
    office.live(1, '10:50')
    office.clock.set(office.at('11:00'))
    office.issuePass(1)
    office.live(1, '11:30')
    expect(office.told()).toEqual(['left_early submitted ..01'])
  })

  it('is held back by a reason that is entered afterwards', () => {
    const office = atSchool()
    office.live(1, '10:10')
    const { undoId } = office.explain(1, 'medical')
    expect(office.told()).toEqual(['left_early cancelled not_expected ..01'])
    office.undo(undoId)
    expect(office.told()).toEqual(['left_early queued ..01'])
  })

  it('is taken back when the child is back before it has left', () => {
    const office = atSchool(({ policy }) => policy({ departure: true }))
    office.live(1, '10:10')
    office.live(1, '10:45')
    expect(office.told()).toEqual(['left_early cancelled earlier_punch ..01'])
  })

  it('stays said when it has left', () => {
    const office = atSchool()
    office.live(1, '10:10')
    office.become('submitted')
    office.live(1, '10:45')
    office.clock.set(office.at('10:50'))
    office.issuePass(1)
    expect(office.told()).toEqual(['left_early submitted ..01'])
  })
})
