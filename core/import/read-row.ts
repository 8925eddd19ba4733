import type { Day, StreamId } from '../contract/common.ts'
import type { ImportFault, ImportField } from '../contract/imports.ts'
import { readPhones } from '../school/phone.ts'
import { relationIn } from './heading-rules.ts'
import { splitName, tidyName } from './person-name-rules.ts'
import type { PersonName } from './person-name-rules.ts'
import type { DateOrder } from './value-rules.ts'
import { looksLikeDate, readBoarding, readDate, readGender, readLanguage } from './value-rules.ts'

export type Fault = { readonly fault: ImportFault; readonly value: string }

/** A guardian as a row has it. */
export type RowGuardian = {
  readonly slot: 1 | 2
  readonly name: string
  /** False: no column names the guardian, so the name is ours. */
  readonly named: boolean
  /** E.164, the first one is for messages. */
  readonly phones: readonly string[]
  readonly relation: string
  readonly language: 'en' | 'sw' | null
}

/** What a row says, as it would be kept. */
export type ReadRow = {
  /** As the spreadsheet numbers it. */
  readonly rowNumber: number
  readonly admissionNumber: string
  readonly name: PersonName | null
  /** False: no column could hold a middle name, so its absence says nothing. */
  readonly saysMiddle: boolean
  readonly gender: 'F' | 'M' | null
  readonly streamId: StreamId | null
  /** The class as it stands in the file. */
  readonly label: string
  readonly boarding: boolean | null
  readonly dateOfBirth: Day | null
  readonly admittedOn: Day | null
  readonly upi: string
  readonly assessmentNumber: string
  readonly birthCertificate: string
  readonly guardians: readonly RowGuardian[]
  readonly foreignPhone: boolean
  readonly faults: readonly Fault[]
}

export type Reading = {
  readonly headings: readonly string[]
  readonly mapping: readonly (ImportField | null)[]
  readonly dates: DateOrder
  readonly foreignPhones: boolean
  readonly today: Day
  /** The stream that a class label means; null when it is not known. */
  readonly findStream: (label: string) => StreamId | null
}

const longest = { admissionNumber: 50, name: 60, guardian: 120, other: 40, label: 100 } as const

/** Makes what turns rows of a sheet into what they say. Every fault of a row is found, not only the first. */
export function createRowReader(reading: Reading): (cells: readonly string[], rowNumber: number) => ReadRow {
  const { mapping, headings, dates, today, findStream } = reading
  const columns = new Map<ImportField, number>()
  for (const [i, field] of mapping.entries()) if (field !== null) columns.set(field, i)
  const impliedRelation = { 1: relationOf(1), 2: relationOf(2) }

  function relationOf(slot: 1 | 2): string {
    const fields = [`guardian${slot}Name`, `guardian${slot}Phone`] as const
    return fields.map(field => relationIn(headings[columns.get(field) ?? -1] ?? '')).find(Boolean) ?? ''
  }

  return (cells, rowNumber) => {
    const faults: Fault[] = []
    const cell = (field: ImportField) => said(cells[columns.get(field) ?? -1] ?? '')
    function fault(kind: ImportFault, value: string): void {
      if (!faults.some(known => known.fault === kind && known.value === value)) faults.push({ fault: kind, value })
    }

    function short(field: ImportField, most: number): string {
      const text = cell(field)
      if (text.length > most) fault('text_too_long', text)
      return text
    }

    function admissionNumber(): string {
      const number = cell('admissionNumber').toUpperCase()
      if (number === '') fault('admission_missing', '')
      else if (number.length > longest.admissionNumber) fault('admission_too_long', number)
      else if (looksLikeDate(cell('admissionNumber'))) fault('admission_is_date', cell('admissionNumber'))
      return number
    }

    function name(): PersonName | null {
      const { text, name } = nameIn(cell)
      if (text === '') fault('name_missing', '')
      else if (name === null) fault('name_one_word', text)
      else if ([name.first, name.middle ?? '', name.last].some(part => part.length > longest.name)) {
        fault('text_too_long', text)
      }
      return name
    }

    /** A cell with something in it that must be understood. */
    function understood<T>(field: ImportField, read: (text: string) => T | null, kind: ImportFault): T | null {
      const text = cell(field)
      if (text === '') return null
      const value = read(text)
      if (value === null) fault(kind, text)
      return value
    }

    function gender(): 'F' | 'M' | null {
      if (cell('gender') === '') fault('gender_missing', '')
      return understood('gender', readGender, 'gender_unknown')
    }

    function stream(label: string): StreamId | null {
      if (label === '') {
        fault('class_missing', '')
        return null
      }
      const found = findStream(label)
      if (found === null) fault('class_unknown', label)
      return found
    }

    function dateOfBirth(): Day | null {
      const day = understood('dateOfBirth', text => readDate(text, dates, today), 'birth_unreadable')
      if (day !== null && day > today) fault('birth_future', cell('dateOfBirth'))
      return day
    }

    const facts = {
      admissionNumber: admissionNumber(),
      name: name(),
      saysMiddle: columns.has('middleName') || columns.has('fullName'),
      gender: gender(),
      label: labelIn(cell),
      boarding: understood('boarding', readBoarding, 'boarding_unknown'),
      dateOfBirth: dateOfBirth(),
      admittedOn: understood('admittedOn', text => readDate(text, dates, today), 'date_unreadable'),
      upi: short('upi', longest.other),
      assessmentNumber: short('assessmentNumber', longest.other),
      birthCertificate: short('birthCertificate', longest.other),
    }
    const streamId = stream(facts.label)
    const slots = ([1, 2] as const).map(slot => readGuardian(slot, cell, facts.name, fault))
    const guardians = apart(
      slots.filter(each => each !== null),
      fault,
    )
    const foreignPhone = slots.some(slot => slot?.foreign === true)
    return { rowNumber, ...facts, streamId, guardians, foreignPhone, faults }
  }

  function readGuardian(
    slot: 1 | 2,
    cell: (field: ImportField) => string,
    child: PersonName | null,
    fault: (kind: ImportFault, value: string) => void,
  ): (RowGuardian & { readonly foreign: boolean }) | null {
    const written = cell(`guardian${slot}Phone`)
    const found = readPhones(written)
    const name = tidyName(cell(`guardian${slot}Name`))
    if (name.length > longest.guardian) fault('text_too_long', name)
    const relation = cell(`guardian${slot}Relation`)
    if (relation.length > longest.other) fault('text_too_long', relation)
    const languageText = cell(`guardian${slot}Language`)
    const language = languageText === '' ? null : readLanguage(languageText)
    if (languageText !== '' && language === null) fault('language_unknown', languageText)
    if (found.length === 0) {
      if (name !== '') fault('guardian_not_kept', name)
      return null
    }
    const phones: string[] = []
    for (const each of found) {
      if (each.kind === 'foreign' && !reading.foreignPhones) fault('phone_foreign', written)
      else if (!('e164' in each)) fault(`phone_${each.kind}`, written)
      else if (!phones.includes(each.e164)) phones.push(each.e164)
    }
    const named = columns.has(`guardian${slot}Name`)
    if (named && name === '') fault('phone_without_name', written)
    return {
      slot,
      name: named ? name : `Parent of ${child === null ? 'student' : `${child.first} ${child.last}`}`.slice(0, 120),
      named,
      phones,
      relation: relation === '' ? impliedRelation[slot] : relation.toLowerCase(),
      language,
      foreign: found.some(({ kind }) => kind === 'foreign'),
    }
  }
}

/** What people write where there is nothing. */
function said(text: string): string {
  return /^([-–—._?]+|n\/?a|#n\/a|none|nil|null|hakuna)$/i.test(text) ? '' : text
}

/** Two people with one phone: messages and calls need one of them, and the first is it. */
function apart(
  guardians: readonly RowGuardian[],
  fault: (kind: ImportFault, value: string) => void,
): readonly RowGuardian[] {
  const [first, second] = guardians
  if (first === undefined || second === undefined) return guardians
  const own = second.phones.filter(phone => !first.phones.includes(phone))
  if (own.length > 0) return [first, { ...second, phones: own }]
  if (second.phones.length > 0) fault('guardian_not_kept', second.name)
  return [first]
}

function nameIn(cell: (field: ImportField) => string): { text: string; name: PersonName | null } {
  const full = cell('fullName')
  const [first, middle, last] = [cell('firstName'), cell('middleName'), cell('lastName')]
  const text = [first, full, middle, last].filter(Boolean).join(' ')
  if (last === '' || (first === '' && full === '')) return { text, name: splitName(text) }
  // "Name" beside "Surname" holds the given names.
  const given = splitName(`${last}, ${[first === '' ? full : first, middle].filter(Boolean).join(' ')}`)
  return { text, name: first === '' || given === null ? given : { ...given, ...parts(first, middle) } }
}

function parts(first: string, middle: string): Pick<PersonName, 'first' | 'middle'> {
  return { first: tidyName(first), middle: tidyName(middle) || null }
}

/** Class and stream in two columns are one label; a stream that the class cell names already is not said twice. */
function labelIn(cell: (field: ImportField) => string): string {
  const [className, stream] = [cell('className'), cell('streamName')]
  if (className === '') return ''
  const whole = stream === '' || className.toUpperCase().endsWith(` ${stream.toUpperCase()}`)
  return (whole ? className : `${className} ${stream}`).trim().slice(0, longest.label)
}
