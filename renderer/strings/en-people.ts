import type { SessionMark } from '../../core/contract/attendance.ts'
import type { Permission, Role } from '../../core/contract/permissions.ts'
import type { classPresetNames, SchoolType } from '../../core/contract/school.ts'
import type { UndoWhat } from '../../core/contract/undo.ts'
import { messageKinds } from './en-messages.ts'

// The sentences of people, of the school's settings and of undo, in English.

const n = (value: number) => value.toLocaleString('en-GB')
const count = (value: number, one: string, many: string) => (value === 1 ? `1 ${one}` : `${n(value)} ${many}`)
const students = (value: number) => count(value, 'student', 'students')

export const studentList = {
  title: 'Students',
  filter: 'Name, admission number or PIN',
  tree: 'Classes',
  all: 'All students',
  count: students,
  status: 'Shown',
  statuses: { active: 'Active', inactive: 'Left', all: 'All' },
  columns: {
    admission: 'Adm. no.',
    name: 'Name',
    gender: 'Sex',
    class: 'Class',
    pin: 'PIN',
    guardians: 'Guardians',
  },
  chooseColumns: 'Choose columns',
  genders: { F: 'Girl', M: 'Boy' },
  left: 'Left',
  add: 'New student',
  import: 'Import',
  fullStream: (name: string, value: number) => `${name} (full: ${n(value)})`,
  marked: (value: number) => `${n(value)} marked`,
  markedActions: 'What to do with the marked students',
  unmark: 'Clear the marks',
  mostMarked: (value: number) => `${n(value)} students are marked`,
  mostText: 'One change can touch no more than that. Narrow the list to a class for the rest.',
  emptyTitle: 'No student found',
  emptyText: 'Try fewer letters, another class, or show students who have left.',
  noneTitle: 'No students yet',
  noneText: 'Students appear here once they are imported from a spreadsheet or added one by one.',
  clear: 'Clear the filter',
}

/** What was done to a student's record, by the channel that did it. */
const changes: Readonly<Record<string, string>> = {
  'students.add': 'Added',
  'students.edit': 'Record changed',
  'students.move': 'Moved to another class',
  'students.deactivate': 'Marked as left',
  'students.restore': 'Taken back in',
  'students.setPhoto': 'Photo changed',
  'students.reveal': 'Phones and date of birth opened',
  'guardians.save': 'Guardian added or changed',
  'guardians.link': 'Guardian linked',
  'guardians.unlink': 'Guardian taken off',
  'guardians.order': 'Order of guardians changed',
  'enrollment.start': 'Finger enrollment begun',
  'enrollment.stationEnroll': 'Finger enrollment begun',
  'enrollment.remove': 'Finger deleted',
  'sync.adopt': 'Linked to a user of a terminal',
  'attendance.explain': 'Reason for absence set',
  'attendance.setMark': 'Mark set by hand',
  'attendance.logCall': 'Call noted',
  'attendance.warningNote': 'Early warning noted',
  'passes.issue': 'Gate pass issued',
  'import.apply': 'Imported',
  'rollover.apply': 'Moved with the new school year',
  'undo.run': 'A change was taken back',
}

export const student = {
  panel: (name: string) => `Details of ${name}`,
  admission: 'Admission number',
  pin: 'PIN at the terminals',
  born: 'Date of birth',
  admitted: 'Admitted',
  lives: 'Day or boarding',
  boarding: 'Boarder',
  dayScholar: 'Day scholar',
  marking: 'Attendance',
  exempt: 'Marked by the teacher',
  lastDay: 'Last day at school',
  leftWhy: 'Why',
  guardians: 'Guardians',
  noGuardians: 'No guardian is on record, so no messages can be sent.',
  receives: 'gets messages',
  receivesNot: 'gets no messages',
  language: { en: 'English', sw: 'Kiswahili' },
  siblings: 'Siblings',
  terminals: 'Terminals that know the PIN',
  knows: 'knows',
  knowsNot: 'does not know',
  noTerminals: 'No terminal has been read yet.',
  attendance: 'Attendance',
  lastWeeks: 'Last four weeks',
  termBefore: 'Term before',
  termAfter: 'Term after',
  markCounts: ({ present, late, absent, not_recorded }: Record<SessionMark, number>) =>
    `Sessions: ${n(present)} present, ${n(late)} late, ${n(absent)} absent` +
    (not_recorded > 0 ? `, ${n(not_recorded)} not recorded` : ''),
  byHand: 'by hand',
  noSchool: 'No school',
  reveal: 'Show phones and date of birth',
  revealHint: 'That they were opened is written to the audit log',
  revealed: 'Shown until the panel is closed; written to the audit log',
  notKnown: 'Not on record',
  changes: 'History of the record',
  noChanges: 'Nothing was changed yet.',
  change: (channel: string) => changes[channel] ?? 'Other change',
  changeRefused: 'refused',
}

export const studentForm = {
  addTitle: 'New student',
  addText: 'The PIN for the terminals is given by itself. Guardians and a photo are added next.',
  add: 'Add',
  editTitle: (name: string) => `Edit ${name}`,
  editText: 'Attendance and fingers stay with the record whatever is changed here.',
  added: (name: string) => `${name} added`,
  saved: (name: string) => `${name} changed`,
  fields: {
    admissionNumber: 'Admission number',
    admissionHint: 'Zeros and slashes are kept',
    firstName: 'First name',
    middleName: 'Middle name',
    lastName: 'Surname',
    gender: 'Sex',
    streamId: 'Class',
    dateOfBirth: 'Date of birth',
    openBirth: 'Show and change',
    boarding: 'Day or boarding',
    admittedOn: 'Admitted on',
    exempt: 'No terminal can know this child',
    exemptHint: 'The teacher marks attendance, and "absent" is never assumed.',
    more: 'Numbers of the ministry',
    upi: 'UPI',
    assessmentNumber: 'Assessment number',
    birthCertificate: 'Birth certificate',
  },
  wrong: {
    admissionNumber: 'Enter the admission number.',
    name: 'Enter the name.',
    gender: 'Choose girl or boy.',
    stream: 'Choose the class.',
    future: 'This day has not come yet.',
  },
}

export const studentActions = {
  edit: 'Edit',
  move: 'Move',
  leave: 'Has left',
  restore: 'Take back in',
  moveTitle: (name: string) => `Move ${name}`,
  moveText: 'Days that are over stay with the class of then. Terminals are brought up to date by themselves.',
  moveTo: 'New class',
  moved: (name: string, to: string) => `${name} moved to ${to}`,
  leaveTitle: (name: string) => `Mark ${name} as left`,
  leaveText: 'The record, the number and past attendance are kept. Terminals forget the fingers of who has left.',
  lastDay: 'Last day at school',
  lastDayMissing: 'Enter the last day.',
  why: 'Why',
  whys: ['Transferred to another school', 'Completed', 'Family moved', 'School fees', 'Long illness', 'Not known'],
  left: (name: string) => `${name} marked as left`,
  restored: (name: string) => `${name} taken back in`,
  nobodyHere: ['Already left', 'Only students who are at the school can be moved or marked as left.'],
  nobodyLeft: ['Nobody to take back in', 'Only students who have left can be taken back in.'],
} as const

export const photo = {
  choose: 'Choose a photo',
  change: 'Change the photo',
  remove: 'Remove photo',
  file: 'Photo file',
  set: (name: string) => `Photo of ${name} changed`,
  removed: (name: string) => `Photo of ${name} removed`,
}

export const guardians = {
  add: 'Add a guardian',
  edit: (name: string) => `Edit ${name}`,
  unlink: (name: string) => `Take ${name} off this student`,
  callFirst: (name: string) => `Call ${name} first`,
  addTitle: (name: string) => `Guardian of ${name}`,
  addText: 'Brothers and sisters share one guardian: whoever is already on record appears while you type.',
  addAction: 'Add',
  editTitle: (name: string) => `Edit ${name}`,
  editText: 'Messages that are already written keep the number they were written for.',
  editShared: (names: string) => `Name, phone and language also count for ${names}.`,
  link: 'Link',
  added: (name: string) => `${name} added`,
  saved: (name: string) => `${name} changed`,
  linked: (guardian: string, name: string) => `${guardian} linked to ${name}`,
  unlinked: (guardian: string, name: string) => `${guardian} taken off ${name}`,
  orderChanged: (name: string) => `${name} is called first`,
  fields: {
    fullName: 'Name',
    phone: 'Phone',
    phoneHint: 'Mobile number, such as 0712 345 678',
    language: 'Language of messages',
    email: 'E-mail',
    relation: 'Relation to the child',
    receives: 'Gets messages about this child',
    receivesHint: 'Without the tick the number is only for calls.',
  },
  masked: 'Masked. It stays as it is unless another number is typed.',
  abroad: 'A number of another country: it is kept, and messages to it cost more.',
  relations: ['mother', 'father', 'guardian', 'grandmother', 'grandfather', 'aunt', 'uncle', 'sister', 'brother'],
  wrong: { name: 'Enter the name.', phone: 'Enter the phone number.' },
  matches: 'Already on record',
  of: (names: string) => (names === '' ? 'guardian of nobody at present' : `guardian of ${names}`),
  use: 'Use',
  useThis: (name: string) => `Use ${name}`,
  notThis: 'Not this one',
}

export const palette = {
  title: 'Find a student',
  open: 'Find a student',
  field: 'Name, admission number, PIN or phone',
  results: 'Students found',
  hint: 'Shows at once who is in. Enter opens the student.',
  found: (value: number, all: boolean) => {
    if (value === 0) return 'Nobody found. Try fewer letters or another number.'
    return all ? `${students(value)} found` : `The first ${n(value)}. Type more to find others.`
  },
  pin: (pin: number) => `PIN ${pin}`,
  matched: (what: string) => `found by ${what}`,
  in: (time: string | null) => (time === null ? 'IN' : `IN ${time}`),
  out: (time: string | null) => (time === null ? 'OUT' : `OUT ${time}`),
  notIn: 'NOT IN',
}

/** Of whom or what, and of how many when it is more than one. */
const of = (subject: string, value: number, many: (value: number) => string) =>
  value > 1 ? many(value) : subject === '' ? many(value) : subject

const undone: Record<UndoWhat, (subject: string, value: number) => string> = {
  student_add: (subject, value) => `${of(subject, value, students)} added`,
  student_edit: (subject, value) => `${of(subject, value, students)} changed`,
  students_move: (subject, value) => `${of(subject, value, students)} moved to another class`,
  students_deactivate: (subject, value) => `${of(subject, value, students)} marked as left`,
  students_restore: (subject, value) => `${of(subject, value, students)} taken back in`,
  student_photo: subject => withSubject('Photo changed', subject),
  guardian_save: subject => withSubject('Guardian added or changed', subject),
  guardian_link: subject => withSubject('Guardian linked', subject),
  guardian_unlink: subject => withSubject('Guardian taken off', subject),
  class_add: subject => withSubject('Class added', subject),
  class_edit: subject => withSubject('Class changed', subject),
  class_remove: subject => withSubject('Class removed', subject),
  stream_add: subject => withSubject('Stream added', subject),
  stream_edit: subject => withSubject('Stream changed', subject),
  stream_remove: subject => withSubject('Stream removed', subject),
  classes_preset: (_, value) => `${count(value, 'class', 'classes')} made from a preset`,
  import: (subject, value) => withSubject(`${students(value)} imported`, subject),
  rollover: (subject, value) => withSubject(`New school year: ${students(value)} moved up or left`, subject),
  calendar_save: subject => withSubject('Calendar changed', subject),
  sessions_save: subject => withSubject('Sessions changed', subject),
  closure_add: subject => withSubject('School or class closed', subject),
  closure_cancel: subject => withSubject('Closure taken back', subject),
  absence_explain: (subject, value) => withSubject('Reason for absence set', of(subject, value, students)),
  mark_set: (subject, value) => withSubject('Mark set by hand', of(subject, value, students)),
  call_log: subject => withSubject('Call noted', subject),
  pass_cancel: subject => withSubject('Gate pass cancelled', subject),
  template_save: subject => withSubject('Message text changed', textNamed(subject)),
  template_reset: subject => withSubject('Message text set to the usual one', textNamed(subject)),
}

const languages: Readonly<Record<string, string>> = { en: 'English', sw: 'Kiswahili' }

/** A kind of message and a language: `absent:sw`. */
function textNamed(subject: string): string {
  const [kind = '', language = ''] = subject.split(':')
  const kinds: Readonly<Record<string, string>> = messageKinds
  return [kinds[kind] ?? kind, languages[language] ?? language].join(', ')
}

function withSubject(what: string, subject: string): string {
  return subject === '' ? what : `${what}: ${subject}`
}

export const undo = {
  undo: 'Undo',
  undoThis: (sentence: string) => `Undo: ${sentence}`,
  undoNewest: 'Undo',
  done: 'Taken back',
  nothing: 'Nothing to take back',
  nothingText: 'Nothing was changed in this window yet. Older changes are in the list of recent changes.',
  recent: 'Recent changes',
  recentText: 'What was done lately and can still be taken back, newest first.',
  noneTitle: 'No changes yet',
  noneText: 'Whatever is added, changed, moved or imported appears here and can be taken back.',
  sentence: (what: UndoWhat, subject: string, value: number) => undone[what](subject, value),
}

export const account = {
  passwordTitle: 'Change password',
  passwordText: 'It is the password of the account that is signed in.',
  passwordNow: 'Present password',
  passwordMissing: 'Enter the present password.',
  passwordChange: 'Change',
  passwordChanged: 'Password changed',
  newPassword: 'New password',
  newPasswordAgain: 'New password again',
}

export const settings = {
  label: 'Settings',
  school: 'School',
  classes: 'Classes',
  users: 'Users',
  calendar: 'Calendar',
  sessions: 'Sessions',
  reasons: 'Reasons',
}

const types: Record<SchoolType, string> = { day: 'Day school', boarding: 'Boarding school', mixed: 'Day and boarding' }
const typeHints: Record<SchoolType, string> = {
  day: 'Everybody comes in the morning and goes home.',
  boarding: 'Reporting days and the night roll are shown.',
  mixed: 'Each student is a day scholar or a boarder.',
}

export const school = {
  title: 'School',
  text: 'As it stands on letters, messages and printed pages.',
  saved: 'School saved',
  savedText: 'Pages printed from now on carry it.',
  fields: {
    name: 'Name of the school',
    code: 'School code',
    type: 'Kind of school',
    address: 'Address',
    phone: 'Phone of the office',
    email: 'E-mail',
    uic: 'UIC',
    knecCode: 'KNEC code',
  },
  codeHint: 'A short code of 2 to 50 characters',
  uicHint: 'Unique institution code of the ministry, such as WE4T',
  knecHint: 'As on examination forms',
  types,
  typeHints,
  logo: 'Logo',
  noLogo: 'No logo',
  chooseLogo: 'Choose a logo',
  changeLogo: 'Change the logo',
  removeLogo: 'Remove',
  logoHint: 'PNG or JPEG. It stands at the head of printed pages; black and white prints best.',
}

const presets: Record<(typeof classPresetNames)[number], { name: string; classes: string }> = {
  pre_primary: { name: 'Pre-primary', classes: 'PP1 and PP2' },
  primary: { name: 'Primary', classes: 'Grade 1 to 6' },
  junior: { name: 'Junior school', classes: 'Grade 7 to 9' },
  senior: { name: 'Senior school', classes: 'Grade 10 to 12' },
  senior_mixed: { name: 'Senior school this year', classes: 'Grade 10 on, beside the forms that are still running' },
  old_secondary: { name: 'Forms', classes: 'Form 1 to 4' },
}

const lowLevels: Readonly<Record<number, string>> = { [-2]: 'Playgroup', [-1]: 'PP1', 0: 'PP2' }

export const classes = {
  title: 'Classes',
  text: 'Classes and their streams, in the order of the levels.',
  columns: {
    name: 'Class and stream',
    level: 'Level',
    teacher: 'Class teacher',
    students: 'Students',
    capacity: 'Room for',
  },
  wholeClass: 'Whole class',
  full: (value: number) => `${n(value)}, full`,
  level: (level: number) => lowLevels[level] ?? `Year ${level}`,
  add: 'New class',
  addStream: 'New stream',
  preset: 'From presets',
  remove: 'Remove',
  added: (name: string) => `${name} added`,
  saved: (name: string) => `${name} changed`,
  removed: (name: string) => `${name} removed`,
  addTitle: 'New class',
  addText: 'The level tells the order of the classes and which session times hold.',
  editTitle: (name: string) => `Edit ${name}`,
  editText: 'A new level can change which sessions are expected; attendance is calculated anew.',
  name: 'Name of the class',
  nameHint: 'Such as Grade 7 or Form 3',
  nameMissing: 'Enter the name.',
  levelField: 'Level',
  levelHint: 'Year of schooling: Form 1 to 4 are year 9 to 12',
  streams: 'Streams',
  streamsHint: 'With commas between them, such as East, West. Empty: the class has no streams.',
  addStreamTitle: (name: string) => `New stream of ${name}`,
  streamText: 'A stream is one register: one class teacher, one list.',
  streamName: 'Name of the stream',
  streamNameHint: 'Empty: it is the whole class',
  teacher: 'Class teacher',
  capacity: 'Room for',
  capacityHint: 'Students; empty when there is no limit',
  capacityWrong: 'A whole number from 1 to 500, or nothing.',
  presetTitle: 'Classes from presets',
  presetText: 'Makes the classes that are not there yet. Those that are there stay as they are.',
  presetAction: 'Make the classes',
  presetWhich: 'Levels of the school',
  presetMissing: 'Choose at least one level.',
  presets,
  presetDone: (value: number) => `${count(value, 'class', 'classes')} made`,
  presetNothing: 'All these classes are there already',
  presetNothingText: 'Nothing was changed.',
  emptyTitle: 'No classes yet',
  emptyText: 'Make them from the presets of the Kenyan levels, or add them one by one.',
}

const roleMeans: Record<Role, string> = {
  super_admin: 'Everything',
  school_admin: 'Everything in this school: the head and the secretary',
  clerk: 'Sees students and enrolls fingers; changes nothing else',
  teacher: 'Sees students, attendance and reports; changes nothing',
  viewer: 'Looks only',
}

const permissions: Record<Permission, string> = {
  'students:read': 'See students and classes',
  'students:write': 'Add and change students, guardians and classes; import',
  'enrollment:write': 'Enroll fingers',
  'attendance:read': 'See attendance and print reports',
  'attendance:write': 'Set reasons and marks, close a day, issue gate passes',
  'devices:write': 'Set up and change terminals',
  'messages:read': 'See messages to parents',
  'messages:write': 'Send, hold and correct messages',
  'users:write': 'Add and change accounts',
  'settings:write': 'Change the school, the calendar and the sessions',
  'audit:read': 'See who did what',
}

export const users = {
  title: 'Users',
  text: 'Who may sign in. Each person has an account, so that every change has a name.',
  columns: {
    name: 'Name',
    username: 'User name',
    role: 'Role',
    state: 'State',
    lastSignIn: 'Last signed in',
  },
  states: { active: 'Active', inactive: 'Closed', locked: 'Locked' },
  never: 'Never',
  add: 'New account',
  edit: 'Edit',
  setPassword: 'New password',
  deactivate: 'Close the account',
  restore: 'Open it again',
  panel: (name: string) => `Account of ${name}`,
  may: 'May do',
  own: 'This is the account that is signed in; another administrator can close it.',
  addTitle: 'New account',
  addText: 'Tell the password to the person; it can be changed after signing in.',
  editTitle: (name: string) => `Edit ${name}`,
  editText: 'A new role holds at the next sign-in. The user name stays, because past changes carry it.',
  added: (name: string) => `Account of ${name} added`,
  saved: (name: string) => `Account of ${name} changed`,
  deactivated: (name: string) => `Account of ${name} closed`,
  restored: (name: string) => `Account of ${name} opened again`,
  passwordTitle: (name: string) => `New password for ${name}`,
  passwordText: 'The old one stops working at once, and a locked account is open again.',
  passwordSet: (name: string) => `New password for ${name} set`,
  rolesTitle: 'What each role may do',
  permission: 'May',
  permissions,
  roleMeans,
  yes: 'Yes',
  no: 'No',
}

export const recovery = {
  title: 'Recovery code',
  text: 'A code on paper that opens an administrator account when every password is lost. Keep it in the safe.',
  exists: (day: string) => `A code was printed on ${day}. A new one makes it useless.`,
  missing: 'No code was printed yet. Without it nobody can help when every password is lost.',
  coversKey: 'It also opens the stored fingers on another computer.',
  coversNoKey: 'It does not open the stored fingers on another computer; make a new one for that.',
  make: 'Make the code',
  makeAnew: 'Make a new code',
  once: 'It is shown this once. Print it now, or write it down letter by letter.',
  keepSafe: 'Keep the page in the safe, not at this computer.',
  lost: 'Passwords lost? Use the printed recovery code',
  signInTitle: 'Sign in with the recovery code',
  signInText:
    'Sets a new password for an administrator account and signs in. The code is used up: print a new one then.',
  signIn: 'Set the password and sign in',
  code: 'Recovery code',
  codeHint: 'As printed; dashes and small letters do not matter',
  codeShort: 'Enter the whole code.',
  usernameHint: 'Of an administrator',
}
