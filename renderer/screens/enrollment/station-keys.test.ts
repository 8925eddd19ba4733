import { describe, expect, it } from 'vitest'
import { stationKeys } from './station-keys.ts'

/** Presses a key of the station and tells what it did. */
function press(keys: string, facts: Partial<Parameters<typeof stationKeys>[0]>): string {
  let did = 'nothing'
  const says = (what: string) => () => {
    did = what
  }
  const all = stationKeys({
    phase: 'idle',
    hasChild: true,
    skipping: null,
    held: false,
    goesOn: false,
    canUndo: true,
    start: says('start'),
    next: says('next'),
    hold: held => (did = held ? 'hold' : 'go on'),
    openSkip: reason => (did = reason === null ? 'back' : `choose ${reason}`),
    takeSkip: reason => (did = `skip ${reason}`),
    undo: says('undo'),
    cancel: says('cancel'),
    finish: says('close'),
    ...facts,
  })
  const key = all.find(one => one.keys === keys)
  if (key?.enabled === true) key.run()
  return did
}

describe('the keys of the station', () => {
  it.each([
    ['Enter', {}, 'start'],
    ['Enter', { phase: 'failed' }, 'start'],
    ['Enter', { phase: 'success' }, 'next'],
    ['Enter', { phase: 'running' }, 'nothing'],
    ['Enter', { hasChild: false }, 'close'],
    ['Enter', { skipping: 'later' }, 'skip later'],
    ['Space', {}, 'hold'],
    ['Space', { held: true }, 'go on'],
    ['S', {}, 'choose absent'],
    ['S', { phase: 'running' }, 'choose absent'],
    ['S', { skipping: 'finger_fails' }, 'choose absent'],
    ['ArrowUp', { skipping: 'absent' }, 'choose finger_fails'],
    ['U', {}, 'undo'],
    ['U', { canUndo: false }, 'nothing'],
    ['Esc', { phase: 'running' }, 'cancel'],
    ['Esc', { goesOn: true }, 'hold'],
    ['Esc', { skipping: 'absent' }, 'back'],
    ['Esc', {}, 'close'],
  ] as const)('%s with %o: %s', (keys, facts, did) => {
    expect(press(keys, facts)).toBe(did)
  })
})
