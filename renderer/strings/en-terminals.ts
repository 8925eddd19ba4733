import type { Finding, FindingKind, Remedy } from '../../core/contract/devices.ts'
import type { SyncPlan, SyncState, UnknownUser } from '../../core/contract/sync.ts'
import { driftText } from '../format.ts'

// The sentences of the terminals' screens, in English.

type Details = Finding['details']

const n = (value: number) => value.toLocaleString('en-GB')
const number = (details: Details, name: string) => Number(details[name] ?? 0)
const text = (details: Details, name: string) => String(details[name] ?? '')
const count = (value: number, one: string, many: string) => (value === 1 ? `1 ${one}` : `${n(value)} ${many}`)
const minutesText = (minutes: number) =>
  minutes < 60
    ? count(minutes, 'minute', 'minutes')
    : minutes < 48 * 60
      ? count(Math.floor(minutes / 60), 'hour', 'hours')
      : count(Math.floor(minutes / 1440), 'day', 'days')

/** `2 h 30 min slow`, from seconds. */
function offText(seconds: number): string {
  return `${driftText(Math.abs(seconds) * 1000).replace('+', '')} ${seconds < 0 ? 'slow' : 'fast'}`
}

export const terminals = {
  title: 'Terminals',
  tabs: {
    label: 'Parts of the terminals screen',
    overview: 'Overview',
    doctor: 'Doctor',
    classes: 'Classes',
    sync: 'Sync',
    adopt: 'Adopt',
    search: 'Search',
  },
  findings: (value: number) => count(value, 'finding', 'findings'),
  unknown: (value: number) => count(value, 'unknown user', 'unknown users'),
  noFindings: 'nothing to do',
  emptyTitle: 'No terminals yet',
  emptyText: 'Add a terminal by its address, or let Rollcall look for terminals on the network of the office.',
  emptyTextViewer: 'An administrator of the school adds terminals; they appear here with their state.',
  add: 'Add a terminal',
  edit: 'Change',
  retire: 'Take out of use',
  log: 'Log',
  readNow: 'Read now',
  reading: 'Reading',
  readStarted: (name: string) => `${name} is being read`,
  readStartedText: 'Punches that are missing are recorded once, and labelled as read back.',
  lastSeen: 'Last seen',
  lastRead: 'Last read in full',
  never: 'Never',
  users: 'Users',
  logs: 'Punches kept',
  of: (part: string, capacity: string) => `${part} of ${capacity}`,
  accounted: (inTerminal: string, recorded: string) => `Terminal has ${inTerminal} punches, ${recorded} recorded`,
  accountedOk: 'all recorded',
  accountedAway: 'newer ones are read when it is back',
  accountedShort: (value: string) => `${value} still to be read`,
  firmware: 'Firmware',
  serial: 'Serial number',
  model: 'Model',
  clock: 'Clock',
  clockRight: 'right',
  clockCorrected: (off: string) => `was ${off} off, corrected`,
  clockOff: (off: string) => `${off} off`,
  address: 'Address',
  says: {
    online: (name: string) => `${name} is online. Punches appear the moment they are made.`,
    connecting: (name: string) => `Rollcall is connecting to ${name}. Punches are kept in the terminal meanwhile.`,
    reading: (name: string, done: string, total: string) =>
      `${name} is being read: ${done} of ${total} punches. New punches are recorded right after.`,
    offline: (name: string, since: string) =>
      `${name} does not answer since ${since}. Punches are kept in the terminal and will be read when it is back. Check its power and network cable.`,
    stopped: (name: string) => `${name} is not watched now. Punches are kept in the terminal.`,
  },
  form: {
    addTitle: 'Add a terminal',
    addText: 'Its address stands in its menu under Comm. or Ethernet. It is connected at once.',
    editTitle: (name: string) => `Change ${name}`,
    editText: 'Its punches and its people stay. A new address is tried at once.',
    name: 'Name',
    nameHint: 'As the office calls it: Main Gate',
    location: 'Where it hangs',
    host: 'Address',
    hostHint: 'Such as 192.168.1.201',
    port: 'Port',
    commKey: 'Communication key',
    commKeyHint: 'From the menu of the terminal; 0 for none',
    commKeyKept: 'Empty: stays as it is',
    group: 'Group',
    groupHint: 'Terminals of a group hold the same classes',
    newGroup: 'New group…',
    newGroupName: 'Name of the new group',
    firstGroup: 'Gates',
    submitAdd: 'Add',
    added: (name: string) => `${name} was added`,
    addedText: 'It is being connected. Put classes on its group next.',
    saved: (name: string) => `${name} was changed`,
    savedText: 'The change is in use.',
    wrong: {
      name: 'A name is needed.',
      host: 'An address such as 192.168.1.201 is needed.',
      port: 'A number from 1 to 65,535.',
      commKey: 'A number from 0 to 999,999.',
      newGroupName: 'A name is needed.',
    },
  },
  typed: {
    field: (word: string) => `Type ${word} to go on`,
    mismatch: (word: string) => `The word is ${word}, in capital letters.`,
  },
  retireDialog: {
    title: (name: string) => `Take ${name} out of use`,
    text: 'Rollcall no longer connects to it. Its punches stay in the registers; people and punches on the terminal itself are left as they are.',
    done: (name: string) => `${name} is out of use`,
    doneText: 'Its punches are kept.',
  },
} as const

export const severities: Record<Finding['severity'], string> = {
  act_now: 'Act now',
  look_today: 'Look today',
  ok_to_wait: 'Can wait',
}

type FindingSentence = { title: string; text: string }

const findingSentences: Record<FindingKind, (name: string, details: Details) => FindingSentence> = {
  offline: (name, details) => ({
    title: `${name} has not answered for ${minutesText(number(details, 'minutes'))}`,
    text: 'Punches are kept in the terminal and will be read when it is back. Check its power and network cable. If both are fine it may have a new address: look for it on the network.',
  }),
  key_wrong: name => ({
    title: `${name} refuses the communication key`,
    text: 'Its punches are kept but cannot be read. Compare the key in its menu (Comm.) with the one in Rollcall: Overview, Change.',
  }),
  secured_firmware: name => ({
    title: `${name} speaks a protected language`,
    text: 'It cannot be read. Switch off encrypted communication in its menu, or ask the supplier for a standard firmware.',
  }),
  serial_changed: (name, details) => ({
    title: `Another terminal answers at the address of ${name}`,
    text: `The serial number at ${text(details, 'host')} is a different one, so nothing is read from it. Look for ${name} on the network, or change its address.`,
  }),
  address_changed: (name, details) => ({
    title: `${name} has another address`,
    text: `It was at ${text(details, 'from')} and was found at ${text(details, 'to')} by its serial number. A fixed address in its menu prevents this.`,
  }),
  two_on_one_address: (name, details) => ({
    title: `Two devices share the address of ${name}`,
    text: `At ${text(details, 'host')} now one answers and now the other, so punches come late. Give one of them another address in its menu.`,
  }),
  clock_wrong: (name, details) => ({
    title:
      number(details, 'timesSet') > 1 ? `The clock of ${name} keeps going wrong` : `The clock of ${name} was wrong`,
    text:
      number(details, 'timesSet') > 1
        ? `It had to be set ${n(number(details, 'timesSet'))} times in a week. Times of punches are doubtful; its battery is probably weak.`
        : `It was ${offText(number(details, 'seconds'))} and was set right. Look at the times of the punches before that.`,
  }),
  impossible_times: (name, details) => ({
    title: `${count(number(details, 'punches'), 'punch', 'punches')} of ${name} with impossible times`,
    text: 'They are kept under Unknown fingers and counted for nobody. The clock of the terminal was wrong when they were made.',
  }),
  log_gap: (name, details) => ({
    title: `${count(number(details, 'missing'), 'punch', 'punches')} of ${name} not read yet`,
    text: 'The terminal counts more punches than Rollcall has. Reading its whole memory again brings them.',
  }),
  log_nearly_full: (name, details) => ({
    title: `The punch memory of ${name} is ${n(number(details, 'percent'))} % full`,
    text: `It holds ${n(number(details, 'used'))} of ${n(number(details, 'capacity'))}. When it is full, new punches are refused. It can be emptied after all of it is read and compared.`,
  }),
  users_nearly_full: (name, details) => ({
    title: `${name} has little room for people`,
    text: `It holds ${n(number(details, 'used'))} of ${n(number(details, 'capacity'))}. Remove people who do not belong on it, or take a class off its group.`,
  }),
  fingers_nearly_full: (name, details) => ({
    title: `${name} has little room for fingers`,
    text: `It holds ${n(number(details, 'used'))} of ${n(number(details, 'capacity'))}. Keep one finger for each student, or take a class off its group.`,
  }),
  no_administrator: name => ({
    title: `${name} has no administrator`,
    text: 'Anyone can open its menu and change its clock or delete people. Make one person administrator in its menu.',
  }),
  no_comm_key: name => ({
    title: `${name} has no communication key`,
    text: 'Anyone on the network of the office can read and change it. Set a key in its menu (Comm.) and the same one here: Overview, Change.',
  }),
  unknown_users: (name, details) => ({
    title: `${count(number(details, 'users'), 'person', 'people')} on ${name} ${number(details, 'users') === 1 ? 'belongs' : 'belong'} to no student`,
    text: 'Their punches count for nobody. Say who they are; they are never removed without a typed word.',
  }),
  sync_failed: (name, details) => ({
    title: `${count(number(details, 'students'), 'student', 'students')} could not be put on ${name}`,
    text: 'They cannot press a finger there. The reasons stand in the table under Sync.',
  }),
}

const remedies: Record<Remedy, string> = {
  read_now: 'Read all punches',
  set_clock: 'Set the clock',
  use_new_address: 'Use the new address',
  restart: 'Restart the terminal',
  sync_now: 'Try again',
  open_adopt: 'Say who they are',
  search: 'Look on the network',
  clear_log: 'Empty the memory',
}

const remediesDone: Record<Remedy, string> = {
  read_now: 'Its punches are being read',
  set_clock: 'Its clock is set',
  use_new_address: 'It is connected at the new address',
  restart: 'It restarts and is back in about a minute',
  sync_now: 'It is being compared and brought in step',
  open_adopt: 'Its unknown people are listed',
  search: 'The network is being searched',
  clear_log: 'Its memory is empty',
}

export const doctor = {
  severities,
  finding: (kind: FindingKind, name: string, details: Details) => findingSentences[kind](name, details),
  remedies,
  remediesDone,
  fine: 'Nothing to do',
  fineText: (name: string) => `${name} answers, its clock is right and all its punches are recorded.`,
  lookedAt: (moment: string) => `Looked at ${moment}`,
  byHand: 'By hand',
  emptyTitle: 'No terminals to look at',
  emptyText: 'Add a terminal first; what is wrong with it then stands here in plain words.',
  clear: {
    title: (name: string) => `Empty the memory of ${name}`,
    text: 'All punches are read, stored and counted first; if the count differs nothing is cleared. Afterwards they exist only in Rollcall and its backups.',
  },
} as const

const syncStates: Record<SyncState, string> = {
  in_step: 'In step',
  waiting: 'Waiting',
  offline: 'Terminal away',
  no_finger: 'No finger',
  failed: 'Failed',
  not_wanted: 'Not here',
}

const syncStateMeans: Record<SyncState, string> = {
  in_step: 'The terminal holds the student as the office wants it.',
  waiting: 'The next run puts the student there.',
  offline: 'The terminal does not answer; it is brought in step when it is back.',
  no_finger: 'The student is on the terminal, but no finger is enrolled.',
  failed: 'It did not work; the reason stands below the table.',
  not_wanted: 'The class of the student is not on the group of this terminal.',
}

export const sync = {
  states: syncStates,
  stateMeans: syncStateMeans,
  plan: 'What a run would change',
  planRows: (plan: SyncPlan): string[] =>
    [
      plan.addUsers > 0 && `add ${count(plan.addUsers, 'student', 'students')}`,
      plan.updateUsers > 0 && `correct ${count(plan.updateUsers, 'name', 'names')}`,
      plan.addFingers > 0 && `add ${count(plan.addFingers, 'finger', 'fingers')}`,
      plan.removeUsers > 0 && `remove ${count(plan.removeUsers, 'student', 'students')}`,
      plan.removeFingers > 0 && `remove ${count(plan.removeFingers, 'finger', 'fingers')}`,
    ].filter(row => row !== false),
  nothing: 'nothing to change',
  unknown: (value: number) => `${count(value, 'unknown user', 'unknown users')}, not touched`,
  columns: { terminal: 'Terminal', change: 'Would change', last: 'Last run' },
  run: 'Run',
  runAll: 'Run all',
  running: (done: number, total: number) => `${n(done)} of ${n(total)}`,
  runningLabel: 'Running',
  lastRun: (moment: string, done: number, failed: number) =>
    done + failed === 0
      ? `${moment}: nothing had to be changed`
      : `${moment}: ${count(done, 'student', 'students')}${failed > 0 ? `, ${n(failed)} failed` : ''}`,
  neverRun: 'not since the start',
  away: 'Away',
  whenBack: (rows: string) => (rows === '' ? 'nothing to change' : `${rows}, when it is back`),
  matrix: 'Students and terminals',
  classFilter: 'Class',
  allClasses: 'All classes',
  onlyProblems: 'Only problems',
  everyone: 'Everyone',
  shown: 'Shown',
  student: 'Student',
  class: 'Class',
  fingers: (value: number) => count(value, 'finger', 'fingers'),
  emptyTitle: 'Everything is in step',
  emptyText: 'Every student of every class is on the terminals of its group. Show everyone to see them.',
  unassignedTitle: 'No class is on a group of terminals yet',
  unassignedText:
    'People who are on the terminals are left as they are. Put classes on groups, and Rollcall keeps them in step.',
  openClasses: 'Choose classes',
  noneTitle: 'No students or no terminals yet',
  noneText: 'Add terminals and students, then put classes on groups of terminals under Classes.',
  why: (sentence: string, since: string) => (since === '' ? sentence : `${sentence} (${since})`),
  choose: 'Choose a student with the arrow keys to read the details.',
  classes: 'Which class belongs on which group',
  classesText: 'A group is one or more terminals that hold the same classes. A change is carried out by itself.',
  classesTextViewer: 'A group is one or more terminals that hold the same classes. An administrator changes it.',
  assign: (name: string, group: string) => `${name} on ${group}`,
  assigned: (name: string, group: string) => `${name} goes on ${group}`,
  assignedText: (devices: string) => `Brought by itself to ${devices}.`,
  taken: (name: string, group: string) => `${name} goes off ${group}`,
  takenText: (devices: string) => `Removed by itself from ${devices}; the fingers stay in the office.`,
  noGroupsTitle: 'No groups yet',
  noGroupsText: 'A group is made when a terminal is added.',
  noClassesTitle: 'No classes yet',
  noClassesText: 'Classes appear here once they are added to the school.',
  groupDevices: (names: string) => (names === '' ? 'no terminal' : names),
} as const

const why: Record<UnknownUser['suggestions'][number]['why'], string> = {
  pin: 'same PIN',
  pin_and_name: 'same PIN, name alike',
  name: 'name alike',
}

export const adopt = {
  list: 'People on terminals whom the office does not know',
  columns: { name: 'Name on the terminal', pin: 'PIN', device: 'Terminal', fingers: 'Fingers', punches: 'Punches' },
  noName: 'No name',
  admin: 'manages the terminal',
  adminKeptTitle: (pin: string) => `PIN ${pin} was not removed`,
  adminKept:
    'Manages the terminal. Rollcall does not remove administrators: without one anybody could open the menu. It is done in the menu of the terminal.',
  suggestion: 'May be',
  nobodyAlike: 'nobody alike',
  hint: 'Enter says who it is.',
  hintRemove: 'Enter says who it is; Delete takes the person off the terminal.',
  emptyTitle: 'Everybody is known',
  emptyText: 'Each person on the terminals belongs to a student or was put there by the office.',
  panel: (pin: string) => `Who is PIN ${pin}`,
  question: 'Who is this?',
  why,
  suggestions: 'Suggestions',
  noSuggestions: 'No student has this PIN or a name like it.',
  search: 'Another student: name or admission number',
  results: 'Students found',
  nothingFound: 'No student found',
  linkTo: 'Link to',
  linked: (name: string) => `Linked to ${name}`,
  linkedText: (punches: number) =>
    punches === 0 ? 'There were no past punches to apply.' : `${count(punches, 'past punch', 'past punches')} applied.`,
  remove: 'Remove from the terminal',
  removeTitle: (pin: string) => `Remove PIN ${pin} from the terminal`,
  removeText: (name: string, device: string, fingers: number) =>
    `“${name}” and ${count(fingers, 'finger', 'fingers')} are deleted on ${device}. That cannot be undone; past punches stay.`,
  removed: (pin: string) => `PIN ${pin} was removed`,
  removedText: (device: string) => `Read back from ${device}.`,
} as const

export const search = {
  text: 'Asks each address of the networks of this computer whether a terminal answers, a few at a time.',
  start: 'Search',
  again: 'Search again',
  stop: 'Stop',
  progress: (asked: number, total: number) => `${n(asked)} of ${n(total)} addresses asked`,
  progressLabel: 'Addresses asked',
  subnets: (names: string) => `Networks: ${names}`,
  noSubnets:
    'This computer is in no private network, so nobody could be asked. Connect it to the network of the office.',
  found: 'Found',
  foundNone: 'No terminal has answered yet.',
  columns: { address: 'Address', device: 'Device', serial: 'Serial number', known: 'In Rollcall' },
  add: 'Add',
  addTo: (address: string) => `Add the terminal at ${address}`,
  locked: 'asks for a communication key',
  notKnown: 'not added',
  idleTitle: 'Nothing searched yet',
  idleText:
    'A terminal that is plugged into the network of the office is found by its answer, even if nobody knows its address.',
  doneNoneTitle: 'No terminal found',
  doneNoneText: 'Check that the terminals are on and plugged into the same network as this computer.',
} as const

const lines: Readonly<Record<string, (details: Details) => string>> = {
  added: () => 'Added to Rollcall',
  edited: details =>
    `Changed: ${
      [
        details['address'] === true && 'address',
        details['key'] === true && 'communication key',
        details['group'] === true && 'group',
      ]
        .filter(part => part !== false)
        .join(', ') || 'name or place'
    }`,
  retired: () => 'Taken out of use',
  returned: () => 'Answered again after a break; its users were looked at',
  online: () => 'Online',
  offline: () => 'Line lost',
  wrong_serial: () => 'Another terminal answered at its address',
  clock_set: details =>
    typeof details['driftMs'] === 'number'
      ? `Clock set; it was ${offText(details['driftMs'] / 1000)}`
      : 'Clock set; it showed a day that does not exist',
  address_changed: details => `Address changed from ${text(details, 'from')} to ${text(details, 'to')}`,
  synced: details =>
    `Brought in step: ${n(number(details, 'added'))} added, ${n(number(details, 'removed'))} removed, ${count(number(details, 'fingers'), 'finger', 'fingers')}, ${n(number(details, 'failed'))} failed`,
  adopted: () => 'A person on it was linked to a student',
  fingers_kept: details => `${count(number(details, 'fingers'), 'finger', 'fingers')} of known students taken over`,
  user_removed: () => 'An unknown person was removed from it',
  self_test: details =>
    `Morning self-test: ${number(details, 'findings') === 0 ? 'nothing found' : terminals.findings(number(details, 'findings'))}`,
  restarted: () => 'Restarted',
  log_cleared: details => `Memory emptied after ${count(number(details, 'records'), 'punch', 'punches')} were read`,
}

export const deviceLog = {
  title: (name: string) => `Log of ${name}`,
  text: 'What happened between Rollcall and the terminal, newest first; kept for 90 days.',
  line: (what: string, details: Details) => lines[what]?.(details) ?? what,
  empty: 'Nothing has happened yet.',
} as const
