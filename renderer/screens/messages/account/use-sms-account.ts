import type { SmsAccount } from '../../../../core/contract/messages.ts'
import { useCall } from '../../../use-call.ts'
import type { CallState } from '../../../use-call.ts'

/** The account with the message service: whether it sends, what is left, whether deliveries are confirmed. */
export function useSmsAccount(): CallState<SmsAccount> {
  return useCall('messages.account', {}, { refreshOn: ['messages.account'], minGapMs: 250 })
}
