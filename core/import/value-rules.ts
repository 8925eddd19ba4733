import type { Day } from '../contract/common.ts'

const girls = /^(f|female|girl|girls|g|w|woman|msichana|mke|kike|mwanamke|ke)$/i
const boys = /^(m|male|boy|boys|b|man|mvulana|mume|kiume|mwanaume|me)$/i

/** `F` or `M`, however it was written; null when it cannot be told. */
export function readGender(text: string): 'F' | 'M' | null {
  const word = text.replace(/[.\s]/g, '')
  return girls.test(word) ? 'F' : boys.test(word) ? 'M' : null
}

/** Whether a child boards; null when the cell does not say. */
export function readBoarding(text: string): boolean | null {
  const word = text.toLowerCase().replace(/[^a-z]/g, '')
  if (/^(b|board|boarder|boarding|yes|y|true|bweni|ndiyo|full|fullboarder|fullboarding|resident)$/.test(word))
    return true
  return /^(d|day|dayscholar|dayschool|ds|no|n|false|kutwa|hapana|nonresident)$/.test(word) ? false : null
}

/** The language of messages; null when it is neither of the two. */
export function readLanguage(text: string): 'en' | 'sw' | null {
  const word = text.toLowerCase().replace(/[^a-z]/g, '')
  if (/^(en|eng|english|kiingereza|ing)$/.test(word)) return 'en'
  return /^(sw|swa|swahili|kiswahili|kisw|ksw)$/.test(word) ? 'sw' : null
}

const months: Readonly<Record<string, number>> = {
  ...byName('jan feb mar apr may jun jul aug sep oct nov dec'),
  ...byName('januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba'),
}

function byName(list: string): Record<string, number> {
  return Object.fromEntries(list.split(' ').map((name, i) => [name.slice(0, 3), i + 1]))
}

export type DateOrder = 'day_first' | 'month_first'

/** Excel counts days from here; its leap day of 1900 never was. */
const excelEpoch = Date.UTC(1899, 11, 30)
const dayMs = 86_400_000

/**
 * A date as `YYYY-MM-DD`: `2015-04-03`, `3/4/2015`, `03.04.15`, `3 Apr 2015`, `April 3, 2015`, or the number that Excel
 * has for it. Null: no such date.
 * @param order what 3/4/2015 means
 * @param today years of two digits are not later than this
 */
export function readDate(text: string, order: DateOrder, today: Day): Day | null {
  const trimmed = text.trim().replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?Z?$/i, '')
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(trimmed)
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const numeric = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(trimmed)
  if (numeric !== null) {
    const [one, two] = [Number(numeric[1]), Number(numeric[2])]
    const year = fullYear(numeric[3] ?? '', today)
    return order === 'day_first' ? dayOf(year, two, one) : dayOf(year, one, two)
  }
  const serial = /^\d{4,5}(\.\d+)?$/.test(trimmed) ? Math.floor(Number(trimmed)) : 0
  // From 1954 to 2064: below, it is more likely a year.
  if (serial >= 20_000 && serial <= 60_000) return new Date(excelEpoch + serial * dayMs).toISOString().slice(0, 10)
  return inWords(trimmed, today)
}

function inWords(text: string, today: Day): Day | null {
  const parts = text.toLowerCase().match(/[a-z]+|\d+/g) ?? []
  const word = parts.find(part => /^[a-z]{3,}$/.test(part) && months[part.slice(0, 3)] !== undefined)
  const numbers = parts.filter(part => /^\d+$/.test(part))
  const rest = parts.filter(part => !numbers.includes(part) && part !== word && !/^(st|nd|rd|th|of)$/.test(part))
  const [day = '', year = ''] = numbers
  if (word === undefined || numbers.length !== 2 || rest.length > 0 || day.length > 2) return null
  return dayOf(fullYear(year, today), months[word.slice(0, 3)] ?? 0, Number(day))
}

function fullYear(digits: string, today: Day): number {
  if (digits.length !== 2) return Number(digits)
  const century = Math.floor(Number(today.slice(0, 4)) / 100) * 100
  const year = century + Number(digits)
  return year > Number(today.slice(0, 4)) ? year - 100 : year
}

function dayOf(year: number, month: number, day: number): Day | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  const real = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return real && year >= 1900 && year <= 2100 ? at.toISOString().slice(0, 10) : null
}

/** Whether an admission number has become a date on its way: Excel makes one of `3/2024` and `12/24`. */
export function looksLikeDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) || /^(\d{1,2}-)?[A-Z][a-z]{2}-\d{2,4}$/.test(text)
}
