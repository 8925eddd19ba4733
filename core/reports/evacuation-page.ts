import type { StudentId } from '../contract/common.ts'
import type { InsideNow, InsideStudent } from '../contract/morning.ts'
import { listPage, pagesOf, studentsText } from './list-page.ts'
import type { ListLine, PaperHead, PaperList } from './list-page.ts'

export type Evacuation = PaperHead & {
  readonly inside: InsideNow
  /** Whom to call, E.164 in clear. */
  readonly guardians: ReadonlyMap<StudentId, { readonly name: string; readonly phone: string }>
  readonly moment: (at: number) => string
  readonly clock: (at: number) => string
}

/** Who is in the school, to be ticked off at the assembly point. */
export function evacuationPage(evacuation: Evacuation): { html: string; pages: number } {
  const list = evacuationList(evacuation)
  return { html: listPage(list), pages: pagesOf(list) }
}

function evacuationList({ inside, guardians, moment, clock, school, occasion, prepared }: Evacuation): PaperList {
  const all = inside.streams.flatMap(({ students }) => students)
  const boarders = all.filter(({ boarding }) => boarding).length
  const lines = inside.streams.flatMap(({ className, students }): ListLine[] => [
    { kind: 'section', text: sectionText(className, students) },
    ...students.map((student): ListLine => {
      const guardian = guardians.get(student.studentId)
      const { admissionNumber, fullName, boarding, by, since } = student
      const seen = by === 'scan' ? clock(since) : by === 'hand' ? 'by hand' : moment(since)
      const phone = guardian === undefined ? '' : phoneText(guardian.phone)
      const cells = ['', admissionNumber, fullName, boarding ? 'B' : '', seen, guardian?.name ?? '', phone]
      return { kind: 'row', cells }
    }),
  ])
  return {
    school,
    occasion,
    prepared,
    title: 'Who is inside now',
    intro: [
      `Inside: ${studentsText(inside.total)} (boarders: ${String(boarders)}). ` +
        `By a press of today: ${String(inside.scans)}; in other ways: ${String(inside.total - inside.scans)}.`,
      'Counted at the assembly point: ________ · Missing: ________ · Time: ________',
    ],
    columns: [
      { title: '✓', mm: 8, align: 'tick' },
      { title: 'Adm. no.', mm: 20 },
      { title: 'Name', mm: 48 },
      { title: 'B', mm: 6 },
      { title: 'In since', mm: 22 },
      { title: 'Guardian', mm: 47 },
      { title: 'Phone', mm: 33 },
    ],
    lines,
    none: 'Nobody is inside as far as the terminals know.',
    legend:
      'B boarder. In since: the last press of today; by hand: a teacher marked the child present; with a date: a boarder ' +
      'who was in by the last press or night roll before today. Staff and visitors are not on this list.',
    signatures: ['Counted by', 'Teacher on duty', 'Head teacher'],
  }
}

function sectionText(className: string, students: readonly InsideStudent[]): string {
  const boarders = students.filter(({ boarding }) => boarding).length
  return `${className}: ${String(students.length)}${boarders === 0 ? '' : ` (boarders: ${String(boarders)})`} · counted ____`
}

/** `+254 712 345 678`. */
function phoneText(e164: string): string {
  return e164.replace(/^(\+\d{3})(\d{3})(\d{3})(\d+)$/, '$1 $2 $3 $4')
}
