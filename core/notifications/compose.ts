import type { Day } from '../contract/common.ts'
import type { Language, TemplateKind } from '../contract/messages.ts'
import { smsSize } from './gsm.ts'
import { renderTemplate } from './render-template.ts'

/** One child in a text. */
export type TextChild = {
  /** `Brian Otieno`. */
  readonly name: string
  /** `Grade 7 East`. */
  readonly className: string
  /** 24-hour digits; the Swahili clock counts from six, so no words. */
  readonly time: string
}

export type TextFacts = {
  readonly sender: string
  /** Whom parents call; may be empty. */
  readonly officePhone: string
  /** Day and month, `12/05`, so that a text delivered twice or late is recognised. */
  readonly date: string
  /** At least one. */
  readonly children: readonly TextChild[]
}

/** The text of a kind for one child, as the school wants it. */
export type TextOf = (kind: TemplateKind, language: Language) => string

type Texts = Readonly<Record<Language, Readonly<Record<TemplateKind, string>>>>

/** What a text can name, in the order in which it is offered. {phone} is the office's; the sentence goes without one. */
export const textFields = ['sender', 'name', 'class', 'time', 'date', 'phone'] as const

/** How the texts are until the school changes them. */
export const defaultTexts: Texts = {
  en: {
    absent: '{sender}: {name} ({class}) has not arrived by {time} today, {date}. If you know why, please call {phone}.',
    late: '{sender}: {name} ({class}) came late today, {date}; arrived at {time}.',
    left_early: '{sender}: {name} ({class}) left school early today, {date}, at {time}. For questions call {phone}.',
    arrived_after: '{sender}: {name} ({class}) has arrived at school, at {time} today, {date}.',
    correction:
      '{sender}: Please ignore our earlier message. {name} ({class}) IS at school today, {date}. We are sorry.',
    arrival: '{sender}: {name} ({class}) arrived at school at {time} today, {date}.',
    departure: '{sender}: {name} ({class}) left school at {time} today, {date}.',
  },
  sw: {
    absent: '{sender}: {name} ({class}) hajafika shuleni kufikia {time} leo, {date}. Ukijua sababu piga {phone}.',
    late: '{sender}: {name} ({class}) amechelewa; amefika {time} leo, {date}.',
    left_early:
      '{sender}: {name} ({class}) ameondoka shuleni mapema leo, {date}, saa {time}. Kwa maswali piga {phone}.',
    arrived_after: '{sender}: {name} ({class}) amefika shuleni {time} leo, {date}.',
    correction: '{sender}: Puuza ujumbe wa awali. {name} ({class}) YUKO shuleni leo, {date}. Samahani.',
    arrival: '{sender}: {name} ({class}) amefika shuleni {time} leo, {date}.',
    departure: '{sender}: {name} ({class}) ameondoka shuleni {time} leo, {date}.',
  },
}

/** For several children of one guardian; {names} has each with class, and the time where it differs. */
const pluralTexts: Texts = {
  en: {
    absent: '{sender}: {names} have not arrived by {time} today, {date}. If you know why, please call {phone}.',
    late: '{sender}: {names} came late today, {date}; arrived at {time}.',
    left_early: '{sender}: {names} left school early today, {date}, at {time}. For questions call {phone}.',
    arrived_after: '{sender}: {names} have arrived at school, at {time} today, {date}.',
    correction: '{sender}: Please ignore our earlier message. {names} ARE at school today, {date}. We are sorry.',
    arrival: '{sender}: {names} arrived at school at {time} today, {date}.',
    departure: '{sender}: {names} left school at {time} today, {date}.',
  },
  sw: {
    absent: '{sender}: {names} hawajafika shuleni kufikia {time} leo, {date}. Ukijua sababu piga {phone}.',
    late: '{sender}: {names} wamechelewa; wamefika {time} leo, {date}.',
    left_early: '{sender}: {names} wameondoka shuleni mapema leo, {date}, saa {time}. Kwa maswali piga {phone}.',
    arrived_after: '{sender}: {names} wamefika shuleni {time} leo, {date}.',
    correction: '{sender}: Puuza ujumbe wa awali. {names} WAKO shuleni leo, {date}. Samahani.',
    arrival: '{sender}: {names} wamefika shuleni {time} leo, {date}.',
    departure: '{sender}: {names} wameondoka shuleni {time} leo, {date}.',
  },
}

/** The text of one message in the guardian's language, in characters that cost one each where they can. */
export function composeMessage(textOf: TextOf, kind: TemplateKind, language: Language, facts: TextFacts): string {
  if (facts.children.length === 0) throw new RangeError('a message speaks of somebody')
  const wanted = textOf(kind, language)
  // Children who share a text share the school's own wording too, where it has one.
  const own = wanted !== defaultTexts[language][kind]
  const text = facts.children.length === 1 || own ? wanted : pluralTexts[language][kind]
  const times = [...new Set(facts.children.map(({ time }) => time))].sort()
  const values = {
    sender: facts.sender,
    name: namesOf(facts.children, language),
    names: listed(facts.children, language),
    class: inWords([...new Set(facts.children.map(({ className }) => className))], language),
    time: times.join(', '),
    date: facts.date,
    phone: facts.officePhone,
  }
  return renderTemplate(text, values)
}

/** How a day stands in a text: `12/05`. */
export function dayInText(day: Day): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}`
}

/** Whether children may share a text: it still costs one part. */
export function fitsOnePart(text: string): boolean {
  return smsSize(text).segments === 1
}

/** `Brian (Grade 7 East) and Faith (PP2) Otieno`: the family name once, where all share it. */
function listed(children: readonly TextChild[], language: Language): string {
  const { shared, short } = familyOf(children)
  const joined = inWords(
    children.map((child, i) => `${short[i] ?? child.name} (${child.className})`),
    language,
  )
  return shared === null ? joined : `${joined} ${shared}`
}

/** `Brian and Faith Otieno`. */
function namesOf(children: readonly TextChild[], language: Language): string {
  const { shared, short } = familyOf(children)
  const joined = inWords(short, language)
  return shared === null ? joined : `${joined} ${shared}`
}

/** The family name that all share, if they do, and what is left of each name then. */
function familyOf(children: readonly TextChild[]): { readonly shared: string | null; readonly short: string[] } {
  const names = children.map(({ name }) => name)
  const [family = '', ...others] = new Set(names.map(familyName))
  const short = names.map(name => name.slice(0, name.length - family.length).trim())
  return names.length === 1 || others.length > 0 || short.includes('')
    ? { shared: null, short: names }
    : { shared: family, short }
}

function inWords(parts: readonly string[], language: Language): string {
  const last = parts.at(-1) ?? ''
  if (parts.length < 2) return last
  return `${parts.slice(0, -1).join(', ')}${language === 'sw' ? ' na ' : ' and '}${last}`
}

function familyName(name: string): string {
  return name.slice(name.lastIndexOf(' ') + 1)
}
