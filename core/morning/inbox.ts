import type { UnknownInbox, UnknownPin } from '../contract/morning.ts'
import type { Tx } from '../db/open.ts'
import { suggester } from '../devices/adopt-rules.ts'
import { saysWho } from '../devices/name-rules.ts'
import { everybody, unknownPins, unknownTimes } from './inbox.repo.ts'

const mostPins = 500
const mostTimes = 200

/** Punches that belong to no student: kept, shown and never guessed. At most the newest 500 PINs and 200 times. */
export function unknownInbox(tx: Tx): UnknownInbox {
  return { pins: withSuggestions(tx, unknownPins(tx, mostPins)), times: unknownTimes(tx, mostTimes) }
}

function withSuggestions(tx: Tx, pins: readonly Omit<UnknownPin, 'suggestion'>[]): UnknownPin[] {
  // To know everybody by name is dear, and mostly nobody's name has to be looked up.
  const named = pins.some(({ nameOnDevice }) => saysWho(nameOnDevice ?? ''))
  const suggest = suggester(named ? everybody(tx) : [])
  return pins.map(row => {
    const alike = suggest({ pin: row.pin, name: row.nameOnDevice ?? '' }).filter(({ why }) => why !== 'pin')
    const [only] = alike
    return { ...row, suggestion: only !== undefined && alike.length === 1 ? withoutWhy(only) : null }
  })
}

function withoutWhy({ studentId, fullName, className }: NonNullable<UnknownPin['suggestion']>) {
  return { studentId, fullName, className }
}
