import type { Day, StudentId } from '../contract/common.ts'
import type { Language, TemplateKind } from '../contract/messages.ts'
import { clockText } from '../day.ts'
import type { Tx } from '../db/open.ts'
import type { Settings } from '../settings/settings.ts'
import { createZone } from '../zone.ts'
import type { Zone } from '../zone.ts'
import { composeMessage, dayInText, defaultTexts } from './compose.ts'
import type { TextOf } from './compose.ts'
import { smsSize } from './gsm.ts'
import { childNamed } from './receivers.repo.ts'
import { storedTexts } from './templates.repo.ts'

/** What a text is made with. */
export type Writing = { readonly settings: Settings; readonly zone: Zone; readonly textOf: TextOf }

export function writingOf(tx: Tx, settings: Settings): Writing {
  return { settings, zone: createZone(settings.zone), textOf: schoolTexts(tx) }
}

/** The texts as the school wants them. */
export function schoolTexts(tx: Tx): TextOf {
  const stored = new Map(storedTexts(tx).map(({ kind, language, text }) => [`${kind} ${language}`, text]))
  return (kind, language) => stored.get(`${kind} ${language}`) ?? defaultTexts[language][kind]
}

/** One child in a text, and the time that is said of it. */
export type Told = { readonly studentId: StudentId | null; readonly at: number }

/** The text that says this of these children. */
export function bodyOf(
  tx: Tx,
  { settings, zone, textOf }: Writing,
  kind: TemplateKind,
  language: Language,
  day: Day,
  told: readonly Told[],
): string {
  const children = told.flatMap(({ studentId, at }) => {
    const child = studentId === null ? null : childNamed(tx, studentId)
    return child === null ? [] : [{ ...child, time: clockText(zone.minuteOf(at)) }]
  })
  const { senderName, officePhone } = settings.messages
  return composeMessage(textOf, kind, language, { sender: senderName, officePhone, date: dayInText(day), children })
}

/** A text and its parts; an email has none. */
export function sized(body: string, channel: 'sms' | 'email'): { body: string; segments: number } {
  return { body, segments: channel === 'email' ? 0 : smsSize(body).segments }
}
