import type { StudentId } from '../contract/common.ts'
import type { UnknownUser } from '../contract/sync.ts'
import { alike, nameParts, saysWho, sharedParts } from './name-rules.ts'

export type Candidate = {
  readonly studentId: StudentId
  readonly fullName: string
  readonly allNames: string
  readonly className: string
  readonly pin: string
}

/** Finds the students that a terminal's unknown user may be. */
export type Suggest = (user: { readonly pin: string; readonly name: string }) => UnknownUser['suggestions']

const mostShown = 5

/** Looks a name up among many: only students who share the beginning of a part of it are compared in full. */
export function suggester(candidates: readonly Candidate[]): Suggest {
  const byPin = new Map(candidates.map(candidate => [candidate.pin, candidate]))
  const byBeginning = new Map<string, Set<Candidate>>()
  for (const candidate of candidates) {
    for (const part of nameParts(candidate.allNames)) {
      const beginning = part.slice(0, 4)
      byBeginning.set(beginning, (byBeginning.get(beginning) ?? new Set()).add(candidate))
    }
  }

  return ({ pin, name }) => {
    const named = saysWho(name)
    const near = named ? nameParts(name).flatMap(part => [...(byBeginning.get(part.slice(0, 4)) ?? [])]) : []
    const alikes = [...new Set(near)]
      .filter(({ allNames }) => alike(name, allNames))
      .map(candidate => ({ candidate, shared: sharedParts(name, candidate.allNames) }))
      .sort((a, b) => b.shared - a.shared || a.candidate.fullName.localeCompare(b.candidate.fullName, 'en'))
    // `007` of another program is number 7 of ours.
    const samePin = byPin.get(pin.replace(/^0+/, ''))
    const both = samePin !== undefined && alikes.some(({ candidate }) => candidate === samePin)
    const first = samePin === undefined ? [] : [shown(samePin, both ? 'pin_and_name' : 'pin')]
    const others = alikes
      .filter(({ candidate }) => candidate !== samePin)
      .map(({ candidate }) => shown(candidate, 'name'))
    return (both ? [...first, ...others] : [...others, ...first]).slice(0, mostShown)
  }
}

function shown({ studentId, fullName, className }: Candidate, why: 'pin' | 'pin_and_name' | 'name') {
  return { studentId, fullName, className, why }
}
