import type { StreamId } from '../contract/common.ts'

/** A stream of the school and its class, as they are called. */
export type KnownStream = {
  readonly streamId: StreamId
  readonly className: string
  readonly streamName: string
}

/** Kinds of classes; the same number is another class in another kind. */
type Kind = 'grade' | 'form' | 'standard' | 'pp'
type Label = { readonly kind: Kind | null; readonly number: number; readonly rest: string }

const kinds: Readonly<Record<string, Kind>> = {
  GRADE: 'grade',
  GRD: 'grade',
  GR: 'grade',
  G: 'grade',
  GREDI: 'grade',
  JSS: 'grade',
  JS: 'grade',
  FORM: 'form',
  FM: 'form',
  F: 'form',
  KIDATO: 'form',
  STANDARD: 'standard',
  STD: 'standard',
  CLASS: 'standard',
  CLS: 'standard',
  DARASA: 'standard',
  YEAR: 'standard',
  PREPRIMARY: 'pp',
  PP: 'pp',
}
const numberWords = 'ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE'.split(' ')
const swahili = 'MOJA MBILI TATU NNE TANO SITA SABA NANE TISA KUMI'.split(' ')
const roman = 'I II III IV V VI VII VIII IX X XI XII'.split(' ')

/** A label as it is kept and compared: `Grade 7 - East` → `GRADE 7 EAST`. */
export function bareLabel(label: string): string {
  return label
    .normalize('NFD')
    .toUpperCase()
    .replace(/[\u0300-\u036f'.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function read(label: string): Label | null {
  const bare = bareLabel(label).replace(/^PRE PRIMARY/, 'PREPRIMARY')
  const found = /^(?:(\p{L}+?) ?)?(\d{1,2})(?: ?(?:ST|ND|RD|TH)\b)?(?: GRADE| CLASS| FORM)? ?(.*)$/u.exec(
    inDigits(bare),
  )
  if (found === null) return null
  const [, word = '', digits = '', rest = ''] = found
  const kind = kinds[word]
  if (word !== '' && kind === undefined) return null
  return { kind: kind ?? null, number: Number(digits), rest: rest.replace(/^(STREAM|STRM) /, '') }
}

/** Numbers in words and Roman numbers, after the word that says what is counted or at the very beginning. */
function inDigits(bare: string): string {
  const words = bare.split(' ')
  const at = kinds[words[0] ?? ''] === undefined ? 0 : 1
  const word = words[at] ?? ''
  for (const list of [numberWords, swahili]) {
    if (list.includes(word)) return words.with(at, String(list.indexOf(word) + 1)).join(' ')
  }
  // "I" alone at the beginning is more likely a stream's letter.
  if (at === 1 && roman.includes(word)) return words.with(at, String(roman.indexOf(word) + 1)).join(' ')
  return bare
}

/**
 * Finds a stream by what a spreadsheet calls it: `Grade 7 East`, `G7E`, `7 East`, `7E`, `GRADE SEVEN EAST` are one. Null
 * when it is none of them or could be two.
 */
export function createClassFinder(streams: readonly KnownStream[]): (label: string) => StreamId | null {
  const known = streams.map(each => ({
    streamId: each.streamId,
    whole: bareLabel(`${each.className} ${each.streamName}`),
    className: bareLabel(each.className),
    stream: bareLabel(each.streamName),
    label: read(each.className),
  }))
  type Known = (typeof known)[number]
  const byLabel = new Map<string, StreamId | null>()

  function find(label: string): StreamId | null {
    const bare = bareLabel(label)
    const exact = only(known.filter(({ whole }) => whole === bare))
    if (exact !== null) return exact
    const wanted = read(label)
    return wanted === null ? byName(bare) : byNumber(wanted)
  }

  function byNumber(wanted: Label): StreamId | null {
    const numbered = known.filter(each => each.label?.number === wanted.number)
    const sameKind = numbered.filter(each => each.label?.kind === wanted.kind)
    // A class of the old name may be a grade of the new one, and "7 East" says no kind at all.
    const named = wanted.kind !== null && wanted.kind !== 'standard'
    const loose = named ? [] : numbered.filter(each => each.label?.kind !== 'pp')
    const candidates = sameKind.length > 0 ? sameKind : loose
    if (new Set(candidates.map(({ className }) => className)).size !== 1) return null
    return ofStreams(candidates, wanted.rest)
  }

  /** Classes without a number: Playgroup, Baby Class. */
  function byName(bare: string): StreamId | null {
    const begun = known.filter(({ className }) => bare === className || bare.startsWith(`${className} `))
    const longest = Math.max(0, ...begun.map(({ className }) => className.length))
    const candidates = begun.filter(({ className }) => className.length === longest)
    return candidates.length === 0 ? null : ofStreams(candidates, bare.slice(longest).trim())
  }

  function ofStreams(candidates: readonly Known[], rest: string): StreamId | null {
    if (rest === '') return only(candidates)
    const squeezed = rest.replace(/ /g, '')
    const same = candidates.filter(({ stream }) => stream.replace(/ /g, '') === squeezed)
    if (same.length > 0) return only(same)
    return only(candidates.filter(({ stream }) => stream.startsWith(rest)))
  }

  return label => {
    const before = byLabel.get(label)
    if (before !== undefined) return before
    const found = find(label)
    byLabel.set(label, found)
    return found
  }
}

function only(found: readonly { readonly streamId: StreamId }[]): StreamId | null {
  const [first, second] = found
  return first !== undefined && second === undefined ? first.streamId : null
}

/** The one stream whose name is nearly this label: a letter or two off. Null: none, or several. */
export function nearestLabel(label: string, streams: readonly KnownStream[]): StreamId | null {
  const bare = bareLabel(label)
  const near = streams
    .map(({ streamId, className, streamName }) => ({
      streamId,
      off: lettersOff(bare, bareLabel(`${className} ${streamName}`)),
    }))
    .filter(({ off }) => off <= 2)
  const least = Math.min(...near.map(({ off }) => off))
  return only(near.filter(({ off }) => off === least))
}

/** How many letters must be put in, taken out or changed to make one text the other. */
function lettersOff(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + (a[i] === b[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
