/** As short as a password may be, in characters. */
export const shortestPassword = 8

/** A new password, typed twice. */
export type PasswordDraft = { password: string; repeat: string }

export const blankPassword: PasswordDraft = { password: '', repeat: '' }

/** Whether it is long enough and twice the same. */
export function isGoodPassword({ password, repeat }: PasswordDraft): boolean {
  return password.length >= shortestPassword && password === repeat
}
