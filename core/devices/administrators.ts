/** Bits 1 to 3 of a user's privilege (bit 0: disabled): 6 administrator, 14 super administrator. `zk-protocol.md` 6. */
const rights = 0b1110
const administrators: readonly number[] = [6, 14]

/** Whether a terminal's user may open its menu. */
export function isAdministrator(privilege: number): boolean {
  return administrators.includes(privilege & rights)
}
