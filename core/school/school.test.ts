import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '../contract/api.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { tablesChecksum } from '../testing/checksum.ts'
import { createTestOffice } from '../testing/office.ts'
import type { TestOffice } from '../testing/office.ts'
import { presetClasses } from './class-preset-rules.ts'

let office: TestOffice
beforeEach(async () => {
  office = await createTestOffice()
})
afterEach(() => office.app.stop())

const refusal = (code: ErrorCode, details?: object) =>
  expect.objectContaining({ code, ...(details && { details }) }) as Error
const tree = async () =>
  (await office.admin.call('students.tree', {})).map(({ name, streams }) => [name, streams.map(one => one.name)])

describe('the school', () => {
  const facts = {
    name: 'Mwangaza Comprehensive',
    code: 'MCS',
    address: 'Box 1',
    phone: '051 2212345',
    email: 'office@mwangaza.example',
    type: 'mixed',
    uic: 'WE4T',
    knecCode: '20114',
  } as const
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3)

  it('is saved with its logo, which stays until it is changed or taken away', async () => {
    const { admin } = office
    await admin.call('school.save', { ...facts, logo: png })
    const logoUrl = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
    expect(await admin.call('school.get', {})).toEqual({ ...facts, logoUrl })
    await admin.call('school.save', { ...facts, name: 'Mwangaza' })
    expect(await admin.call('school.get', {})).toEqual({ ...facts, name: 'Mwangaza', logoUrl })
    await admin.call('school.save', { ...facts, logo: null })
    expect(await admin.call('school.get', {})).toEqual({ ...facts, logoUrl: null })
    expect(admin.events.map(({ name }) => name)).toContain('people.changed')
  })

  it.each([
    ['no picture', Uint8Array.from(Buffer.from('<svg onload=alert(1)>'))],
    ['more than 300 KB', Uint8Array.from([...png, ...new Uint8Array(300 * 1024)])],
    ['nothing', new Uint8Array()],
  ])('does not take %s as its logo', async (_, logo) => {
    const before = await office.admin.call('school.get', {})
    await expect(office.admin.call('school.save', { ...facts, logo })).rejects.toThrow(refusal('photo_unreadable'))
    expect(await office.admin.call('school.get', {})).toEqual(before)
  })

  it('is changed only by those who may', async () => {
    for (const role of ['clerk', 'teacher', 'viewer'] as const) {
      const window = await office.as(role)
      await expect(window.call('school.save', facts)).rejects.toThrow(refusal('forbidden'))
    }
  })
})

describe('classes and streams', () => {
  it('have names that differ by more than upper and lower case', async () => {
    const { admin, seven, east, west } = office
    await expect(admin.call('classes.add', { name: 'GRADE 7', level: 7 })).rejects.toThrow(refusal('name_taken'))
    await expect(admin.call('classes.addStream', { classId: seven, name: 'east' })).rejects.toThrow(
      refusal('name_taken'),
    )
    const stream = { streamId: west, capacity: 40, teacher: 'Mary' }
    await expect(admin.call('classes.editStream', { ...stream, name: 'EAST' })).rejects.toThrow(refusal('name_taken'))
    await admin.call('classes.editStream', { ...stream, streamId: east, name: 'EAST' })
    const [grade] = await admin.call('students.tree', {})
    expect(grade?.streams[0]).toEqual({ id: east, name: 'EAST', students: 0, capacity: 40, teacher: 'Mary' })
  })

  it('with students at the school are not removed; with leavers they are, and their names are free again', async () => {
    const { admin, seven, east } = office
    const brian = await office.addStudent()
    const notEmpty = refusal('not_empty', { students: 1 })
    await expect(admin.call('classes.removeStream', { streamId: east })).rejects.toThrow(notEmpty)
    await expect(admin.call('classes.remove', { classId: seven })).rejects.toThrow(notEmpty)
    await admin.call('students.deactivate', { studentIds: [brian], leftOn: '2026-05-11' })
    await admin.call('classes.remove', { classId: seven })
    expect(await tree()).toEqual([['Grade 10', ['Blue']]])
    await admin.call('classes.add', { name: 'Grade 7', level: 7 })
    expect(await admin.call('students.get', { studentId: brian })).toMatchObject({
      className: 'Grade 7',
      streamName: 'East',
    })
  })

  it('can be one and the same: a stream without a name', async () => {
    const { admin } = office
    const { id: classId } = await admin.call('classes.add', { name: 'PP1', level: -1 })
    const { id: streamId } = await admin.call('classes.addStream', { classId, name: '' })
    await office.addStudent({ streamId, firstName: 'Amina' })
    expect(await admin.call('search.find', { search: 'amina' })).toMatchObject([{ className: 'PP1' }])
  })

  const changes: Record<string, () => Promise<{ undoId: Input<'undo.run'>['undoId'] }>> = {
    'adding a class': () => office.admin.call('classes.add', { name: 'Grade 8', level: 8 }),
    'renaming a class': () => office.admin.call('classes.edit', { classId: office.seven, name: 'Form 1', level: 9 }),
    'removing a class': () => office.admin.call('classes.remove', { classId: office.seven }),
    'adding a stream': () => office.admin.call('classes.addStream', { classId: office.seven, name: 'North' }),
    'changing a stream': () =>
      office.admin.call('classes.editStream', { streamId: office.east, name: 'Simba', capacity: 1, teacher: 'x' }),
    'removing a stream': () => office.admin.call('classes.removeStream', { streamId: office.east }),
    'a preset': () => office.admin.call('classes.preset', { presets: ['primary', 'junior'], streams: ['Red', 'Blue'] }),
  }
  it.each(Object.keys(changes))('%s is taken back to the last bit', async name => {
    const before = tablesChecksum(office.db)
    const made = await changes[name]?.()
    expect(tablesChecksum(office.db)).not.toBe(before)
    if (made) await office.admin.call('undo.run', { undoId: made.undoId })
    expect(tablesChecksum(office.db)).toBe(before)
  })
})

describe('the presets', () => {
  it('add what is not there yet, each class with the streams', async () => {
    const made = await office.admin.call('classes.preset', { presets: ['junior'], streams: ['East', 'east', 'West'] })
    expect(made).toMatchObject({ classes: 2, streams: 4 })
    expect(await tree()).toEqual([
      ['Grade 7', ['East', 'West']],
      ['Grade 8', ['East', 'West']],
      ['Grade 9', ['East', 'West']],
      ['Grade 10', ['Blue']],
    ])
    const again = await office.admin.call('classes.preset', { presets: ['junior'], streams: [''] })
    expect(again).toMatchObject({ classes: 0, streams: 0 })
  })

  it.each([
    [2025, ['Grade 10', 'Form 3', 'Form 4']],
    [2026, ['Grade 10', 'Form 3', 'Form 4']],
    [2027, ['Grade 10', 'Grade 11', 'Form 4']],
    [2028, ['Grade 10', 'Grade 11', 'Grade 12']],
    [2040, ['Grade 10', 'Grade 11', 'Grade 12']],
  ])('know what a secondary school has in %i', (year, names) => {
    expect(presetClasses('senior_mixed', year).map(({ name }) => name)).toEqual(names)
  })

  it('give every year of schooling one level', () => {
    const all = (['pre_primary', 'primary', 'junior', 'senior'] as const).flatMap(one => presetClasses(one, 2026))
    expect(all.map(({ level }) => level)).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(all.map(({ name }) => name).slice(0, 3)).toEqual(['PP1', 'PP2', 'Grade 1'])
    expect(presetClasses('old_secondary', 2026).map(({ name, level }) => `${name} ${level}`)).toEqual([
      'Form 1 9',
      'Form 2 10',
      'Form 3 11',
      'Form 4 12',
    ])
  })
})
