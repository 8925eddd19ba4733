import type { EarlyWarning, WarningLimits, WarningTier } from '../contract/morning.ts'
import { listPage, pagesOf, studentsText } from './list-page.ts'
import type { ListLine, PaperHead, PaperList } from './list-page.ts'

export type WarningPaper = PaperHead & {
  readonly warning: EarlyWarning
  /** `Grade 7 East`, or empty for the whole school. */
  readonly scope: string
  /** What a reason's code is called. */
  readonly reasonText: (code: string) => string
  readonly moment: (at: number) => string
}

const tierNames: Record<WarningTier, string> = {
  watch: 'watch',
  chronic: 'chronic',
  serious: 'serious',
  severe: 'severe',
}

/** Those who miss too much, with room for what is done about it. */
export function earlyWarningPage(paper: WarningPaper): { html: string; pages: number } {
  const list = warningList(paper)
  return { html: listPage(list), pages: pagesOf(list) }
}

function warningList({ warning, scope, reasonText, moment, school, occasion, prepared }: WarningPaper): PaperList {
  const { counts, limits, rows, term } = warning
  const lines = rows.map((row): ListLine => {
    const contact = row.lastContactAt === null ? '' : moment(row.lastContactAt).slice(0, 5)
    const cells = [
      row.admissionNumber,
      row.fullName,
      row.className,
      `${String(row.missedDays)} of ${String(row.enrolledDays)}`,
      row.missedPercent.toFixed(1),
      row.tier === null ? '' : tierNames[row.tier],
      String(row.daysInARow),
      row.mainReason === null ? '' : reasonText(row.mainReason),
      contact,
      row.note ?? '',
    ]
    return { kind: 'row', cells }
  })
  const [a, b, c] = counts.inARow
  const [x = 0, y = 0, z = 0] = limits.inARow
  return {
    school,
    occasion,
    prepared,
    title: scope === '' ? 'Early warning' : `Early warning, ${scope}`,
    intro: [
      `${term ?? 'No term'}: ${studentsText(rows.length)} listed. ${tierLine(limits, counts)}.`,
      `Away ${String(x)} days in a row or more: ${String(a)}, ${String(y)} or more: ${String(b)}, ${String(z)} or more: ${String(c)}.`,
    ],
    columns: [
      { title: 'Adm. no.', mm: 16 },
      { title: 'Name', mm: 34 },
      { title: 'Class', mm: 26 },
      { title: 'Missed', mm: 17 },
      { title: '%', mm: 10, align: 'number' },
      { title: 'Tier', mm: 13 },
      { title: 'Row', mm: 8, align: 'number' },
      { title: 'Reason', mm: 18 },
      { title: 'Called', mm: 12 },
      { title: 'Action, signature', mm: 30 },
    ],
    lines,
    none: 'Nobody has missed so much.',
    legend:
      'Missed: days without attendance (halves count) of the school days on the roll this term. % = sessions missed / ' +
      `possible sessions x 100, any reason; school activities count as present. Judged after ${String(limits.afterDays)} ` +
      'school days. Reason: the main one. Row: school days in a row without attendance. Each tier counts the worse ones too.',
    signatures: ['Class teacher', 'Deputy head', 'Head teacher'],
  }
}

function tierLine(limits: WarningLimits, counts: EarlyWarning['counts']): string {
  const tiers: WarningTier[] = ['watch', 'chronic', 'serious', 'severe']
  return tiers.map(tier => `${tierNames[tier]} (${String(limits[tier])} %) ${String(counts[tier])}`).join(', ')
}
