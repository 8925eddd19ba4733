import type { ImportKind } from '../../../core/contract/imports.ts'

/** Rows whose conflicts are taken from the file, and what would be done about them otherwise. */
export type Overwrite = ReadonlyMap<number, ImportKind>
/** What the rows are shown by. */
export type Kind = ImportKind | 'conflict'
