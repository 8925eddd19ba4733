import type { ClassId, StreamId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { Tx } from '../db/open.ts'
import type { Undo } from '../undo/undo.ts'
import type { UseCasesFor } from '../use-case.ts'
import { presetClasses } from './class-preset-rules.ts'
import type { PresetClass } from './class-preset-rules.ts'
import {
  countActiveIn,
  findClass,
  findClassByName,
  findStream,
  findStreamByName,
  removeClass,
  removeStreams,
  streamIdsOf,
  studentsOfClass,
  updateClass,
  updateStream,
} from './classes.repo.ts'
import type { StoredClass, StoredStream } from './classes.repo.ts'
import type { MakeChange } from './people-change.ts'
import { addClass, addStream, findSchool } from './school.repo.ts'

export function classesUseCases(clock: { now(): number }, makeChange: MakeChange) {
  return {
    'classes.add': (draft, caller) =>
      makeChange(caller, (tx, undo) => {
        refuseClassName(tx, draft.name)
        const id = addClass(tx, { ...draft, schoolId: theSchool(tx) })
        undo.made('class', [id])
        return { what: 'class_add', subject: draft.name, count: 1, audited: [id], answer: { id } }
      }),

    'classes.edit': ({ classId, ...facts }, caller) =>
      makeChange(caller, (tx, undo) => {
        const before = theClass(tx, classId)
        refuseClassName(tx, facts.name, classId)
        undo.touch('class', [classId])
        updateClass(tx, classId, facts)
        const levelChanged = before.level !== facts.level
        return {
          what: 'class_edit',
          subject: facts.name,
          count: 1,
          audited: [classId],
          // Sessions go by the level, and a class has one level for all its days.
          ...(levelChanged && { students: studentsOfClass(tx, classId), rollFrom: null }),
          answer: {},
        }
      }),

    'classes.remove': ({ classId }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { name } = theClass(tx, classId)
        const streams = streamIdsOf(tx, classId)
        refuseIfUsed(tx, streams)
        undo.touch('class', [classId])
        undo.touch('stream', streams)
        removeStreams(tx, streams, clock.now())
        removeClass(tx, classId, clock.now())
        return { what: 'class_remove', subject: name, count: 1, audited: [classId], answer: {} }
      }),

    'classes.addStream': (draft, caller) =>
      makeChange(caller, (tx, undo) => {
        const { name } = theClass(tx, draft.classId)
        refuseStreamName(tx, draft.classId, draft.name)
        const id = addStream(tx, draft)
        undo.made('stream', [id])
        return { what: 'stream_add', subject: `${name} ${draft.name}`.trim(), count: 1, audited: [id], answer: { id } }
      }),

    'classes.editStream': ({ streamId, ...facts }, caller) =>
      makeChange(caller, (tx, undo) => {
        const before = theStream(tx, streamId)
        refuseStreamName(tx, before.classId, facts.name, streamId)
        undo.touch('stream', [streamId])
        updateStream(tx, streamId, facts)
        return { what: 'stream_edit', subject: before.className, count: 1, audited: [streamId], answer: {} }
      }),

    'classes.removeStream': ({ streamId }, caller) =>
      makeChange(caller, (tx, undo) => {
        const { className } = theStream(tx, streamId)
        refuseIfUsed(tx, [streamId])
        undo.touch('stream', [streamId])
        removeStreams(tx, [streamId], clock.now())
        return { what: 'stream_remove', subject: className, count: 1, audited: [streamId], answer: {} }
      }),

    'classes.preset': ({ presets, streams }, caller) =>
      makeChange(caller, (tx, undo, today) => {
        const wanted = presets.flatMap(preset => presetClasses(preset, Number(today.slice(0, 4))))
        const made = addMissing(tx, undo, wanted, streams)
        return {
          what: 'classes_preset',
          subject: made.names.join(', '),
          count: made.names.length,
          answer: { classes: made.names.length, streams: made.streams },
        }
      }),
  } satisfies UseCasesFor<'classes'>
}

/** Adds the classes that are not there yet, each with these streams; a class that is there is left as it is. */
function addMissing(tx: Tx, undo: Undo, wanted: readonly PresetClass[], streams: readonly string[]) {
  const schoolId = theSchool(tx)
  const names: string[] = []
  let added = 0
  for (const { name, level } of wanted) {
    if (findClassByName(tx, name) !== null) continue
    const classId = addClass(tx, { schoolId, name, level })
    undo.made('class', [classId])
    const own = withoutRepeats(streams).map(streamName => addStream(tx, { classId, name: streamName }))
    undo.made('stream', own)
    names.push(name)
    added += own.length
  }
  return { names, streams: added }
}

function withoutRepeats(names: readonly string[]): string[] {
  const plain = names.map(name => name.toLowerCase())
  return names.filter((_, i) => plain.indexOf(plain[i] ?? '') === i)
}

function theSchool(tx: Tx) {
  const found = findSchool(tx)
  if (found === null) throw new AppError('not_found')
  return found.id
}

function theClass(tx: Tx, classId: ClassId): StoredClass {
  const found = findClass(tx, classId)
  if (found === null) throw new AppError('not_found')
  return found
}

function theStream(tx: Tx, streamId: StreamId): StoredStream {
  const found = findStream(tx, streamId)
  if (found === null) throw new AppError('not_found')
  return found
}

function refuseClassName(tx: Tx, name: string, except: ClassId | null = null): void {
  if (findClassByName(tx, name, except) !== null) throw new AppError('name_taken', { name })
}

function refuseStreamName(tx: Tx, classId: ClassId, name: string, except: StreamId | null = null): void {
  if (findStreamByName(tx, classId, name, except) !== null) throw new AppError('name_taken', { name })
}

function refuseIfUsed(tx: Tx, streamIds: readonly StreamId[]): void {
  const students = countActiveIn(tx, streamIds)
  if (students > 0) throw new AppError('not_empty', { students })
}
