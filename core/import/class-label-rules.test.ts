import { describe, expect, it } from 'vitest'
import type { StreamId } from '../contract/common.ts'
import { createClassFinder, nearestLabel } from './class-label-rules.ts'

const school = (classes: Record<string, string[]>) =>
  Object.entries(classes).flatMap(([className, streams]) =>
    streams.map(streamName => ({ streamId: `${className} ${streamName}`.trim() as StreamId, className, streamName })),
  )

const primary = school({
  Playgroup: [''],
  PP1: ['Red', 'Blue'],
  'Grade 1': ['East', 'West'],
  'Grade 7': ['East', 'West', 'Simba', 'Kilimanjaro'],
  'Grade 8': [''],
})
const mixed = school({ 'Grade 10': ['East', 'West'], 'Form 3': ['East', 'West'], 'Form 4': ['A', 'B'] })

describe('in a primary and junior school', () => {
  const find = createClassFinder(primary)
  it.each([
    ['Grade 7 East', 'Grade 7 East'],
    ['G7E', 'Grade 7 East'],
    ['7 East', 'Grade 7 East'],
    ['7E', 'Grade 7 East'],
    ['GRADE SEVEN EAST', 'Grade 7 East'],
    ['grade 7-east', 'Grade 7 East'],
    ['Gr. 7 (East)', 'Grade 7 East'],
    ['GRADE VII EAST', 'Grade 7 East'],
    ['7th Grade West', 'Grade 7 West'],
    ['Darasa la saba', null],
    ['Darasa 7 Simba', 'Grade 7 Simba'],
    ['Grade 7 Kili', 'Grade 7 Kilimanjaro'],
    ['Std 1 W', 'Grade 1 West'],
    ['Class 8', 'Grade 8'],
    ['8', 'Grade 8'],
    ['PP1 Red', 'PP1 Red'],
    ['pp 1 blue', 'PP1 Blue'],
    ['Pre-Primary 1 Red', 'PP1 Red'],
    ['PLAYGROUP', 'Playgroup'],
    ['Grade 7', null],
    ['Grade 7 North', null],
    ['Grade 71', null],
    ['Form 1 East', null],
    ['Grade 1', null],
    ['PP2', null],
    ['', null],
  ])('%j is %s', (label, found) => expect(find(label)).toBe(found))
})

describe('in a school with the old system and the new one', () => {
  const find = createClassFinder(mixed)
  it.each([
    ['Form 3 W', 'Form 3 West'],
    ['F3W', 'Form 3 West'],
    ['FORM THREE WEST', 'Form 3 West'],
    ['Form IV A', 'Form 4 A'],
    ['Grade 10 East', 'Grade 10 East'],
    ['10E', 'Grade 10 East'],
    ['4B', 'Form 4 B'],
    ['Grade 3 East', null],
    ['Kidato cha 3', null],
  ])('%j is %s', (label, found) => expect(find(label)).toBe(found))
})

it('a number that two kinds of classes have is nobody’s alone', () => {
  const find = createClassFinder(school({ 'Grade 3': ['East'], 'Form 3': ['East'] }))
  expect([find('3 East'), find('Grade 3 East'), find('Form 3 East')]).toEqual([null, 'Grade 3 East', 'Form 3 East'])
})

it('a slip is suggested, not taken', () => {
  expect([nearestLabel('Grade 7 Eastt', primary), nearestLabel('Upper', primary)]).toEqual(['Grade 7 East', null])
})
