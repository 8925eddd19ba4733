import type { EnrollmentStep, StationChild, StudentFinger } from '../../core/contract/enrollment.ts'
import { errorSentence } from './errors.ts'

// The sentences of enrollment, in English.

const n = (value: number) => value.toLocaleString('en-GB')

const names = [
  'Left little finger',
  'Left ring finger',
  'Left middle finger',
  'Left index finger',
  'Left thumb',
  'Right thumb',
  'Right index finger',
  'Right middle finger',
  'Right ring finger',
  'Right little finger',
] as const

/** What to say to the child, or what is going on, in one sentence. */
function stepText(step: EnrollmentStep, device: string): string {
  switch (step.kind) {
    case 'connecting':
      return `Calling ${device}`
    case 'place':
      return `Place the finger: press ${step.press} of ${step.of}`
    case 'lift':
      return 'Lift the finger'
    case 'bad_press':
      return 'Not clear: lift and press again, flat and longer'
    case 'reading_back':
      return 'Reading the finger back from the terminal'
    case 'saving':
      return 'Saving'
    case 'done':
      return 'Enrolled'
    case 'failed':
      return errorSentence({ code: step.code, details: { device } }).title
    case 'cancelled':
      return 'Cancelled; nothing was enrolled'
  }
}

const childStates: Record<StationChild['state'], string> = {
  waiting: 'Waiting',
  done: 'Enrolled',
  absent: 'Absent',
  later: 'Later',
  finger_fails: 'Does not read',
}

const fingerPlaces: Record<StudentFinger['terminals'][number]['state'], string> = {
  there: 'there',
  waiting: 'on its way',
  other_version: 'other finger format',
}

export const enrollment = {
  title: 'Enrollment',
  step: stepText,
  childStates,
  skipReasons: { absent: 'Absent', later: 'Later', finger_fails: 'Finger does not read' },
  /** 0 is a finger that came from a terminal: nobody counted its presses. */
  quality: (quality: number) => (quality === 0 ? 'Quality —' : `Quality ${quality} %`),
  presses: (done: number, of: number) => `${done} of ${of} presses`,
  setUp: {
    text: 'Choose the class and the terminal where the children stand. From there on Enter, Space, S, U and Esc are enough.',
    class: 'Class',
    terminal: 'Terminal',
    finger: 'Finger',
    onlyMissing: 'Only those without this finger',
    onlyMissingText: 'Children whose finger the terminal can already be given are left out.',
    start: 'Start',
    starting: 'Starting',
    missing: (missing: number, students: number) =>
      missing === 0 ? `all ${n(students)} enrolled` : `${n(missing)} of ${n(students)} not enrolled`,
    missingTitle: (className: string) => `Not enrolled in ${className}`,
    missingNone: 'Everyone has a finger.',
    noClassesTitle: 'No classes yet',
    noClassesText: 'Students are added first; then their fingers are enrolled here, class by class.',
    noTerminals: 'No terminal is in use. An administrator adds one under Terminals.',
    total: (missing: number) => (missing === 1 ? '1 student not enrolled' : `${n(missing)} students not enrolled`),
  },
  station: {
    progress: (done: number, of: number) => `${n(done)} of ${n(of)}`,
    progressLabel: 'Children enrolled',
    resumed: 'Goes on where it stopped.',
    ready: 'Enter starts when the right child stands at the terminal',
    startsIn: (seconds: number) => `Starts by itself in ${seconds} s; Space holds`,
    held: 'Held; Enter starts, Space lets it go on by itself',
    admission: (admission: string) => `Adm. no. ${admission}`,
    enrolledFingers: (list: string) => `Enrolled: ${list}`,
    noFingers: 'No finger yet',
    start: 'Start',
    retry: 'Try again',
    again: 'Next now',
    skip: 'Skip',
    notStarted: 'Not started',
    skipWhy: 'Why is this child left out?',
    skipHint: 'S or the arrow keys choose, Enter takes it, Esc goes back',
    undo: 'Undo',
    undone: 'The last turn was taken back',
    hold: 'Hold',
    go: 'Go on by itself',
    cancel: 'Cancel',
    finish: 'Close the list',
    closed: 'The list is closed',
    closedText: 'What was enrolled stays. Enter opens the list of those who are still missing.',
    list: (className: string) => `Children of ${className}`,
    everyone: 'Everyone has had a turn',
    everyoneText: (done: number, of: number) => `${n(done)} of ${n(of)} are enrolled. Enter closes the list.`,
    notEnrolled: 'Still without a finger',
    nobody: 'There is nobody to enroll in this class',
    nobodyText: 'Everyone has this finger already. Close the list and choose another class or finger.',
    pick: 'Take this child now',
  },
  keys: {
    previousFinger: 'Finger to the left',
    nextFinger: 'Finger to the right',
    enter: 'Start, try again, or next child now',
    space: 'Hold, or go on by itself',
    esc: 'Cancel, then hold, then close the list',
  },
} as const

export const fingers = {
  title: 'Fingers',
  names,
  name: (finger: number) => names[finger] ?? `Finger ${finger}`,
  choose: 'Finger',
  chosen: (name: string) => `Finger: ${name}`,
  none: 'No finger is enrolled.',
  enroll: 'Enroll a finger',
  enrollTitle: (name: string) => `Enroll a finger of ${name}`,
  enrollText: 'The terminal asks for three presses of the same finger.',
  origin: (terminal: string, day: string, by: string | null) =>
    by === null ? `${terminal}, ${day}` : `${terminal}, ${day}, by ${by}`,
  places: fingerPlaces,
  remove: 'Delete everywhere',
  removeTitle: (finger: string) => `Delete the ${finger.toLowerCase()} everywhere`,
  removeText: (name: string) =>
    `The stored finger of ${name} is erased here and on every terminal; terminals that are away follow when they are back. That cannot be undone.`,
  removed: 'The finger is erased',
  removedText: 'Terminals that are away follow when they are back.',
  terminal: 'Terminal',
  start: 'Start',
  again: 'Enroll another',
  replaces: 'This finger is enrolled; a new one takes its place.',
} as const
