// SMS text by the GSM 03.38 alphabet: what a message costs depends on every single character.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Each of these is sent as two characters. */
const extension = new Set('^{}\\[~]|€\f')

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

/** Replaces typographic characters by the plain ones that cost one character. */
export function plainText(text: string): string {
  return Array.from(text.normalize('NFC'), char => plain[char] ?? char).join('')
}

/** The characters of a text that `plainText` replaces, each once, in the order in which they come. */
export function replacedIn(text: string): string[] {
  return unique(text.normalize('NFC'), char => Object.hasOwn(plain, char))
}

/** The characters that make a whole text UCS-2, each once, in the order in which they come. */
export function dearIn(text: string): string[] {
  return unique(text, char => !isGsm(char))
}

function unique(text: string, wanted: (char: string) => boolean): string[] {
  return [...new Set(Array.from(text).filter(wanted))]
}

function isGsm(char: string): boolean {
  return basic.has(char) || extension.has(char)
}

export type SmsSize = { readonly encoding: 'GSM-7' | 'UCS-2'; readonly units: number; readonly segments: number }

/**
 * How many parts a text is sent in: 160 GSM-7 characters, or 153 a part when there are several; any other
 * character makes the whole text UCS-2: 70, or 67 a part. A two-unit character is never split over two parts.
 */
export function smsSize(text: string): SmsSize {
  const chars = Array.from(text)
  const gsm = chars.every(isGsm)
  const widths = chars.map(char => (gsm ? (extension.has(char) ? 2 : 1) : char.length))
  const units = widths.reduce((sum, width) => sum + width, 0)
  const [single, part] = gsm ? [160, 153] : [70, 67]
  return { encoding: gsm ? 'GSM-7' : 'UCS-2', units, segments: units <= single ? 1 : partsOf(widths, part) }
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
