import type { ReportingDay } from '../contract/morning.ts'
import { listPage, longDay, pagesOf } from './list-page.ts'
import type { ListLine, PaperHead, PaperList } from './list-page.ts'

export type ReportingPaper = PaperHead & { readonly reporting: ReportingDay; readonly moment: (at: number) => string }

/** Boarders by class: who has come, when, and who is still expected. */
export function reportingPage(paper: ReportingPaper): { html: string; pages: number } {
  const list = reportingList(paper)
  return { html: listPage(list), pages: pagesOf(list) }
}

function reportingList({ reporting, moment, school, occasion, prepared }: ReportingPaper): PaperList {
  const { day, expected, reported, streams } = reporting
  const lines = streams.flatMap(({ className, students }): ListLine[] => {
    const there = students.filter(({ reportedAt }) => reportedAt !== null).length
    return [
      { kind: 'section', text: `${className}: ${String(there)} of ${String(students.length)} reported` },
      ...students.map(({ admissionNumber, fullName, reportedAt }): ListLine => {
        const came = reportedAt === null ? 'not reported' : moment(reportedAt)
        return { kind: 'row', cells: ['', admissionNumber, fullName, came, ''] }
      }),
    ]
  })
  return {
    school,
    occasion,
    prepared,
    title: 'Boarders reporting',
    intro: [
      `Reporting from ${longDay(day)}: expected ${String(expected)}, reported ${String(reported)}, ` +
        `not reported ${String(expected - reported)}.`,
    ],
    columns: [
      { title: '✓', mm: 8, align: 'tick' },
      { title: 'Adm. no.', mm: 24 },
      { title: 'Name', mm: 62 },
      { title: 'Reported', mm: 34 },
      { title: 'Remarks', mm: 56, align: 'write' },
    ],
    lines,
    none: 'There are no boarders on the roll.',
    legend: 'Reported: the first press of a finger, or mark by hand, from that day on.',
    signatures: ['Boarding master or matron', 'Deputy head', 'Head teacher'],
  }
}
