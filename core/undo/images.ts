import type { StoredRow, UndoTable } from './undo.repo.ts'

/** One row, before and after a step; null where it was not there. */
export type Image = {
  readonly table: UndoTable
  readonly id: string
  readonly before: StoredRow | null
  readonly after: StoredRow | null
}

type Written = Record<string, string | number | null | { readonly base64: string }>

/** Images as text; bytes become base64. */
export function writeImages(images: readonly Image[]): string {
  return JSON.stringify(images.map(image => ({ ...image, before: written(image.before), after: written(image.after) })))
}

/** What `writeImages` wrote. */
export function readImages(text: string): Image[] {
  const images = JSON.parse(text) as (Omit<Image, 'before' | 'after'> & Record<'before' | 'after', Written | null>)[]
  return images.map(image => ({ ...image, before: read(image.before), after: read(image.after) }))
}

/** Whether two images of a row say the same. Columns that only one knows, since the app was renewed, do not count. */
export function sameRow(a: StoredRow | null, b: StoredRow | null): boolean {
  if (a === null || b === null) return a === b
  return Object.keys(a).every(column => b[column] === undefined || sameValue(a[column] ?? null, b[column]))
}

export function sameValue(a: StoredRow[string] | null, b: StoredRow[string] | null): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : a === b
}

function written(row: StoredRow | null): Written | null {
  return row && mapped(row, value => (value instanceof Uint8Array ? { base64: base64Of(value) } : value))
}

function read(row: Written | null): StoredRow | null {
  return row && mapped(row, value => (typeof value === 'object' && value ? Buffer.from(value.base64, 'base64') : value))
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function mapped<A, B>(row: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, change(value)]))
}
