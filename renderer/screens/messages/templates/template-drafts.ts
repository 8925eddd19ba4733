import type { Language, Template, TemplateKind } from '../../../../core/contract/messages.ts'
import { templateText } from '../../../../core/contract/messages.ts'

export type TemplateKey = `${TemplateKind} ${Language}`
/** Texts that were changed and not saved yet. */
export type Drafts = ReadonlyMap<TemplateKey, string>

export function keyOf({ kind, language }: Pick<Template, 'kind' | 'language'>): TemplateKey {
  return `${kind} ${language}`
}

/** The drafts with another text for a template; a text as it is stored is no draft. */
export function withText(drafts: Drafts, template: Template, text: string): Drafts {
  const next = new Map(drafts)
  if (text === template.text) next.delete(keyOf(template))
  else next.set(keyOf(template), text)
  return next
}

/** Whether a text may be asked about and saved, as far as its length goes. */
export function isLongEnough(text: string): boolean {
  return templateText.safeParse(text).success
}

/** A text with a field put in where the cursor is, in place of what is marked; and where the cursor stands then. */
export function withField(text: string, field: string, from: number, to: number): { text: string; cursor: number } {
  const put = `{${field}}`
  return { text: `${text.slice(0, from)}${put}${text.slice(to)}`, cursor: from + put.length }
}

/** How many characters fit into so many parts. */
export function roomFor(segments: number, encoding: 'GSM-7' | 'UCS-2'): number {
  const [single, part] = encoding === 'GSM-7' ? [160, 153] : [70, 67]
  return segments <= 1 ? single : segments * part
}
