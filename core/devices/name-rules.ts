/** The parts of a name, in lower case, without accents and apostrophes: `Ng’ang’a Mwangi` → `nganga`, `mwangi`. */
export function nameParts(name: string): string[] {
  const plain = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’‘`´.]/g, '')
    .toLowerCase()
  return [...new Set(plain.split(/[^\p{L}]+/u).filter(part => part.length > 1))]
}

/** Whether a text tells who someone is: `Brian Otieno`, but not `7`, `STU0007` or nothing. */
export function saysWho(name: string): boolean {
  return !/\d/.test(name) && nameParts(name).some(part => part.length >= 3)
}

/** How many parts two names share. A part may be cut short, as on a small screen, but not below four letters. */
export function sharedParts(a: string, b: string): number {
  return sharedOf(nameParts(a), nameParts(b))
}

function sharedOf(parts: readonly string[], all: readonly string[]): number {
  const others = [...all]
  return parts.filter(part => {
    const at = others.findIndex(other => samePart(part, other))
    if (at < 0) return false
    others.splice(at, 1)
    return true
  }).length
}

function samePart(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= 4 && long.startsWith(short)
}

/** Whether two names can be one person's: two parts in common, or one where one of them has no more. */
export function alike(a: string, b: string): boolean {
  const [parts, others] = [nameParts(a), nameParts(b)]
  return sharedOf(parts, others) >= Math.max(1, Math.min(2, parts.length, others.length))
}

/** A name as it fits a terminal's field: cut at a whole letter. @param bytes of UTF-8 */
export function fitName(name: string, bytes: number): string {
  let fitted = ''
  let used = 0
  for (const letter of name.trim()) {
    used += utf8Length(letter)
    if (used > bytes) break
    fitted += letter
  }
  return fitted.trimEnd()
}

/** Whether a terminal shows this name as well as it can. @param bytes what its field takes */
export function showsName(shown: string, name: string, bytes: number): boolean {
  const fitted = fitName(name, bytes)
  // Some firmware keeps the last byte of the field for itself.
  return shown === fitted || shown === fitName(name, bytes - 1)
}

function utf8Length(letter: string): number {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
