import { CircleCheck } from 'lucide-react'
import type { ErrorCode } from '../../../../core/contract/errors.ts'
import { AppError, errorCodes } from '../../../../core/contract/errors.ts'
import type { AccountTest } from '../../../../core/contract/messages.ts'
import { moneyText } from '../../../money.ts'
import { t } from '../../../strings/t.ts'
import { ErrorNote } from '../../../ui/ErrorState.tsx'

const words = t.messageAccount

/** What the message service said to an account that was tried. */
export function SmsTestResult({ tested: { ok, balance, reason } }: { tested: AccountTest }) {
  if (!ok) return <ErrorNote error={new AppError(codeOf(reason))} />
  return (
    <div role="status" className="rounded-md bg-present-soft px-3 py-2">
      <p className="flex items-center gap-1.5 font-semibold text-present">
        <CircleCheck aria-hidden size={16} />
        {words.tested}
      </p>
      <p>{balance === null ? words.testedNoBalance : words.testedText(moneyText(balance.minor, balance.currency))}</p>
    </div>
  )
}

function codeOf(reason: string | null): ErrorCode {
  return errorCodes.find(code => code === reason) ?? 'gateway_unreachable'
}
