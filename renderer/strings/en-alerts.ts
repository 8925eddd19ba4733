import type { HoldReason, BatchState, TemplateKind } from '../../core/contract/messages.ts'

// Alerts that are held back, the texts of messages, what parents are told and what it costs, emergencies.

const n = (count: number, one: string, more: string) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : more}`
const messages = (count: number) => n(count, 'message', 'messages')
const and = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
const has = (names: readonly string[]) => (names.length === 1 ? 'has' : 'have')

const batchStates: Record<BatchState, string> = {
  held: 'Held',
  released: 'Released',
  discarded: 'Not sent',
  expired: 'Never sent',
  recalled: 'Recalled',
}

/** What a reason means, and what to do about it. */
const holdReasons: Record<HoldReason['code'], { todo: string }> = {
  terminal_not_read: {
    todo: 'Children who pressed there would look absent. Check its power and network cable: once it has been read, only those who are missing remain, and the alerts go by themselves.',
  },
  no_terminal: {
    todo: 'Nobody can tell from a terminal who has come. Look for yourself and send, or put the classes on a terminal under Terminals, Classes.',
  },
  clock_drift: {
    todo: 'Presses there may be on the wrong side of the cut-off. Set the clock under Terminals, Doctor; the alerts go by themselves then.',
  },
  not_school_day: {
    todo: 'These alerts never go. Where the closure is a mistake, take it back under Settings, Calendar.',
  },
  share_of_school: {
    todo: 'So many are seldom away on one day. Find out whether a gate, a bus or a class was left out before anything is sent.',
  },
  share_of_class: {
    todo: 'Ask the class teacher who is in the room before anything is sent.',
  },
  not_today: {
    todo: 'A message about another day would only alarm, so these never go. Look at that day under Today, and call where it matters.',
  },
  alerts_off: { todo: 'These alerts never go. They are switched on under Policy and prices.' },
}

export const alerts = {
  held: {
    title: 'Held alerts',
    label: 'Absence alerts, newest first',
    states: batchStates,
    heading: (session: string, day: string) => `${session}, ${day}`,
    sentOf: (count: number) => `0 of ${messages(count)} sent.`,
    sentOfNone: 'No message so far.',
    goThemselves: 'They go by themselves when it is.',
    goThemselvesMore: 'They go by themselves when that is over.',
    goSoon: 'They go by themselves as soon as the hours for messages allow it.',
    working: 'The marks of the day are still being worked out.',
    waitForWord: 'They wait for a word of the office.',
    never: 'They never go.',
    price: (count: number, price: string) => `${messages(count)}, about ${price}`,
    students: (count: number) => n(count, 'child', 'children'),
    reason: {
      terminal_not_read: (names: readonly string[], since: string | null) =>
        `${and(names)} ${has(names)} not been read since ${since ?? 'the register closed'}.`,
      no_terminal: (names: readonly string[]) => `No terminal stands for ${and(names)}.`,
      clock_drift: (names: readonly string[]) =>
        `The ${names.length === 1 ? 'clock' : 'clocks'} of ${and(names)} ${names.length === 1 ? 'is' : 'are'} off by more than the limit.`,
      not_school_day: 'There is no school for these classes on this day.',
      share_of_school: (percent: number, limit: number) =>
        `${percent} % of the school are absent; the limit is ${limit} %.`,
      share_of_class: (className: string, percent: number, limit: number) =>
        `${percent} % of ${className} are absent; the limit is ${limit} %.`,
      not_today: (day: string) =>
        `${day} is over: Rollcall was not running when they were due, or they were still held.`,
      alerts_off: 'Absence alerts are switched off.',
    },
    todo: (code: HoldReason['code']) => holdReasons[code].todo,
    why: 'Why',
    release: (count: number) => `I have checked, send ${messages(count)}`,
    releaseKey: 'Send after a check',
    changed: (before: number, now: number) =>
      `Nothing was sent: the list has changed from ${messages(before)} to ${now.toLocaleString('en-GB')}. Look at it again, then confirm the new number.`,
    changedUnknown: 'Nothing was sent: the list has changed. Look at it again, then confirm the new number.',
    released: (count: number) => `${messages(count)} on the way`,
    releasedText: 'Each guardian gets it once. Recall is possible here.',
    discard: 'Do not send',
    discardTitle: (heading: string) => `Do not send: ${heading}`,
    discardText: (count: number) =>
      `${messages(count)} will not be sent, today or later. Who decided it, and why, stays on record.`,
    discardUsual: ['A terminal failed', 'Parents know already', 'School trip', 'Register taken by hand'],
    discarded: 'Not sent',
    discardedText: 'No parent was told. The marks of the day stay as they are.',
    recall: 'Recall',
    recallTitle: (heading: string) => `Recall: ${heading}`,
    recallText: (count: number) =>
      count === 0
        ? 'What has not left yet is taken back.'
        : `${n(count, 'message that went out is', 'messages that went out are')} corrected: one correction each, to the same number. What has not left yet is taken back. There is never a second correction.`,
    recallAction: (count: number) => (count === 0 ? 'Recall' : `Recall, send ${n(count, 'correction', 'corrections')}`),
    recallUsual: ['A terminal failed', 'The clock was wrong', 'The class was on a trip'],
    recalled: (count: number) => `${n(count, 'correction', 'corrections')} on the way`,
    recalledText: 'Each goes to the number that got the wrong message.',
    whyField: 'Why',
    whyHint: 'Kept with the name of who did it',
    whyMissing: 'Write why, in two letters or more.',
    who: 'Who is in it',
    whoTitle: (heading: string) => `Who is in it: ${heading}`,
    whoNone: 'Nobody is in it any more.',
    noGuardian: 'no guardian who can be reached: call',
    blocked: 'the number is blocked: call',
    noMessage: (count: number) => `${n(count, 'child has', 'children have')} nobody who can be told by text.`,
    by: (name: string) => `by ${name}`,
    byItself: 'by themselves',
    decided: (state: string, moment: string, by: string) => `${state} ${moment} ${by}`,
    decidedWhy: (decided: string, why: string) => `${decided}: “${why}”`,
    expired: (day: string) => `The absence alerts of ${day} were not sent and never will be.`,
    correctable: (count: number) => `${n(count, 'message', 'messages')} can still be recalled.`,
    waiting: 'Held now',
    earlier: 'Earlier',
    emptyTitle: 'Nothing is held',
    emptyText:
      'When a register closes, absence alerts go out by themselves if every terminal has been read and the numbers are plausible. Otherwise they wait here with the reason.',
    readOnly: 'Sending and recalling is for those who may write messages.',
  },

  banner: {
    more: (count: number) => `Those of ${n(count, 'more register', 'more registers')} are held as well.`,
    open: 'Look at them',
    hide: 'Hide',
    notTold: (day: string, morning: number, afternoon: number) => {
      const parts = [
        morning > 0 && n(morning, 'child in the morning', 'children in the morning'),
        afternoon > 0 && n(afternoon, 'child in the afternoon', 'children in the afternoon'),
      ].filter(part => part !== false)
      return `${day}: parents were not told of absences, ${parts.join(', ')}.`
    },
  },

  strip: {
    held: (count: number) => `Alerts of ${n(count, 'register', 'registers')} held`,
    openHeld: 'Open held alerts',
    balance: (text: string) => `balance ${text}`,
    paused: {
      key_refused: 'stand still: the key is refused',
      sender_refused: 'stand still: the sender name is refused',
      no_money: 'stand still: no money left',
      too_fast: 'wait: the provider asks for a pause',
      no_account: 'stand still: no account',
      storage: 'stand still: the disk is full',
    },
  },

  correct: {
    title: 'Parents were told of the absence',
    told: (guardian: string, moment: string, state: string) => `${guardian}, ${moment}: ${state}`,
    action: 'Correct it',
    hint: 'Tells the same number that the child is at school',
    done: (count: number) => `${n(count, 'correction', 'corrections')} on the way`,
    corrected: 'corrected',
    text: 'One correction goes to each number that was told. It cannot be sent twice.',
  },

  templates: {
    title: 'Templates',
    list: 'Kinds of messages',
    kinds: {
      absent: 'Absent',
      late: 'Late',
      left_early: 'Left early',
      arrived_after: 'Came after all',
      correction: 'Correction',
      arrival: 'Arrival',
      departure: 'Departure',
    } satisfies Record<TemplateKind, string>,
    when: {
      absent: 'When the register has closed and the child has not come.',
      late: 'When the child comes late.',
      left_early: 'When the child leaves before the end without a pass.',
      arrived_after: 'When the child comes after parents were told that it is absent.',
      correction: 'When parents were told wrongly that the child is absent.',
      arrival: 'When the child comes.',
      departure: 'When the child leaves.',
    } satisfies Record<TemplateKind, string>,
    languages: { en: 'English', sw: 'Kiswahili' },
    own: 'own text',
    field: (language: string) => `Text in ${language}`,
    insert: 'Insert',
    fields: {
      sender: 'School name',
      name: 'Child',
      class: 'Class',
      time: 'Time',
      date: 'Date',
      phone: 'Office phone',
    } as Readonly<Record<string, string>>,
    insertField: (field: string, language: string) => `Insert ${field} into the ${language} text`,
    parts: (count: number) => n(count, 'part', 'parts'),
    size: (units: number, of: number) => `${units.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} characters`,
    cost: (parts: string, price: string) => `${parts}, ${price} each`,
    example: 'As it comes out',
    longest: (name: string) => `With the longest name, ${name}`,
    longestDear: (name: string, parts: string) => `With ${name} it takes ${parts}: shorten it to keep the price.`,
    replaced: (characters: string) => `Replaced by plain characters: ${characters}`,
    dear: (characters: string) => `Each of these counts twice: ${characters}`,
    unicode: (characters: string) => `With these a part holds 70 characters instead of 160: ${characters}`,
    unknown: (fields: string) =>
      `There is no ${fields}. Only the fields below can stand in braces; it cannot be saved like this.`,
    needsName: 'It must say {name}: parents must know who is meant. It cannot be saved like this.',
    missing: (fields: string) => `The text does not say ${fields}.`,
    tooShort: 'Write at least 5 characters.',
    tooLong: 'At most 480 characters.',
    reset: 'Back to the default text',
    resetOf: (language: string) => `Back to the default text in ${language}`,
    resetDone: 'Default text is back',
    saved: 'Text saved',
    savedText: 'Messages that are written from now on use it.',
    next: 'Next kind',
    before: 'Kind before',
    changed: 'changed',
    readOnly: 'Texts are changed by those who may write messages.',
  },

  policy: {
    title: 'Policy and prices',
    told: 'What parents are told',
    exceptions: 'Exceptions',
    exceptionsText: 'What parents must know. This is how a school begins.',
    everything: 'Everybody, every day',
    everythingText: 'One message per child and day: dear, and parents stop reading them.',
    switches: {
      absent: 'Absent when the register closes',
      late: 'Late',
      leftEarly: 'Left early without a pass',
      arrival: 'Arrival of each child',
      departure: 'Departure of each child',
    },
    ofTerm: (count: number, price: string) => `about ${count.toLocaleString('en-GB')} this term, ${price}`,
    ofTermNone: 'none expected this term',
    sum: (count: number, price: string) => `Together: about ${messages(count)} this term, ${price}`,
    sumBefore: (price: string) => `As saved now: ${price}`,
    today: (count: number, price: string) => `Today: about ${messages(count)}, ${price}, as saved now`,
    alertsFrom: (day: string) => `Absence alerts go out from ${day}.`,
    alertsSince: (day: string) => `Absence alerts have been on since ${day}.`,
    alertsWouldBegin: (day: string) => `Begins with the next school day, ${day}: nobody is told of today.`,
    alertsWouldBeginLater: 'Begins with the next school day: nobody is told of today.',
    alertsWithoutAccount: 'Begins with the school day after the account of the school is entered under Account.',
    alertsStop: 'No absence alert goes out any more; those that are held are never sent.',
    caps: 'Price and caps',
    price: 'Price per part, KES',
    priceHint: 'An estimate until the provider says what it charged',
    dailyCap: 'Parts a day at most',
    monthlyCap: 'Parts a month at most',
    capHint: '0: no cap. What is over it waits in the queue',
    lowBalance: 'Warn when the balance is below, KES',
    usedToday: 'Used today',
    usedMonth: 'Used this month',
    usedOf: (used: number, cap: number) => `${used.toLocaleString('en-GB')} of ${n(cap, 'part', 'parts')}`,
    used: (used: number) => `${n(used, 'part', 'parts')}, no cap`,
    hours: 'Hours',
    quietFrom: 'Nothing after',
    quietUntil: 'Nothing before',
    quietHint: 'Emergencies and corrections go at any hour',
    stale: 'News too old after, minutes',
    staleHint: 'Older news of arrival and leaving is not sent',
    merge: 'Join siblings within, seconds',
    mergeHint: '0: each child a message of its own',
    safety: 'When absence alerts are held',
    shareSchool: 'More of the school absent than, %',
    shareClass: 'More of a class absent than, %',
    drift: 'A clock off by more than, seconds',
    safetyHint: 'Held alerts wait for a word of the office',
    driftHint: 'Of a terminal',
    words: 'In every text',
    sender: 'Name of the school',
    senderHint: 'At the head of each text, 30 characters at most',
    phone: 'Phone of the office',
    phoneHint: 'Whom parents call. Empty: no text asks them to call',
    whole: (from: string, to: string) => `A whole number from ${from} to ${to}.`,
    money: 'An amount such as 0.80.',
    time: 'A time such as 19:00.',
    needed: 'A name is needed.',
    saved: 'Policy saved',
    savedText: 'It holds for what is written from now on.',
    readOnly: 'Only an administrator changes these.',
  },

  emergency: {
    open: 'Emergency message',
    title: 'Emergency message',
    text: 'To every guardian who receives messages, at any hour and whatever the caps. What has left cannot be taken back.',
    who: 'To whom',
    whos: { school: 'The whole school', classes: 'Classes', streams: 'Streams' },
    which: { classes: 'Which classes', streams: 'Which streams' },
    noneChosen: 'Choose at least one.',
    textEn: 'Text in English',
    textSw: 'Text in Kiswahili',
    textSwHint: 'Empty: everybody gets the English text',
    textHint: 'Say what has happened, what parents should do, and whom to call',
    why: 'Why it is sent',
    whyHint: 'For the records of the school; parents do not see it',
    guardians: (count: number) => n(count, 'guardian', 'guardians'),
    preview: (guardians: string, parts: number, price: string) =>
      `${guardians}, ${n(parts, 'part', 'parts')}, about ${price}`,
    unreachable: (count: number) =>
      `${n(count, 'guardian', 'guardians')} cannot be reached: their numbers are blocked.`,
    nobody: 'No guardian there can be reached.',
    needed: (what: readonly string[]) => `Still needed: ${what.join(', ')}.`,
    needs: { scope: 'whom it goes to', text: 'the English text', why: 'why it is sent', word: 'the word SEND' },
    word: 'SEND',
    typed: (word: string) => `Type ${word} to make the button work`,
    send: (guardians: string) => `Send to ${guardians}`,
    sendNobody: 'Send',
    changed: (count: number) =>
      `Nothing was sent: there are ${n(count, 'guardian', 'guardians')} now. Look at the number again, then type the word.`,
    sent: (count: number) => `${messages(count)} on the way`,
    sentText: 'The queue shows what becomes of each.',
    counting: 'Counting the guardians',
  },
} as const
