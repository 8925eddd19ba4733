import type { NewsKind } from '../contract/messages.ts'
import { plainText } from './gsm.ts'

export type MessageFacts = {
  readonly sender: string
  readonly studentName: string
  readonly className: string
  /** 24-hour digits; the Swahili clock counts from six, so no words. */
  readonly time: string
  /** Day and month, `12/05`, so that a text delivered twice or late is recognised. */
  readonly date: string
}

const templates: Readonly<Record<'en' | 'sw', Readonly<Record<NewsKind, string>>>> = {
  en: {
    arrival: '{sender}: {name} ({class}) arrived at school at {time} today, {date}.',
    late: '{sender}: {name} ({class}) came late today, {date}; arrived at {time}.',
    departure: '{sender}: {name} ({class}) left school at {time} today, {date}.',
  },
  sw: {
    arrival: '{sender}: {name} ({class}) amefika shuleni {time} leo, {date}.',
    late: '{sender}: {name} ({class}) amechelewa; amefika {time} leo, {date}.',
    departure: '{sender}: {name} ({class}) ameondoka shuleni {time} leo, {date}.',
  },
}

/** The text of one message in the guardian's language, in characters that cost one each where they can. */
export function compose(kind: NewsKind, language: 'en' | 'sw', facts: MessageFacts): string {
  const values: Record<string, string> = {
    sender: facts.sender,
    name: facts.studentName,
    class: facts.className,
    time: facts.time,
    date: facts.date,
  }
  return plainText(templates[language][kind].replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole))
}
