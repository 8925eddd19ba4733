import { beforeEach, describe, expect, it } from 'vitest'
import type { NightRollId, StudentId } from '../contract/common.ts'
import type { NightRoll } from '../contract/morning.ts'
import { createOffice } from '../testing/office-school.ts'
import type { Office } from '../testing/office-school.ts'

let office: Office
beforeEach(async () => {
  office = await createOffice()
  office.add('Brian')
})

const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) as object }) as Error

const night = async (): Promise<NightRoll> => {
  const roll = await office.admin.call('boarding.night', {})
  if (roll === null) throw new Error('no roll')
  return roll
}
const rows = (roll: NightRoll) => roll.streams.flatMap(({ students }) => students)
const mark = (nightRollId: NightRollId, studentIds: StudentId[], state: 'in' | 'away' | null, note = '') =>
  office.admin.call('boarding.nightMark', { nightRollId, studentIds, state, note })

describe('the reporting day', () => {
  it('says of every boarder whether he or she has come since the term began, and when', async () => {
    const faith = office.add('Faith', { boarding: true })
    office.add('Grace', { boarding: true, stream: 'West' })
    office.press(faith, '16:20', '2026-04-27')
    office.now('17:30', '2026-04-27')
    const reporting = await office.admin.call('boarding.reporting', {})
    expect(reporting).toMatchObject({ day: '2026-04-27', expected: 2, reported: 1 })
    expect(reporting.countsFrom).toBe(office.at('17:00', '2026-04-27'))
    expect(
      reporting.streams.map(({ className, students }) => [className, students.map(one => one.reportedAt)]),
    ).toEqual([
      ['Grade 7 East', [office.at('16:20', '2026-04-27')]],
      ['Grade 7 West', [null]],
    ])
    // Of another day only what came from then on counts.
    expect(await office.admin.call('boarding.reporting', { day: '2026-04-28' })).toMatchObject({ reported: 0 })
  })

  it('counts a child whom a teacher marked present', async () => {
    const faith = office.add('Faith', { boarding: true })
    office.now('18:00')
    const facts = { day: '2026-05-12', session: 'AM', mark: 'present', why: 'Finger hurt' } as const
    await office.admin.call('attendance.setMark', { ...facts, studentIds: [faith] })
    expect(await office.admin.call('boarding.reporting', { day: '2026-05-12' })).toMatchObject({ reported: 1 })
  })

  it('expects nobody where there are no boarders', async () => {
    expect(await office.admin.call('boarding.reporting', {})).toMatchObject({ expected: 0, streams: [] })
    await expect(office.admin.call('boarding.nightStart', {})).rejects.toEqual(refusal('not_found'))
    expect(await office.admin.call('boarding.night', {})).toBeNull()
  })

  it('is printed by class', async () => {
    office.press(office.add('Faith', { boarding: true }), '16:20')
    office.add('Grace', { boarding: true })
    const page = await office.admin.call('reports.reporting', { day: '2026-05-12' })
    expect(page.fileName).toBe('boarders-2026-05-12.pdf')
    expect(office.lastPage()).toContain('expected 2, reported 1, not reported 1.')
    expect(office.lastPage()).toContain('Grade 7 East: 1 of 2 reported')
    expect(office.lastPage()).toContain('not reported</td>')
  })
})

describe('the night roll', () => {
  it('with 110 boarders and one not accounted for stays open and names the child', async () => {
    const boarders = Array.from({ length: 110 }, (_, i) =>
      office.add(`Child${String(i).padStart(3, '0')}`, { boarding: true }),
    )
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    await mark(id, boarders.slice(0, 109), 'in')
    await expect(office.admin.call('boarding.nightClose', { nightRollId: id })).rejects.toEqual(
      refusal('roll_incomplete', { missing: 1, student: 'Child109 Otieno' }),
    )
    expect(await night()).toMatchObject({ missing: 1, closedAt: null })
    await mark(id, boarders.slice(109), 'in')
    await office.admin.call('boarding.nightClose', { nightRollId: id })
    expect(await night()).toMatchObject({ missing: 0, closedAt: office.at('21:00') })
  })

  it('shows what the terminals say and takes none of it for an answer', async () => {
    const faith = office.add('Faith', { boarding: true })
    office.add('Grace', { boarding: true })
    office.press(faith, '07:00')
    office.now('21:00')
    await office.admin.call('boarding.nightStart', {})
    expect(rows(await night()).map(({ state, lastScan }) => [state, lastScan?.eventType ?? null])).toEqual([
      [null, 'IN'],
      [null, null],
    ])
    expect((await night()).missing).toBe(2)
  })

  it('takes "away" only of a child whose absence somebody can explain: a note, a reason or a pass', async () => {
    const [faith, grace, mercy] = ['Faith', 'Grace', 'Mercy'].map(name => office.add(name, { boarding: true })) as [
      StudentId,
      StudentId,
      StudentId,
    ]
    office.now('10:00')
    const days = { fromDay: '2026-05-12', toDay: '2026-05-14' }
    await office.admin.call('attendance.explain', { studentIds: [faith], ...days, reason: 'sick' })
    await office.admin.call('passes.issue', {
      studentId: grace,
      reason: 'Funeral',
      approvedBy: 'Head',
      collectedBy: 'Uncle',
      expectedReturnAt: office.at('17:00', '2026-05-14'),
    })
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    expect(rows(await night()).map(({ excuse }) => excuse)).toEqual([
      { kind: 'reason', label: expect.any(String) as string, untilDay: '2026-05-14', note: '' },
      { kind: 'pass', number: 1, reason: 'Funeral', expectedReturnAt: office.at('17:00', '2026-05-14') },
      null,
    ])
    await mark(id, [faith, grace], 'away')
    await expect(mark(id, [faith, mercy], 'away')).rejects.toEqual(refusal('invalid_input', { field: 'note' }))
    await mark(id, [mercy], 'away', 'Home with her mother')
    expect(rows(await night()).map(({ state, note }) => [state, note])).toEqual([
      ['away', ''],
      ['away', ''],
      ['away', 'Home with her mother'],
    ])
    await mark(id, [mercy], null)
    expect((await night()).missing).toBe(1)
  })

  it('cannot be changed or started again once it is closed, and the next night has its own', async () => {
    const faith = office.add('Faith', { boarding: true })
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    expect(await office.admin.call('boarding.nightStart', {})).toEqual({ id })
    await mark(id, [faith], 'in')
    await office.admin.call('boarding.nightClose', { nightRollId: id })
    const again = { nightRollId: id }
    await expect(office.admin.call('boarding.nightClose', again)).rejects.toEqual(refusal('roll_closed'))
    await expect(mark(id, [faith], null)).rejects.toEqual(refusal('roll_closed'))
    await expect(office.admin.call('boarding.nightStart', {})).rejects.toEqual(refusal('roll_closed'))
    office.now('21:00', '2026-05-13')
    expect(await office.admin.call('boarding.night', {})).toBeNull()
    expect((await office.admin.call('boarding.nightStart', {})).id).not.toBe(id)
  })

  it('that was left open is finished before the next begins', async () => {
    const faith = office.add('Faith', { boarding: true })
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    office.now('20:00', '2026-05-13')
    expect(await night()).toMatchObject({ id, day: '2026-05-12', missing: 1 })
    await expect(office.admin.call('boarding.nightStart', {})).rejects.toEqual(
      refusal('roll_incomplete', { day: '2026-05-12', student: 'Faith Otieno' }),
    )
    await mark(id, [faith], 'in')
    await office.admin.call('boarding.nightClose', { nightRollId: id })
    expect(await office.admin.call('boarding.nightStart', {})).not.toEqual({ id })
  })

  it('expects a boarder who is taken in while it is open, and no day scholar', async () => {
    office.add('Faith', { boarding: true })
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    const late = office.add('Grace', { boarding: true })
    expect((await night()).missing).toBe(2)
    const scholar = office.add('Otis')
    await expect(mark(id, [late, scholar], 'in')).rejects.toEqual(refusal('not_found'))
    expect((await night()).missing).toBe(2)
  })
})
