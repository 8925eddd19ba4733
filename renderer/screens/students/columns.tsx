import type { StudentRow } from '../../../core/contract/school.ts'
import { t } from '../../strings/t.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataGrid.tsx'
import { classText } from './class-text.ts'

export const columnIds = ['admission', 'name', 'class', 'gender', 'pin', 'guardians'] as const
export type ColumnId = (typeof columnIds)[number]

const columns: Readonly<Record<ColumnId, Omit<Column<StudentRow>, 'id' | 'title'>>> = {
  admission: { width: '6.5rem', cell: row => row.admissionNumber },
  name: { width: 'minmax(10rem, 2fr)', cell: nameOf },
  class: { width: 'minmax(7rem, 1fr)', cell: row => classText(row.className, row.streamName) },
  gender: { width: '3rem', cell: row => t.students.genders[row.gender] },
  pin: { width: '4rem', align: 'end', cell: row => row.pin },
  guardians: { width: '5rem', align: 'end', cell: row => row.guardians },
}

/** The columns of the list of students, in their order. */
export function studentColumns(shown: readonly ColumnId[]): Column<StudentRow>[] {
  return columnIds.filter(id => shown.includes(id)).map(id => ({ ...columns[id], id, title: t.students.columns[id] }))
}

function nameOf({ fullName, active }: StudentRow) {
  return (
    <>
      <span className="font-medium">{fullName}</span> {!active && <Badge tone="plain" label={t.students.left} />}
    </>
  )
}
