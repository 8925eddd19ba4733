/** What a file may be at most. */
export const limits = {
  bytes: 20 * 1024 * 1024,
  /** All parts of a workbook that are read, unpacked. */
  unpackedBytes: 120 * 1024 * 1024,
  rows: 20_000,
  columns: 200,
  /** As many as a cell of a spreadsheet can hold. */
  cellLetters: 32_767,
} as const

/** A sheet as text: what a person sees in each cell, empty cells as empty text. All rows are there, blank ones too. */
export type Sheet = { readonly name: string; readonly rows: readonly (readonly string[])[] }
