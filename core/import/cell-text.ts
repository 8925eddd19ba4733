/**
 * A number of a spreadsheet as its file has it (`712345678`, `2.54712345678E11`, `3.0`), as a person means it. One that
 * has lost its last digits stays in scientific writing, so that the loss is seen.
 */
export function numberText(raw: string): string {
  const scientific = /^(-?)(\d)(?:\.(\d+))?[eE]\+?(\d+)$/.exec(raw)
  if (scientific !== null) {
    const [, sign = '', first = '', decimals = '', power = ''] = scientific
    return decimals.length === Number(power) ? `${sign}${first}${decimals}` : raw
  }
  // A phone that came through a text column as a number: twelve digits of which the last half are nothing.
  if (/^254\d{3}0{6}$/.test(raw)) return `${raw[0] ?? ''}.${raw.slice(1, 6)}E+11`
  return raw.replace(/\.0+$/, '')
}

/** Any cell of a workbook as text. Times of day are left out: no field of a student has one. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return plain(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return typeof value === 'number' ? numberText(String(value)) : ''
}

/** Text as it is compared: one kind of space, none at the ends, straight apostrophes, nothing that cannot be seen. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u201b\u02bc\u00b4`]/g, "'")
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
