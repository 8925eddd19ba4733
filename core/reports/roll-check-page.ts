import type { RollCheck } from '../contract/morning.ts'
import { listPage, longDay, pagesOf, studentsText } from './list-page.ts'
import type { ListLine, PaperHead, PaperList } from './list-page.ts'

export type RollCheckPaper = PaperHead & { readonly check: RollCheck; readonly moment: (at: number) => string }

/** On the roll and not seen; seen and not on the roll. */
export function rollCheckPage(paper: RollCheckPaper): { html: string; pages: number } {
  const list = rollCheckList(paper)
  return { html: listPage(list), pages: pagesOf(list) }
}

function rollCheckList({ check, moment, school, occasion, prepared }: RollCheckPaper): PaperList {
  const { ghosts, unlisted, sinceDay, firstRecordDay } = check
  const beganLater = firstRecordDay === null || firstRecordDay > sinceDay
  const lines: ListLine[] = [
    { kind: 'section', text: `On the roll, not seen: ${studentsText(ghosts.length)}` },
    ...ghosts.map(({ admissionNumber, fullName, className, upi, lastSeenDay }): ListLine => {
      const seen = lastSeenDay === null ? 'never seen' : longDay(lastSeenDay)
      return { kind: 'row', cells: [admissionNumber, fullName, className, upi ?? '', seen, ''] }
    }),
    { kind: 'section', text: `Seen, not on the roll: ${String(unlisted.length)}` },
    ...unlisted.map(({ deviceName, pin, nameOnDevice, punches, lastAt, leaver }): ListLine => {
      const name = leaver?.fullName ?? nameOnDevice ?? 'unknown'
      const left =
        leaver === null ? 'nobody has this PIN' : `left ${leaver.leftOn === null ? '' : longDay(leaver.leftOn)}`
      const seen = `${moment(lastAt)}, ${String(punches)} x`
      return { kind: 'row', cells: [`PIN ${pin}`, name, left, deviceName, seen, ''] }
    }),
  ]
  return {
    school,
    occasion,
    prepared,
    title: 'Roll check',
    intro: [
      `The last ${String(check.schoolDays)} school days, from ${longDay(sinceDay)} on.`,
      ...(beganLater
        ? [`No press of a student is known ${firstRecordDay === null ? 'yet' : `before ${longDay(firstRecordDay)}`}.`]
        : []),
    ],
    columns: [
      { title: 'Adm. no.', mm: 22 },
      { title: 'Name', mm: 46 },
      { title: 'Class', mm: 36 },
      { title: 'UPI, terminal', mm: 24 },
      { title: 'Last seen', mm: 32 },
      { title: 'Found', mm: 24, align: 'write' },
    ],
    lines,
    none: '',
    legend:
      'Not seen: on the roll through all these days, and neither a terminal nor a teacher’s mark knows of the child. ' +
      'Not on the roll: a PIN that no student has, or a student who has left.',
    signatures: ['Checked by', 'Class teacher', 'Head teacher'],
  }
}
