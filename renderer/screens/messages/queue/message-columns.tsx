import type { MessageRow } from '../../../../core/contract/messages.ts'
import { moneyText } from '../../../money.ts'
import { t } from '../../../strings/t.ts'
import type { Column } from '../../../ui/DataGrid.tsx'
import { MessageMoment, StateBadge } from '../state.tsx'

const words = t.messages

/** What a list of messages shows; beside an open panel the fewest. `confirmed`: whether delivery reports come. */
export function messageColumns(besidePanel: boolean, confirmed: boolean): readonly Column<MessageRow>[] {
  const all: Column<MessageRow>[] = [
    { id: 'at', title: words.columns.at, width: '6.5rem', cell: row => <MessageMoment at={row.createdAt} /> },
    {
      id: 'state',
      title: words.columns.state,
      width: confirmed ? '6.5rem' : '13.5rem',
      cell: row => <StateBadge state={row.state} confirmed={confirmed} />,
    },
    {
      id: 'kind',
      title: words.columns.kind,
      width: '8.5rem',
      cell: row => (
        <>
          {t.messageKinds[row.kind]}
          {row.corrected && <span className="text-ink-3"> · {words.corrected}</span>}
        </>
      ),
    },
    {
      id: 'student',
      title: words.columns.student,
      width: 'minmax(9rem, 1.4fr)',
      cell: row => (
        <>
          <span className="font-medium">{row.studentName}</span> <span className="text-ink-3">{row.className}</span>
        </>
      ),
    },
    { id: 'guardian', title: words.columns.guardian, width: 'minmax(7rem, 1fr)', cell: row => row.guardianName },
    { id: 'phone', title: words.columns.phone, width: '9.5rem', cell: row => row.phone },
    { id: 'parts', title: words.columns.parts, width: '3rem', align: 'end', cell: row => row.segments },
    {
      id: 'price',
      title: words.columns.price,
      width: '5rem',
      align: 'end',
      cell: row => (row.costMinor === null ? '' : moneyText(row.costMinor)),
    },
  ]
  return besidePanel ? all.filter(({ id }) => ['at', 'state', 'kind', 'student'].includes(id)) : all
}
