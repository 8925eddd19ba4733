// SMS text by the GSM 03.38 alphabet: what a message costs depends on every single character.

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Each of these is sent as two characters. */
const extension = '^{}\\[~]|€\f'

// Texts are searched with these, since a school's morning can be thousands of texts.
const extended = new RegExp(`[${inClass(extension)}]`, 'g')
const foreign = new RegExp(`[^${inClass(basic + extension)}]`)

function inClass(chars: string): string {
  return chars.replace(/[\\\]^-]/g, '\\$&')
}

// Word processors put these where a plain character was meant; one of them would double the price of the message.
const plain: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  ʼ: "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '\t': ' ',
  '\u00a0': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  // They show nothing: a soft hyphen, a space without width, a byte order mark.
  '\u00ad': '',
  '\u200b': '',
  '\ufeff': '',
  ç: 'c',
}

const replaceable = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')

/** Replaces typographic characters by the plain ones that cost one character. */
export function plainText(text: string): string {
  return text.normalize('NFC').replace(replaceable, char => plain[char] ?? char)
}

/** The characters of a text that `plainText` replaces, each once, in the order in which they come. */
export function replacedIn(text: string): string[] {
  return unique(text.normalize('NFC'), char => Object.hasOwn(plain, char))
}

/** The characters that make a whole text UCS-2, each once, in the order in which they come. */
export function dearIn(text: string): string[] {
  return unique(text, char => foreign.test(char))
}

function unique(text: string, wanted: (char: string) => boolean): string[] {
  return [...new Set(Array.from(text).filter(wanted))]
}

export type SmsSize = { readonly encoding: 'GSM-7' | 'UCS-2'; readonly units: number; readonly segments: number }

/**
 * How many parts a text is sent in: 160 GSM-7 characters, or 153 a part when there are several; any other
 * character makes the whole text UCS-2: 70, or 67 a part. A two-unit character is never split over two parts.
 */
export function smsSize(text: string): SmsSize {
  const gsm = !foreign.test(text)
  // All of GSM-7 is one UTF-16 unit each, and UCS-2 is counted in these units.
  const units = text.length + (gsm ? (text.match(extended)?.length ?? 0) : 0)
  const [single, part] = gsm ? [160, 153] : [70, 67]
  return { encoding: gsm ? 'GSM-7' : 'UCS-2', units, segments: units <= single ? 1 : partsOf(widths(text, gsm), part) }
}

function widths(text: string, gsm: boolean): number[] {
  return Array.from(text, char => (gsm ? (extension.includes(char) ? 2 : 1) : char.length))
}

function partsOf(widths: readonly number[], capacity: number): number {
  let parts = 1
  let used = 0
  for (const width of widths) {
    if (used + width > capacity) {
      parts += 1
      used = 0
    }
    used += width
  }
  return parts
}
