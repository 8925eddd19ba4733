/** Bits 1–3 of a privilege (protocol notes, section 6.1); bit 0 says that the person is locked out. */
const ROLES = new Map([
  [0, 'user'],
  [1, 'enroller'],
  [3, 'administrator'],
  [7, 'super administrator'],
])

export function roleOf(privilege: number): string {
  const role = ROLES.get((privilege >> 1) & 7) ?? `unknown (${privilege})`
  return (privilege & 1) === 1 ? `${role}, locked` : role
}

export function isAdministrator(privilege: number): boolean {
  return ((privilege >> 1) & 3) === 3
}
