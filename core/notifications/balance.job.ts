import { AppError } from '../contract/errors.ts'
import type { Job } from '../jobs/runner.ts'
import type { Problems } from '../problems.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Deps } from '../use-case.ts'
import type { SmsAccounts } from './sms-account.ts'

const minuteMs = 60_000
/** Real ms, whatever the school's clock does. */
const usuallyAfterMs = 15 * minuteMs
/** While the queue waits for money or for a key to be taken, and after a text of which nobody can tell. */
const soonAfterMs = 2 * minuteMs

type BalanceDeps = Pick<Deps, 'db' | 'log'> & { readonly problems: Pick<Problems, 'raise' | 'clear'> }

/**
 * Asks for the balance, every quarter of an hour and sooner where something waits for it, and tells the office while it
 * is below what the school wants to be warned at.
 */
export function createBalanceJob({ db, log, problems }: BalanceDeps, account: SmsAccounts): Job {
  let askedAt = -Infinity

  async function ask(): Promise<void> {
    const { smsPause } = readSettings(db)
    const waiting = smsPause.some(({ code }) => code === 'no_money' || code === 'key_refused')
    const after = waiting ? soonAfterMs : account.fence.wantsBalance() ? 10_000 : usuallyAfterMs
    if (performance.now() - askedAt < after || (await account.gateway()) === null) return
    askedAt = performance.now()
    try {
      await account.refreshBalance()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      log.warn('the balance could not be asked for', { code: error.code })
    }
  }

  /** Also the limit may have changed, or the account. */
  function warn(): void {
    const { smsBalance, messages } = readSettings(db)
    const [balance] = smsBalance
    if (balance !== undefined && balance.minor < messages.lowBalanceMinor) problems.raise('sms_low_balance')
    else problems.clear('sms_low_balance')
  }

  return {
    name: 'sms-balance',
    everyMs: 10_000,
    async run() {
      await ask()
      warn()
    },
  }
}
