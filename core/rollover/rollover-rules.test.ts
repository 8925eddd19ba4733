import { describe, expect, it } from 'vitest'
import type { StreamId } from '../contract/common.ts'
import type { YearStream } from './rollover-rules.ts'
import { destinationOf, lastSchoolDay, warningsOf } from './rollover-rules.ts'

type Classes = readonly (readonly [className: string, level: number, streams: readonly string[]])[]

function school(classes: Classes): YearStream[] {
  return classes.flatMap(([className, level, streams]) =>
    streams.map(streamName => ({
      streamId: `${className} ${streamName}`.trim() as StreamId,
      classId: className,
      className,
      streamName,
      level,
      students: 30,
    })),
  )
}

function destinations(classes: Classes) {
  const streams = school(classes)
  return Object.fromEntries(streams.map(from => [from.streamId, destinationOf(from, streams)]))
}

describe('the children go', () => {
  it('a class up in the stream of the same name, and out after the last', () => {
    expect(
      destinations([
        ['PP2', 0, ['']],
        ['Grade 1', 1, ['']],
        ['Grade 8', 8, ['East', 'WEST']],
        ['Grade 9', 9, ['East', 'West']],
      ]),
    ).toEqual({
      PP2: 'Grade 1',
      // Grade 2 is not there, and no school ends after Grade 1.
      'Grade 1': null,
      'Grade 8 East': 'Grade 9 East',
      'Grade 8 WEST': 'Grade 9 West',
      'Grade 9 East': 'leave',
      'Grade 9 West': 'leave',
    })
  })

  it('each in its own system where the old one stands beside the new one', () => {
    expect(
      destinations([
        ['Grade 10', 10, ['A']],
        ['Grade 11', 11, ['A']],
        ['Form 3', 11, ['A']],
        ['Form 4', 12, ['A']],
      ]),
    ).toEqual({ 'Grade 10 A': 'Grade 11 A', 'Grade 11 A': null, 'Form 3 A': 'Form 4 A', 'Form 4 A': 'leave' })
  })

  it('nowhere by themselves while the class above has not been added', () => {
    expect(
      destinations([
        ['Grade 10', 10, ['A']],
        ['Form 3', 11, ['A']],
        ['Form 4', 12, ['A']],
      ]),
    ).toMatchObject({ 'Grade 10 A': null })
  })

  it('to the only stream above, but not to one of several with other names', () => {
    expect(
      destinations([
        ['Grade 1', 1, ['A', 'B']],
        ['Grade 2', 2, ['']],
        ['Grade 3', 3, ['X', 'Y']],
        ['Grade 4', 4, ['']],
      ]),
    ).toMatchObject({ 'Grade 1 A': 'Grade 2', 'Grade 1 B': 'Grade 2', 'Grade 2': null, 'Grade 3 X': 'Grade 4' })
  })

  it('out of an old primary school after Standard 8', () => {
    expect(
      destinations([
        ['Standard 7', 7, ['']],
        ['Standard 8', 8, ['']],
        ['Form 1', 9, ['']],
      ]),
    ).toMatchObject({
      'Standard 7': 'Standard 8',
      'Standard 8': 'leave',
    })
  })
})

describe('a plan is warned of', () => {
  const streams = school([
    ['Grade 7', 7, ['East', 'West']],
    ['Grade 8', 8, ['East', 'West']],
    ['Grade 9', 9, ['East', 'West']],
  ])
  const plan = (moves: Record<string, string | null>) =>
    warningsOf(
      streams.map(from => ({ from, to: (moves[from.streamId] ?? null) as StreamId | null })),
      { lastDay: '2026-10-23', today: '2026-11-01', moved: 0 },
    ).map(({ kind, className, other }) => [kind, className, other].filter(Boolean).join(': '))
  const up = {
    'Grade 7 East': 'Grade 8 East',
    'Grade 7 West': 'Grade 8 West',
    'Grade 8 East': 'Grade 9 East',
    'Grade 8 West': 'Grade 9 West',
    'Grade 9 East': 'leave',
    'Grade 9 West': 'leave',
  }

  it('never when everybody goes up', () => expect(plan(up)).toEqual([]))

  it('when children would sit with those who stay', () => {
    expect(plan({ ...up, 'Grade 9 East': null })).toEqual(['mixed: Grade 8 East: Grade 9 East'])
  })

  it('when two streams swap', () => {
    expect(plan({ ...up, 'Grade 7 East': 'Grade 7 West', 'Grade 7 West': 'Grade 7 East' })).toEqual([
      'not_higher: Grade 7 East: Grade 7 West',
      'not_higher: Grade 7 West: Grade 7 East',
    ])
  })

  it('while the year is not over', () => {
    expect(warningsOf([], { lastDay: '2026-10-23', today: '2026-10-22', moved: 0 })).toEqual([
      { kind: 'ahead', className: '', other: '' },
    ])
  })

  it('when most have gone up already, but not for a few who were moved', () => {
    const moves = streams.map(from => ({ from, to: null }))
    const kinds = (moved: number) =>
      warningsOf(moves, { lastDay: '2026-10-23', today: '2026-11-01', moved }).map(({ kind }) => kind)
    expect([kinds(100).includes('again'), kinds(40).includes('again')]).toEqual([true, false])
  })
})

it.each([
  ['2026-11-20', '2026-10-23'],
  ['2027-01-04', '2026-10-23'],
  ['2026-05-12', '2025-10-24'],
  ['2025-01-01', '2025-01-01'],
])('on %s the last school day is %s', (today, day) => {
  expect(
    lastSchoolDay([{ to: '2025-04-04' }, { to: '2025-10-24' }, { to: '2026-07-31' }, { to: '2026-10-23' }], today),
  ).toBe(day)
})
