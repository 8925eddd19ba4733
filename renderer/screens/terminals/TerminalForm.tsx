import { useState } from 'react'
import type { Input } from '../../../core/contract/api.ts'
import type { DeviceGroupOption, DeviceStatus } from '../../../core/contract/devices.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError, call } from '../../api.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useCall } from '../../use-call.ts'
import { blankTerminal, draftOf, newGroup, terminalProblem } from './terminal-draft.ts'
import type { TerminalDraft } from './terminal-draft.ts'

type Props = {
  /** Changes this one; otherwise a new one is added. */
  device?: DeviceStatus
  /** Where a new one was found. */
  found?: { host: string; port: number; name: string }
  onClose: () => void
  onDone: () => void
}

/** Adds a terminal, or changes one. */
export function TerminalForm({ device, found, onClose, onDone }: Props) {
  const groups = useCall('devices.groups', {})
  const { form } = t.terminals
  return (
    <Dialog
      open
      onClose={onClose}
      title={device === undefined ? form.addTitle : form.editTitle(device.name)}
      text={device === undefined ? form.addText : form.editText}
    >
      <Answer state={groups}>
        {list => (
          <Fields
            groups={list}
            device={device}
            start={device === undefined ? { ...blankTerminal(list), ...prefill(found) } : draftOf(device, list)}
            onClose={onClose}
            onDone={onDone}
          />
        )}
      </Answer>
    </Dialog>
  )
}

function prefill(found: Props['found']): Partial<TerminalDraft> {
  return found === undefined ? {} : { host: found.host, port: String(found.port), name: found.name }
}

type FieldsProps = Pick<Props, 'onClose' | 'onDone'> & {
  groups: readonly DeviceGroupOption[]
  device: DeviceStatus | undefined
  start: TerminalDraft
}

function Fields({ groups, device, start, onClose, onDone }: FieldsProps) {
  const { form } = t.terminals
  const isNew = device === undefined
  const [draft, setDraft] = useState(start)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const problem = (field: keyof TerminalDraft) => terminalProblem(draft, field)

  async function submit(): Promise<void> {
    setTried(true)
    if ((Object.keys(draft) as (keyof TerminalDraft)[]).some(field => problem(field) !== undefined)) return
    setBusy(true)
    setError(null)
    try {
      const facts = factsOf(draft)
      if (isNew) await call('devices.add', facts)
      else await call('devices.edit', { deviceId: device.id, ...facts })
      const name = draft.name.trim()
      useToasts.getState().show({
        tone: 'good',
        title: isNew ? form.added(name) : form.saved(name),
        text: isNew ? form.addedText : form.savedText,
      })
      onDone()
      onClose()
    } catch (reason) {
      setError(asAppError(reason))
      setBusy(false)
    }
  }

  const field = (name: keyof TerminalDraft) => ({
    value: draft[name],
    error: tried ? problem(name) : undefined,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  })

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
      className="flex flex-col gap-4"
    >
      {error !== null && <ErrorNote error={error} />}
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <Field autoFocus label={form.name} hint={form.nameHint} maxLength={60} {...field('name')} />
        <Field label={form.location} maxLength={100} {...field('location')} />
        <Field label={form.host} hint={form.hostHint} maxLength={253} spellCheck={false} {...field('host')} />
        <Field label={form.port} maxLength={5} inputMode="numeric" {...field('port')} />
        <Field
          label={form.commKey}
          hint={isNew ? form.commKeyHint : form.commKeyKept}
          maxLength={6}
          inputMode="numeric"
          autoComplete="off"
          {...field('commKey')}
        />
        <div className="flex flex-col gap-4">
          <SelectField
            label={form.group}
            hint={form.groupHint}
            value={draft.group}
            choices={[
              ...groups.map(({ id, name }) => ({ value: id, label: name })),
              { value: newGroup, label: form.newGroup },
            ]}
            onChange={group => setDraft({ ...draft, group })}
          />
          {draft.group === newGroup && <Field label={form.newGroupName} maxLength={60} {...field('newGroupName')} />}
        </div>
      </div>
      <div className="flex justify-end gap-2">
        <Button label={t.common.cancel} onClick={onClose} />
        <Button type="submit" look="main" label={isNew ? form.submitAdd : t.common.save} busy={busy} />
      </div>
    </form>
  )
}

function factsOf(draft: TerminalDraft): Input<'devices.add'> {
  const { name, location, host, port, commKey, group, newGroupName } = draft
  return {
    name,
    location,
    host,
    port: Number(port),
    ...(commKey.trim() !== '' && { commKey: Number(commKey) }),
    ...(group === newGroup ? { newGroupName } : { deviceGroupId: group }),
  }
}
