import { describe, expect, it } from 'vitest'
import { standing, student } from '../db/schema.ts'
import { createOffice } from '../testing/office-school.ts'
import type { Office } from '../testing/office-school.ts'

/** Gives every student a standing of the running term. `missed`: days of twenty, one for each in their order. */
function stand({ app: { db } }: Office, missed: readonly number[]): void {
  const ids = db.select({ id: student.id }).from(student).orderBy(student.admissionNumber).all()
  const facts = { termFrom: '2026-04-27', possible: 40, late: 0, enrolledDays: 20, mainReason: null, stale: false }
  ids.forEach(({ id: studentId }, i) => {
    const days = missed[i] ?? 0
    const counts = { attended: 40 - 2 * days, absent: 2 * days, missedHalfDays: 2 * days }
    db.insert(standing)
      .values({ ...facts, ...counts, studentId, daysInARow: i, missedRate: days * 500 })
      .run()
  })
}

describe('the early-warning list', () => {
  it('is printed as it is narrowed, with its tiers, its rule and room for a signature', async () => {
    const office = await createOffice()
    office.add('Brian')
    office.add('Amina', { stream: 'West' })
    office.add('Faith')
    stand(office, [1, 4, 12])
    office.now('09:00')
    const page = await office.admin.call('reports.earlyWarning', { tier: 'serious' })
    expect(page.fileName).toBe('early-warning-2026-05-12.pdf')
    const html = office.lastPage()
    expect(html).toContain('Term 2: 2 students listed. watch (5 %) 3, chronic (10 %) 2')
    expect(html).toContain('Faith Otieno')
    expect(html).toContain('12 of 20')
    expect(html).toContain('severe')
    expect(html).not.toContain('Brian')
    expect(html).toContain('possible sessions x 100')
  })

  it('can be narrowed to a class, and to days in a row whatever the tier', async () => {
    const office = await createOffice()
    for (const name of ['Brian', 'Amina', 'Faith', 'Otis'])
      office.add(name, { stream: name === 'Amina' ? 'West' : 'East' })
    stand(office, [0, 5, 0, 0])
    office.now('09:00')
    const names = async (filter: object) =>
      (await office.admin.call('attendance.earlyWarning', filter)).rows.map(({ fullName }) => fullName.split(' ')[0])
    expect(await names({})).toEqual(['Amina', 'Otis'])
    expect(await names({ daysInARow: 3 })).toEqual(['Otis'])
    const streamId = office.streams.West
    expect(await names({ streamId })).toEqual(['Amina'])
    await office.admin.call('reports.earlyWarning', { streamId })
    expect(office.lastPage()).toContain('Early warning, Grade 7 West')
  })
})
