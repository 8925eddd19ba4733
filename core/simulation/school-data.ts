import { adultNames, communities, givenNames } from './names.ts'
import type { Community } from './names.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

export type DemoStream = {
  readonly className: string
  readonly level: number
  readonly streamName: string
  readonly size: number
}

export type DemoGuardian = { readonly fullName: string; readonly phone: string; readonly language: 'en' | 'sw' }

export type DemoStudent = {
  readonly pin: number
  readonly admissionNumber: string
  readonly firstName: string
  readonly middleName: string
  readonly lastName: string
  readonly gender: 'F' | 'M'
  readonly dateOfBirth: string
  readonly admittedOn: string
  /** Index into `streams`. */
  readonly stream: number
  readonly boarding: boolean
  /** False: no terminal can read this child's finger, a teacher marks the register. */
  readonly enrolled: boolean
  /** Where this child usually presses: index into `terminals`. */
  readonly gate: number
  /** `guardian` is an index into `guardians`. */
  readonly guardians: readonly { readonly guardian: number; readonly relation: string; readonly receives: boolean }[]
}

export type DemoTerminal = {
  readonly serial: string
  readonly name: string
  readonly location: string
  readonly group: string
  readonly host: string
  /** How far its clock is off before anyone corrects it, ms. */
  readonly clockOffMs: number
}

export type DemoSchool = {
  readonly streams: readonly DemoStream[]
  readonly students: readonly DemoStudent[]
  readonly guardians: readonly DemoGuardian[]
}

export const schoolFacts = {
  name: 'Mwangaza Comprehensive School',
  code: 'MCS-20114',
  address: 'P.O. Box 1184-20100, Nakuru',
  phone: '+254700099900',
  email: 'office@mwangaza.example',
  type: 'mixed',
} as const

/** What parents see before the colon of a message. */
export const senderName = 'Mwangaza Sch'

export const terminals: readonly DemoTerminal[] = [
  {
    serial: 'VT0001',
    name: 'Main Gate',
    location: 'Nakuru Road entrance',
    group: 'Gates',
    host: '127.0.0.2',
    clockOffMs: 0,
  },
  { serial: 'VT0002', name: 'Gate 2', location: 'Market side', group: 'Gates', host: '127.0.0.3', clockOffMs: 90_000 },
  {
    serial: 'VT0003',
    name: 'Hostel Gate',
    location: 'Between hostel and classrooms',
    group: 'Hostel',
    host: '127.0.0.4',
    clockOffMs: 0,
  },
]

/**
 * From which level on the classes are kept on a group of terminals. The smallest are not: some of their fingers no
 * terminal can read, and who is put on a terminal counts as absent there instead of not recorded.
 */
export const groupsFromLevel: Readonly<Record<string, number>> = { Gates: 3, Hostel: 7 }

export const streams: readonly DemoStream[] = [
  ['PP2', 0, 'Simba', 36],
  ['Grade 1', 1, 'Simba', 46],
  ['Grade 2', 2, 'Simba', 45],
  ['Grade 3', 3, 'Simba', 44],
  ['Grade 4', 4, 'Simba', 43],
  ['Grade 5', 5, 'East', 39],
  ['Grade 5', 5, 'West', 38],
  ['Grade 6', 6, 'East', 39],
  ['Grade 6', 6, 'West', 38],
  ['Grade 7', 7, 'East', 40],
  ['Grade 7', 7, 'West', 39],
  ['Grade 8', 8, 'East', 38],
  ['Grade 8', 8, 'West', 39],
  ['Grade 9', 9, 'East', 38],
  ['Grade 9', 9, 'West', 38],
].map(([className, level, streamName, size]) => ({
  className: String(className),
  level: Number(level),
  streamName: String(streamName),
  size: Number(size),
}))

const mainGate = 0
const secondGate = 1
const hostelGate = 2
const familiesOfTwo = 85
const familiesOfThree = 25
const childrenNotEnrolled = 5
const thisYear = 2026

type Slot = { readonly stream: number; readonly level: number; readonly gender: 'F' | 'M' }
type Family = { readonly community: Community; readonly name: string; readonly children: readonly Slot[] }
type Draft = Omit<DemoStudent, 'pin' | 'admissionNumber' | 'enrolled'>

/**
 * The demo school: the same for the same seed. Phones are of the block +254 7000 xxxxx, which looks like a mobile
 * number and is given to nobody.
 */
export function demoSchool(seed: number): DemoSchool {
  const random = createRandom(seed)
  const guardians: DemoGuardian[] = []
  const usedNames = new Set<string>()
  const drafts = families(random).flatMap(family => {
    const parents = addParents(random, family, guardians)
    return family.children.map(slot => draft(random, family, slot, parents, usedNames))
  })
  drafts.sort((a, b) => a.stream - b.stream || byName(a, b))
  return { streams, guardians, students: number(random, drafts) }
}

function families(random: Random): Family[] {
  const places = streams.flatMap(({ level, size }, stream) => Array.from({ length: size }, () => ({ stream, level })))
  // Girls and boys take turns before the shuffle, so that each class has as many of both.
  const open = random.shuffle(places.map((place, i): Slot => ({ ...place, gender: i % 2 === 0 ? 'F' : 'M' })))
  const sizes = [...Array<number>(familiesOfThree).fill(3), ...Array<number>(familiesOfTwo).fill(2)]
  const made: Family[] = []
  while (open.length > 0) {
    const community = communities[made.length % communities.length]
    if (community === undefined) throw new RangeError('no communities')
    made.push({ community, name: random.pick(community.families), children: takeSiblings(open, sizes.shift() ?? 1) })
  }
  return made
}

/** Brothers and sisters are in different classes. */
function takeSiblings(open: Slot[], count: number): Slot[] {
  const taken: Slot[] = []
  while (taken.length < count) {
    const index = open.findIndex(slot => taken.every(({ level }) => level !== slot.level))
    const [slot] = open.splice(index, 1)
    if (slot === undefined) throw new RangeError('no place left for a sibling')
    taken.push(slot)
  }
  return taken
}

function addParents(random: Random, { community, name }: Family, guardians: DemoGuardian[]): DemoStudent['guardians'] {
  const kinds = random.chance(0.35) ? ['mother', 'father'] : [random.pick(['mother', 'mother', 'father', 'guardian'])]
  return kinds.map((relation, i) => {
    const woman = relation === 'mother' || (relation === 'guardian' && random.chance(0.5))
    const given = random.pick(
      woman ? (community.ownGivenNames?.girls ?? adultNames.women) : (community.ownGivenNames?.boys ?? adultNames.men),
    )
    guardians.push({
      fullName: `${given} ${random.pick(woman ? community.girls : community.boys)} ${name}`,
      phone: `+2547000${String(10_001 + guardians.length * 7).padStart(5, '0')}`,
      language: random.chance(0.4) ? 'sw' : 'en',
    })
    return { guardian: guardians.length - 1, relation, receives: i === 0 || random.chance(0.3) }
  })
}

function draft(
  random: Random,
  family: Family,
  slot: Slot,
  guardians: DemoStudent['guardians'],
  used: Set<string>,
): Draft {
  const { community, name: lastName } = family
  const girl = slot.gender === 'F'
  const own = community.ownGivenNames ?? givenNames
  const [firstName, middleName] = newName(used, lastName, () => [
    random.pick(girl ? own.girls : own.boys),
    random.pick(girl ? community.girls : community.boys),
  ])
  const boarding = slot.level >= 7 && random.chance(0.3)
  const entryYear = random.chance(0.7) ? thisYear - slot.level : random.int(thisYear - slot.level, thisYear)
  return {
    firstName,
    middleName,
    lastName,
    gender: slot.gender,
    dateOfBirth: isoDay(thisYear - 5 - slot.level, random.int(1, 12), random.int(1, 28)),
    admittedOn: isoDay(entryYear, 1, random.int(6, 16)),
    stream: slot.stream,
    boarding,
    gate: boarding ? hostelGate : random.chance(0.42) ? secondGate : mainGate,
    guardians,
  }
}

function newName(used: Set<string>, lastName: string, draw: () => [string, string]): [string, string] {
  const names = draw()
  const short = `${names[0]} ${lastName}`
  if (used.has(short)) return newName(used, lastName, draw)
  used.add(short)
  return names
}

/** Those who came first have the low admission numbers; some came with a number of the newer form. */
function number(random: Random, drafts: readonly Draft[]): DemoStudent[] {
  const admission = new Map<Draft, string>()
  let last = 100
  let ofYear = 100
  for (const one of [...drafts].sort((a, b) => a.admittedOn.localeCompare(b.admittedOn))) {
    if (one.admittedOn.startsWith('2024') && random.chance(0.3))
      admission.set(one, `2024/${String((ofYear += random.int(1, 3)))}`)
    else admission.set(one, String((last += random.int(1, 2))).padStart(4, '0'))
  }
  const wornFingers = new Set(random.shuffle(drafts.filter(one => one.stream <= 2)).slice(0, childrenNotEnrolled))
  return drafts.map((one, i) => ({
    ...one,
    pin: i + 1,
    admissionNumber: admission.get(one) ?? '',
    enrolled: !wornFingers.has(one),
  }))
}

function byName(a: Draft, b: Draft): number {
  return a.lastName.localeCompare(b.lastName) || a.firstName.localeCompare(b.firstName)
}

function isoDay(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
