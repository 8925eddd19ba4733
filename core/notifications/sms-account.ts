import type { PauseCode, SmsAccount } from '../contract/messages.ts'
import { AppError } from '../contract/errors.ts'
import type { DataKey } from '../crypto/data-key.ts'
import { openSealed, seal } from '../crypto/box.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Balance, SmsAccountKey, SmsGateway } from '../ports.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import type { Settings } from '../settings/settings.ts'
import type { Deps } from '../use-case.ts'
import type { BalanceFence } from './balance-fence.ts'
import { createBalanceFence } from './balance-fence.ts'
import { saveBalances } from './evidence.repo.ts'
import { findSecret } from './secrets.repo.ts'

type AccountDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'emit' | 'sms' | 'deliveryReports'>

/** The school's account with its provider: the gateway it opens, its balance, and why nothing leaves. */
export type SmsAccounts = {
  /** The gateway, or null while there is none to be had: `view` says why. */
  gateway(): Promise<SmsGateway | null>
  /** For the window: nothing secret is in it. */
  view(): SmsAccount
  /** Asks the provider. @throws AppError `sms_no_account`, `gateway_unreachable`, `sms_key_refused` */
  refreshBalance(): Promise<void>
  /** The gateway is opened anew with what is stored by now. */
  forget(): void
  /** Seals a key for `saveSecret`. @throws AppError `keyring_unavailable`, `template_unreadable` */
  sealKey(apiKey: string): Promise<Uint8Array>
  /** The stored key. @throws AppError `sms_no_account`, `keyring_unavailable`, `template_unreadable` */
  storedKey(): Promise<string>
  /** Outcomes could not be stored: nothing leaves until they can be. */
  setStorageFailed(failed: boolean): void
  readonly fence: BalanceFence
  announce(): void
}

const keyOwner = 'secret:sms_key'
/** A keyring that is locked is not asked at every turn. */
const tryAgainAfterMs = 15_000

export function createSmsAccount(
  { db, clock, log, emit, sms, deliveryReports }: AccountDeps,
  dataKey: DataKey,
): SmsAccounts {
  const startedAt = clock.now()
  const fence = createBalanceFence()
  let opened: SmsGateway | null = null
  let opening: Promise<SmsGateway | null> | null = null
  let version = 0
  let restartNeeded = false
  let failedAt = -Infinity
  let storageFailedAt: number | null = null

  async function storedKey(): Promise<string> {
    const sealed = findSecret(db, 'sms_key')
    if (sealed === null) throw new AppError('sms_no_account')
    const plain = openSealed(await dataKey.get(), sealed, keyOwner)
    try {
      return plain.toString('utf8')
    } finally {
      plain.fill(0)
    }
  }

  async function open(): Promise<SmsGateway | null> {
    const begun = version
    try {
      const { smsAccount } = readSettings(db)
      if (smsAccount.provider === 'none' || findSecret(db, 'sms_key') === null) return null
      const account: SmsAccountKey = { ...smsAccount, provider: smsAccount.provider, apiKey: await storedKey() }
      if (begun !== version) return null
      opened = sms.open(account)
      restartNeeded = false
      return opened
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failedAt = performance.now()
      if (error.code === 'sms_restart_needed') restartNeeded = true
      log.warn('the message account cannot be opened', { code: error.code })
      announce()
      return null
    } finally {
      if (begun === version) opening = null
    }
  }

  function gateway(): Promise<SmsGateway | null> {
    if (opened !== null) return Promise.resolve(opened)
    if (performance.now() - failedAt < tryAgainAfterMs) return Promise.resolve(null)
    return (opening ??= open())
  }

  function paused({ smsAccount, smsPause }: Settings, keySet: boolean): SmsAccount['paused'] {
    if (smsAccount.provider === 'none' || !keySet) return { code: 'no_account', since: startedAt }
    if (storageFailedAt !== null) return { code: 'storage', since: storageFailedAt }
    const [stored] = smsPause
    return stored === undefined ? null : { code: stored.code, since: stored.since }
  }

  function view(): SmsAccount {
    const settings = readSettings(db)
    const { provider, username, senderId } = settings.smsAccount
    const keySet = findSecret(db, 'sms_key') !== null
    return {
      provider,
      username,
      senderId,
      environment: username.trim().toLowerCase() === 'sandbox' ? 'sandbox' : 'live',
      keySet,
      restartNeeded,
      balance: settings.smsBalance[0] ?? null,
      paused: paused(settings, keySet),
      deliveryReports: deliveryReports !== null,
    }
  }

  function announce(): void {
    emit({ name: 'messages.account', payload: view() })
  }

  async function refreshBalance(): Promise<void> {
    const open = await gateway()
    if (open === null) throw new AppError(restartNeeded ? 'sms_restart_needed' : 'sms_no_account')
    const begun = version
    const asking = fence.asking()
    let balance: Balance | null
    try {
      balance = await open.balance()
    } catch (error) {
      if (error instanceof AppError && error.code === 'sms_key_refused' && begun === version) {
        transact(db, tx => pauseSending(tx, { code: 'key_refused', now: clock.now() }))
        announce()
      }
      throw error
    }
    if (begun !== version || balance === null) return
    const { minor, currency } = balance
    const hint = asking(minor)
    transact(db, tx => {
      const now = clock.now()
      writeSetting(tx, 'smsBalance', [{ minor, currency, at: now }], now)
      if (hint !== null) saveBalances(tx, hint)
      resumeIfMended(tx, minor, now)
    })
    announce()
  }

  return {
    gateway,
    view,
    refreshBalance,
    forget() {
      version += 1
      opened = null
      opening = null
      restartNeeded = false
      failedAt = -Infinity
      fence.forget()
    },
    sealKey: apiKey => sealSmsKey(dataKey, apiKey),
    storedKey,
    setStorageFailed(failed) {
      if (failed === (storageFailedAt !== null)) return
      storageFailedAt = failed ? clock.now() : null
      announce()
    },
    fence,
    announce,
  }
}

/** Seals a provider's key for `saveSecret`. @throws AppError `keyring_unavailable`, `template_unreadable` */
export async function sealSmsKey(dataKey: DataKey, apiKey: string): Promise<Uint8Array> {
  return seal(await dataKey.get(), Buffer.from(apiKey, 'utf8'), keyOwner)
}

/** Writes down why nothing leaves; the first reason stands. `afterMs`: after that it goes on by itself. */
export function pauseSending(
  tx: Tx,
  pause: { readonly code: PauseCode; readonly now: number; readonly afterMs?: number | undefined },
): void {
  const { code, now, afterMs } = pause
  if (code === 'no_account' || code === 'storage') return
  const [current] = readSettings(tx).smsPause
  // A pause that ends by itself gives way to one that does not.
  if (current !== undefined && current.code !== 'too_fast') return
  const until = code === 'too_fast' ? now + (afterMs ?? tooFastMs) : null
  writeSetting(tx, 'smsPause', [{ code, since: now, until }], now)
}

const tooFastMs = 60_000

/** Lets messages leave again. */
export function resumeSending(tx: Tx, now: number): void {
  writeSetting(tx, 'smsPause', [], now)
}

/** The provider has answered with this balance: the key is good, and the money may be enough for a part again. */
function resumeIfMended(tx: Tx, minor: number, now: number): void {
  const { smsPause, messages } = readSettings(tx)
  const [pause] = smsPause
  const mended =
    pause?.code === 'key_refused' || (pause?.code === 'no_money' && minor >= Math.max(1, messages.priceMinorPerSegment))
  if (mended) resumeSending(tx, now)
}
