import { beforeEach, describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import type { GatePass } from '../contract/morning.ts'
import { createOffice } from '../testing/office-school.ts'
import type { Office } from '../testing/office-school.ts'

let office: Office
let brian: StudentId
let faith: StudentId

beforeEach(async () => {
  office = await createOffice()
  brian = office.add('Brian')
  faith = office.add('Faith', { boarding: true })
})

const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) as object }) as Error

const draft = (studentId: StudentId) => ({
  studentId,
  reason: 'Dentist',
  approvedBy: 'Mr Kamau',
  collectedBy: 'Mary Otieno',
  collectorId: '12345678',
  expectedReturnAt: office.at('12:00'),
})
const list = (day?: string): Promise<GatePass[]> => office.admin.call('passes.list', day === undefined ? {} : { day })
const states = async () => (await list()).map(({ number, state }) => [number, state])

describe('a gate pass', () => {
  it('is numbered in sequence, and a number is never given out twice', async () => {
    office.now('10:00')
    expect(await office.admin.call('passes.issue', draft(brian))).toMatchObject({ number: 1 })
    const second = await office.admin.call('passes.issue', draft(faith))
    expect(second.number).toBe(2)
    await office.admin.call('passes.cancel', { gatePassId: second.id })
    expect(await office.admin.call('passes.issue', draft(faith))).toMatchObject({ number: 3 })
    expect(office.admin.events.filter(({ name }) => name === 'passes.changed')).toHaveLength(4)
  })

  it('is refused without an approver, for a student who has left, and for an hour that is past', async () => {
    office.now('10:00')
    await expect(office.admin.call('passes.issue', { ...draft(brian), approvedBy: ' ' })).rejects.toEqual(
      refusal('invalid_input'),
    )
    await expect(
      office.admin.call('passes.issue', { ...draft(brian), expectedReturnAt: office.at('10:00') }),
    ).rejects.toEqual(refusal('invalid_input', { field: 'expectedReturnAt' }))
    office.leaves(brian)
    await expect(office.admin.call('passes.issue', draft(brian))).rejects.toEqual(refusal('not_found'))
    expect(await list()).toEqual([])
  })

  it('of a boarder who would leave alone after 09:00 needs a person’s word', async () => {
    const alone = { ...draft(faith), collectedBy: '' }
    office.now('08:59')
    await office.admin.call('passes.issue', alone)
    office.now('09:00')
    await expect(office.admin.call('passes.issue', alone)).rejects.toEqual(refusal('boarder_alone'))
    await office.admin.call('passes.issue', { ...alone, unaccompaniedAnyway: true })
    await office.admin.call('passes.issue', { ...draft(brian), collectedBy: '' })
    expect(await list()).toHaveLength(3)
  })

  it('is closed by the finger: out, overdue by the hour, back', async () => {
    office.press(brian, '07:40')
    office.now('10:00')
    await office.admin.call('passes.issue', draft(brian))
    expect(await states()).toEqual([[1, 'written']])
    office.press(brian, '10:10')
    expect(await states()).toEqual([[1, 'out']])
    office.now('12:01')
    expect(await list()).toMatchObject([{ state: 'overdue', leftAt: office.at('10:10'), className: 'Grade 7 East' }])
    office.press(brian, '12:45')
    expect(await list()).toMatchObject([{ state: 'closed', returnedAt: office.at('12:45') }])
  })

  it('stays on the list of the next days until the child is back', async () => {
    office.press(faith, '07:40')
    office.now('10:00')
    await office.admin.call('passes.issue', draft(faith))
    office.press(faith, '10:10')
    await office.admin.call('passes.issue', { ...draft(brian), expectedReturnAt: null })
    office.now('09:00', '2026-05-13')
    expect(await states()).toEqual([[1, 'overdue']])
    expect((await list('2026-05-12')).map(({ number }) => number)).toEqual([1, 2])
    office.press(faith, '09:30', '2026-05-13')
    expect(await states()).toEqual([])
  })

  it('can be cancelled, and the cancelling taken back', async () => {
    office.now('10:00')
    const { id } = await office.admin.call('passes.issue', draft(brian))
    const { undoId } = await office.admin.call('passes.cancel', { gatePassId: id })
    expect(await states()).toEqual([[1, 'cancelled']])
    await expect(office.admin.call('passes.cancel', { gatePassId: id })).rejects.toEqual(refusal('not_found'))
    await office.admin.call('undo.run', { undoId })
    expect(await states()).toEqual([[1, 'written']])
  })

  it('is printed twice on one sheet, with what was typed as text', async () => {
    office.now('10:00')
    const { id } = await office.admin.call('passes.issue', { ...draft(faith), reason: '<b>Dentist</b>' })
    const slip = await office.admin.call('passes.slip', { gatePassId: id })
    expect(slip).toMatchObject({ fileName: 'leave-out-slip-0001.pdf', pages: 1 })
    const html = office.lastPage()
    expect(html.match(/No\. 0001/g)).toHaveLength(2)
    expect(html).toContain('&lt;b&gt;Dentist&lt;/b&gt;')
    expect(html).toContain('Mary Otieno, ID 12345678')
    expect(html).toContain('Grade 7 East, boarder')
    expect(html).not.toContain('CANCELLED')
    await office.admin.call('passes.cancel', { gatePassId: id })
    await office.admin.call('passes.slip', { gatePassId: id })
    expect(office.lastPage()).toContain('CANCELLED')
  })

  it('is written by those who may write attendance, and seen by those who may see it', async () => {
    office.now('10:00')
    const teacher = await office.as('teacher')
    const clerk = await office.as('clerk')
    await expect(teacher.call('passes.issue', draft(brian))).rejects.toEqual(refusal('forbidden'))
    expect(await teacher.call('passes.list', {})).toEqual([])
    await expect(clerk.call('passes.list', {})).rejects.toEqual(refusal('forbidden'))
    const { id } = await office.admin.call('passes.issue', draft(brian))
    // The refusal is written down too.
    expect(office.audited('gate_pass')).toEqual([null, id])
  })
})
