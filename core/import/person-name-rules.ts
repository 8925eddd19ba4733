/** The parts of a child's name as they are kept. */
export type PersonName = { readonly first: string; readonly middle: string | null; readonly last: string }

/**
 * Splits a full name. `Brian Ochieng Otieno`: first, middle, last. `OTIENO, Brian Ochieng`: the surname stands before
 * the comma. Null: one word only, which nobody can be found by.
 */
export function splitName(full: string): PersonName | null {
  const comma = full.indexOf(',')
  const given = words(comma < 0 ? full : full.slice(comma + 1))
  const surname = comma < 0 ? given.splice(-1) : words(full.slice(0, comma))
  const [first, ...middle] = given
  if (first === undefined || surname.length === 0) return null
  return { first: inCase(first), middle: middle.map(inCase).join(' ') || null, last: surname.map(inCase).join(' ') }
}

/** A name of one or more words, as it is kept. */
export function tidyName(name: string): string {
  return words(name).map(inCase).join(' ')
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(word => /\p{L}/u.test(word))
}

/** What is written all in capitals or all in small letters gets a capital; what has both stays as it was typed. */
function inCase(word: string): string {
  const mixed = word !== word.toUpperCase() && word !== word.toLowerCase()
  return mixed ? word : word.toLowerCase().split('-').map(capital).join('-')
}

function capital(lower: string): string {
  // O'Brien and D'Souza, but Ng'ang'a and Murang'a. McDonald, but Mcheza.
  return lower
    .replace(/^\p{L}/u, letter => letter.toUpperCase())
    .replace(/^([OD]')(\p{L})/u, (_, start: string, letter: string) => start + letter.toUpperCase())
    .replace(/^Mc([bcdfgklmnpqr])(?=\p{L}{3})/u, (_, letter: string) => `Mc${letter.toUpperCase()}`)
}

const titles =
  /^(mr|mrs|ms|miss|mzee|bi|bw|bwana|dr|rev|pst|pastor|prof|eng|hon|sgt|madam|mwalimu|tr|alhaj|sheikh)\.?$/i

/**
 * Whether two names can be one guardian's: some part of them is the same, perhaps cut short or one letter off. One who
 * is only called `Mama Brian` is taken for whoever has the phone.
 */
export function sameGuardian(a: string, b: string): boolean {
  const [left, right] = [nameWords(a), nameWords(b)]
  if (left.length === 0 || right.length === 0) return true
  return left.some(one => right.some(other => sameWord(one, other)))
}

function nameWords(name: string): string[] {
  const all = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f'.]/g, '')
    .split(/[^\p{L}]+/u)
    .filter(word => word !== '' && !titles.test(word))
    .map(word => word.toLowerCase())
  return /^(mama|baba)$/.test(all[0] ?? '') ? [] : all
}

function sameWord(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= 4 && (long.startsWith(short) || oneOff(short, long))
}

/** Whether one letter added, taken away or changed makes one word the other. */
function oneOff(short: string, long: string): boolean {
  if (long.length - short.length > 1) return false
  let i = 0
  while (i < short.length && short[i] === long[i]) i++
  return short.slice(i + (short.length === long.length ? 1 : 0)) === long.slice(i + 1)
}
