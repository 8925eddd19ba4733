/** How a terminal recognised someone. The other codes differ from model to model and are shown as they are. */
const methods: Readonly<Record<number, string>> = { 0: 'PASSWORD', 1: 'FINGERPRINT', 2: 'CARD', 15: 'FACE', 25: 'PALM' }

/** A terminal's verification code in a word. */
export function verificationMethod(verify: number): string {
  return methods[verify] ?? `METHOD_${verify}`
}
