import type { UserRecord } from '../zkteco/records.ts'
import type { StoredFinger, TemplateVersion } from './fingers.ts'
import { createRandom } from './random.ts'

/** Where the length of a made-up template lies, in bytes. */
const LENGTHS: Readonly<Record<TemplateVersion, { readonly from: number; readonly to: number }>> = {
  9: { from: 540, to: 602 },
  10: { from: 1000, to: 1600 },
}

/** What becomes of a finger is as random as the seed, and the same each time. */
function mix(...parts: readonly number[]): number {
  return parts.reduce((mixed, part) => createRandom(mixed ^ part).int(0x1_0000_0000), 0x2ab)
}

/**
 * A made-up template: nothing in it can be matched, but its length and its bytes are as varied as real ones. It does not end
 * in a zero byte, which some readers take for filling.
 * @param take which of several presses of this finger it is
 */
export function makeTemplate(
  version: TemplateVersion,
  seed: number,
  of: { readonly uid: number; readonly finger: number },
  take = 0,
): Uint8Array {
  const random = createRandom(mix(seed, of.uid, of.finger, take))
  const { from, to } = LENGTHS[version]
  const template = Uint8Array.from({ length: from + random.int(to - from + 1) }, () => random.int(256))
  template[template.length - 1] = 1 + random.int(255)
  return template
}

/** Made-up fingers of the first users that have none yet: two each, the right thumb and index finger, until there are `count`. */
export function generateFingers(
  users: readonly UserRecord[],
  count: number,
  seed: number,
  version: TemplateVersion,
): StoredFinger[] {
  const fingers = users.flatMap(({ uid }) => [5, 6].map(finger => ({ uid, finger })))
  return fingers.slice(0, count).map(of => ({ ...of, flag: 1, template: makeTemplate(version, seed, of) }))
}
