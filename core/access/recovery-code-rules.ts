/** 32 letters and digits of which none is taken for another: no I and 1, no O and 0. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const codeLetters = 24
const groupLetters = 4

/** Random bytes that a code needs; each gives one letter. */
export const codeBytes = codeLetters

/** A code to be printed, `ABCD-EFGH-…`: 120 bits. */
export function codeOf(random: Uint8Array): string {
  const letters = Array.from(random.subarray(0, codeLetters), byte => alphabet[byte % alphabet.length] ?? '')
  return letters.map((letter, i) => (i > 0 && i % groupLetters === 0 ? `-${letter}` : letter)).join('')
}

/** What counts of a typed code: small letters, spaces and strokes do not matter. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
}
