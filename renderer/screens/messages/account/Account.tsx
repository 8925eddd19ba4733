import { t } from '../../../strings/t.ts'
import { Answer } from '../../../ui/Answer.tsx'
import { Panel } from '../../../ui/Panel.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useCall } from '../../../use-call.ts'
import { EmailForm } from './EmailForm.tsx'
import { SmsForm } from './SmsForm.tsx'
import { SmsState } from './SmsState.tsx'
import { useSmsAccount } from './use-sms-account.ts'

const words = t.messageAccount

/** The accounts with the message service and the mail server. Keys go in and never come out. */
export function Account() {
  const sms = useSmsAccount()
  const email = useCall('messages.emailAccount', {})
  return (
    <div className="grid h-full grid-cols-2 gap-4 overflow-y-auto p-4 max-lg:grid-cols-1">
      <Panel title={words.sms} className="max-lg:min-h-100">
        <div className="min-h-0 flex-1 overflow-y-auto">
          <Answer state={sms} waiting={<Skeleton rows={6} />}>
            {account => (
              <>
                <SmsState account={account} />
                <SmsForm account={account} onSaved={sms.refetch} />
              </>
            )}
          </Answer>
        </div>
      </Panel>
      <Panel title={words.email} className="max-lg:min-h-100">
        <div className="min-h-0 flex-1 overflow-y-auto">
          <Answer state={email} waiting={<Skeleton rows={6} />}>
            {account => <EmailForm account={account} onSaved={email.refetch} />}
          </Answer>
        </div>
      </Panel>
    </div>
  )
}
