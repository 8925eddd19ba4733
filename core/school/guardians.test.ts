import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../contract/api.ts'
import type { StudentId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { guardian } from '../db/schema.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import { createTestOffice } from '../testing/office.ts'
import type { TestOffice } from '../testing/office.ts'

let office: TestOffice
let brian: StudentId
let amina: StudentId
beforeEach(async () => {
  office = await createTestOffice()
  brian = await office.addStudent()
  amina = await office.addStudent({ firstName: 'Amina', streamId: office.blue })
})
afterEach(() => office.app.stop())

const refusal = (code: ErrorCode, details?: object) =>
  expect.objectContaining({ code, ...(details && { details }) }) as Error
const mary = { fullName: 'Mary Otieno', phone: '0712 345 678', language: 'sw', receivesMessages: true } as const
const save = (facts: Partial<Input<'guardians.save'>> = {}) =>
  office.admin.call('guardians.save', { studentId: brian, ...mary, ...facts })
const shown = async (studentId = brian) => (await office.admin.call('students.get', { studentId })).guardiansList
const stored = () => office.db.select({ name: guardian.fullName, phone: guardian.phone }).from(guardian).all()

describe('a guardian', () => {
  it('is kept with the phone as it can be called, and shown without it', async () => {
    const { id } = await save({ relation: 'mother', email: '' })
    expect(stored()).toEqual([{ name: 'Mary Otieno', phone: '+254712345678' }])
    expect(await shown()).toEqual([
      {
        id,
        fullName: 'Mary Otieno',
        relation: 'mother',
        phone: '+254 7•• ••• 678',
        email: null,
        language: 'sw',
        receivesMessages: true,
        siblings: [],
      },
    ])
  })

  it.each([
    ['0202345678', 'landline'],
    ['07123456', 'length'],
    ['2.54712E+11', 'excel_lost_digits'],
    ['mother', 'unreadable'],
    ['+254 7•• ••• 678', 'unreadable'],
  ])('with the phone %s is refused: %s', async (phone, reason) => {
    await expect(save({ phone })).rejects.toThrow(refusal('phone_invalid', { reason, field: 'phone' }))
    expect(stored()).toEqual([])
  })

  it('may have a phone of another country', async () => {
    await save({ phone: '+255 712 345 678' })
    expect(stored()).toEqual([{ name: 'Mary Otieno', phone: '+255712345678' }])
  })

  it('who comes again with the same phone and name is the same, for brothers and sisters', async () => {
    const first = await save()
    const again = await save({ studentId: amina, fullName: '  mary  OTIENO ', phone: '+254712345678' })
    expect(again.id).toBe(first.id)
    expect(stored()).toHaveLength(1)
    expect((await shown()).map(({ siblings }) => siblings)).toEqual([
      [{ studentId: amina, fullName: 'Amina Otieno', className: 'Grade 10 Blue' }],
    ])
    const father = await save({ fullName: 'John Otieno' })
    expect(father.id).not.toBe(first.id)
  })

  it('is changed for all the children; a masked phone stays as it is', async () => {
    const { id } = await save()
    await office.admin.call('guardians.link', { studentId: amina, guardianId: id, relation: 'aunt' })
    await save({ guardianId: id, fullName: 'Mary Achieng', phone: '+254 7•• ••• 678', relation: 'mother' })
    expect(stored()).toEqual([{ name: 'Mary Achieng', phone: '+254712345678' }])
    expect((await shown(amina)).map(({ fullName, relation }) => [fullName, relation])).toEqual([
      ['Mary Achieng', 'aunt'],
    ])
    await save({ guardianId: id, phone: '0733123456' })
    expect(stored()).toEqual([{ name: 'Mary Otieno', phone: '+254733123456' }])
  })

  it('of somebody else is not changed through this student', async () => {
    const { id } = await save()
    await expect(save({ studentId: amina, guardianId: id })).rejects.toThrow(refusal('not_found'))
  })

  it('without children is out of use; with others stays theirs', async () => {
    const { id } = await save()
    await office.admin.call('guardians.link', { studentId: amina, guardianId: id })
    await office.admin.call('guardians.unlink', { studentId: brian, guardianId: id })
    expect([await shown(), (await shown(amina)).length]).toEqual([[], 1])
    await office.admin.call('guardians.unlink', { studentId: amina, guardianId: id })
    expect(await office.admin.call('guardians.find', { search: 'Mary' })).toEqual([])
    await expect(office.admin.call('guardians.link', { studentId: brian, guardianId: id })).rejects.toThrow(
      refusal('not_found'),
    )
  })

  it('is called in the order that was said', async () => {
    const first = await save()
    const second = await save({ fullName: 'John Otieno', phone: '0733123456' })
    expect((await shown()).map(({ id }) => id)).toEqual([first.id, second.id])
    const order = (guardianIds: Input<'guardians.order'>['guardianIds']) =>
      office.admin.call('guardians.order', { studentId: brian, guardianIds })
    await order([second.id, first.id])
    expect((await shown()).map(({ id }) => id)).toEqual([second.id, first.id])
    for (const wrong of [[first.id], [first.id, first.id]]) {
      await expect(order(wrong)).rejects.toThrow(refusal('invalid_input', { field: 'guardianIds' }))
    }
  })
})

describe('finding guardians', () => {
  it('goes by words of the name and by the beginning of the phone, masked, with their children', async () => {
    const { id } = await save()
    await office.admin.call('guardians.link', { studentId: amina, guardianId: id })
    await save({ fullName: 'John Otieno', phone: '+255712345678' })
    const found = { id, fullName: 'Mary Otieno', phone: '+254 7•• ••• 678', students: ['Amina Otieno', 'Brian Otieno'] }
    for (const search of ['otieno mar', '0712345678', '0712 3', '+254 712 345', '254712345678', '7123456']) {
      expect(await office.admin.call('guardians.find', { search })).toEqual([found])
    }
    expect(await office.admin.call('guardians.find', { search: '+255 712' })).toMatchObject([
      { fullName: 'John Otieno' },
    ])
    for (const search of ['12345', '%%', '__', '0733', '345678']) {
      expect(await office.admin.call('guardians.find', { search })).toEqual([])
    }
  })

  it('is for those who may change people', async () => {
    const clerk = await office.as('clerk')
    await expect(clerk.call('guardians.find', { search: 'Mary' })).rejects.toThrow(refusal('forbidden'))
    await expect(clerk.call('guardians.save', { studentId: brian, ...mary })).rejects.toThrow(refusal('forbidden'))
  })
})

describe('what is taken back', () => {
  type Made = { undoId: Input<'undo.run'>['undoId'] }
  const changes: Record<string, (id: Input<'guardians.link'>['guardianId']) => Promise<Made>> = {
    'a new guardian': () => save({ fullName: 'John Otieno', phone: '0733123456' }),
    'a changed guardian': guardianId => save({ guardianId, fullName: 'Mwangi', phone: '0733123456', relation: 'aunt' }),
    'a guardian used again': () => save({ studentId: amina, language: 'en' }),
    'a tie': guardianId => office.admin.call('guardians.link', { studentId: amina, guardianId }),
    'a tie less': guardianId => office.admin.call('guardians.unlink', { studentId: brian, guardianId }),
  }

  it.each(Object.keys(changes))('%s leaves everything as it was', async name => {
    const { id } = await save({ fullName: 'Mary Otieno' })
    const before = tablesChecksum(office.db)
    const made = await changes[name]?.(id)
    expect(tablesChecksum(office.db)).not.toBe(before)
    if (made) await office.admin.call('undo.run', { undoId: made.undoId })
    expect(tablesChecksum(office.db)).toBe(before)
  })

  it('is refused for a guardian who has been given another child since', async () => {
    const made = await save()
    await office.admin.call('guardians.link', { studentId: amina, guardianId: made.id })
    await expect(office.admin.call('undo.run', { undoId: made.undoId })).rejects.toThrow(refusal('undo_conflict'))
    expect(office.db.select().from(guardian).where(eq(guardian.id, made.id)).all()).toHaveLength(1)
  })
})
