const dots = '••••'

/**
 * A phone of which only the country, one digit and the last three can be read: `+254 7•• ••• 678`. Enough to tell
 * two guardians apart, not enough to call.
 * @param phone E.164
 */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  if (digits.length < 9) return dots
  return `+${digits.slice(0, 3)} ${digits.slice(3, 4)}•• ••• ${digits.slice(-3)}`
}

/** A date of birth, kept from passing eyes; null stays null, so that a missing one can be seen. */
export function maskDateOfBirth(dateOfBirth: string | null): string | null {
  return dateOfBirth === null ? null : dots
}
