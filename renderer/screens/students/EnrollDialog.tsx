import { useEffect, useReducer, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { DeviceStatus } from '../../../core/contract/devices.ts'
import type { Finger } from '../../../core/contract/enrollment.ts'
import type { StudentDetail } from '../../../core/contract/school.ts'
import { asAppError, call, on } from '../../api.ts'
import { lineWord } from '../../line.ts'
import { useToday, useZone } from '../../stores/clock.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { useTerminals } from '../../use-terminals.ts'
import { atRest, flowAfter } from '../enrollment/flow.ts'
import { fingerOfKey, Hands } from '../enrollment/Hands.tsx'
import { Live } from '../enrollment/Live.tsx'
import { useStationChoice } from '../enrollment/station-choice.ts'

type Props = { student: StudentDetail; held: readonly Finger[]; onDone: () => void; onClose: () => void }

/** Enrolls one finger of one student at a terminal. */
export function EnrollDialog(props: Props) {
  const status = useTerminals()
  const [cancel, setCancel] = useState<(() => void) | null>(null)
  function close(): void {
    cancel?.()
    props.onClose()
  }
  return (
    <Dialog open onClose={close} title={t.fingers.enrollTitle(props.student.fullName)} text={t.fingers.enrollText}>
      <Answer state={status}>
        {({ devices }) => <Enroll {...props} devices={devices} onClose={close} onCancellable={setCancel} />}
      </Answer>
    </Dialog>
  )
}

type EnrollProps = Props & {
  devices: readonly DeviceStatus[]
  /** Tells how what goes on is cancelled; null: nothing does. */
  onCancellable: (cancel: () => (() => void) | null) => void
}

function Enroll({ student, held, onDone, onClose, devices, onCancellable }: EnrollProps) {
  const today = useToday()
  const zone = useZone()
  const choice = useStationChoice()
  const [flow, tell] = useReducer(flowAfter, atRest)
  const device =
    devices.find(({ id }) => id === choice.deviceId) ?? devices.find(({ line }) => line.kind === 'online') ?? devices[0]
  const busy = flow.phase === 'starting' || flow.phase === 'running'
  const { enrollmentId } = flow

  useEffect(
    () =>
      on('enrollment.progress', heard => {
        for (const progress of heard) {
          if (progress.studentId !== student.id) continue
          tell({ kind: 'heard', progress })
          if (progress.step.kind === 'done') onDone()
        }
      }),
    [student.id, onDone],
  )
  useEffect(() => {
    onCancellable(() =>
      busy && enrollmentId !== null ? () => void call('enrollment.cancel', { enrollmentId }).catch(showError) : null,
    )
  }, [busy, enrollmentId, onCancellable])

  function start(): void {
    if (device === undefined || busy) return
    tell({ kind: 'start', studentId: student.id })
    call('enrollment.start', { studentId: student.id, deviceId: device.id, finger: choice.finger }).then(
      started => tell({ kind: 'started', enrollmentId: started.enrollmentId }),
      (error: unknown) => tell({ kind: 'refused', error: asAppError(error) }),
    )
  }

  function chooseFinger(finger: Finger): void {
    tell({ kind: 'rest' })
    useStationChoice.setState({ finger })
  }

  function pressDigit(event: KeyboardEvent): void {
    const finger = fingerOfKey(event)
    if (finger === undefined || busy) return
    event.preventDefault()
    chooseFinger(finger)
  }

  const label =
    flow.phase === 'success' ? t.fingers.again : flow.phase === 'failed' ? t.enrollment.station.retry : t.fingers.start
  return (
    <form
      onKeyDown={pressDigit}
      onSubmit={event => {
        event.preventDefault()
        start()
      }}
      className="flex flex-col gap-4"
    >
      <SelectField
        label={t.fingers.terminal}
        value={device?.id ?? ''}
        choices={devices.map(one => ({ value: one.id, label: `${one.name}: ${lineWord(one, today, zone)}` }))}
        disabled={busy}
        onChange={id => useStationChoice.setState({ deviceId: id })}
      />
      <Hands
        chosen={choice.finger}
        held={held}
        disabled={busy}
        onChoose={chooseFinger}
        className="mx-auto w-full max-w-96"
      />
      {flow.error === null ? (
        <Live
          steps={flow.steps}
          device={device?.name ?? ''}
          idle={held.includes(choice.finger) ? t.fingers.replaces : t.fingers.chosen(t.fingers.name(choice.finger))}
        />
      ) : (
        <ErrorNote error={flow.error} />
      )}
      <div className="flex justify-end gap-2">
        <Button label={busy ? t.common.cancel : t.common.close} onClick={onClose} />
        <Button type="submit" look="main" label={label} busy={busy} disabled={device === undefined} autoFocus />
      </div>
    </form>
  )
}
