import { firstMarkedDay } from '../attendance/marked-days.repo.ts'
import { breathe } from '../breathe.ts'
import type { ImportId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ImportPreview, ImportProgress, ImportRow } from '../contract/imports.ts'
import { maskPhone } from '../school/mask.ts'
import type { MakeChange } from '../school/people-change.ts'
import { findSchool } from '../school/school.repo.ts'
import { readSettings } from '../settings/settings.repo.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { createZone } from '../zone.ts'
import { applyImport } from './apply.ts'
import { className } from './compare.ts'
import type { ComparedRow } from './compare.ts'
import type { Difference } from './difference.ts'
import { createDrafts } from './drafts.ts'
import type { Draft } from './drafts.ts'
import { rejectFile, templateFile } from './files.ts'
import { readSchoolNow, streamsInUse } from './import-school.repo.ts'
import { compareAgain, hasConflict, labelsOf, makePreview, missingFields } from './preview.ts'
import { readFile } from './read-file.ts'
import { findTable, samplesOf } from './table.ts'

type Parts = { readonly makeChange: MakeChange }

/** Students from a spreadsheet: read, shown, and only then written. */
export function importUseCases(
  { db, clock, emit, pages }: Pick<Deps, 'db' | 'clock' | 'emit' | 'pages'>,
  { makeChange }: Parts,
) {
  const drafts = createDrafts()
  const whoOf = ({ windowId, user }: Caller) => ({ windowId, userId: user?.id ?? null })
  const today = () => createZone(readSettings(db).zone).dayOf(clock.now())

  function tell(importId: ImportId, stage: ImportProgress['stage'], done: number, total: number): void {
    emit({ name: 'import.progress', payload: { importId, stage, done, total } })
  }

  function lookedAt(draft: Draft) {
    if (draft.looked === null || draft.looked.preview.missingFields.length > 0) throw new AppError('import_incomplete')
    return draft.looked
  }

  return {
    'import.open': async ({ fileName, bytes, sheet }, caller) => {
      const table = findTable(await readFile(bytes), sheet)
      const draft = drafts.add({ ...whoOf(caller), fileName, table })
      return {
        importId: draft.id,
        fileName,
        sheet: table.sheet,
        sheets: [...table.sheets],
        rows: table.rows.length,
        columns: table.headings.map((heading, i) => ({
          heading,
          guess: table.guesses[i] ?? null,
          samples: samplesOf(table, i),
        })),
      }
    },

    'import.preview': async (mapping, caller) => {
      const draft = drafts.get(mapping.importId, whoOf(caller))
      const { table } = draft
      const look = ++draft.look
      const missing = missingFields(mapping.mapping)
      const nothing: ImportPreview = { ...emptyPreview, importId: draft.id, missingFields: missing, blank: table.blank }
      if (missing.length > 0) {
        draft.looked = { mapping, preview: nothing, rows: [] }
        return nothing
      }
      const { rows, preview } = await makePreview(table, mapping, readSchoolNow(db), today(), done =>
        tell(draft.id, 'comparing', done, table.rows.length),
      )
      const full = { ...preview, importId: draft.id }
      if (look === draft.look) draft.looked = { mapping, preview: full, rows }
      return full
    },

    'import.rows': ({ importId, kind, offset, limit }, caller) => {
      const { rows } = lookedAt(drafts.get(importId, whoOf(caller)))
      const found = rows.filter(row => (kind === 'conflict' ? hasConflict(row) : row.kind === kind))
      const now = { streams: streamsInUse(db) }
      return { rows: found.slice(offset, offset + limit).map(row => shown(row, now)), total: found.length }
    },

    'import.rejects': async ({ importId }, caller) => {
      const draft = drafts.get(importId, whoOf(caller))
      const { rows } = lookedAt(draft)
      return { path: await pages.saveFile(await rejectFile(draft.fileName, draft.table, rows)) }
    },

    'import.template': async () => ({ path: await pages.saveFile(await templateFile()) }),

    'import.apply': async ({ importId, overwrite }, caller) => {
      const draft = drafts.get(importId, whoOf(caller))
      const looked = lookedAt(draft)
      const { mapping, preview } = looked
      const { table } = draft
      tell(draft.id, 'applying', 0, table.rows.length)
      await breathe()
      const { answer, undoId } = makeChange(caller, (tx, undo, day) => {
        // The school may have changed since it was shown, so it is compared again with what is there now.
        const now = readSchoolNow(tx)
        const schoolId = findSchool(tx)?.id
        if (schoolId === undefined) throw new AppError('not_found')
        const rows = compareAgain(looked.rows, now)
        const { students, rollFrom, ...result } = applyImport(tx, undo, {
          rows,
          now,
          schoolId,
          overwrite: new Set(overwrite),
          aliases: labelsOf(mapping, now),
          today: day,
          firstMarked: firstMarkedDay(tx),
          at: clock.now(),
        })
        return {
          what: 'import',
          subject: draft.fileName,
          count: result.added + result.changed,
          students,
          ...(rollFrom !== undefined && { rollFrom }),
          answer: { answer: { result, rows } },
        }
      })
      draft.looked = { mapping, preview, rows: answer.rows }
      tell(draft.id, 'applying', table.rows.length, table.rows.length)
      return { ...answer.result, undoId }
    },

    'import.close': ({ importId }, caller) => {
      drafts.get(importId, whoOf(caller))
      drafts.close(importId)
      return null
    },
  } satisfies UseCasesFor<'import'>
}

const emptyPreview = {
  counts: { new: 0, changed: 0, same: 0, rejected: 0 },
  conflicts: 0,
  guardiansNew: 0,
  siblingsJoined: 0,
  foreignPhones: 0,
  notes: 0,
  unknownLabels: [],
}

function shown(row: ComparedRow, now: { readonly streams: ReturnType<typeof streamsInUse> }): ImportRow {
  const { read, kind, studentId, faults, differences } = row
  const { name, streamId } = read
  return {
    rowNumber: read.rowNumber,
    kind,
    admissionNumber: read.admissionNumber,
    fullName: name === null ? '' : [name.first, name.middle, name.last].filter(Boolean).join(' '),
    className: streamId === null ? read.label : className(now, streamId),
    studentId,
    changes: differences.map(change),
    faults: [...faults],
  }
}

/** What the school holds stays as hidden as everywhere else; the file is before the person anyway. */
function change({ field, before, after, conflict }: Difference): ImportRow['changes'][number] {
  const hidden = field === 'dateOfBirth' && before !== '' ? '••••' : before
  return { field, before: field.endsWith('Phone') && before !== '' ? maskPhone(before) : hidden, after, conflict }
}
