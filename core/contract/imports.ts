import type { ImportId, StreamId, StudentId, Undoable } from './common.ts'
import { importId, page, streamId } from './common.ts'
import { z } from './z.ts'

/** What a column can be. Only the starred ones block a row: admission number, a name, sex, class. */
export const importFields = [
  'admissionNumber',
  'fullName',
  'firstName',
  'middleName',
  'lastName',
  'gender',
  'className',
  'streamName',
  'boarding',
  'dateOfBirth',
  'guardian1Name',
  'guardian1Phone',
  'guardian1Relation',
  'guardian1Language',
  'guardian2Name',
  'guardian2Phone',
  'guardian2Relation',
  'guardian2Language',
  'upi',
  'assessmentNumber',
  'birthCertificate',
  'admittedOn',
] as const
export const importField = z.enum(importFields)
export type ImportField = z.output<typeof importField>

/** The whole file; at most 20 MB. XLSX and CSV are told apart by what is in it, not by its name. */
export const importOpen = z.strictObject({
  fileName: z.string().trim().min(1).max(255),
  bytes: z.instanceof(Uint8Array),
  /** Which sheet of a workbook; left out: the first that holds a table. */
  sheet: z.string().max(100).optional(),
})
export const importRef = z.strictObject({ importId })
export type ImportDraft = {
  importId: ImportId
  fileName: string
  sheet: string
  sheets: string[]
  rows: number
  /** One for each column: its heading, the guess, and the first values. */
  columns: { heading: string; guess: ImportField | null; samples: string[] }[]
}

export const importMapping = z.strictObject({
  importId,
  /** One for each column; null: not imported. */
  mapping: z.array(importField.nullable()).max(200),
  /** Streams for class labels that were not understood; remembered for the next time. */
  labels: z.record(z.string().max(100), streamId).default({}),
  /** How dates like 03/04/2015 are meant. */
  dates: z.enum(['day_first', 'month_first']).default('day_first'),
  /** Phones of other countries are taken; otherwise they are a fault, because most are slips. */
  foreignPhones: z.boolean().default(false),
})
export type ImportKind = 'new' | 'changed' | 'same' | 'rejected'
export type ImportPreview = {
  importId: ImportId
  counts: Record<ImportKind, number>
  /** Blank rows are passed over and counted. */
  blank: number
  /** Changes where the office has edited since the last import: left as they are unless chosen. */
  conflicts: number
  guardiansNew: number
  /** Children who will share a guardian with another child. */
  siblingsJoined: number
  /** Rows with a phone of another country, taken or not. */
  foreignPhones: number
  /** Rows that come in although a part of them cannot be kept. */
  notes: number
  unknownLabels: { label: string; rows: number; suggestion: StreamId | null }[]
  missingFields: ImportField[]
}

/**
 * Why a row is not taken: it comes in whole or not at all. Only `guardian_not_kept` is no more than a note. The window and
 * the reject file have a sentence for each.
 */
export const importFaults = [
  'admission_missing',
  'admission_twice',
  'admission_too_long',
  'admission_is_date',
  'name_missing',
  'name_one_word',
  'gender_missing',
  'gender_unknown',
  'class_missing',
  'class_unknown',
  'birth_unreadable',
  'birth_future',
  'phone_excel_lost_digits',
  'phone_landline',
  'phone_length',
  'phone_unreadable',
  'phone_foreign',
  'phone_without_name',
  'guardian_name_differs',
  'guardian_not_kept',
  'boarding_unknown',
  'language_unknown',
  'date_unreadable',
  'text_too_long',
  'left_school',
] as const
export type ImportFault = (typeof importFaults)[number]

/** While a file is read, compared or applied. */
export type ImportProgress = {
  importId: ImportId
  stage: 'reading' | 'comparing' | 'applying'
  done: number
  total: number
}

export const importRowsRequest = z.strictObject({
  importId,
  kind: z.enum(['new', 'changed', 'same', 'rejected', 'conflict']),
  ...page,
})
export type ImportRow = {
  /** As the spreadsheet numbers it. */
  rowNumber: number
  kind: ImportKind
  admissionNumber: string
  fullName: string
  className: string
  studentId: StudentId | null
  changes: { field: ImportField; before: string; after: string; conflict: boolean }[]
  faults: { fault: ImportFault; value: string }[]
}
export type ImportRows = { rows: ImportRow[]; total: number }

/** `overwrite`: row numbers whose conflicts are to be taken from the file after all. */
export const importApply = z.strictObject({ importId, overwrite: z.array(z.int().min(1)).max(20_000).default([]) })
export type ImportResult = Undoable & { added: number; changed: number; same: number; rejected: number }

// ── the new school year ──────────────────────────────────────────────────────────────────────

/** Where a stream's children go: another stream, or out of the school. */
export const rolloverMove = z.strictObject({
  fromStreamId: streamId,
  to: z.union([streamId, z.literal('leave')]).nullable(),
})
export const rolloverPlan = z.strictObject({ moves: z.array(rolloverMove).max(300), lastDay: z.iso.date() })
export type RolloverRow = {
  streamId: StreamId
  className: string
  students: number
  /** Proposed: the stream of the same name one level up; null: nobody moves; `leave`: the last class of the school. */
  to: StreamId | 'leave' | null
  /** Streams they could go to. */
  options: { streamId: StreamId; className: string }[]
}
/** `year`: the one that begins. */
export type RolloverProposal = { year: number; lastDay: string; rows: RolloverRow[] }
/** Why the new year cannot begin like this. `other`: the other class it is about. */
export type RolloverWarning = {
  /**
   * `ahead`: the last day is not over; `again`: most went up after that day already; `no_class`: the class above is missing, so say where these children go;
   * `not_higher`: they would go to a class that is not above theirs; `mixed`: they would join children who stay there.
   */
  kind: 'ahead' | 'again' | 'no_class' | 'not_higher' | 'mixed'
  className: string
  other: string
}
export type RolloverPreview = {
  promoted: number
  leaving: number
  staying: number
  /** What would be true afterwards, and room on terminals that it frees. */
  streams: { className: string; before: number; after: number; capacity: number | null }[]
  usersFreed: { deviceName: string; users: number }[]
  /** Refused while there are any but `no_class`. */
  warnings: RolloverWarning[]
}
