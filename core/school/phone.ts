import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** What was typed, or stood in a spreadsheet's cell, as a phone. */
export type ReadPhone =
  | { readonly kind: 'mobile'; readonly e164: string }
  /** A valid number of another country: right for a parent abroad, and often a slip. */
  | { readonly kind: 'foreign'; readonly e164: string }
  /** `landline`: cannot get a text. `length`: a digit too few or too many. `excel_lost_digits`: `2.54712E+11`. */
  | { readonly kind: 'landline' | 'length' | 'unreadable' | 'excel_lost_digits' }

const country = '254'
/** Neighbours whose code people write without the plus. */
const neighbours = ['255', '256', '257', '250', '211', '251', '252']

/**
 * Reads one phone, however it was written: `0712 345 678`, `712345678.0`, `(0)733-123456`, `00254…`. A number without
 * a country is Kenyan; those of 07 and 01 are mobiles.
 */
export function readPhone(typed: string): ReadPhone {
  const text = typed.trim().replace(/^'|\.0+$/g, '')
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return fromScientific(text)
  if (!/^[\d\s()+.\u2010-\u2015\u00a0-]+$/.test(text) || text.lastIndexOf('+') > 0) return { kind: 'unreadable' }
  const digits = text.replace(/\D/g, '')
  if (digits.length < 5) return { kind: 'unreadable' }
  if (text.startsWith('+')) return international(digits)
  if (digits.startsWith('00')) return international(digits.replace(/^0+/, ''))
  const home = digits.startsWith(country) && digits.length > 9
  if (home || (digits.length === 12 && neighbours.includes(digits.slice(0, 3)))) return international(digits)
  return kenyan(digits)
}

/** Every phone of a cell that may hold more than one (`0712345678/0733123456`); none of an empty cell. */
export function readPhones(cell: string): ReadPhone[] {
  const pieces = cell
    .split(/[/,;&|\n\r]+|\s(?:or|and|au|na)\s/i)
    .map(piece => piece.trim())
    .filter(piece => piece !== '')
  return pieces.flatMap((piece): ReadPhone[] => {
    const whole = readPhone(piece)
    if ('e164' in whole) return [whole]
    // Two numbers with nothing but a space between them, and spaces within neither.
    const parts = piece.split(/\s+/).map(readPhone)
    return parts.length > 1 && parts.every(part => 'e164' in part) ? parts : [whole]
  })
}

/** A spreadsheet shows a long number so; only where it shows every digit is it still a phone. */
function fromScientific(text: string): ReadPhone {
  const [mantissa = '', exponent = ''] = text.toLowerCase().split('e')
  const digits = mantissa.replace('.', '')
  return digits.length === Number(exponent) + 1 ? readPhone(digits) : { kind: 'excel_lost_digits' }
}

function international(digits: string): ReadPhone {
  if (digits.startsWith(country)) return kenyan(digits.slice(country.length))
  const parsed = parsePhoneNumberFromString(`+${digits}`)
  if (parsed === undefined) return { kind: 'unreadable' }
  return parsed.isValid() ? { kind: 'foreign', e164: parsed.number } : { kind: 'length' }
}

function kenyan(typed: string): ReadPhone {
  const digits = typed.replace(/^0/, '')
  // By the numbering plan 7 and 1 are mobiles; the library's list of the ranges in use is always a little behind.
  if (/^[71]/.test(digits)) {
    return digits.length === 9 ? { kind: 'mobile', e164: `+${country}${digits}` } : { kind: 'length' }
  }
  const parsed = parsePhoneNumberFromString(`+${country}${digits}`)
  const type = parsed?.isPossible() ? parsed.getType() : undefined
  if (type === 'FIXED_LINE') return { kind: 'landline' }
  return /^[2-6]/.test(digits) && digits.length >= 7 && digits.length <= 9 ? { kind: 'landline' } : { kind: 'length' }
}
