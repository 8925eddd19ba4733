import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { classPresetNames } from '../../../core/contract/school.ts'
import type { ClassNode, StreamNode } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { showDone } from '../../stores/undo.ts'
import { useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { CheckField } from '../../ui/CheckField.tsx'
import { Field } from '../../ui/Field.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { classText } from '../students/class-text.ts'
import { capacityOf, streamNames } from './class-rows.ts'

const levels = [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const levelChoices = levels.map(level => ({ value: String(level), label: t.classes.level(level) }))

type ClassFormProps = {
  /** Changes this one; otherwise one is added. */
  node?: ClassNode
  onRemove?: () => void
  onClose: () => void
}

/** Adds a class with its streams, or changes its name and level. */
export function ClassForm({ node, onRemove, onClose }: ClassFormProps) {
  const [name, setName] = useState(node?.name ?? '')
  const [level, setLevel] = useState(String(node?.level ?? 1))
  const [streams, setStreams] = useState('')
  const missing = name.trim() === ''

  async function save(): Promise<void> {
    const facts = { name, level: Number(level) }
    if (node !== undefined) {
      const { undoId } = await call('classes.edit', { classId: node.id, ...facts })
      showDone(t.classes.saved(name.trim()), undoId)
      return
    }
    const added = await call('classes.add', facts)
    const undoIds = [added.undoId]
    try {
      for (const stream of streamNames(streams)) {
        const { undoId } = await call('classes.addStream', { classId: added.id, name: stream })
        undoIds.push(undoId)
      }
    } finally {
      // Also when a stream was refused: the class is there.
      showDone(t.classes.added(name.trim()), undoIds)
    }
  }

  return (
    <FormDialog
      title={node === undefined ? t.classes.addTitle : t.classes.editTitle(node.name)}
      text={node === undefined ? t.classes.addText : t.classes.editText}
      action={node === undefined ? t.classes.add : t.common.save}
      valid={!missing}
      onSubmit={save}
      onClose={onClose}
      aside={onRemove && <Button icon={Trash2} label={t.classes.remove} onClick={onRemove} />}
    >
      {tried => (
        <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
          <Field
            data-first-field
            label={t.classes.name}
            hint={t.classes.nameHint}
            maxLength={40}
            value={name}
            error={tried && missing ? t.classes.nameMissing : undefined}
            onChange={event => setName(event.target.value)}
          />
          <SelectField
            label={t.classes.levelField}
            hint={t.classes.levelHint}
            value={level}
            choices={levelChoices}
            onChange={setLevel}
          />
          {node === undefined && (
            <Field
              label={t.classes.streams}
              hint={t.classes.streamsHint}
              maxLength={200}
              value={streams}
              onChange={event => setStreams(event.target.value)}
            />
          )}
        </div>
      )}
    </FormDialog>
  )
}

type StreamFormProps = {
  node: ClassNode
  /** Changes this one; otherwise one is added. */
  stream?: StreamNode
  onRemove?: () => void
  onClose: () => void
}

/** Adds a stream to a class, or changes its name, teacher and room. */
export function StreamForm({ node, stream, onRemove, onClose }: StreamFormProps) {
  const [name, setName] = useState(stream?.name ?? '')
  const [teacher, setTeacher] = useState(stream?.teacher ?? '')
  const [typed, setTyped] = useState(stream?.capacity === undefined ? '' : String(stream.capacity ?? ''))
  const capacity = capacityOf(typed)

  async function save(): Promise<void> {
    if (capacity === undefined) return
    const facts = { name, teacher, capacity }
    const full = classText(node.name, name.trim())
    if (stream === undefined) {
      const { undoId } = await call('classes.addStream', { classId: node.id, ...facts })
      showDone(t.classes.added(full), undoId)
    } else {
      const { undoId } = await call('classes.editStream', { streamId: stream.id, ...facts })
      showDone(t.classes.saved(full), undoId)
    }
  }

  return (
    <FormDialog
      title={
        stream === undefined
          ? t.classes.addStreamTitle(node.name)
          : t.classes.editTitle(classText(node.name, stream.name))
      }
      text={t.classes.streamText}
      action={stream === undefined ? t.classes.addStream : t.common.save}
      valid={capacity !== undefined}
      onSubmit={save}
      onClose={onClose}
      aside={onRemove && <Button icon={Trash2} label={t.classes.remove} onClick={onRemove} />}
    >
      {tried => (
        <div className="grid grid-cols-3 gap-4 max-md:grid-cols-1">
          <Field
            data-first-field
            label={t.classes.streamName}
            hint={t.classes.streamNameHint}
            maxLength={40}
            value={name}
            onChange={event => setName(event.target.value)}
          />
          <Field
            label={t.classes.teacher}
            maxLength={100}
            value={teacher}
            onChange={event => setTeacher(event.target.value)}
          />
          <Field
            label={t.classes.capacity}
            hint={t.classes.capacityHint}
            inputMode="numeric"
            maxLength={3}
            value={typed}
            error={tried && capacity === undefined ? t.classes.capacityWrong : undefined}
            onChange={event => setTyped(event.target.value)}
          />
        </div>
      )}
    </FormDialog>
  )
}

type Preset = (typeof classPresetNames)[number]

/** Makes the classes of whole levels at once; those that are there stay as they are. */
export function PresetForm({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly Preset[]>([])
  const [streams, setStreams] = useState('')
  return (
    <FormDialog
      title={t.classes.presetTitle}
      text={t.classes.presetText}
      action={t.classes.presetAction}
      valid={chosen.length > 0}
      onClose={onClose}
      onSubmit={async () => {
        const { classes, undoId } = await call('classes.preset', {
          presets: [...chosen],
          streams: streamNames(streams),
        })
        if (classes > 0) showDone(t.classes.presetDone(classes), undoId)
        else
          useToasts
            .getState()
            .show({ tone: 'plain', title: t.classes.presetNothing, text: t.classes.presetNothingText })
      }}
    >
      {tried => (
        <>
          <fieldset aria-describedby="presets-note" className="flex flex-col gap-2">
            <legend className="mb-1 font-medium">{t.classes.presetWhich}</legend>
            {classPresetNames.map(preset => (
              <CheckField
                key={preset}
                label={t.classes.presets[preset].name}
                hint={t.classes.presets[preset].classes}
                checked={chosen.includes(preset)}
                onChange={on => setChosen(classPresetNames.filter(one => (one === preset ? on : chosen.includes(one))))}
              />
            ))}
            {tried && chosen.length === 0 && (
              <p id="presets-note" role="alert" className="text-xs text-absent">
                {t.classes.presetMissing}
              </p>
            )}
          </fieldset>
          <Field
            label={t.classes.streams}
            hint={t.classes.streamsHint}
            maxLength={200}
            value={streams}
            onChange={event => setStreams(event.target.value)}
          />
        </>
      )}
    </FormDialog>
  )
}
