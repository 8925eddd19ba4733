import { openSealed, seal } from '../crypto/box.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { AppError } from '../contract/errors.ts'
import type { EmailAccount } from '../contract/messages.ts'
import type { MailAccountKey } from '../ports.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import { findSecret } from './secrets.repo.ts'

/** The school's mail account. */
export type EmailAccounts = {
  /** For the window: nothing secret is in it. */
  view(): EmailAccount
  /** With the password; null while email is off or not complete. @throws AppError as `dataKey.get`, `openSealed` */
  key(): Promise<MailAccountKey | null>
  /** As `key`, and null also where the password cannot be read: messages wait then. */
  ready(): Promise<MailAccountKey | null>
  /** Seals a password for `saveSecret`. @throws AppError `keyring_unavailable`, `template_unreadable` */
  sealPassword(password: string): Promise<Uint8Array>
  /** What is stored has changed. */
  forget(): void
}

const passwordOwner = 'secret:email_password'

export function createEmailAccount({ db, log }: Pick<Deps, 'db' | 'log'>, dataKey: DataKey): EmailAccounts {
  let known: { readonly key: MailAccountKey } | null = null
  let unreadable = false

  async function key(): Promise<MailAccountKey | null> {
    const { host, port, secure, username, from } = readSettings(db).emailAccount
    if (host === '' || from === '') return null
    const sealed = findSecret(db, 'email_password')
    if (sealed === null && username !== '') return null
    const plain = sealed === null ? Buffer.alloc(0) : openSealed(await dataKey.get(), sealed, passwordOwner)
    try {
      return { host, port, secure, username, from, password: plain.toString('utf8') }
    } finally {
      plain.fill(0)
    }
  }

  return {
    view: () => ({ ...readSettings(db).emailAccount, passwordSet: findSecret(db, 'email_password') !== null }),
    key,
    async ready() {
      if (!readSettings(db).emailAccount.enabled) return null
      if (known !== null) return known.key
      try {
        const found = await key()
        known = found === null ? null : { key: found }
        unreadable = false
        return found
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (!unreadable) log.warn('the mail account cannot be opened', { code: error.code })
        unreadable = true
        return null
      }
    },
    async sealPassword(password) {
      return seal(await dataKey.get(), Buffer.from(password, 'utf8'), passwordOwner)
    },
    forget() {
      known = null
    },
  }
}
