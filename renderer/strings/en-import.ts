import type { ImportFault, ImportField, ImportKind, RolloverWarning } from '../../core/contract/imports.ts'

// The sentences of the import and of the new school year, in English.

const n = (value: number) => value.toLocaleString('en-GB')
const count = (value: number, one: string, many: string) => (value === 1 ? `1 ${one}` : `${n(value)} ${many}`)
const students = (value: number) => count(value, 'student', 'students')
const rows = (value: number) => count(value, 'row', 'rows')

const fields: Record<ImportField, string> = {
  admissionNumber: 'Admission number',
  fullName: 'Full name',
  firstName: 'First name',
  middleName: 'Other names',
  lastName: 'Surname',
  gender: 'Sex',
  className: 'Class',
  streamName: 'Stream',
  boarding: 'Day or boarder',
  dateOfBirth: 'Date of birth',
  guardian1Name: 'Guardian 1: name',
  guardian1Phone: 'Guardian 1: phone',
  guardian1Relation: 'Guardian 1: relation',
  guardian1Language: 'Guardian 1: language',
  guardian2Name: 'Guardian 2: name',
  guardian2Phone: 'Guardian 2: phone',
  guardian2Relation: 'Guardian 2: relation',
  guardian2Language: 'Guardian 2: language',
  upi: 'UPI',
  assessmentNumber: 'Assessment number',
  birthCertificate: 'Birth certificate',
  admittedOn: 'Date of admission',
}

const faults: Record<ImportFault, (value: string) => string> = {
  admission_missing: () => 'No admission number',
  admission_twice: first => `Admission number stands in row ${first} already`,
  admission_too_long: () => 'Admission number longer than 50 letters',
  admission_is_date: value => `Admission number has become a date: ${value}`,
  name_missing: () => 'No name',
  name_one_word: value => `One name only: ${value}`,
  gender_missing: () => 'Sex not filled in',
  gender_unknown: value => `Sex not understood: ${value}`,
  class_missing: () => 'Class not filled in',
  class_unknown: value => `No class is called ${value}`,
  birth_unreadable: value => `Not a date of birth: ${value}`,
  birth_future: value => `Date of birth in the future: ${value}`,
  phone_excel_lost_digits: value => `Excel has lost digits of the phone: ${value}`,
  phone_landline: value => `Landline, cannot get messages: ${value}`,
  phone_length: value => `Phone with a digit too few or too many: ${value}`,
  phone_unreadable: value => `Not a phone: ${value}`,
  phone_foreign: value => `Phone of another country: ${value}`,
  phone_without_name: value => `Phone without a name: ${value}`,
  guardian_name_differs: value => `Phone of ${value} belongs to a guardian with another name`,
  guardian_not_kept: value => `${value} has no phone of their own and is not kept`,
  boarding_unknown: value => `Neither day nor boarder: ${value}`,
  language_unknown: value => `Neither English nor Kiswahili: ${value}`,
  date_unreadable: value => `Not a date: ${value}`,
  text_too_long: value => `Too long: ${value.slice(0, 30)}…`,
  left_school: value => `${value} has left the school`,
}

const kinds: Record<ImportKind | 'conflict', string> = {
  new: 'New',
  changed: 'Changed',
  same: 'Same',
  rejected: 'Rejected',
  conflict: 'Conflicts',
}

const kindMeans: Record<ImportKind | 'conflict', string> = {
  new: 'These students are added.',
  changed: 'The file says something else than last time. It is taken from the file.',
  same: 'Nothing changes. What the office has edited since the last import stays.',
  rejected: 'These rows do not come in. Save them as a file, mend them there and import that file.',
  conflict: 'The office and the file have both changed. The office’s word stays unless the row is marked (Space).',
}

const kindEmpty: Record<ImportKind | 'conflict', string> = {
  new: 'No student in the file is new to the school.',
  changed: 'No student differs from what the school has.',
  same: 'No student is just as the school has them.',
  rejected: 'Every row can come in.',
  conflict: 'Nothing was changed in the office and in the file at once.',
}

export const imports = {
  title: 'Import students',
  steps: { file: 'File', columns: 'Columns', check: 'Check', done: 'Done' },
  stepsLabel: 'Steps of the import',
  back: 'Back',
  file: {
    title: 'Drop the list of students here',
    text: 'An Excel (XLSX) or CSV file. Nothing is changed before it has been shown and accepted.',
    choose: 'Choose a file',
    template: 'Save an empty list to fill in',
    templateSaved: 'Empty list saved',
    columns: 'Needed: admission number, name, sex and class. Helpful: stream, guardian with phone, date of birth.',
    reading: 'Reading the file',
    drop: 'List of students',
  },
  columns: {
    title: (fileName: string, value: number) => `${fileName}: ${rows(value)}`,
    text: 'Check what each column holds. Columns that are not needed are left out.',
    heading: 'Column in the file',
    samples: 'First values',
    field: 'Holds',
    fieldOf: (heading: string) => `What “${heading}” holds`,
    noHeading: (number: number) => `Column ${number}`,
    none: 'Not imported',
    sheet: 'Sheet',
    dates: 'Dates like 03/04/2015',
    dateOrders: { day_first: '3 April', month_first: 'March 4' },
    missing: (names: string) => `Still missing: ${names}.`,
    missingText: 'Choose the columns that hold this. Without it nobody can be found or put into a class.',
    next: 'Check the rows',
  },
  check: {
    kinds,
    kindMeans,
    kindEmpty,
    label: 'What would happen to the rows',
    rowsOf: (kind: ImportKind | 'conflict') => `Rows: ${kinds[kind]}`,
    comparing: 'Comparing with the school',
    applying: 'Importing',
    of: (done: number, total: number) => `${n(done)} of ${n(total)}`,
    row: 'Row',
    admission: 'Adm. no.',
    name: 'Name',
    class: 'Class',
    what: 'What',
    note: 'Note',
    change: (field: ImportField, before: string, after: string) =>
      before === '' ? `${fields[field]}: ${after}` : `${fields[field]}: ${before} → ${after}`,
    left: 'office’s word stays',
    take: 'taken from the file',
    facts: (blank: number, guardians: number, siblings: number) =>
      [
        count(guardians, 'new guardian', 'new guardians'),
        `${students(siblings)} with brothers or sisters`,
        ...(blank > 0 ? [`${count(blank, 'blank row', 'blank rows')} passed over`] : []),
      ].join(' · '),
    notes: (value: number) => `${rows(value)} with a note: a guardian without a phone is not kept.`,
    labels: 'Class names that are not known',
    labelsText: 'Say once what they mean; it is remembered for the next import.',
    label1: (label: string, value: number) => `“${label}”, ${rows(value)}`,
    noStream: 'Not known: rejected',
    foreign: (value: number) => `${rows(value)} with a phone of another country`,
    foreignHint: 'Most are slips. Tick this when parents live abroad; messages to them cost more.',
    apply: (value: number) => (value === 0 ? 'Finish, nothing changes' : `Import ${students(value)}`),
    saveRejects: 'Save the rejected rows',
    rejectsSaved: 'Rejected rows saved',
  },
  done: {
    title: (value: number) => (value === 0 ? 'Nothing was changed' : `${students(value)} imported`),
    counts: (added: number, changed: number, same: number, rejected: number) =>
      `${n(added)} added, ${n(changed)} changed, ${n(same)} as before, ${n(rejected)} rejected.`,
    undone: 'The import was taken back. The school is as it was before.',
    undo: 'Undo the import',
    students: 'Open the students',
    again: 'Import another file',
  },
  fields,
  faults,
}

const warnings: Record<RolloverWarning['kind'], (className: string, other: string) => string> = {
  ahead: () => 'The last school day is not over yet. Choose a day that is.',
  again: () => 'The classes have gone up after this day already. Choose another last day for the next year.',
  no_class: className =>
    `No class above ${className} is known. Its children stay; add the class under Classes, or choose where they go.`,
  not_higher: (className, other) => `${className} would go to ${other}, which is not above it.`,
  mixed: (className, other) => `${className} would sit with the children of ${other} who stay there.`,
}

export const rollover = {
  title: 'New school year',
  text: 'Every class goes up, the last one leaves. Nothing changes before the word is typed, and it can be undone.',
  yearTitle: (year: number) => `The school year ${year}`,
  lastDay: 'Last day of the old year',
  lastDayHint: 'Registers until this day keep the old classes. Children admitted after it stay where they are.',
  from: 'Class now',
  students: 'Students',
  to: 'Goes to',
  toOf: (className: string) => `Where ${className} goes`,
  stay: 'Stays',
  leave: 'Leaves the school',
  plan: 'Where each class goes',
  after: 'Afterwards',
  className: 'Class',
  before: 'Now',
  then: 'Then',
  capacity: 'Room for',
  full: 'over its room',
  summary: (promoted: number, leaving: number, staying: number) =>
    `${students(promoted)} go up, ${n(leaving)} leave, ${n(staying)} stay.`,
  freed: (deviceName: string, users: number) => `${deviceName}: ${count(users, 'user', 'users')} fewer`,
  freedTitle: 'Room on the terminals',
  freedNone: 'No leaver is on a terminal.',
  warnings,
  apply: 'Begin the new year',
  dialogTitle: (year: number) => `Begin the school year ${year}`,
  dialogText: (promoted: number, leaving: number) =>
    `${students(promoted)} go up and ${n(leaving)} leave the school. A copy of the database is made first.`,
  word: 'PROMOTE',
  done: (promoted: number, leaving: number) => `${students(promoted)} went up, ${n(leaving)} left`,
  emptyTitle: 'No students yet',
  emptyText: 'The new year is for a school with students in classes. Add or import them first.',
}
