/**
 * What a typed beginning of a phone is a beginning of, as phones are stored: `0712 34` is `+25471234`. Null: this is
 * not the beginning of a phone, or too short to look for.
 */
export function phoneBeginning(typed: string): string | null {
  if (!/^[\d\s()+-]+$/.test(typed)) return null
  const digits = typed.replace(/\D/g, '')
  if (typed.trim().startsWith('+') || digits.startsWith('00')) {
    const number = digits.replace(/^00/, '')
    const home = number.replace(/^2540/, '254')
    return home.length >= fewestDigits + 3 ? `+${home}` : null
  }
  const own = /^254\d/.test(digits) ? digits.slice(3) : digits.replace(/^0/, '')
  const national = own !== digits
  return own.length >= (national ? fewestDigits : fewestBare) && /^[1-9]/.test(own) ? `+254${own}` : null
}

const fewestDigits = 3
/** Without a 0 or a country in front it is more likely an admission number. */
const fewestBare = 7
