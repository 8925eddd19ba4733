import { beforeEach, describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import { createOffice } from '../testing/office-school.ts'
import type { Office } from '../testing/office-school.ts'
import { boardersKnownFrom } from './inside-rules.ts'

let office: Office
let brian: StudentId
let amina: StudentId
let faith: StudentId

beforeEach(async () => {
  office = await createOffice()
  brian = office.add('Brian')
  amina = office.add('Amina', { stream: 'West' })
  faith = office.add('Faith', { boarding: true })
})

/** `[name, how]` by class, and the totals. */
async function inside() {
  const { total, scans, streams } = await office.admin.call('attendance.inside', {})
  const rows = streams.flatMap(({ className, students }) =>
    students.map(({ fullName, by }) => `${className}: ${fullName.split(' ')[0] ?? ''} ${by}`),
  )
  return { total, scans, rows }
}

describe('who is inside', () => {
  it('are those whose last press of today was IN, by class', async () => {
    office.press(amina, '07:30')
    office.press(brian, '07:40')
    expect(await inside()).toEqual({
      total: 2,
      scans: 2,
      rows: ['Grade 7 East: Brian scan', 'Grade 7 West: Amina scan'],
    })
    office.press(brian, '10:00')
    expect((await inside()).rows).toEqual(['Grade 7 West: Amina scan'])
    // Yesterday's IN of a child who goes home at night says nothing.
    office.now('06:00', '2026-05-13')
    expect(await inside()).toEqual({ total: 0, scans: 0, rows: [] })
  })

  it('are also children whom a teacher marked present and no terminal knows today', async () => {
    const facts = { day: '2026-05-12', session: 'AM', why: 'Finger hurt' } as const
    const mark = { ...facts, studentIds: [brian] }
    office.now('08:00')
    await office.admin.call('attendance.setMark', { ...mark, mark: 'present' })
    expect(await inside()).toEqual({ total: 1, scans: 0, rows: ['Grade 7 East: Brian hand'] })
    office.now('08:10')
    await office.admin.call('attendance.setMark', { ...mark, mark: 'absent' })
    expect((await inside()).total).toBe(0)
    await office.admin.call('attendance.setMark', { ...mark, mark: 'present' })
    office.press(brian, '08:20')
    expect((await inside()).rows).toEqual(['Grade 7 East: Brian scan'])
    // The terminal has seen the child leave.
    office.press(brian, '11:00')
    expect((await inside()).total).toBe(0)
  })

  it('are boarders by their last word since the term began', async () => {
    office.press(faith, '16:00', '2026-05-10')
    office.now('05:00')
    expect((await inside()).rows).toEqual(['Grade 7 East: Faith earlier'])
    office.press(faith, '07:00')
    expect((await inside()).rows).toEqual(['Grade 7 East: Faith scan'])
    office.press(faith, '16:00')
    expect((await inside()).total).toBe(0)
    office.now('05:00', '2026-05-13')
    expect((await inside()).total).toBe(0)
  })

  it('are boarders of whom the night roll said so later than the terminal', async () => {
    office.press(faith, '07:00')
    office.press(faith, '16:00')
    office.now('21:00')
    const { id } = await office.admin.call('boarding.nightStart', {})
    await office.admin.call('boarding.nightMark', { nightRollId: id, studentIds: [faith], state: 'in' })
    expect((await inside()).rows).toEqual(['Grade 7 East: Faith earlier'])
    office.now('05:00', '2026-05-13')
    expect((await inside()).rows).toEqual(['Grade 7 East: Faith earlier'])
  })

  it('are printed with boxes, guardians’ phones in clear and counts by class', async () => {
    office.press(amina, '07:30')
    office.press(brian, '07:40')
    office.press(faith, '07:45')
    const page = await office.admin.call('reports.evacuation', {})
    expect(page).toMatchObject({ title: 'Who is inside now', fileName: 'inside-2026-05-12.pdf', pages: 1 })
    const html = office.lastPage()
    expect(html).toContain('Inside: 3 students (boarders: 1). By a press of today: 3; in other ways: 0.')
    expect(html).toContain('Grade 7 East: 2 (boarders: 1)')
    expect(html).toContain('+254 700 000 001')
    expect(html.match(/class="box"/g)).toHaveLength(3)
    expect(office.audited('report')).toHaveLength(1)
  })
})

describe('what a boarder’s last word is worth', () => {
  const settings = {
    terms: [{ from: '2026-04-27', to: '2026-07-31', name: 'Term 2' }],
    halfTerms: [{ from: '2026-06-24', to: '2026-06-28' }],
  }
  it('begins with the term, and again with half-term, when all go home', () => {
    expect(boardersKnownFrom(settings, '2026-05-12')).toBe('2026-04-27')
    expect(boardersKnownFrom(settings, '2026-06-25')).toBe('2026-06-24')
    expect(boardersKnownFrom(settings, '2026-07-30')).toBe('2026-06-24')
    expect(boardersKnownFrom(settings, '2026-08-05')).toBeNull()
  })
})
