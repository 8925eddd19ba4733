import { hash, verify } from '@node-rs/argon2'

/** Memory in KiB and passes. */
export type PasswordCost = { readonly memoryCost: number; readonly timeCost: number }

export type Passwords = {
  hash(password: string): Promise<string>
  /** Whether the password belongs to the stored hash. Null (no such user) takes as long and is false. */
  matches(stored: string | null, password: string): Promise<boolean>
}

/** OWASP's lowest: 30 ms on a plain PC of today, perhaps 200 ms on an old one, and 19 MiB at a time. */
const officeCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

/** Of a random word that nobody has; checked where there is no user, so that both answers take the same time. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$+byvUEacmpRMr88+8bb70Q$ttjZRjNkXQhfAeVEmM3VROAFhxI7MNn38Ne59hNhyCk'

/** Hashes passwords with argon2id. */
export function createPasswords(cost: PasswordCost = officeCost): Passwords {
  return {
    hash: password => hash(password, { ...cost, parallelism: 1 }),
    async matches(stored, password) {
      const right = await verify(stored ?? nobodysHash, password)
      return right && stored !== null
    },
  }
}
