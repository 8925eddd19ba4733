/** Text in columns under a head. Columns whose cells are all numbers stand to the right. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), title.length))
  const isNumber = head.map((_, i) => rows.every(row => /^[\d.,]*$/.test(row[i] ?? '')))
  return [head, ...rows]
    .map(row =>
      widths
        .map((width, i) => (isNumber[i] ? (row[i] ?? '').padStart(width) : (row[i] ?? '').padEnd(width)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
