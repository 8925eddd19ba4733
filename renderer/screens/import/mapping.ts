import type { StreamId } from '../../../core/contract/common.ts'
import type { ImportDraft, ImportField } from '../../../core/contract/imports.ts'

/** What the person has said about a file. */
export type Choices = {
  mapping: (ImportField | null)[]
  /** What class names of the file mean. */
  labels: Readonly<Record<string, StreamId>>
  dates: 'day_first' | 'month_first'
  foreignPhones: boolean
}

/** What is guessed at first. */
export function firstChoices({ columns }: ImportDraft): Choices {
  return { mapping: columns.map(({ guess }) => guess), labels: {}, dates: 'day_first', foreignPhones: false }
}

/** A column holds another field; no field is held by two. */
export function choose(
  mapping: readonly (ImportField | null)[],
  column: number,
  field: ImportField | null,
): (ImportField | null)[] {
  return mapping.map((other, i) => (i === column ? field : other === field ? null : other))
}

/** The fields without which no row can come in. */
export function missing(mapping: readonly (ImportField | null)[]): ImportField[] {
  const has = (field: ImportField) => mapping.includes(field)
  const named = has('fullName') || (has('firstName') && has('lastName'))
  return [
    ...(['admissionNumber'] as const).filter(field => !has(field)),
    ...(named ? [] : (['fullName'] as const)),
    ...(['gender', 'className'] as const).filter(field => !has(field)),
  ]
}
