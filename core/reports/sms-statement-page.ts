import type { MessageKind, Statement } from '../contract/messages.ts'
import { listPage, longDay, pagesOf } from './list-page.ts'
import type { ListLine, PaperHead, PaperList } from './list-page.ts'

export type SmsStatementPaper = PaperHead & {
  readonly statement: Statement
  readonly priceMinorPerSegment: number
  readonly moment: (at: number) => string
}

const kindNames: Readonly<Record<MessageKind, string>> = {
  emergency: 'Emergency',
  correction: 'Correction',
  absent: 'Absent',
  arrived_after: 'Arrived after an absence text',
  left_early: 'Left early',
  late: 'Late',
  departure: 'Left school',
  arrival: 'Arrived',
  test: 'Test',
}

/** Plain words for the reasons that every school meets; others are printed as the provider gives them. */
const reasonNames: Readonly<Record<string, string>> = {
  late_not_sent: 'too old to be sent',
  quiet_hours: 'outside the hours for messages',
  clock_changed: 'the clock of the computer was changed',
  no_reachable_guardian: 'no guardian who can be reached',
  UserInBlacklist: 'blocked by the parent',
  InvalidPhoneNumber: 'not a phone number',
  UnsupportedNumberType: 'not a mobile phone',
  CouldNotRoute: 'the network could not route it',
  RejectedByGateway: 'refused by the network',
}

/** What was sent in a time and what it cost. */
export function smsStatementPage(paper: SmsStatementPaper): { html: string; pages: number } {
  const list = statementList(paper)
  return { html: listPage(list), pages: pagesOf(list) }
}

function statementList({ statement, priceMinorPerSegment, moment, ...head }: SmsStatementPaper): PaperList {
  const { lines, failures, uncertain, balance, estimatedParts } = statement
  const total = (of: (line: Statement['lines'][number]) => number) => lines.reduce((sum, line) => sum + of(line), 0)
  const row = (cells: readonly (string | number)[]): ListLine => ({ kind: 'row', cells: cells.map(String) })
  const rows: ListLine[] = [
    ...lines.map(line =>
      row([kindNames[line.kind], line.messages, line.parts, money(line.costMinor), line.delivered, line.failed]),
    ),
    ...(lines.length === 0
      ? []
      : [
          row([
            'Together',
            total(line => line.messages),
            total(line => line.parts),
            money(total(line => line.costMinor)),
            total(line => line.delivered),
            total(line => line.failed),
          ]),
        ]),
    ...(failures.length === 0 ? [] : [{ kind: 'section', text: 'Not delivered, by reason' } as const]),
    ...failures.map(({ reason, messages }) => row([reasonNames[reason] ?? reason, messages, '', '', '', ''])),
  ]
  const left =
    balance === null
      ? 'Balance: not known.'
      : `Balance at ${moment(balance.at)}: ${balance.currency} ${money(balance.minor)}.`
  return {
    ...head,
    title: 'Text message statement',
    intro: [
      `From ${longDay(statement.from)} to ${longDay(statement.to)}. ${left}`,
      ...(uncertain === 0 ? [] : [`${String(uncertain)} may or may not have gone out; they are counted as sent.`]),
    ],
    columns: [
      { title: 'Message', mm: 64 },
      { title: 'Sent', mm: 22, align: 'number' },
      { title: 'Parts', mm: 22, align: 'number' },
      { title: 'Cost, KES', mm: 28, align: 'number' },
      { title: 'Delivered', mm: 24, align: 'number' },
      { title: 'Failed', mm: 24, align: 'number' },
    ],
    lines: rows,
    none: 'No text message in this time.',
    legend:
      'Sent: taken by the provider, or perhaps taken. Delivered: confirmed by the network; where it confirms nothing, none. ' +
      (estimatedParts === 0
        ? 'Cost: as the provider charged it.'
        : `Cost: as the provider charged it; ${String(estimatedParts)} parts at ${money(priceMinorPerSegment)} by estimate.`),
    signatures: ['Prepared by', 'Head teacher'],
  }
}

function money(minor: number): string {
  return (minor / 100).toFixed(2)
}
