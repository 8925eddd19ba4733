/** User ids by the terminal's own serial numbers. */
export type UserIds = ReadonlyMap<number, string>

/**
 * The id of a line or event. One that names its user only by the terminal's serial number, which the user table no
 * longer holds, is kept under `#<uid>`: that is nobody's id.
 */
export function nameOf(uid: number, userId: string, userIds: UserIds): string {
  return userId === '' ? (userIds.get(uid) ?? `#${uid}`) : userId
}
