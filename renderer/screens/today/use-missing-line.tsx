import { useMemo } from 'react'
import type { ReactNode } from 'react'
import type { DaySummary, NotInStream, SessionMark } from '../../../core/contract/attendance.ts'
import type { StudentId } from '../../../core/contract/common.ts'
import type { Reason } from '../../../core/contract/morning.ts'
import { usePhotos } from '../../use-photos.ts'
import type { Item, Place } from './missing-rows.ts'
import { ClassLine, MissingRow } from './MissingRow.tsx'
import type { Phones } from './use-revealed-phones.ts'

/** As many as one call brings. */
const mostPhotos = 200

type Parts = {
  streams: readonly NotInStream[]
  reasons: readonly Reason[]
  summary: DaySummary | undefined
  place: Place | null
  phones: ReadonlyMap<StudentId, Phones>
}

/** How a line of the list is drawn; a phone is in clear only in the row where one stands. */
export function useMissingLine({ streams, reasons, summary, place, phones }: Parts): (item: Item) => ReactNode {
  const all = useMemo(() => streams.flatMap(({ students }) => students), [streams])
  const photos = usePhotos(
    all
      .filter(({ hasPhoto }) => hasPhoto)
      .slice(0, mostPhotos)
      .map(({ studentId }) => studentId),
  )
  const usual = useMemo(() => mostCommon(all.map(({ lastSeenDay }) => lastSeenDay)), [all])
  const labels = useMemo(() => new Map(reasons.map(({ code, label }) => [code, label])), [reasons])
  const expected: SessionMark = summary?.sessionState === 'closed' ? 'absent' : 'not_yet_in'
  const open = place?.student.studentId

  return item => {
    if (item.kind === 'class') return <ClassLine className={item.className} n={item.n} unnamed={item.unnamed} />
    const { student } = item
    const { studentId, guardian, reason } = student
    const phone = studentId === open && guardian !== null ? phones.get(studentId)?.get(guardian.id) : undefined
    return (
      <MissingRow
        student={student}
        expected={expected}
        usual={usual}
        phone={phone ?? null}
        photo={photos[studentId]}
        reasonLabel={reason === null ? null : (labels.get(reason.code) ?? null)}
      />
    )
  }
}

function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}
