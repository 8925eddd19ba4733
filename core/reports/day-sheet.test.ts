import { describe, expect, it } from 'vitest'
import type { SessionMark } from '../contract/attendance.ts'
import type { DaySheet, SheetEntry } from './day-sheet.ts'
import { ratePercent, sheetRows, totalRow } from './day-sheet.ts'
import { daySheetPage } from './day-sheet-page.ts'

function entry(streamId: string, gender: 'F' | 'M', mark: SessionMark): SheetEntry {
  return { streamId, className: `Class ${streamId}`, gender, mark }
}

describe('the figures', () => {
  const entries = [
    entry('a', 'M', 'present'),
    entry('a', 'M', 'late'),
    entry('a', 'F', 'absent'),
    entry('a', 'F', 'not_recorded'),
    entry('b', 'F', 'late'),
    entry('b', 'M', 'not_yet_in'),
  ]

  it('count late as present, and who is not marked as neither present nor absent', () => {
    expect(sheetRows(entries)).toEqual([
      {
        className: 'Class a',
        onRoll: { boys: 2, girls: 2 },
        present: { boys: 2, girls: 0 },
        late: 1,
        absent: { boys: 0, girls: 1 },
        notMarked: 1,
      },
      {
        className: 'Class b',
        onRoll: { boys: 1, girls: 1 },
        present: { boys: 0, girls: 1 },
        late: 1,
        absent: { boys: 0, girls: 0 },
        notMarked: 1,
      },
    ])
  })

  it('of the total add up to the roll', () => {
    const total = totalRow(sheetRows(entries))
    const { onRoll, present, absent, notMarked } = total
    expect(onRoll.boys + onRoll.girls).toBe(entries.length)
    expect(present.boys + present.girls + absent.boys + absent.girls + notMarked).toBe(entries.length)
  })

  it.each([
    [58, 2, 96.7],
    [0, 5, 0],
    [7, 0, 100],
    [0, 0, null],
  ])('%d here and %d absent make %s percent', (here, absent, percent) => {
    expect(ratePercent(here, absent)).toBe(percent)
  })
})

describe('the page', () => {
  const sheet = (streams: number, name = 'Mwangaza'): DaySheet => ({
    school: { name, address: 'Nakuru', phone: '', code: 'M1' },
    day: '2026-05-12',
    session: 'AM',
    sessionText: 'closed 08:30',
    term: { name: 'Term 2', week: 3, dayOfTerm: 11, daysInTerm: 65 },
    rows: sheetRows(Array.from({ length: streams }, (_, i) => entry(String(i), 'F', 'present'))),
    notExpected: [],
    reasons: [],
    manual: 0,
    sameDayLastWeek: null,
    termToDate: 93.6,
    targetPercent: 95,
    absentThreeDays: 0,
    messages: { written: 3, sent: 2, waiting: 1, notSent: 0, uncertain: 0 },
    terminals: [{ name: 'Main Gate', text: 'OK' }],
    complete: true,
    preparedAt: '12/05 09:02',
    preparedBy: 'Head',
    readTo: '12/05 09:02',
  })

  it.each([
    [0, 1],
    [15, 1],
    [24, 1],
    [25, 2],
    [34, 2],
    [58, 2],
    [59, 3],
  ])('of %d streams is %d sheets, each with its number, and every stream once', (streams, pages) => {
    const html = daySheetPage(sheet(streams))
    expect(html.match(/<section class="page">/g)).toHaveLength(pages)
    expect(html).toContain(`Page ${String(pages)} of ${String(pages)}`)
    for (let i = 0; i < streams; i += 1) expect(html.split(`Class ${String(i)}</th>`)).toHaveLength(2)
    expect(html.match(/TOTAL/g)).toHaveLength(1)
  })

  it('says why children are away, who is not counted, and how many marks are by hand', () => {
    const html = daySheetPage({
      ...sheet(1),
      reasons: [
        { label: 'Sick', children: 3 },
        { label: 'No reason given', children: 1 },
      ],
      notExpected: [
        { className: 'Grade 1', why: 'Floods', children: 40 },
        { className: 'Grade 2', why: 'Floods', children: 38 },
        { className: 'PP2', why: 'no PM session', children: 20 },
      ],
      manual: 2,
    })
    expect(html).toContain('Sick 3 · No reason given 1')
    expect(html).toContain('Floods: Grade 1 40, Grade 2 38 · no PM session: PP2 20')
    expect(html.replace(/\s+/g, ' ')).toContain('<dt>Marked by hand</dt> <dd>2</dd>')
  })

  it('shows a name with markup in it as text', () => {
    expect(daySheetPage(sheet(1, '<img src=x onerror="a()"> & Sons'))).toContain(
      '&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; Sons',
    )
  })
})
