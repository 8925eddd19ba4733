import type { Language, TemplateCheck, TemplateKind } from '../contract/messages.ts'
import { composeMessage, defaultTexts, textFields } from './compose.ts'
import type { TextChild, TextFacts } from './compose.ts'
import { dearIn, plainText, replacedIn, smsSize } from './gsm.ts'
import { fieldsOf } from './render-template.ts'

/** How a text names some students of the school, and how many it names in a way that costs the same. */
export type NamesInUse = Pick<TextChild, 'name' | 'className'> & { readonly students: number }

/** What a text is tried with. */
export type CheckFacts = Pick<TextFacts, 'sender' | 'officePhone' | 'date'> & {
  readonly names: readonly NamesInUse[]
  /** Cents a part. */
  readonly priceMinorPerSegment: number
}

/** While the school has no students. */
const inventedNames: readonly NamesInUse[] = [
  { name: 'Brian Otieno', className: 'Grade 7 East', students: 2 },
  { name: 'Christopher Wanyonyi-Barasa', className: 'Grade 12 Kilimanjaro', students: 1 },
]

const usualTimes: Readonly<Record<TemplateKind, string>> = {
  absent: '08:30',
  late: '08:47',
  left_early: '11:15',
  arrived_after: '09:40',
  correction: '09:40',
  arrival: '07:31',
  departure: '16:05',
}

/** What the texts of a school are tried with, worked out once for any number of texts. */
export type TextChecker = (kind: TemplateKind, language: Language, text: string) => TemplateCheck

/** How texts come out for an everyday student of the school, and for the one whose message costs most. */
export function createTextChecker({ names, priceMinorPerSegment, ...facts }: CheckFacts): TextChecker {
  const inUse = names.length === 0 ? inventedNames : names
  const [everyday] = [...inUse].sort((a, b) => b.students - a.students || (a.name < b.name ? -1 : 1))
  const candidates = mayCostMost(inUse)

  return (kind, language, written) => {
    const text = plainText(written).trim()
    const time = usualTimes[kind]
    const tried = ({ name, className }: NamesInUse) => {
      const children = [{ name, className, time }]
      const rendered = composeMessage(() => text, kind, language, { ...facts, children })
      const { encoding, units, segments } = smsSize(rendered)
      return { name, text: rendered, encoding, units, segments, priceMinor: segments * priceMinorPerSegment }
    }
    const [longest, ...others] = candidates.map(tried)
    if (everyday === undefined || longest === undefined) throw new RangeError('there is nobody to try a text with')
    const worst = others.reduce((most, one) => (costOf(one) > costOf(most) ? one : most), longest)
    const { text: shown, units, segments, priceMinor } = tried(everyday)
    return {
      text,
      replaced: replacedIn(written),
      dear: dearIn(worst.text),
      encoding: worst.encoding,
      example: { text: shown, units, segments, priceMinor },
      longest: {
        studentName: worst.name,
        text: worst.text,
        units: worst.units,
        segments: worst.segments,
        priceMinor: worst.priceMinor,
      },
      unknownFields: unknownIn(text),
      missingFields: missingIn(kind, text),
    }
  }
}

/** Whether a text can be sent at all: it names only what there is, and the child. */
export function canBeSent({ unknownFields, missingFields }: Pick<TemplateCheck, 'unknownFields' | 'missingFields'>) {
  return unknownFields.length === 0 && !missingFields.includes('name')
}

/** By the parts, then by the alphabet that makes the next part come sooner, then by the length. */
function costOf({ segments, encoding, units }: Pick<ReturnType<typeof smsSize>, 'segments' | 'encoding' | 'units'>) {
  return segments * 10_000 + (encoding === 'UCS-2' ? 5000 : 0) + units
}

/** Leaves out whoever costs no more than somebody else, whatever the text says of them. */
function mayCostMost(names: readonly NamesInUse[]): readonly NamesInUse[] {
  const weighed = names.map(entry => {
    const name = smsSize(plainText(entry.name))
    const className = smsSize(plainText(entry.className))
    return { entry, alphabets: `${name.encoding} ${className.encoding}`, name: name.units, className: className.units }
  })
  weighed.sort((a, b) => b.name - a.name || b.className - a.className)
  // Those before have names at least as long; only those of the same alphabets can be compared.
  const longestClass = new Map<string, number>()
  return weighed.flatMap(({ entry, alphabets, className }) => {
    if (className <= (longestClass.get(alphabets) ?? -1)) return []
    longestClass.set(alphabets, className)
    return [entry]
  })
}

/** Whatever stands in braces and is no field, and braces that stand alone. */
function unknownIn(text: string): string[] {
  const known = new Set<string>(textFields)
  const found = Array.from(text.matchAll(/\{([^{}]*)\}|[{}]/g), ([whole, inner]) => inner ?? whole)
  return [...new Set(found.filter(name => !known.has(name)))]
}

/** What the usual text of the kind says and this one does not; nobody has to be called. */
function missingIn(kind: TemplateKind, text: string): string[] {
  const there = fieldsOf(text)
  return fieldsOf(defaultTexts.en[kind]).filter(name => name !== 'phone' && !there.includes(name))
}
