import { beforeEach, describe, expect, it } from 'vitest'
import { createOffice } from '../testing/office-school.ts'
import type { Office } from '../testing/office-school.ts'

let office: Office
beforeEach(async () => {
  office = await createOffice()
})

const check = () => office.admin.call('attendance.rollCheck', {})
const ghosts = async () => (await check()).ghosts.map(({ fullName, lastSeenDay }) => [fullName, lastSeenDay])

// Before Tuesday 12 May there are ten school days from Monday 27 April on: 1 May is a holiday. The one before them is
// the last of the first term.
const tenth = '2026-04-27'
const eleventh = '2026-04-02'

describe('the roll check', () => {
  it('finds three on the roll whom nobody has seen in ten school days, and two seen who are not on it', async () => {
    const [seen, last, before] = ['Seen', 'Last', 'Before'].map(name => office.add(name))
    office.add('Never')
    office.add('New', { admittedOn: '2026-05-04' })
    const marked = office.add('Marked')
    const left = office.add('Left')
    const gone = office.add('Gone')
    if (!seen || !last || !before) throw new Error('no students')
    office.press(before, '07:40', eleventh)
    office.press(last, '07:40', '2026-03-10')
    office.press(seen, '07:40', '2026-05-11')
    office.press(gone, '07:40', '2026-05-05')
    office.leaves(gone, '2026-05-05')
    office.leaves(left, '2026-05-01')
    office.press(left, '07:45', '2026-05-11')
    office.press({ pin: '77' }, '07:50', '2026-05-11')
    office.press({ pin: '78' }, '07:50', '2026-03-11')
    office.now('09:00', '2026-05-08')
    const mark = { day: '2026-05-08', session: 'AM', mark: 'present', why: 'No finger' } as const
    await office.admin.call('attendance.setMark', { ...mark, studentIds: [marked] })
    office.now('09:00')

    const found = await check()
    expect(found).toMatchObject({ sinceDay: tenth, schoolDays: 10, firstRecordDay: '2026-03-10' })
    expect(await ghosts()).toEqual([
      ['Before Otieno', eleventh],
      ['Last Otieno', '2026-03-10'],
      ['Never Otieno', null],
    ])
    expect(found.unlisted.map(({ pin, punches, leaver }) => [pin, punches, leaver?.fullName ?? null])).toEqual([
      ['77', 1, null],
      ['7', 1, 'Left Otieno'],
    ])
  })

  it('does not hold today against anybody, and takes a press of today for a sign', async () => {
    const brian = office.add('Brian')
    office.press(brian, '07:40', tenth)
    office.now('07:00')
    expect(await ghosts()).toEqual([])
    office.now('07:00', '2026-05-13')
    expect(await ghosts()).toEqual([['Brian Otieno', tenth]])
    office.press(brian, '07:40', '2026-05-13')
    expect(await ghosts()).toEqual([])
  })

  it('leaves out what a person has put aside', async () => {
    office.press({ pin: '77' }, '07:50', '2026-05-11')
    office.now('09:00')
    const [unknown] = (await office.admin.call('attendance.inbox', {})).pins
    if (unknown === undefined) throw new Error('no unknown PIN')
    await office.admin.call('attendance.dismissPin', { deviceId: unknown.deviceId, pin: '77', why: 'The cook' })
    expect((await check()).unlisted).toEqual([])
  })

  it('is printed with room for what was found', async () => {
    office.add('Never')
    office.press(office.add('Seen'), '07:40', '2026-05-11')
    office.press({ pin: '77' }, '07:50', '2026-05-11')
    office.now('09:00')
    const page = await office.admin.call('reports.rollCheck', {})
    expect(page).toMatchObject({ title: 'Roll check', pages: 1 })
    const html = office.lastPage()
    expect(html).toContain('On the roll, not seen: 1 student')
    expect(html).toContain('Never Otieno')
    expect(html).toContain('PIN 77')
    expect(html).toContain('No press of a student is known before Mon 11 May 2026.')
  })
})
