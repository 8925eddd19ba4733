import type { SessionMark } from '../../core/contract/attendance.ts'
import type { SessionName } from '../../core/contract/common.ts'
import type { MessageKind, MessageState } from '../../core/contract/messages.ts'
import type { Role } from '../../core/contract/permissions.ts'
import { enrollment, fingers } from './en-enrollment.ts'
import { boarding, earlyWarning, inside, paper, passes, rollCheck } from './en-office.ts'
import { imports, rollover } from './en-import.ts'
import { morning } from './en-morning.ts'
import {
  account,
  classes,
  guardians,
  palette,
  photo,
  recovery,
  school,
  settings,
  student,
  studentActions,
  studentForm,
  studentList,
  undo,
  users,
} from './en-people.ts'
import { calendarPage, closing, firstRun, leaveDemo, plans, reasons } from './en-setup.ts'
import { adopt, deviceLog, doctor, search, sync, terminals } from './en-terminals.ts'

// Every sentence of the window, in one place, so that another language is another file of this shape.

const roles: Record<Role, string> = {
  super_admin: 'Super administrator',
  school_admin: 'School administrator',
  clerk: 'Enrollment clerk',
  teacher: 'Teacher',
  viewer: 'Viewer',
}

const rolesMay: Record<Role, string> = {
  super_admin: 'everything',
  school_admin: 'everything in this school',
  clerk: 'students and enrollment',
  teacher: 'students, attendance and reports',
  viewer: 'looking only',
}

const marks: Record<SessionMark, string> = {
  present: 'Present',
  late: 'Late',
  absent: 'Absent',
  not_yet_in: 'Not yet in',
  not_recorded: 'Not recorded',
}

const sessions: Record<SessionName, string> = { AM: 'Morning', PM: 'Afternoon' }

const messageStates: Record<MessageState, string> = {
  queued: 'Queued',
  sending: 'Sending',
  submitted: 'Sent',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  uncertain: 'Uncertain',
  rejected: 'Refused',
  expired: 'Expired',
  cancelled: 'Cancelled',
}

const messageStateMeans: Record<MessageState, string> = {
  queued: 'Waiting for its turn; goes out by itself.',
  sending: 'On its way to the message service.',
  submitted: 'The message service has taken it; no word from the phone yet.',
  delivered: 'The phone has confirmed it.',
  undelivered: 'The message service could not reach the phone.',
  uncertain: 'It may have gone out. It is not sent again by itself, so that no parent gets it twice.',
  rejected: 'The message service refused it. It was not sent.',
  expired: 'Its time had passed, so it was not sent.',
  cancelled: 'Taken back before it was sent.',
}

const messageKinds: Record<MessageKind, string> = {
  arrival: 'Arrival',
  late: 'Late',
  departure: 'Departure',
  test: 'Test',
}

/** Why a message is where it is, for the notes that the queue itself writes. */
const messageNotes: Readonly<Record<string, string>> = {
  late_not_sent: 'Too old to be useful when it could have been sent.',
  earlier_punch: 'An earlier press of the finger came to light, so it was no longer true.',
  not_expected: 'A closure, a reason or a mark by hand made it untrue before it left.',
  quiet_hours: 'It fell into the quiet hours.',
  interrupted: 'Rollcall was stopped while it was being sent.',
  no_gateway: 'No message service is set up.',
}

export const en = {
  product: 'Rollcall',
  roles,
  rolesMay,
  marks,
  sessions,
  messageStates,
  messageStateMeans,
  messageKinds,
  noteText: (note: string) => messageNotes[note] ?? note,

  common: {
    retry: 'Try again',
    close: 'Close',
    cancel: 'Cancel',
    save: 'Save',
    saving: 'Saving',
    choose: 'Choose',
    marked: 'Marked',
    weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    n: (n: number) => n.toLocaleString('en-GB'),
    details: 'Details',
    reference: (reference: string) => `Reference ${reference}`,
    loading: 'Loading',
    stillLoading: 'Still loading',
    refreshFailed: 'Shown as of the last good answer.',
    unknown: 'Not known yet',
    skipToContent: 'Skip to content',
    student: (n: number) => (n === 1 ? '1 student' : `${n.toLocaleString('en-GB')} students`),
    noPermission: {
      title: 'Not open to this account',
      text: 'The signed-in account may not see this. An administrator of the school can allow it.',
    },
  },

  nav: {
    label: 'Main navigation',
    today: 'Today',
    students: 'Students',
    enrollment: 'Enrollment',
    reports: 'Reports',
    daySheet: 'Day sheet',
    messages: 'Messages',
    terminals: 'Terminals',
    settings: 'Settings',
  },

  frame: {
    term: (name: string, week: number) => `${name}, week ${week}`,
    termDay: (day: number, days: number) => `Day ${day} of ${days}`,
    noTerm: 'Outside term',
    clock: 'Time at the school',
    simulation: 'Simulation',
    simulationText: 'A demo school. No real messages are sent, and no real terminals are used.',
    signOut: 'Sign out',
    theme: 'Theme',
    themes: { system: 'As the desktop', light: 'Light', dark: 'Dark' },
    shortcuts: 'Keyboard shortcuts',
    problemSince: (moment: string) => `Since ${moment}.`,
    problems: (n: number) => (n === 1 ? '1 problem' : `${n} problems`),
    moreProblems: (n: number) => (n === 1 ? '1 more problem' : `${n} more problems`),
    hideDetails: 'Hide',
    status: 'State of terminals and messages',
  },

  strip: {
    noTerminals: 'No terminals',
    queued: (n: number) => `${n.toLocaleString('en-GB')} queued`,
    sending: (n: number) => `${n.toLocaleString('en-GB')} sending`,
    uncertain: (n: number) => `${n.toLocaleString('en-GB')} uncertain`,
    messages: 'Messages',
    messagesIdle: 'nothing waiting',
    openTerminals: 'Open terminals',
    openMessages: 'Open messages',
    noProblems: 'Rollcall works',
  },

  line: {
    online: 'online',
    connecting: 'connecting',
    reading: (done: number, total: number) =>
      `reading ${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`,
    offline: (since: string) => `offline since ${since}`,
    stopped: 'not watched',
    drift: (text: string) => `clock ${text}`,
  },

  signIn: {
    title: 'Sign in',
    subtitle: 'Attendance that the office can trust',
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    demoTitle: 'Demo accounts',
    demoText: 'One click, or its number, signs in. These accounts exist in the demo school only.',
    own: 'Or with a name and a password',
    missing: 'Enter the user name and the password.',
    working: 'Signing in',
    demoKey: (name: string) => `Sign in as ${name}`,
  },

  setUp: {
    title: 'Set up this school',
    text: 'Two minutes: the school, and the first administrator. Everything else can be changed later.',
    schoolName: 'Name of the school',
    schoolNameHint: 'As it stands on letters and reports',
    schoolCode: 'School code',
    schoolCodeHint: 'UIC, KNEC or another code of 2 to 50 characters',
    administrator: 'First administrator',
    fullName: 'Full name',
    username: 'User name',
    usernameHint: 'At least 3 characters',
    password: 'Password',
    passwordHint: 'At least 8 characters; a short sentence is best',
    repeat: 'Password again',
    submit: 'Set up and sign in',
    working: 'Setting up',
    tooShort: (n: number) => `Needs at least ${n} characters.`,
    differs: 'The two passwords differ.',
  },

  startFailure: {
    heading: 'Rollcall cannot start',
    retry: 'Try again',
    terminalsKeep: 'Terminals go on by themselves: every punch is kept in them and is read as soon as Rollcall runs.',
  },

  today: {
    title: 'Today',
    session: 'Session',
    before: (opens: string) => `Not open yet · on time until ${opens}`,
    open: (onTime: string, closes: string) => `Open · on time until ${onTime} · closes ${closes}`,
    closed: (closes: string) => `Closed ${closes}`,
    noSchool: 'No school today',
    noSchoolText: 'It is a week-end, a holiday or outside term, so nobody is expected.',
    inside: (n: number) => `${n.toLocaleString('en-GB')} inside now`,
    present: 'Present',
    presentHint: 'on time',
    late: 'Late',
    lateHint: (time: string) => `after ${time}`,
    notYetIn: 'Not yet in',
    absent: 'Absent',
    absentOrNotYet: 'Absent or not yet in',
    notRecorded: 'Not recorded',
    notRecordedHint: 'cannot be told',
    waitingFor: (names: string) => `waiting for ${names}`,
    ofRoll: (share: string) => `${share} of the roll`,
    roll: (n: number) => `${n.toLocaleString('en-GB')} on the roll`,
    adds: 'Present, late, absent and not recorded add up to the roll.',
    doesNotAdd: 'The counts do not add up to the roll. Call support.',
    feed: 'Live',
    feedEmptyTitle: 'Nobody has come yet',
    feedEmptyText: 'Each child appears here the moment a finger is on a terminal.',
    readBack: 'read back',
    readBackHint: 'Read from the memory of the terminal, not heard as it happened',
    newAbove: (n: number) => (n === 1 ? '1 new above' : `${n} new above`),
    notIn: 'Not yet in',
    notInClosed: 'Absent',
    notInDoneTitle: 'Everyone is in',
    notInDoneText: 'No child is missing in this session.',
    lastSeen: (day: string) => `last seen ${day}`,
    andNotRecorded: (n: number) => `${n.toLocaleString('en-GB')} not recorded`,
    seenToday: 'in earlier today',
    neverSeen: 'never seen yet',
    arrivals: 'Arrivals per 5 minutes',
    arrivalsToday: 'today',
    arrivalsLastWeek: (day: string) => day,
    arrivalsNone: 'No arrivals yet',
    arrivalsSummary: (today: number, peak: string, before: number | null, day: string) =>
      `${today} arrivals today, most at ${peak}` + (before === null ? '' : `; ${before} on ${day}`),
  },

  morning,

  simulation: {
    title: 'Demo day',
    phase: { reading_back: 'Reading back', playing: 'Playing', finished: 'Finished' },
    speed: 'Speed',
    pause: 'Pause',
    play: 'Play',
    progress: 'Progress of the demo day',
    cable: (name: string, plugged: boolean) => (plugged ? `Unplug ${name}` : `Plug ${name} in`),
    toggleCable: (n: number) => `Unplug or plug terminal ${n}`,
    unplugged: (name: string) => `${name} unplugged`,
    story: 'What happens',
    storyNone: 'The day begins.',
  },

  students: studentList,
  student,
  studentForm,
  studentActions,
  photo,
  guardians,
  palette,
  undo,
  account,
  settings,
  school,
  classes,
  users,
  recovery,

  calendarPage,
  closing,
  plans,
  reasons,
  firstRun,
  leaveDemo,

  imports,
  rollover,

  terminals,
  doctor,
  sync,
  adopt,
  search,
  deviceLog,
  enrollment,
  fingers,

  paper,
  inside,
  passes,
  boarding,
  earlyWarning,
  rollCheck,

  messages: {
    title: 'Messages',
    all: 'All',
    states: 'State',
    search: 'Name of student or guardian',
    columns: {
      at: 'Written',
      state: 'State',
      kind: 'Kind',
      student: 'Student',
      guardian: 'Guardian',
      phone: 'Phone',
      parts: 'Parts',
    },
    count: (n: number) => (n === 1 ? '1 message' : `${n.toLocaleString('en-GB')} messages`),
    noneTitle: 'No messages yet',
    noneText: 'A message is written the moment a child comes late, or as the settings of the school say.',
    emptyTitle: 'No message found',
    emptyText: 'Choose another state or clear the search.',
    panel: 'Message',
    text: 'Text',
    parts: (n: number) => (n === 1 ? '1 part' : `${n} parts`),
    written: 'Written',
    sent: 'Handed over',
    notSent: 'Not sent',
    attempts: 'Attempts',
    note: 'Note',
    simulated: 'Simulated: no phone has received it.',
  },

  daySheet: {
    title: 'Day sheet',
    day: 'Day',
    session: 'Session',
    refresh: 'Make anew',
    preview: 'Preview of the page',
    openSession: 'The session is still open: the numbers are of this moment.',
    noneTitle: 'No day to print yet',
    noneText: 'The first school day with attendance appears here.',
  },

  shortcuts: {
    title: 'Keyboard shortcuts',
    text: 'Single keys work while no field is being filled in.',
    groups: { everywhere: 'Everywhere', lists: 'In lists' },
    lists: [
      ['↑ ↓', 'Move by one row'],
      ['PgUp PgDn', 'Move by one screen'],
      ['Home End', 'First or last row'],
      ['Enter', 'Open'],
      ['Space', 'Mark, where rows can be marked'],
      ['Shift+↑ Shift+↓', 'Mark a run of rows'],
      ['Ctrl+A', 'Mark all rows'],
      ['Esc', 'Close'],
    ],
    go: (place: string) => `Go to ${place}`,
    focusFilter: 'Filter the list',
    newestFirst: 'Newest arrivals',
    goNotIn: 'List of those not yet in',
    userMenu: 'Account menu',
    nextTheme: 'Change the theme',
  },
} as const
