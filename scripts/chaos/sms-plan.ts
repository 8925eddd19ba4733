import { communities, givenNames } from '../../core/simulation/names.ts'
import { createRandom } from '../../core/simulation/random.ts'
import type { Random } from '../../core/simulation/random.ts'

export type PlannedGuardian = { readonly fullName: string; readonly phone: string; readonly language: 'en' | 'sw' }
export type PlannedChild = {
  readonly pin: number
  readonly firstName: string
  readonly lastName: string
  readonly gender: 'F' | 'M'
  /** Indices into `guardians`; each of them wants messages. */
  readonly guardians: readonly number[]
}

export type SmsPlan = {
  readonly guardians: readonly PlannedGuardian[]
  readonly children: readonly PlannedChild[]
  /** PINs in the order in which they press at the gate; some press twice. */
  readonly presses: readonly number[]
}

/** One in so many guardians has a phone that no text can reach, which shows before anything is sent. */
const oneUnreachableIn = 150
const childrenInFamilies = [1, 1, 1, 1, 1, 1, 2, 2, 3, 4] as const
const familiesWithTwoGuardians = 0.15
/** Children who come on their own, long after the rest of their family. */
const comesLater = 0.2
const laterBy = { min: 20, max: 300 }
const pressesAgain = 0.1
/** How many others press before one presses again, at most. */
const againWithin = 30

/**
 * A school whose day makes at least `messages` texts, all different: children with one or two guardians, siblings who
 * share a text, phones that cannot be written to. Phones are of a block that is given to nobody.
 */
export function planSms(messages: number, seed: number): SmsPlan {
  const random = createRandom(seed)
  const surnames = random.shuffle(communities.flatMap(({ families }) => families))
  const guardians: PlannedGuardian[] = []
  const children: PlannedChild[] = []
  for (let family = 0; guardians.length < messages; family++) {
    const lastName = surnames[family % surnames.length] ?? ''
    const parents = Array.from({ length: random.chance(familiesWithTwoGuardians) ? 2 : 1 }, () => {
      const number = guardians.length
      const language = random.chance(0.3) ? ('sw' as const) : ('en' as const)
      guardians.push({ fullName: `Guardian ${lastName} ${number}`, phone: phoneOf(number), language })
      return number
    })
    const gender = random.pick(['F', 'M'] as const)
    const names = random.shuffle(gender === 'F' ? givenNames.girls : givenNames.boys)
    for (const firstName of names.slice(0, random.pick(childrenInFamilies))) {
      children.push({ pin: children.length + 1, firstName, lastName, gender, guardians: parents })
    }
  }
  return { guardians, children, presses: orderAtGate(children, random) }
}

/** Children of one family come one after another, or not; and some press twice. */
function orderAtGate(children: readonly PlannedChild[], random: Random): number[] {
  const places = children.flatMap(({ pin }, index) => {
    const place = index + (random.chance(comesLater) ? random.int(laterBy.min, laterBy.max) : 0)
    const again = random.chance(pressesAgain) ? [{ pin, place: place + random.int(1, againWithin) }] : []
    return [{ pin, place }, ...again]
  })
  return places.sort((a, b) => a.place - b.place).map(({ pin }) => pin)
}

function phoneOf(number: number): string {
  const digits = String(number + 1).padStart(5, '0')
  switch (number % oneUnreachableIn) {
    // A line without texts, and a number of no country.
    case 50:
      return `+25420${digits}00`
    case 100:
      return `+99971${digits}00`
    default:
      return `+2547000${digits}`
  }
}
