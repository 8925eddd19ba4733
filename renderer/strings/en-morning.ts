import type { CallOutcome } from '../../core/contract/calls.ts'

// The morning: who is not in yet, why, who was called, marks by hand, and punches that are nobody's.

const outcomes: Record<CallOutcome, string> = {
  reached: 'Reached',
  no_answer: 'No answer',
  busy: 'Busy',
  wrong_number: 'Wrong number',
  message_left: 'Message left',
}

const n = (count: number, one: string, more: string) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : more}`

/** Whole and half days: `3`, `1½`, `½`. */
const days = (count: number) => {
  const whole = Math.floor(count)
  const half = count - whole >= 0.5
  return half ? `${whole === 0 ? '' : whole.toLocaleString('en-GB')}½` : whole.toLocaleString('en-GB')
}

export const morning = {
  outcomes,

  day: {
    title: 'Day',
    before: 'Day before',
    after: 'Day after',
    back: 'Back to today',
    switchSession: 'Morning or afternoon',
    noSession: 'Nobody is expected in this session',
    noSessionText: 'No class has this session on this day, or all of them are closed.',
    expected: (count: number) => `${count.toLocaleString('en-GB')} expected`,
    notExpected: (count: number) => `${count.toLocaleString('en-GB')} not expected`,
    plan: (name: string, state: 'before' | 'open' | 'closed', onTimeUntil: string, closesAt: string, roll: string) =>
      `${name}: ${roll}, ${
        state === 'closed' ? `closed ${closesAt}` : `on time until ${onTimeUntil}, closes ${closesAt}`
      }${state === 'before' ? ', not open yet' : ''}`,
    reason: (label: string, count: string) => `${label} ${count}`,
    manual: (count: number) => `${count.toLocaleString('en-GB')} marked by hand`,
  },

  lock: {
    lock: 'Lock day',
    lockHint: 'After the head has signed. Nobody can change marks or reasons of a locked day',
    locked: 'Signed and locked',
    lockedBy: (moment: string, by: string) => `Signed and locked ${moment} by ${by}.`,
    changed: (count: number) => `${n(count, 'mark has', 'marks have')} changed since, by punches that were read later.`,
    unlock: 'Unlock',
    unlockTitle: 'Unlock this day',
    unlockText: 'Marks and reasons can be changed again. Who unlocked it, when and why stays on record.',
    why: 'Why it is unlocked',
    whyMissing: 'Write why, in three letters or more.',
    lockDone: 'The day is locked',
    lockDoneText: 'Punches that are read later still count, and are told here.',
    unlockDone: 'The day is unlocked',
  },

  list: {
    filter: 'Class or name',
    handled: (done: number, of: number) => `${done.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} handled`,
    nothingFound: 'Nobody in the list has this name, number or class.',
    unnamed: (count: number, of: number) =>
      `${count === of ? '' : `${count.toLocaleString('en-GB')} `}not listed: type the class or a name above`,
    left: (name: string) => `${name} is in now and has left the list.`,
    selected: (count: number) => `${n(count, 'student', 'students')} chosen`,
    noGuardian: 'No guardian on record',
    away: (count: number) => `${days(count)} ${count === 1 || count === 0.5 ? 'day' : 'days'} away`,
    awayHint: 'School days missed this term',
    inARow: (count: number) => `${count.toLocaleString('en-GB')} in a row`,
    until: (day: string) => `until ${day}`,
    call: (outcome: string, time: string) => `${outcome} ${time}`,
    manual: 'by hand',
    exempt: 'No finger',
    exemptHint: 'No terminal can know this child: the teacher marks, and absence is never assumed',
    boarder: 'boarder',
    readOnly: 'Reasons and calls are set by the office; this account can only look.',
    locked: 'This day is signed and locked; nothing can be changed.',
  },

  keys: {
    title: 'Not yet in',
    reasons: 'Keys of the list',
    call: 'Log a call',
    mark: 'Mark by hand',
    phone: 'Show the phone',
    undo: 'Undo',
    story: 'The whole day',
    note: 'With dates or a note',
    choose: 'Choose several',
    unknown: 'Unknown fingers',
  },

  done: {
    reason: (label: string) => label,
    call: (outcome: string) => `Call: ${outcome.toLowerCase()}`,
    mark: (mark: string) => `Marked by hand: ${mark.toLowerCase()}`,
    whom: (name: string, count: number) => (count === 1 ? name : n(count, 'student', 'students')),
  },

  reasonForm: {
    title: (label: string, whom: string) => `${label}: ${whom}`,
    text: 'From this day on. A child who comes all the same counts as here.',
    until: 'Away until and with',
    thisDay: (day: string) => `${day} (this day only)`,
    note: 'Note',
    noteHint: 'What the parent said, for example',
    save: 'Set the reason',
  },

  markForm: {
    title: (whom: string) => `Mark by hand: ${whom}`,
    text: 'An addition: what the terminals recorded stays, and both are kept with who, when and why.',
    mark: 'Mark',
    arrivedAt: 'Came at',
    arrivedAtHint: 'If it is known, such as 08:47',
    arrivedAtWrong: 'Write the time of day as 08:47.',
    why: 'Why',
    whyHint: 'Who said so, or what was seen',
    whyMissing: 'Write why, in two letters or more.',
    save: 'Mark',
    usual: ['Seen in class', 'Finger not read', 'Teacher’s register', 'Came without a finger'],
  },

  callForm: {
    title: (whom: string) => `Call about ${whom}`,
    text: 'One key logs the call. With Shift it waits for a note first.',
    whom: 'Whom',
    others: 'Somebody else',
    outcome: 'Outcome',
    keys: { reached: 'R', no_answer: 'N', busy: 'B', wrong_number: 'W', message_left: 'L' } satisfies Record<
      CallOutcome,
      string
    >,
    note: 'Note',
    noteHint: 'Optional: what was said',
    save: 'Log the call',
    noGuardian: 'No guardian is on record. The call is kept with the student.',
    hidden: 'Show the phone',
  },

  story: {
    panel: (name: string) => `The day of ${name}`,
    title: 'The day',
    none: 'Nothing is known of this day yet.',
    arrived: (time: string) => `came ${time}`,
    notExpected: 'Not expected',
    punch: { IN: 'Came in', OUT: 'Went out', none: 'Pressed a finger again' },
    readBack: 'read back later',
    mark: (session: string, mark: string) => `${session}: marked ${mark.toLowerCase()} by hand`,
    cameAt: (time: string) => `came at ${time}`,
    reason: (label: string) => `Reason: ${label}`,
    span: (from: string, to: string) => `${from} to ${to}`,
    session: (session: string) => `${session} only`,
    call: (whom: string, outcome: string) => `Called ${whom}: ${outcome.toLowerCase()}`,
    somebody: 'a guardian',
    by: (who: string) => `by ${who}`,
    withdrawn: 'taken back',
    open: 'Open the student',
    kept: 'Nothing here is ever changed; what is taken back stays and says so.',
  },

  unknown: {
    title: 'Unknown fingers',
    empty: 'Every punch belongs to a student.',
    pin: (pin: string) => `PIN ${pin}`,
    punches: (count: number) => n(count, 'punch', 'punches'),
    mayBe: (name: string) => `perhaps ${name}`,
    time: 'Impossible time',
    readAt: (moment: string) => `read ${moment}`,
    dialog: (pin: string, device: string) => `PIN ${pin} at ${device}`,
    facts: (punches: string, from: string, to: string) =>
      from === to ? `${punches}, ${to}.` : `${punches}, from ${from} to ${to}.`,
    nameOnDevice: (name: string) => `The terminal calls this user “${name}”.`,
    noName: 'The terminal has no name for this user.',
    suggestion: 'Perhaps',
    link: (name: string) => `Link to ${name}`,
    search: 'Whose finger it is: name, admission number or PIN',
    results: 'Students found',
    noneFound: 'No student found.',
    linkHint: 'All punches of this PIN at this terminal become the student’s, past ones too.',
    linked: (name: string) => `Linked to ${name}`,
    applied: (count: number) => `${n(count, 'past punch', 'past punches')} applied.`,
    aside: 'Put aside',
    asideText: 'Not a student: a visitor, a member of staff, a trial. The punches stay on record.',
    asideAgain: 'If the PIN presses again, it comes back here.',
    why: 'Why',
    whyMissing: 'Write why, in two letters or more.',
    asideDone: 'Put aside',
    timeDialog: (pin: string, device: string) => `Impossible time: PIN ${pin} at ${device}`,
    timeText: (moment: string) =>
      `The terminal gave a time that cannot be right, so the punch belongs to no day. It was read ${moment}. Check the clock of the terminal.`,
  },
} as const
