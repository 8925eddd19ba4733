import type { StudentId } from '../contract/common.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { alike, fitName, saysWho, showsName } from './name-rules.ts'

/** A finger that the office holds for terminals of this template version. */
export type WantedFinger = {
  readonly finger: number
  /** The same for the same bytes, on both sides; null when the office cannot open what it holds. */
  readonly mark: string | null
  /** Why it cannot. */
  readonly unreadable?: ErrorCode
}

/** A student as seen from one terminal. */
export type Pupil = {
  readonly studentId: StudentId
  /** As a terminal shows it. */
  readonly name: string
  /** All of it, middle names too: to tell whether someone else's name stands beside this PIN. */
  readonly allNames: string
  readonly pin: string
  /** PINs of this terminal that a person said are this student's. */
  readonly adoptedPins: readonly string[]
  /** At the school, and of a stream that belongs on this terminal. */
  readonly wanted: boolean
  readonly left: boolean
  /** We put the student there, or found him or her as wished before. */
  readonly managed: boolean
  readonly fingers: readonly WantedFinger[]
  /** Fingers that a person removed: they must not be on any terminal. */
  readonly removedFingers: readonly number[]
}

/** A user as the terminal really holds him. `fingers` null: not looked at, believed to be as wished. */
export type TerminalUser = {
  readonly pin: string
  readonly name: string
  readonly fingers: readonly { readonly finger: number; readonly mark: string }[] | null
}

export type TerminalRoom = {
  /** Bytes of its field for a name. */
  readonly nameBytes: number
  readonly users: number
  readonly fingers: number
}

export type Put = {
  readonly kind: 'put'
  readonly studentId: StudentId
  readonly pin: string
  readonly name: string
  readonly isNew: boolean
  readonly renamed: boolean
  readonly fingers: readonly number[]
}
export type Removal =
  | { readonly kind: 'remove_user'; readonly studentId: StudentId; readonly pin: string }
  | { readonly kind: 'remove_finger'; readonly studentId: StudentId; readonly pin: string; readonly finger: number }
export type Change = Put | Removal

export type Standing = {
  readonly studentId: StudentId
  readonly state: 'in_step' | 'no_finger' | 'waiting' | 'failed'
  readonly reason: ErrorCode | null
  /** On the terminal now. */
  readonly fingers: number
}

export type Comparison = {
  /** Removals first: they make room. */
  readonly changes: readonly Change[]
  /** Everyone who belongs on the terminal. */
  readonly standings: readonly Standing[]
  /** Once managed, no longer wanted, and not there. */
  readonly gone: readonly StudentId[]
  /** Users that are nobody we know: never touched. */
  readonly unknownPins: readonly string[]
  /** Fingers of known students that the office does not hold. */
  readonly found: readonly { readonly studentId: StudentId; readonly pin: string; readonly finger: number }[]
}

/** What tells whose user it is. */
type Identity = Pick<Pupil, 'pin' | 'allNames' | 'adoptedPins' | 'managed'>

/**
 * Whose user of a terminal it is, by PIN. A PIN that equals a student's is not enough where another name stands beside
 * it: terminals that were in use before count their people themselves.
 */
export function ownersOf<P extends Identity>(
  pupils: readonly P[],
  users: readonly { readonly pin: string; readonly name: string }[],
): Map<string, P> {
  const adopted = new Map(pupils.flatMap(pupil => pupil.adoptedPins.map(pin => [pin, pupil] as const)))
  const own = new Map(pupils.map(pupil => [pupil.pin, pupil]))
  const owners = new Map<string, P>()
  for (const { pin, name } of users) {
    const pupil = adopted.get(pin) ?? own.get(pin)
    if (pupil && (adopted.has(pin) || pupil.managed || !isStranger(name, pupil.allNames))) owners.set(pin, pupil)
  }
  return owners
}

/** Whether a terminal's user under a student's PIN is plainly somebody else. */
export function isStranger(nameOnTerminal: string, studentNames: string): boolean {
  return !sameWords(nameOnTerminal, studentNames) && saysWho(nameOnTerminal) && !alike(nameOnTerminal, studentNames)
}

/** Whether each word of a name is one of the other's. Names are mostly so, and to take them apart is dear. */
function sameWords(name: string, all: string): boolean {
  const words = all.split(' ')
  return name.split(' ').every(word => words.includes(word))
}

/** What is to be done so that the terminal holds who belongs on it, with the fingers the office has. */
export function compare(pupils: readonly Pupil[], users: readonly TerminalUser[], room: TerminalRoom): Comparison {
  const owners = ownersOf(pupils, users)
  const held = new Map<StudentId, TerminalUser[]>()
  for (const user of new Map(users.map(one => [one.pin, one])).values()) {
    const owner = owners.get(user.pin)
    if (owner) held.set(owner.studentId, [...(held.get(owner.studentId) ?? []), user])
  }
  const pins = new Set(users.map(({ pin }) => pin))
  const adoptedByOthers = new Set(pupils.flatMap(({ adoptedPins }) => adoptedPins))

  const removals: Removal[] = []
  const puts: Put[] = []
  const standings: Standing[] = []
  const gone: StudentId[] = []
  const found: { studentId: StudentId; pin: string; finger: number }[] = []

  for (const pupil of pupils) {
    const there = held.get(pupil.studentId) ?? []
    if (!pupil.left) found.push(...notHeld(pupil, placeOf(pupil, there)))
    if (!pupil.wanted) {
      if (there.length === 0 && pupil.managed) gone.push(pupil.studentId)
      if (pupil.left || pupil.managed) {
        removals.push(...there.map(({ pin }) => ({ kind: 'remove_user' as const, studentId: pupil.studentId, pin })))
      } else removals.push(...there.flatMap(user => removedFrom(pupil, user)))
      continue
    }
    const taken = !pupil.adoptedPins.includes(pupil.pin) && (pins.has(pupil.pin) || adoptedByOthers.has(pupil.pin))
    const user = placeOf(pupil, there)
    if (user === null && taken) {
      standings.push({ studentId: pupil.studentId, state: 'failed', reason: 'already_adopted', fingers: 0 })
      continue
    }
    const work = bring(pupil, user, room.nameBytes)
    if (work.put) puts.push(work.put)
    removals.push(...work.removals)
    standings.push(work.standing)
  }
  const { fitting, refused } = withinRoom(puts, removals, users, room)
  return {
    changes: [...removals, ...fitting],
    standings: standings.map(one =>
      refused.has(one.studentId) ? { ...one, state: 'failed', reason: 'device_full' } : one,
    ),
    gone,
    unknownPins: [...pins].filter(pin => !owners.has(pin)),
    found,
  }
}

/** The user that is kept up to date where a student has several: an adopted one, else the one under his or her PIN. */
function placeOf(pupil: Pupil, there: readonly TerminalUser[]): TerminalUser | null {
  return there.find(({ pin }) => pupil.adoptedPins.includes(pin)) ?? there[0] ?? null
}

function bring(pupil: Pupil, user: TerminalUser | null, nameBytes: number) {
  const { studentId, pin: ownPin, name } = pupil
  const pin = user?.pin ?? ownPin
  const there = user?.fingers ?? (user === null ? [] : null)
  const missing = there === null ? [] : pupil.fingers.filter(wanted => !there.some(one => same(one, wanted)))
  const unreadable = missing.find(({ mark }) => mark === null)?.unreadable ?? null
  const fingers = missing.filter(({ mark }) => mark !== null).map(({ finger }) => finger)
  const unwished = user === null ? [] : removedFrom(pupil, user)
  const renamed = user !== null && !showsName(user.name, name, nameBytes)
  const put: Put | null =
    user === null || renamed || fingers.length > 0
      ? { kind: 'put', studentId, pin, name: fitName(name, nameBytes), isNew: user === null, renamed, fingers }
      : null
  const count = there === null ? pupil.fingers.length : there.length - unwished.length
  const standing: Standing = {
    studentId,
    state: put || unwished.length > 0 ? 'waiting' : unreadable ? 'failed' : count > 0 ? 'in_step' : 'no_finger',
    reason: unreadable,
    fingers: there === null ? count : there.length,
  }
  return { put, removals: unwished, standing }
}

/** Fingers that are on the terminal and not in the office, though nobody removed them. */
function notHeld(pupil: Pupil, user: TerminalUser | null): Comparison['found'] {
  const { studentId, removedFingers } = pupil
  if (user === null) return []
  return (user.fingers ?? [])
    .filter(({ finger }) => !removedFingers.includes(finger) && !holds(pupil, finger))
    .map(({ finger }) => ({ studentId, pin: user.pin, finger }))
}

/** Fingers that a person removed go from every terminal, also from one where the student only was enrolled. */
function removedFrom(pupil: Pupil, { pin, fingers }: TerminalUser): Removal[] {
  return (fingers ?? [])
    .filter(({ finger }) => pupil.removedFingers.includes(finger) && !holds(pupil, finger))
    .map(({ finger }) => ({ kind: 'remove_finger', studentId: pupil.studentId, pin, finger }))
}

function holds({ fingers }: Pupil, finger: number): boolean {
  return fingers.some(one => one.finger === finger)
}

/** A finger that cannot be opened here is believed to be the one that is there. */
function same(there: { readonly finger: number; readonly mark: string }, wanted: WantedFinger): boolean {
  return there.finger === wanted.finger && (wanted.mark === null || there.mark === wanted.mark)
}

/** Those changes that the terminal has room for, in their order; the rest would only be refused one by one. */
function withinRoom(
  puts: readonly Put[],
  removals: readonly Removal[],
  users: readonly TerminalUser[],
  room: TerminalRoom,
) {
  const leaving = removals.filter(({ kind }) => kind === 'remove_user').length
  let usersFree = room.users - users.length + leaving
  let fingersFree = room.fingers - users.reduce((sum, { fingers }) => sum + (fingers?.length ?? 0), 0)
  const refused = new Set<StudentId>()
  const fitting = puts.filter(({ studentId, isNew, fingers }) => {
    const fits = usersFree >= (isNew ? 1 : 0) && fingersFree >= fingers.length
    if (!fits) refused.add(studentId)
    else {
      usersFree -= isNew ? 1 : 0
      fingersFree -= fingers.length
    }
    return fits
  })
  return { fitting, refused }
}
