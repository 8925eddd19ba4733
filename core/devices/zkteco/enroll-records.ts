import { EF } from './commands.ts'
import type { Packet } from './packet.ts'

/** What an event says about a running enrollment. */
export type EnrollNews =
  | { readonly kind: 'finger_seen' }
  | { readonly kind: 'press'; readonly good: boolean }
  /** `result` 0: enrolled, of `finger` where the terminal tells. */
  | { readonly kind: 'end'; readonly result: number; readonly finger: number | null }

const GOOD_SCORE = 100
const ID_LENGTH = 24

/** The events that enrolling is made of; null for all others. EF_FPFTR holds a score of 0 or 100. */
export function enrollNews({ session: event, data }: Packet): EnrollNews | null {
  switch (event) {
    case EF.FINGER:
      return { kind: 'finger_seen' }
    case EF.FINGER_SCORE:
      return { kind: 'press', good: (data[0] ?? 0) >= GOOD_SCORE }
    case EF.ENROLL_FINGER:
      return ending(data)
    default:
      return null
  }
}

/** u16 result; after 0 also u16 size of the template, the id in the terminal's own width, u8 finger. */
function ending(data: Uint8Array): EnrollNews {
  const result = (data[0] ?? 0) | ((data[1] ?? 0) << 8)
  return { kind: 'end', result, finger: result === 0 && data.length > 4 ? (data.at(-1) ?? null) : null }
}

/** Forms of a STARTENROLL request, by the family of the firmware; the older one of black-and-white terminals last. */
export function startEnrollRequests(
  family: 'tft' | 'bw',
  who: { readonly uid: number; readonly userId: string; readonly finger: number; readonly flag: number },
): readonly Uint8Array[] {
  if (family === 'tft') {
    const data = new Uint8Array(ID_LENGTH + 2)
    new TextEncoder().encodeInto(who.userId, data.subarray(0, ID_LENGTH))
    data[ID_LENGTH] = who.finger
    data[ID_LENGTH + 1] = who.flag
    return [data]
  }
  const long = new Uint8Array(5)
  new DataView(long.buffer).setUint32(0, Number(who.userId), true)
  long[4] = who.finger
  const short = Uint8Array.of(who.uid & 0xff, who.uid >> 8, who.finger)
  return [long, short]
}
