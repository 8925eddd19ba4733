import type { Statement } from '../../../../core/contract/messages.ts'
import { momentText } from '../../../format.ts'
import { moneyText } from '../../../money.ts'
import { useToday, useZone } from '../../../stores/clock.ts'
import { t } from '../../../strings/t.ts'
import { useSmsAccount } from '../account/use-sms-account.ts'

const words = t.statement

/** The two numbers that are asked for, and what must be known to read the tables. */
export function StatementSummary({ facts }: { facts: Statement }) {
  const today = useToday()
  const zone = useZone()
  const confirmed = useSmsAccount().data?.deliveryReports ?? true
  const { lines, balance, uncertain, estimatedParts } = facts
  const messages = lines.reduce((sum, line) => sum + line.messages, 0)
  const parts = lines.reduce((sum, line) => sum + line.parts, 0)
  const spent = lines.reduce((sum, line) => sum + line.costMinor, 0)
  return (
    <aside aria-label={words.spent} className="flex w-72 shrink-0 flex-col gap-4 max-lg:w-full">
      <div>
        <p className="text-ink-2">{words.spent}</p>
        <p className="text-xl font-semibold">{moneyText(spent)}</p>
        <p className="text-ink-2">{words.usedParts(messages, parts)}</p>
      </div>
      <div>
        <p className="text-ink-2">{words.balance}</p>
        <p className="text-base font-semibold">
          {balance === null ? words.noBalance : moneyText(balance.minor, balance.currency)}
        </p>
        {balance !== null && <p className="text-ink-3">{momentText(balance.at, today, zone)}</p>}
      </div>
      {uncertain > 0 && <p className="text-unknown">{words.uncertain(uncertain)}</p>}
      {estimatedParts > 0 && <p className="text-ink-2">{words.estimated(estimatedParts)}</p>}
      {!confirmed && <p className="text-ink-2">{words.notConfirmed}</p>}
    </aside>
  )
}
