import { describe, expect, it } from 'vitest'
import type { Input, Output } from '../contract/api.ts'
import type { ClassId, StreamId, StudentId } from '../contract/common.ts'
import { audit, schoolClass, stream, student, template } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { defaultSettings } from '../settings/settings.ts'
import { createTestApp } from '../testing/test-app.ts'
import type { TestApp } from '../testing/test-app.ts'

type TestStudent = { readonly first: string; readonly last: string; readonly in?: string; readonly active?: boolean }

/** A school that sends as Mwangaza Sch at 80 cents a part. */
function schoolWith(students: readonly TestStudent[], officePhone = '0712345678'): TestApp {
  const test = createTestApp()
  const { db, schoolId } = test
  if (schoolId === null) throw new Error('no school')
  const messages = { ...defaultSettings.messages, senderName: 'Mwangaza Sch', officePhone }
  writeSetting(db, 'messages', messages, 0)
  const places = new Map<string, StreamId>()
  students.forEach(({ first, last, in: place = 'Grade 7', active = true }, i) => {
    const streamId = places.get(place) ?? newId<StreamId>()
    if (!places.has(place)) {
      const classId = newId<ClassId>()
      db.insert(schoolClass).values({ id: classId, schoolId, name: place, level: 7 }).run()
      db.insert(stream).values({ id: streamId, classId, name: '' }).run()
      places.set(place, streamId)
    }
    const names = { firstName: first, lastName: last, gender: 'F' as const }
    const id = newId<StudentId>()
    db.insert(student)
      .values({ id, schoolId, admissionNumber: `A${i}`, ...names, streamId, pin: i + 1, active, createdAt: 0 })
      .run()
  })
  return test
}

const brian = { first: 'Brian', last: 'Otieno' }
const plainText = '{sender}: {name} ({class}) is away today, {date}.'

async function check(test: TestApp, draft: Partial<Input<'messages.checkTemplate'>>) {
  const admin = await test.as('school_admin')
  return admin.call('messages.checkTemplate', { kind: 'absent', language: 'en', text: plainText, ...draft })
}

/** A text that has `units` characters for a child of ten letters. */
const ofUnits = (units: number) => `{name}${'x'.repeat(units - 10)}`

describe('what a text costs', () => {
  it.each([
    ['one full part', ofUnits(160), 'Ab Cdefghi', 160, 1, 80],
    ['one character more', ofUnits(161), 'Ab Cdefghi', 161, 2, 160],
    ['two full parts', ofUnits(306), 'Ab Cdefghi', 306, 2, 160],
    ['one character more than two', ofUnits(307), 'Ab Cdefghi', 307, 3, 240],
    ['three full parts', ofUnits(459), 'Ab Cdefghi', 459, 3, 240],
    ['one character more than three', ofUnits(460), 'Ab Cdefghi', 460, 4, 320],
    ['a foreign letter in one full part', `ŵ${ofUnits(69)}`, 'Ab Cdefghi', 70, 1, 80],
    ['a foreign letter and one more', `ŵ${ofUnits(70)}`, 'Ab Cdefghi', 71, 2, 160],
    ['a foreign letter in two full parts', `ŵ${ofUnits(133)}`, 'Ab Cdefghi', 134, 2, 160],
    ['a foreign letter and one more than two', `ŵ${ofUnits(134)}`, 'Ab Cdefghi', 135, 3, 240],
    ['a picture, which counts twice', `😀${ofUnits(68)}`, 'Ab Cdefghi', 70, 1, 80],
    ['a picture and one more', `😀${ofUnits(69)}`, 'Ab Cdefghi', 71, 2, 160],
    ['a euro sign, which counts twice', `€${ofUnits(158)}`, 'Ab Cdefghi', 160, 1, 80],
    ['a euro sign and one more', `€${ofUnits(159)}`, 'Ab Cdefghi', 161, 2, 160],
    ['brackets, which count twice each', `[${ofUnits(156)}]`, 'Ab Cdefghi', 160, 1, 80],
    [
      'a two-unit character that does not fit the first part',
      `${ofUnits(152)}€${'x'.repeat(152)}`,
      'Ab Cdefghi',
      306,
      3,
      240,
    ],
    ['a curly apostrophe in the text', `’${ofUnits(159)}`, 'Ab Cdefghi', 160, 1, 80],
    ['a curly apostrophe in the name', ofUnits(160), 'A Ng’ang’a', 160, 1, 80],
    ['an ellipsis, which becomes three', `…${ofUnits(158)}`, 'Ab Cdefghi', 161, 2, 160],
    ['a foreign letter in the name', ofUnits(70), 'Ab Cdefghŵ', 70, 1, 80],
    ['a foreign letter in the name and one more', ofUnits(71), 'Ab Cdefghŵ', 71, 2, 160],
  ])('with %s', async (_, text, name, units, segments, priceMinor) => {
    const [first = '', last = ''] = name.split(' ')
    const { longest, example } = await check(schoolWith([{ first, last }]), { text })
    expect(longest).toMatchObject({ units, segments, priceMinor })
    expect(example).toMatchObject({ units, segments, priceMinor })
  })

  it('follows the price that the school has set', async () => {
    const test = schoolWith([brian])
    writeSetting(test.db, 'messages', { ...defaultSettings.messages, priceMinorPerSegment: 40 }, 1)
    expect((await check(test, { text: ofUnits(300) })).example.priceMinor).toBe(80)
  })

  it('“Ng’ang’a” does not make the usual text cost two parts', async () => {
    const test = schoolWith([{ first: 'Brian', last: 'Ng’ang’a', in: 'Grade 7 East' }])
    const admin = await test.as('school_admin')
    const absent = (await admin.call('messages.templates', {}))[0]
    expect(absent?.check.longest).toMatchObject({
      text: "Mwangaza Sch: Brian Ng'ang'a (Grade 7 East) has not arrived by 08:30 today, 12/05. If you know why, please call 0712345678.",
      segments: 1,
      priceMinor: 80,
    })
  })
})

describe('the student who costs most', () => {
  const crowd = [
    brian,
    { first: 'Ann', last: 'Otieno' },
    { first: 'Christopher', last: 'Wanyonyi', in: 'PP2' },
    { first: 'Christabel', last: 'Wanyonyi', in: 'Grade 12 Kilimanjaro' },
    { first: 'Bartholomew-Emmanuel', last: 'Wanyonyi', active: false },
  ]

  it.each([
    ['with the class', plainText, 'Christabel Wanyonyi'],
    ['without the class', '{name} is away.', 'Christopher Wanyonyi'],
    ['with the name twice', '{name} is away. Where is {name}? {class}', 'Christabel Wanyonyi'],
  ])('is one of the school: %s', async (_, text, studentName) => {
    const { longest } = await check(schoolWith(crowd), { text })
    expect(longest.studentName).toBe(studentName)
    expect(longest.text).toContain(studentName)
  })

  it('is one whose letter doubles the price, before a longer name', async () => {
    const found = await check(schoolWith([...crowd, { first: 'Zoé', last: 'Ŵ' }]), { text: `{name} ${'x'.repeat(80)}` })
    expect(found).toMatchObject({ encoding: 'UCS-2', dear: ['Ŵ'], longest: { studentName: 'Zoé Ŵ', segments: 2 } })
    expect(found.example.segments).toBe(1)
  })

  it('is not the everyday one, who has a name as most have', async () => {
    const usual = ['Brian Otieno', 'Faith Achola', 'Janet Wafula'].map(name => {
      const [first = '', last = ''] = name.split(' ')
      return { first, last }
    })
    const { example } = await check(schoolWith([...crowd, ...usual]), {})
    expect(example.text).toBe('Mwangaza Sch: Brian Otieno (Grade 7) is away today, 12/05.')
  })

  it('is the same whether one looks at all or at those who may cost most', async () => {
    const first = ['A', 'Brian', 'Christopher', 'José']
    const last = ['O', 'Ng’ang’a', 'Wanyonyi-Barasa']
    const all = first.flatMap((one, i) =>
      last.map((other, j) => ({ first: one, last: other, in: `Class ${'x'.repeat((i * 7 + j * 5) % 11)}` })),
    )
    for (const text of [plainText, '{name} {name}', '{class} {class} {class} {name}']) {
      const { longest } = await check(schoolWith(all), { text })
      const each = await Promise.all(all.map(async one => (await check(schoolWith([one]), { text })).longest.units))
      expect(longest.units).toBe(Math.max(...each))
    }
  })

  it('has a likely name while the school has no students', async () => {
    const { example, longest } = await check(schoolWith([]), {})
    expect(example.text).toBe('Mwangaza Sch: Brian Otieno (Grade 7 East) is away today, 12/05.')
    expect(longest.units).toBeGreaterThan(example.units)
  })
})

describe('the check of a text', () => {
  it('names the characters that were replaced and those that double the price', async () => {
    const text = '“{name}” – it’s a…\u00a0ŵ day – ŵ {sender} {class} {date} {time}'
    expect(await check(schoolWith([brian]), { text })).toMatchObject({
      text: '"{name}" - it\'s a... ŵ day - ŵ {sender} {class} {date} {time}',
      replaced: ['“', '”', '–', '’', '…', '\u00a0'],
      dear: ['ŵ'],
      encoding: 'UCS-2',
      unknownFields: [],
      missingFields: [],
    })
  })

  it.each([
    ['{name} {teacher} {Name}', ['teacher', 'Name']],
    ['{name} { date } {}', [' date ', '']],
    ['{name} {date today', ['{']],
    ['{name} {{class}} }', ['{', '}']],
    ['{name} {names}', ['names']],
    ['{name} {constructor}', ['constructor']],
    ['{name} [class]', []],
  ])('finds what is no field in %s', async (text, unknownFields) => {
    expect((await check(schoolWith([brian]), { text })).unknownFields).toEqual(unknownFields)
  })

  it.each([
    ['absent', 'Come to school.', ['sender', 'name', 'class', 'time', 'date']],
    ['correction', '{name} is at school.', ['sender', 'class', 'date']],
    ['late', '{sender} {name} {class} {time} {date}', []],
  ] as const)('finds what a text of %s leaves out: %s', async (kind, text, missingFields) => {
    expect((await check(schoolWith([brian]), { kind, text })).missingFields).toEqual(missingFields)
  })

  it('shows the text without the request to call where the office has no phone', async () => {
    const text = '{name} is away on {date}, call {phone}'
    expect((await check(schoolWith([brian], ''), { text })).example.text).toBe('Brian Otieno is away on 12/05')
  })
})

describe('the texts of a school', () => {
  const find = (all: Output<'messages.templates'>, kind: string, language: string) =>
    all.find(one => one.kind === kind && one.language === language)

  it('are the usual ones at first: complete, of one part, in both languages', async () => {
    const admin = await schoolWith([{ first: 'Brian', last: 'Ng’ang’a', in: 'Grade 7 East' }]).as('school_admin')
    const all = await admin.call('messages.templates', {})
    expect(all).toHaveLength(14)
    for (const { isDefault, fields, check: found } of all) {
      expect({ isDefault, fields: fields.length, ...found }).toMatchObject({
        isDefault: true,
        fields: 6,
        replaced: [],
        dear: [],
        encoding: 'GSM-7',
        longest: { segments: 1 },
        unknownFields: [],
        missingFields: [],
      })
    }
  })

  it('are kept with plain characters, and the other language keeps its own usual text', async () => {
    const test = schoolWith([brian])
    const admin = await test.as('school_admin')
    const usual = await admin.call('messages.templates', {})
    const draft = { kind: 'absent', language: 'en', text: '{name} isn’t here – {date}' } as const
    await admin.call('messages.saveTemplate', draft)
    const all = await admin.call('messages.templates', {})
    expect(find(all, 'absent', 'en')).toMatchObject({ isDefault: false, text: "{name} isn't here - {date}" })
    expect(find(all, 'absent', 'sw')).toEqual(find(usual, 'absent', 'sw'))
    expect(test.db.select({ entityId: audit.entityId, action: audit.action }).from(audit).all().at(-1)).toEqual({
      entityId: 'absent:en',
      action: 'UPDATE',
    })
    expect(admin.events.at(-1)).toMatchObject({ name: 'messages.changed' })
  })

  it.each([
    ['a field that there is not', '{name} {teacher}'],
    ['a brace that stands alone', '{name} {date'],
    ['nobody in it', 'Your child is away today.'],
  ])('cannot have %s', async (_, text) => {
    const test = schoolWith([brian])
    const admin = await test.as('school_admin')
    await expect(admin.call('messages.saveTemplate', { kind: 'absent', language: 'en', text })).rejects.toMatchObject({
      code: 'template_fields',
    })
    expect(test.db.select().from(template).all()).toEqual([])
  })

  it('cannot grow beyond what can be changed again', async () => {
    const admin = await schoolWith([brian]).as('school_admin')
    const text = `{name}${'…'.repeat(400)}`
    await expect(admin.call('messages.saveTemplate', { kind: 'late', language: 'en', text })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { field: 'text' },
    })
  })

  it('go back to the usual one, also when that is typed', async () => {
    const test = schoolWith([brian])
    const admin = await test.as('school_admin')
    const ref = { kind: 'late', language: 'sw' } as const
    const usual = find(await admin.call('messages.templates', {}), 'late', 'sw')
    await admin.call('messages.saveTemplate', { ...ref, text: '{name} amechelewa' })
    await admin.call('messages.resetTemplate', ref)
    expect(find(await admin.call('messages.templates', {}), 'late', 'sw')).toEqual(usual)
    await admin.call('messages.saveTemplate', { ...ref, text: '{name} amechelewa' })
    await admin.call('messages.saveTemplate', { ...ref, text: usual?.text ?? '' })
    expect(test.db.select().from(template).all()).toEqual([])
  })

  it('can be taken back, each change to what was before', async () => {
    const test = schoolWith([brian])
    const admin = await test.as('school_admin')
    const ref = { kind: 'late', language: 'en' } as const
    const texts = () =>
      test.db
        .select({ text: template.text })
        .from(template)
        .all()
        .map(({ text }) => text)
    const first = await admin.call('messages.saveTemplate', { ...ref, text: '{name} is late' })
    const second = await admin.call('messages.saveTemplate', { ...ref, text: '{name} is very late' })
    const third = await admin.call('messages.resetTemplate', ref)
    await expect(admin.call('undo.run', first)).rejects.toMatchObject({ code: 'undo_conflict' })
    await admin.call('undo.run', third)
    expect(texts()).toEqual(['{name} is very late'])
    await admin.call('undo.run', second)
    expect(texts()).toEqual(['{name} is late'])
    await admin.call('undo.run', first)
    expect(texts()).toEqual([])
    expect(admin.events.at(-1)).toMatchObject({ name: 'messages.changed' })
  })

  it('are not a clerk’s to change', async () => {
    const test = schoolWith([brian])
    for (const role of ['clerk', 'viewer'] as const) {
      const window = await test.as(role)
      const draft = { kind: 'late', language: 'en', text: '{name} is late' } as const
      await expect(window.call('messages.saveTemplate', draft)).rejects.toMatchObject({ code: 'forbidden' })
    }
  })
})
