import { MessageSquareOff, Send } from 'lucide-react'
import { useState } from 'react'
import type { MessageId } from '../../../core/contract/common.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError, call } from '../../api.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'
import { useCall } from '../../use-call.ts'
import { useSmsAccount } from '../messages/account/use-sms-account.ts'
import { stateWords } from '../messages/state-words.ts'
import { SettingsScreen } from '../settings/SettingsScreen.tsx'
import { useSetup } from './use-setup.ts'

/** A text to the phone of whoever sets up; where no service is set up it says so. */
export function TestMessage() {
  const { data } = useSetup()
  const gateway = data?.steps.find(({ step }) => step === 'messages')?.detail
  return (
    <SettingsScreen title={t.firstRun.message.title} text={t.firstRun.steps.messages.next}>
      {gateway === 'none' && (
        <EmptyState icon={MessageSquareOff} title={t.firstRun.message.none} text={t.firstRun.message.noneText} />
      )}
      {gateway !== undefined && gateway !== 'none' && <Form />}
    </SettingsScreen>
  )
}

function Form() {
  const [phone, setPhone] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [sent, setSent] = useState<MessageId | null>(null)
  const [error, setError] = useState<AppError | null>(null)

  async function send(): Promise<void> {
    setTried(true)
    if (phone.trim() === '' || busy) return
    setBusy(true)
    setError(null)
    try {
      setSent((await call('setup.testMessage', { phone })).messageId)
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
      className="flex max-w-140 flex-col gap-4 p-4"
    >
      {error !== null && <ErrorNote error={error} />}
      <Field
        autoFocus
        label={t.firstRun.message.phone}
        hint={t.firstRun.message.phoneHint}
        inputMode="tel"
        autoComplete="off"
        maxLength={40}
        value={phone}
        error={tried && phone.trim() === '' ? t.firstRun.message.phoneMissing : undefined}
        onChange={event => setPhone(event.target.value)}
        className="w-72"
      />
      <Button
        type="submit"
        look="main"
        icon={Send}
        label={t.firstRun.message.send}
        busy={busy}
        className="self-start"
      />
      {sent !== null && <SentState messageId={sent} />}
    </form>
  )
}

function SentState({ messageId }: { messageId: MessageId }) {
  const { data } = useCall(
    'messages.list',
    { limit: 20, offset: 0 },
    { refreshOn: ['messages.changed'], minGapMs: 250 },
  )
  const confirmed = useSmsAccount().data?.deliveryReports ?? true
  const row = data?.rows.find(({ id }) => id === messageId)
  if (row === undefined) return null
  const { state, phone, body } = row
  const { label, means } = stateWords(state, confirmed)
  return (
    <div role="status" className="rounded-md border border-line bg-ground px-3 py-2">
      <p className="font-semibold">{phone}</p>
      <p className="copyable">{body}</p>
      <p className="mt-1 text-ink-2">{t.firstRun.message.state(label, means)}</p>
    </div>
  )
}
