// IPv4 only: these terminals speak nothing else.

/** The biggest part of a network that is asked: about a thousand addresses. */
const widestPrefix = 22

/** A number for an IPv4 address; null for anything else. */
function toNumber(ip: string): number | null {
  const parts = ip.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

function toText(address: number): string {
  return [24, 16, 8, 0].map(bits => Math.floor(address / 2 ** bits) % 256).join('.')
}

/** Whether an address is of a private network or of this computer itself: nobody else's terminals are ever asked. */
export function isOwnGround(ip: string): boolean {
  const address = toNumber(ip)
  if (address === null) return false
  return (
    within(address, '10.0.0.0', 8) ||
    within(address, '172.16.0.0', 12) ||
    within(address, '192.168.0.0', 16) ||
    within(address, '169.254.0.0', 16) ||
    within(address, '127.0.0.0', 8)
  )
}

function within(address: number, network: string, prefix: number): boolean {
  const size = 2 ** (32 - prefix)
  return Math.floor(address / size) === Math.floor((toNumber(network) ?? 0) / size)
}

/**
 * The addresses of an interface's network beside its own; of a network wider than /22 the part around it. Empty for
 * anything that is not private.
 */
export function neighbours(ip: string, prefix: number): { readonly subnet: string; readonly hosts: readonly string[] } {
  const address = toNumber(ip)
  const bits = Math.min(30, Math.max(prefix, widestPrefix))
  if (address === null || !isOwnGround(ip)) return { subnet: '', hosts: [] }
  const size = 2 ** (32 - bits)
  const first = Math.floor(address / size) * size
  const hosts = Array.from({ length: size - 2 }, (_, i) => first + 1 + i)
    .filter(host => host !== address)
    .map(toText)
  return { subnet: `${toText(first)}/${bits}`, hosts }
}

/** The other addresses of a terminal's own /24, the nearest first: routers give out what is free next to it. */
export function nearby(ip: string): string[] {
  const address = toNumber(ip)
  if (address === null) return []
  return [...neighbours(ip, 24).hosts].sort(
    (a, b) => Math.abs((toNumber(a) ?? 0) - address) - Math.abs((toNumber(b) ?? 0) - address),
  )
}
