import type {
  BlockReason,
  MessageEvidence,
  MessageKind,
  MessageState,
  PauseCode,
} from '../../core/contract/messages.ts'

// Messages to parents: the queue and its evidence, phones that take none, the statement, the accounts.

const number = (n: number) => n.toLocaleString('en-GB')
const n = (count: number, one: string, more: string) => `${number(count)} ${count === 1 ? one : more}`

export const messageStates: Record<MessageState, string> = {
  queued: 'Queued',
  sending: 'Sending',
  submitted: 'Accepted',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  uncertain: 'Not certain',
  held_provider: 'Kept back',
  rejected: 'Refused',
  expired: 'Too late',
  cancelled: 'Taken back',
}

export const messageStateMeans: Record<MessageState, string> = {
  queued: 'Waiting for its turn; goes out by itself.',
  sending: 'On its way to the message service.',
  submitted: 'The message service has taken it; no word from the phone yet.',
  delivered: 'The phone has confirmed it.',
  undelivered: 'The message service could not reach the phone.',
  uncertain: 'It may have gone out. It is not sent again by itself, so that no parent gets it twice.',
  held_provider: 'The message service keeps it back and may let it go later. It is not sent again by itself.',
  rejected: 'It was refused. Nothing went out.',
  expired: 'Its time had passed, so it was not sent.',
  cancelled: 'Taken back before it was sent, or given up.',
}

/** Where no delivery reports come, a message that was taken stays there. */
export const unconfirmed = {
  state: 'Accepted, delivery not confirmed',
  means: 'The message service has taken it. No delivery reports come to this computer, so nobody can say more.',
}

export const messageKinds: Record<MessageKind, string> = {
  emergency: 'Emergency',
  correction: 'Correction',
  absent: 'Absent',
  arrived_after: 'Arrived after all',
  left_early: 'Left early',
  late: 'Late',
  departure: 'Departure',
  arrival: 'Arrival',
  test: 'Test',
}

const messageNotes: Readonly<Record<string, string>> = {
  late_not_sent: 'Too old to be useful when it could have been sent.',
  clock_changed: 'The clock of this computer was wrong, so nobody can tell how old it is.',
  earlier_punch: 'A press of the finger came to light before it left, so it was no longer true.',
  not_expected: 'A closure, a reason or a mark by hand made it untrue before it left.',
  recalled: 'It was recalled or corrected before it left.',
  waiting_for_terminal: 'A terminal is not read yet, and an earlier press may lie in it. It goes when that is known.',
  terminal_not_read: 'A terminal was not read in time, so nobody knew whether an earlier press lay in it.',
  quiet_hours: 'It fell into the quiet hours.',
  interrupted: 'Rollcall was stopped while it was being sent.',
  over_budget: 'The cap for parts is used up. It waits for the next day, or for a higher cap.',
  no_reachable_guardian: 'No guardian who wants messages can be reached.',
  by_hand: 'Taken back by hand.',
  given_up: 'Given up by hand.',

  no_account: 'No message service is set up.',
  key_refused: 'The message service does not accept the key.',
  sender_refused: 'The message service does not accept the sender ID.',
  no_money: 'The money of the account is used up.',
  too_fast: 'The message service asked for a pause.',
  storage: 'The outcome could not be written to the disk.',

  redirected: 'Something between here and the message service answered in its place.',
  line_failed: 'The line to the message service failed.',
  gateway_failed: 'Sending broke off inside Rollcall.',
  package_failed: 'Sending broke off inside Rollcall.',
  unreadable_answer: 'The message service answered, and the answer could not be read.',
  no_recipient: 'The message service answered without a word about this phone.',
  accepted_without_id: 'The message service seems to have taken it, without a number to ask for.',
  unknown_code: 'The message service answered with a code that is not known.',
  empty: 'There was no text in it.',

  RiskHold: 'The message service examines it before it lets it go.',
  CouldNotRoute: 'No way was found to the network of this phone.',
  DoNotDisturbRejection: 'The network takes no messages for this phone at this hour.',
  RejectedByGateway: 'The network of this phone refused it.',
  InternalServerError: 'The message service had trouble of its own.',
  GatewayError: 'The message service had trouble of its own.',
  InvalidPhoneNumber: 'This is not the number of a phone.',
  not_e164: 'This is not the number of a mobile phone.',
  invalid_for_package: 'This is not the number of a mobile phone.',
  UnsupportedNumberType: 'This phone cannot take messages.',
  UserInBlacklist: 'The parent has blocked such messages.',
  UserInBlackList: 'The parent has blocked such messages.',
  UserIsInactive: 'The phone has been off for long, or its number is not used any more.',
  UserAccountSuspended: 'The line of this phone is suspended.',
  UserDoesNotExist: 'Nobody has this number.',
  NotNetworkSubcriber: 'The number is not on this network.',
  UserNotSubscribedToProduct: 'The phone is not allowed such messages.',
  InsufficientCredit: 'The money was not enough.',
  DeliveryFailure: 'The network could not deliver it.',
  Failed: 'The network could not deliver it.',
  Rejected: 'The network refused it.',
  AbsentSubscriber: 'The phone was off or out of reach for two days.',
  Expired: 'The network gave up after two days.',

  login_later: 'The mail server asked to come again later.',
  not_an_address: 'This is not an email address.',
  EAUTH: 'The mail server does not accept the name or the password.',
  ETLS: 'The mail server offers no safe line.',
  EENVELOPE: 'The mail server does not accept the address.',
  ENOTFOUND: 'The server was not found: no internet, or a wrong name.',
  EAI_AGAIN: 'The server was not found: no internet.',
  EDNS: 'The server was not found: no internet, or a wrong name.',
  ECONNREFUSED: 'Nobody answered at the address of the server.',
  ENETUNREACH: 'There was no internet.',
  EHOSTUNREACH: 'There was no way to the server.',
  ECONNRESET: 'The line was cut.',
  EPIPE: 'The line was cut.',
  ECONNABORTED: 'No answer came in time.',
  ETIMEDOUT: 'No answer came in time.',
  ECONNECTION: 'The line to the mail server did not come about.',
  ESOCKET: 'The line to the mail server failed.',
}

/** Why a message is where it is; a reason that nobody has a sentence for is told as it came. */
export function noteText(note: string): string {
  const known = messageNotes[note]
  if (known !== undefined) return known
  const [, what, code] = /^(http|smtp)_(\d+)$/.exec(note) ?? []
  if (what === 'http') return `The message service answered with the error ${code ?? ''}.`
  if (what === 'smtp') return `The mail server refused it (${code ?? ''}).`
  return `The reason given was: ${note}.`
}

const attemptTitles: Readonly<Record<string, string>> = {
  accepted: 'Handed over and accepted',
  refused: 'Refused',
  retry: 'Not taken; tried again later',
  account: 'Not taken: the account',
  held: 'Kept back by the message service',
  ambiguous: 'Nobody can tell whether it was taken',
  unreachable: 'Not handed over: no line',
}

const phases: Readonly<Record<string, string>> = {
  connect: 'The line did not come about, so nothing left this computer.',
  sent: 'The text had left this computer when the line failed.',
  reply: 'An answer came after the text had left.',
}

const reportWords: Readonly<Record<string, string>> = {
  success: 'delivered to the phone',
  failed: 'not delivered',
  rejected: 'refused by the network',
  sent: 'on its way to the phone',
  submitted: 'with the network',
  buffered: 'waiting for the phone to be on',
  absentsubscriber: 'the phone is off or out of reach',
  expired: 'not delivered in time',
}

const decisions: Record<Extract<MessageEvidence, { kind: 'decision' }>['as'], string> = {
  sent: 'Said to have been sent',
  send_again: 'Sent again by a person’s word',
  give_up: 'Given up',
}

type Sentence = { title: string; text: string }

const paused: Record<PauseCode, Sentence> = {
  key_refused: {
    title: 'Nothing is sent: the message service does not accept the key',
    text: 'Check user name and key, test them and save. A new key can take 20 minutes; it goes on by itself once the key is taken.',
  },
  sender_refused: {
    title: 'Nothing is sent: the sender ID is not accepted',
    text: 'Register it with the message service, or leave it empty to use the shared one. Then press Resume.',
  },
  no_money: {
    title: 'Nothing is sent: the money is used up',
    text: 'Top up the account with the message service. It goes on by itself within minutes, the most urgent first.',
  },
  too_fast: {
    title: 'Sending pauses: the message service asked for it',
    text: 'It goes on by itself. Nothing has to be done.',
  },
  no_account: {
    title: 'Nothing is sent: no message service is set up',
    text: 'Messages wait, and what is too old by then is not sent any more. Enter the account of the school.',
  },
  storage: {
    title: 'Nothing is sent: the outcome cannot be written to the disk',
    text: 'Make room on the disk of this computer. It goes on by itself.',
  },
}

const blockReasons: Record<BlockReason, string> = {
  opted_out: 'Blocked by the parent',
  inactive: 'Off or out of use',
  invalid: 'No such number',
  unsupported: 'Takes no messages',
}

/** What to do so that the guardian gets messages again; the first may be read out on the phone. */
const blockRemedies: Record<BlockReason, { tell: string; then: string }> = {
  opted_out: {
    tell: 'Messages of the school are blocked on this phone. To allow them, dial *456*9# and choose 5, then allow messages again.',
    then: 'When the parent has done so, unblock the number here.',
  },
  inactive: {
    tell: 'The phone has been off for long, or the number is not used any more. Which number do you use now?',
    then: 'A new number is entered with the student. If it is the same, unblock it here.',
  },
  invalid: {
    tell: 'The number that the school has does not exist. What is the right one?',
    then: 'Correct the number with the student. If it was right, unblock it here.',
  },
  unsupported: {
    tell: 'The number that the school has cannot take messages: it is a landline or a foreign number. Is there a mobile phone?',
    then: 'Enter the mobile number with the student.',
  },
}

export const messages = {
  title: 'Messages',
  tabs: {
    label: 'Parts of Messages',
    queue: 'Queue',
    held: 'Held alerts',
    uncertain: 'Not certain',
    templates: 'Templates',
    policy: 'Policy and prices',
    blocked: 'Blocked numbers',
    statement: 'Statement',
    account: 'Account',
  },
  waiting: (count: number) => n(count, 'message waits', 'messages wait'),
  heldBatches: (count: number) => n(count, 'batch of alerts is held', 'batches of alerts are held'),
  uncertainCount: (count: number) => n(count, 'message is not certain', 'messages are not certain'),
  blockedCount: (count: number) => n(count, 'guardian cannot be reached', 'guardians cannot be reached'),
  accountPaused: 'Nothing is sent',
  emergency: 'Emergency',
  emergencyHint: 'A message to every guardian at once',
  all: 'All',
  states: 'State',
  kind: 'Kind',
  everyKind: 'Every kind',
  day: 'Day of school',
  search: 'Name of student or guardian',
  clear: 'Show all messages',
  columns: {
    at: 'Written',
    state: 'State',
    kind: 'Kind',
    student: 'Student',
    guardian: 'Guardian',
    phone: 'Phone',
    parts: 'Parts',
    price: 'Price',
  },
  count: (count: number) => n(count, 'message', 'messages'),
  noneTitle: 'No messages yet',
  noneText:
    'A message is written the moment there is something to tell, as the policy says. What is told, and its price, is under Policy and prices.',
  openPolicy: 'Open policy and prices',
  emptyTitle: 'No message found',
  emptyText: 'Choose another state, kind or day, or clear the search.',
  panel: 'Message',
  text: 'Text',
  parts: (count: number) => (count === 1 ? '1 part' : `${number(count)} parts`),
  price: (count: number, money: string) => `${count === 1 ? '1 part' : `${number(count)} parts`}, ${money}`,
  written: 'Written',
  sent: 'Handed over',
  notSent: 'Not sent',
  perhapsSent: 'Perhaps',
  attempts: 'Attempts',
  channel: 'By',
  channels: { sms: 'Text message', email: 'Email' },
  to: { sms: 'Phone', email: 'Address' },
  simulated: 'Simulated: no phone has received it.',
  corrected: 'corrected',
  corrects: 'Corrects an earlier message',
  openOther: 'Open it',
  cancel: 'Take back',
  cancelHint: 'It is not sent. This cannot be undone.',
  cancelled: 'Taken back',
  cancelledText: 'The message is not sent.',
  notCancelled: 'Not taken back',
  notCancelledText: 'It had left already.',
  openUncertain: 'See all that are not certain',
}

export const evidence = {
  title: 'What is known',
  written: 'Written',
  attempt: (outcome: string | null) =>
    outcome === null ? 'Begun; no end was written down' : (attemptTitles[outcome] ?? 'Tried'),
  phase: (phase: string) => phases[phase] ?? '',
  /** No end: the program was stopped. */
  interrupted: 'Rollcall was stopped while it was being sent.',
  running: 'The answer is awaited.',
  took: (seconds: number) => (seconds < 1 ? 'answered at once' : `after ${number(seconds)} s`),
  report: (status: string) => `Delivery report: ${reportWords[status.toLowerCase()] ?? status}`,
  adopted: 'This report told that the text had gone out.',
  decision: (as: keyof typeof decisions, by: string) => (by === '' ? decisions[as] : `${decisions[as]}, ${by}`),
  corrected: 'Corrected by another message',
  details: 'Details for support',
  detail: (parts: { phase: string | null; reason: string | null; code: string | null }) =>
    [parts.phase, parts.reason, parts.code].filter(part => part !== null).join(' · '),
}

export const uncertain = {
  title: 'Not certain',
  explain:
    'These may have gone out: the line failed at the wrong moment. None is sent again by itself, so that no parent gets it twice.',
  reports: 'Delivery reports settle most of them by themselves within a day.',
  noReports: 'No delivery reports come to this computer, so only a person can settle them.',
  emergency: 'An emergency is sent once more by itself after 3 minutes, marked as a repeat.',
  noneTitle: 'Nothing is in doubt',
  noneText: 'Messages of which nobody can tell whether they went out come here, with all that is known of them.',
  hint: {
    fell: 'The balance fell by its price: it probably went out, unless another program uses the same account.',
    same: 'The balance did not fall by its price: it probably did not go out.',
    none: 'The balance does not tell whether it went out.',
  },
  decide: 'What became of it?',
  choices: {
    sent: { label: 'It was sent', hint: 'Counted as sent. Nothing goes out. Ask the parent, if in doubt.' },
    send_again: {
      label: 'Send it again',
      hint: 'Goes out at once. The parent may get it twice.',
    },
    give_up: { label: 'Give up', hint: 'Counted as not sent. Nothing goes out; the parent may never be told.' },
  },
  confirm: {
    none: 'Choose what became of it',
    sent: 'Count as sent',
    send_again: 'Send again',
    give_up: 'Give up',
  },
  done: {
    sent: 'Counted as sent',
    send_again: 'Goes out again',
    give_up: 'Given up',
  },
}

export const blocked = {
  title: 'Blocked numbers',
  explain:
    'The network refused messages to these phones for good. They get none until they are unblocked; the next guardian gets them, where there is one.',
  className: 'Class',
  everyClass: 'Every class',
  count: (count: number) => n(count, 'guardian', 'guardians'),
  columns: {
    className: 'Class',
    student: 'Student',
    guardian: 'Guardian',
    phone: 'Phone',
    reason: 'Why',
    since: 'Since',
    instead: 'Told instead',
  },
  reasons: blockReasons,
  remedies: blockRemedies,
  nobody: 'nobody',
  nobodyText: 'Nobody is told: no other guardian can be reached.',
  noneTitle: 'Every number can be reached',
  noneText: 'A phone that the network refuses for good comes here, with what to tell the parent.',
  noneInClass: 'Nobody in this class. Choose another one.',
  panel: (name: string) => `Blocked: ${name}`,
  tell: 'What to tell the parent',
  children: 'Children',
  unblock: 'Unblock',
  unblockHint: 'The next message goes to this phone again.',
  unblocked: 'Unblocked',
  unblockedText: (name: string) =>
    `Messages go to ${name} again. If the network refuses the next one, it is blocked again.`,
}

export const statement = {
  title: 'Statement',
  period: 'Time',
  periods: { month: 'This month', last: 'Last month', week: 'Last 7 days', own: 'Other days' },
  from: 'From',
  to: 'To',
  wrongDays: 'The first day must not be after the last.',
  columns: {
    kind: 'Message',
    messages: 'Sent',
    parts: 'Parts',
    cost: 'Cost',
    delivered: 'Delivered',
    failed: 'Failed',
  },
  together: 'Together',
  failures: 'Not delivered, by reason',
  noFailures: 'Every message went through.',
  reason: 'Reason',
  messages: 'Messages',
  states: { undelivered: 'Not delivered', rejected: 'Refused', expired: 'Too late' },
  balance: 'Balance',
  balanceAt: (money: string, moment: string) => `${money}, ${moment}`,
  noBalance: 'Not known yet',
  spent: 'Spent',
  usedParts: (messages: number, parts: number) => `${n(messages, 'message', 'messages')}, ${n(parts, 'part', 'parts')}`,
  notConfirmed: 'No delivery reports come to this computer, so no delivery is confirmed.',
  uncertain: (count: number) =>
    `${n(count, 'message', 'messages')} may or may not have gone out; ${count === 1 ? 'it is' : 'they are'} counted as sent.`,
  estimated: (parts: number) =>
    `The price of ${n(parts, 'part', 'parts')} is an estimate, because the message service did not name it.`,
  noneTitle: 'No text message in this time',
  noneText: 'Choose other days.',
}

export const messageAccount = {
  sms: 'Text messages',
  email: 'Email',
  paused,
  since: 'Since',
  resume: 'Resume',
  resumed: 'Sending goes on',
  resumedText: 'If the reason is still there, it pauses again by itself.',
  open: 'Open account',
  provider: 'Message service',
  providerNone: 'No text is sent. Choose the service to enter its account.',
  providers: { none: 'None', africastalking: 'Africa’s Talking' },
  username: 'User name',
  usernameHint: 'As at the message service; “sandbox” is for trying out only.',
  senderId: 'Sender ID',
  senderIdHint: 'Up to 11 letters and digits, registered as transactional. Empty: the shared one.',
  key: 'Key',
  keyNew: 'New key',
  keySet: 'A key is stored. It is never shown. Enter another only to replace it.',
  keyUnset: 'From the message service, under Settings, API key. It is sealed and never shown again.',
  problems: {
    username: 'The user name is needed.',
    key: 'The key is needed: at least 8 characters.',
    senderId: 'Only letters and digits.',
    host: 'The name of the server is needed.',
    port: 'A number from 1 to 65535.',
    from: 'An address like office@school.ac.ke is needed.',
    password: 'The password is needed with a user name.',
    to: 'An address like head@school.ac.ke is needed.',
  },
  environments: { live: 'Live', sandbox: 'Sandbox', demo: 'Demo school' },
  environmentMeans: {
    live: 'Messages reach phones and cost money.',
    sandbox: 'For trying out: no phone receives anything.',
    demo: 'A stand-in on this computer takes the messages. No phone receives anything, and nothing costs money.',
  },
  restartNeeded: 'Restart Rollcall to begin',
  restartText:
    'This program has spoken to the other one of live and sandbox since its start, and speaks to one only. Messages wait until it is restarted.',
  test: 'Test',
  testHint: 'Asks for the balance. Nothing is sent and nothing is saved.',
  tested: 'The account works',
  testedText: (money: string) => `Balance ${money}. Nothing was sent.`,
  testedNoBalance: 'The message service did not name the balance. Nothing was sent.',
  saved: 'Account saved',
  savedText: 'Messages that wait go out now, if they are not too old.',
  savedNone: 'No message service is used. Messages wait.',
  state: 'State',
  sending: 'Sends',
  notSending: 'Nothing is sent',
  balance: 'Balance',
  balanceAt: (moment: string) => `at ${moment}`,
  low: 'Low',
  noBalance: 'Not known yet',
  refresh: 'Ask for the balance',
  reports: 'Delivery reports',
  reportsYes: 'Come to this computer',
  reportsNo: 'Do not come to this computer: “accepted” is the last that is known',

  emailText: 'Beside text messages, through the mail server of the school. Off unless it is switched on.',
  enabled: 'Send messages by email too',
  when: 'To whom',
  whens: {
    also: 'Every guardian with an address, beside the text',
    no_phone: 'Only guardians whose phone cannot be reached',
  },
  host: 'Mail server',
  hostHint: 'smtp.school.ac.ke',
  port: 'Port',
  secure: 'TLS from the first byte',
  secureHint: 'Usual with port 465; otherwise STARTTLS, usual with port 587.',
  emailUser: 'User name',
  password: 'Password',
  passwordNew: 'New password',
  passwordSet: 'A password is stored. It is never shown.',
  from: 'From',
  emailSaved: 'Email account saved',
  emailOn: 'Messages go out by email too.',
  emailOff: 'No email is sent.',
  testTo: 'Test to',
  testEmail: 'Send a test',
  testEmailFirst: 'Save first: the test uses what is saved.',
  emailTested: 'The mail server has taken the test',
  emailTestedText: (to: string) => `Look into the mailbox of ${to}, and into its spam.`,
  emailFailed: 'The test was not taken',
}
