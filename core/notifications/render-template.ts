import { plainText } from './gsm.ts'

/** What stands in a text for a field, by the field's name. */
export type FieldValues = Readonly<Record<string, string>> & { readonly phone: string }

const field = /\{(\w+)\}/g

/**
 * A text with its fields filled in, in characters that cost one each where they can. A field that is not known stays
 * as it is. Sentences that ask to call are left out where `phone` is empty.
 */
export function renderTemplate(template: string, values: FieldValues): string {
  const wanted = values.phone === '' ? withoutPhone(template) : template
  return plainText(
    wanted.replace(field, (whole, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? whole) : whole)),
  )
}

/** The fields of a text, each once, in the order in which they come. */
export function fieldsOf(template: string): string[] {
  return [...new Set(Array.from(template.matchAll(field), ([, key]) => key ?? ''))]
}

/** A sentence that asks to call is of no use without a number; where it says more than that, only those words go. */
function withoutPhone(text: string): string {
  return text
    .replace(/[^.;?!]+[.;?!]?/g, sentence => {
      if (!sentence.includes('{phone}')) return sentence
      return fieldsOf(sentence).length === 1 ? '' : sentence.replace(/[,:]?[^,:{}()]*\{phone\}/g, '')
    })
    .trim()
}
