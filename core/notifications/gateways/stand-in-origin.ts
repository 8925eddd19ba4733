/**
 * The stand-in for the provider that a developer asked for, or null. Whoever sets it gets the key and every message:
 * so it is on this computer, and never in an installed program.
 * @throws TypeError whose message says what is wrong with it
 */
export function standInOrigin(
  wanted: string | null | undefined,
  program: { readonly packaged: boolean },
): string | null {
  const origin = wanted?.trim() ?? ''
  if (origin === '') return null
  if (program.packaged) throw new TypeError('An installed program speaks to the real provider only.')
  if (!isLoopbackOrigin(origin)) throw new TypeError('A stand-in for the provider must be http on 127.0.0.1 or [::1].')
  return new URL(origin).origin
}

/** Whether an address is on this computer by number: a name could be led elsewhere. */
export function isLoopbackOrigin(origin: string): boolean {
  try {
    const { hostname, protocol } = new URL(origin)
    return protocol === 'http:' && isLoopbackHost(hostname)
  } catch {
    return false
  }
}

/** 127.0.0.0/8 and ::1, as a URL spells them. */
export function isLoopbackHost(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]' || host === '::1'
}
