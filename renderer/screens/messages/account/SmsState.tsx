import { CirclePause, FlaskConical, RadioTower, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { SmsAccount } from '../../../../core/contract/messages.ts'
import { call } from '../../../api.ts'
import { momentText } from '../../../format.ts'
import { moneyText } from '../../../money.ts'
import { useToday, useZone } from '../../../stores/clock.ts'
import { useSession } from '../../../stores/session.ts'
import { showError } from '../../../stores/toasts.ts'
import { t } from '../../../strings/t.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Fact, Facts } from '../../../ui/Facts.tsx'
import { useCall } from '../../../use-call.ts'

const words = t.messageAccount

/** What the stored account does now: whether it sends, to whom, what is left. */
export function SmsState({ account }: { account: SmsAccount }) {
  const { provider, environment, restartNeeded, paused, deliveryReports } = account
  const simulated = useSession(session => session.current?.simulation ?? false)
  const world = simulated ? 'demo' : environment
  return (
    <div className="border-b border-line bg-ground px-4 py-3">
      {restartNeeded && (
        <div role="alert" className="mb-2 rounded-md bg-late-soft px-3 py-2">
          <p className="font-semibold text-late">{words.restartNeeded}</p>
          <p>{words.restartText}</p>
        </div>
      )}
      {provider !== 'none' && (
        <p className="mb-2 flex items-center gap-2">
          <Badge
            tone={world === 'live' ? 'present' : 'late'}
            icon={world === 'live' ? RadioTower : FlaskConical}
            label={words.environments[world]}
          />
          <span className="text-ink-2">{words.environmentMeans[world]}</span>
        </p>
      )}
      <Facts>
        <Fact name={words.state}>
          {paused === null ? (
            <Badge bare tone="present" icon={RadioTower} label={words.sending} />
          ) : (
            <Badge bare tone="absent" icon={CirclePause} label={words.notSending} />
          )}
        </Fact>
        {provider !== 'none' && (
          <Fact name={words.balance}>
            <Balance account={account} />
          </Fact>
        )}
        <Fact name={words.reports}>{deliveryReports ? words.reportsYes : words.reportsNo}</Fact>
      </Facts>
    </div>
  )
}

function Balance({ account: { balance, keySet } }: { account: SmsAccount }) {
  const today = useToday()
  const zone = useZone()
  const [busy, setBusy] = useState(false)
  const low = useCall('messages.policy', {}).data?.lowBalanceMinor ?? 0

  function refresh(): void {
    setBusy(true)
    call('messages.refreshBalance', {})
      .catch(showError)
      .finally(() => setBusy(false))
  }

  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-2">
      {balance === null ? (
        words.noBalance
      ) : (
        <>
          {balance.minor < low && <Badge tone="late" label={words.low} />}
          <span className="font-semibold">{moneyText(balance.minor, balance.currency)}</span>
          <span className="text-ink-3">{words.balanceAt(momentText(balance.at, today, zone))}</span>
        </>
      )}
      {keySet && (
        <Button icon={RotateCw} look="quiet" label={words.refresh} iconOnly small busy={busy} onClick={refresh} />
      )}
    </span>
  )
}
