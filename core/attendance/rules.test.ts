import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventType } from '../contract/attendance.ts'
import type { SessionName } from '../contract/common.ts'
import type { DayRecord, Identification, MarkContext, SessionTimes } from './rules.ts'
import { causesOf, couldBeRecorded, markFor, readDay, repeatMs, sessionStateAt, standingMark } from './rules.ts'

/** Seconds since midnight as ms: rules know no zone, so a day may start at 0. */
function at(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}

function punches(...clocks: string[]) {
  return clocks.map(text => ({ key: text, at: at(text) }))
}

const times: Record<SessionName, SessionTimes> = {
  AM: { opensAt: at('06:00'), lateFrom: at('08:01'), closesAt: at('08:30'), endsAt: at('12:40') },
  PM: { opensAt: at('13:40'), lateFrom: at('14:01'), closesAt: at('14:15'), endsAt: at('16:00') },
}

const closed: MarkContext = { sessionState: 'closed', canBeRecorded: true, settled: true }

describe('IN and OUT', () => {
  const examples: [why: string, presses: string[], expected: string[]][] = [
    ['no press, no record', [], []],
    ['the first is IN', ['07:40'], ['07:40:00 IN']],
    ['IN, then OUT', ['07:40', '16:05'], ['07:40:00 IN', '16:05:00 OUT']],
    ['OUT, then IN again', ['07:40', '12:45', '13:50'], ['07:40:00 IN', '12:45:00 OUT', '13:50:00 IN']],
    ['a second press right away is a repeat', ['07:40', '07:40:03'], ['07:40:00 IN']],
    ['29:59 is a repeat', ['07:40', '08:09:59'], ['07:40:00 IN']],
    ['exactly 30 minutes counts', ['07:40', '08:10:00'], ['07:40:00 IN', '08:10:00 OUT']],
    [
      'the 30 minutes run from the last record, not from the last press',
      ['07:40', '08:05', '08:15'],
      ['07:40:00 IN', '08:15:00 OUT'],
    ],
    ['repeats after OUT are ignored too', ['07:40', '16:00', '16:20'], ['07:40:00 IN', '16:00:00 OUT']],
    ['arrival order does not matter', ['16:05', '07:40'], ['07:40:00 IN', '16:05:00 OUT']],
  ]
  it.each(examples)('%s', (_why, presses, expected) => {
    const read = readDay(punches(...presses))
    expect(read.map(({ punch, eventType }) => `${clock(punch.at)} ${eventType}`)).toEqual(expected)
  })

  it('gives two terminals that show the same second the same record each time', () => {
    const gate1 = { key: 'gate1', at: at('07:40') }
    const gate2 = { key: 'gate2', at: at('07:40') }
    expect(readDay([gate2, gate1])).toEqual([{ punch: gate1, eventType: 'IN' }])
    expect(readDay([gate1, gate2])).toEqual([{ punch: gate1, eventType: 'IN' }])
  })

  const anyDay = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 24 * 60 - 1 }).map(minute => minute * 60_000),
      key: fc.constantFrom('a', 'b', 'c'),
    }),
    { maxLength: 30 },
  )

  it('reads the same from the same presses in any order and with any repeats', () => {
    const shuffledTwice = anyDay.chain(day =>
      fc.tuple(
        fc.constant(day),
        fc.shuffledSubarray(day, { minLength: day.length }),
        fc.array(fc.constantFrom(...(day.length > 0 ? day : [{ at: 0, key: 'a' }])), { maxLength: 10 }),
      ),
    )
    fc.assert(
      fc.property(shuffledTwice, ([day, shuffled, repeats]) => {
        const again = day.length > 0 ? repeats : []
        expect(readDay([...again, ...shuffled, ...again])).toEqual(readDay(day))
      }),
    )
  })

  it('alternates from IN and leaves at least 30 minutes between records', () => {
    fc.assert(
      fc.property(anyDay, day => {
        const read = readDay(day)
        read.forEach(({ punch, eventType }, i) => {
          expect(eventType).toBe(i % 2 === 0 ? 'IN' : 'OUT')
          const before = read[i - 1]
          if (before) expect(punch.at - before.punch.at).toBeGreaterThanOrEqual(repeatMs)
        })
      }),
    )
  })

  it('explains every press: it has a record or lies under 30 minutes after one', () => {
    fc.assert(
      fc.property(anyDay, day => {
        const recorded = readDay(day).map(({ punch }) => punch.at)
        for (const punch of day) {
          expect(recorded.some(moment => punch.at >= moment && punch.at - moment < repeatMs)).toBe(true)
        }
      }),
    )
  })
})

describe('marks', () => {
  function records(...presses: string[]): DayRecord[] {
    return readDay(punches(...presses)).map(({ punch, eventType }) => ({ at: punch.at, eventType }))
  }

  function marked(session: SessionName, presses: string[], context: Partial<MarkContext> = {}): string {
    const { mark, arrivedAt } = markFor(session, times[session], records(...presses), { ...closed, ...context })
    return arrivedAt === null ? mark : `${mark} ${clock(arrivedAt)}`
  }

  const mornings: [why: string, presses: string[], expected: string][] = [
    ['early', ['06:10'], 'present 06:10:00'],
    ['before the session opens', ['05:30'], 'present 05:30:00'],
    ['to the end of the last minute on time', ['08:00:59'], 'present 08:00:59'],
    ['from the next minute on late', ['08:01:00'], 'late 08:01:00'],
    ['after the register closed, still late', ['09:40'], 'late 09:40:00'],
    ['in the last second of the session, late', ['12:39:59'], 'late 12:39:59'],
    ['when the session has ended, absent', ['12:40:00'], 'absent'],
    ['never', [], 'absent'],
    ['left again: was there', ['07:30', '09:00'], 'present 07:30:00'],
  ]
  it.each(mornings)('AM: %s', (_why, presses, expected) => {
    expect(marked('AM', presses)).toBe(expected)
  })

  const afternoons: [why: string, presses: string[], expected: string][] = [
    ['inside since the morning', ['07:30'], 'present 07:30:00'],
    ['inside since the morning, leaves after', ['07:30', '16:10'], 'present 07:30:00'],
    ['back from lunch in time', ['07:30', '12:45', '13:55'], 'present 13:55:00'],
    ['back from lunch in the last minute', ['07:30', '12:45', '14:00:59'], 'present 14:00:59'],
    ['back from lunch late', ['07:30', '12:45', '14:01'], 'late 14:01:00'],
    ['left at lunch, not back', ['07:30', '12:45'], 'absent'],
    ['left just before it began', ['07:30', '14:00:30'], 'absent'],
    ['first arrival of the day in the afternoon', ['13:50'], 'present 13:50:00'],
    ['first arrival after lateness began', ['14:40'], 'late 14:40:00'],
    ['comes when school is over', ['16:00'], 'absent'],
    ['left and came back when school was over', ['07:30', '12:45', '16:20'], 'absent'],
    ['never', [], 'absent'],
  ]
  it.each(afternoons)('PM: %s', (_why, presses, expected) => {
    expect(marked('PM', presses)).toBe(expected)
  })

  it('says "not yet in" while the session can still be reached', () => {
    expect(marked('AM', [], { sessionState: 'before' })).toBe('not_yet_in')
    expect(marked('AM', [], { sessionState: 'open' })).toBe('not_yet_in')
    expect(marked('PM', ['07:30', '12:45'], { sessionState: 'open' })).toBe('not_yet_in')
  })

  it('does not take a child for present in the afternoon before the afternoon', () => {
    expect(marked('PM', ['07:30'], { sessionState: 'before' })).toBe('not_yet_in')
    expect(marked('PM', ['07:30'], { sessionState: 'open' })).toBe('present 07:30:00')
  })

  it('never says "absent" when nobody can know', () => {
    expect(marked('AM', [], { settled: false })).toBe('not_recorded')
    expect(marked('AM', [], { canBeRecorded: false })).toBe('not_recorded')
    expect(marked('PM', ['07:30', '12:45'], { settled: false })).toBe('not_recorded')
  })

  it('does not ask how sure it is about a child that was seen', () => {
    expect(marked('AM', ['07:30'], { settled: false, canBeRecorded: false })).toBe('present 07:30:00')
  })

  it('opens and closes at the minute', () => {
    const states = ['05:59:59', '06:00', '08:29:59', '08:30'].map(text => sessionStateAt(times.AM, at(text)))
    expect(states).toEqual(['before', 'open', 'open', 'closed'])
  })
})

describe('the mark that stands', () => {
  const sick = { code: 'sick', countsPresent: false, alertsParent: false }
  const trip = { code: 'activity', countsPresent: true, alertsParent: false }
  const absentByHand = { mark: 'absent', arrivedAt: null } as const
  type Said = Partial<Parameters<typeof standingMark>[3]>

  function stands(presses: string[], said: Said, context: Partial<MarkContext> = {}): string {
    const day = readDay(punches(...presses)).map(({ punch, eventType }) => ({ at: punch.at, eventType }))
    const words = { byHand: null, reason: null, ...said }
    const { mark, reason, manual } = standingMark('AM', times.AM, day, words, { ...closed, ...context })
    return [mark, reason, manual && 'by hand'].filter(Boolean).join(' ')
  }

  const cases: [why: string, presses: string[], said: Said, context: Partial<MarkContext>, expected: string][] = [
    ['a person is believed more than a press', ['07:30'], { byHand: absentByHand }, {}, 'absent by hand'],
    ['at once, too', [], { byHand: absentByHand }, { sessionState: 'open' }, 'absent by hand'],
    ['an absence by hand may have a reason', [], { byHand: absentByHand, reason: sick }, {}, 'absent sick by hand'],
    ['a reason explains an absence', [], { reason: sick }, {}, 'absent sick'],
    ['and a lateness', ['09:00'], { reason: sick }, {}, 'late sick'],
    ['and does not touch who came', ['07:30'], { reason: sick }, {}, 'present'],
    [
      'who is away is absent though no terminal could know',
      [],
      { reason: sick },
      { canBeRecorded: false },
      'absent sick',
    ],
    ['but not before the terminals are read', [], { reason: sick }, { settled: false }, 'not_recorded sick'],
    ['nor while the child can still come', [], { reason: sick }, { sessionState: 'open' }, 'not_yet_in'],
    ['on a trip is present', [], { reason: trip }, { settled: false }, 'present activity'],
    ['from the opening on', [], { reason: trip }, { sessionState: 'open' }, 'present activity'],
    ['not before', [], { reason: trip }, { sessionState: 'before' }, 'not_yet_in'],
    ['and never late from it', ['09:00'], { reason: trip }, {}, 'present activity'],
    [
      'a person knows better than the plan of a trip',
      [],
      { byHand: absentByHand, reason: trip },
      {},
      'absent activity by hand',
    ],
  ]
  it.each(cases)('%s', (_why, presses, said, context, expected) => {
    expect(stands(presses, said, context)).toBe(expected)
  })
})

describe('whom a terminal could have known', () => {
  const known: Identification = {
    onTerminal: true,
    left: false,
    firstRecord: null,
    lastRecord: null,
    firstEnrolled: null,
  }
  const seen = { firstRecord: '2026-05-05', lastRecord: '2026-05-08' }
  const cases: [why: string, change: Partial<Identification>, expected: boolean][] = [
    ['is on a terminal', {}, true],
    ['is on none', { onTerminal: false }, false],
    ['was enrolled by then', { firstEnrolled: '2026-05-06' }, true],
    ['was enrolled only later', { firstEnrolled: '2026-05-07' }, false],
    ['was enrolled again later, and seen before', { ...seen, firstEnrolled: '2026-05-07' }, true],
    ['was seen before and after, and is on none now', { ...seen, onTerminal: false }, true],
    [
      'was last seen before, and is on none now',
      { firstRecord: '2026-05-04', lastRecord: '2026-05-05', onTerminal: false },
      false,
    ],
    [
      'and has left the school since',
      { firstRecord: '2026-05-04', lastRecord: '2026-05-05', onTerminal: false, left: true },
      true,
    ],
    [
      'was first seen later, and is on none now',
      { firstRecord: '2026-05-07', lastRecord: '2026-05-08', onTerminal: false },
      false,
    ],
  ]
  it.each(cases)('%s', (_why, change, expected) => {
    expect(couldBeRecorded({ ...known, ...change }, '2026-05-06')).toBe(expected)
  })
})

describe('what parents may be told', () => {
  const record = (eventType: EventType, text: string): DayRecord => ({ eventType, at: at(text) })

  function told(...day: DayRecord[]): string[] {
    return causesOf(day, times.AM).map(({ kind, record }) => `${kind} ${clock(record.at)}`)
  }

  it('tells of the first arrival and of each leaving', () => {
    const day = [record('IN', '07:30'), record('OUT', '12:45'), record('IN', '14:50'), record('OUT', '16:05')]
    expect(told(...day)).toEqual(['arrival 07:30:00', 'departure 12:45:00', 'departure 16:05:00'])
  })

  it('calls an arrival late when the mark does', () => {
    expect(told(record('IN', '08:00:59'))).toEqual(['arrival 08:00:59'])
    expect(told(record('IN', '08:01'))).toEqual(['late 08:01:00'])
    expect(told(record('IN', '12:39:59'))).toEqual(['late 12:39:59'])
    expect(told(record('IN', '12:40'))).toEqual(['arrival 12:40:00'])
  })

  it('calls nobody late on a day without school', () => {
    expect(causesOf([record('IN', '11:00')], null)).toEqual([{ kind: 'arrival', record: record('IN', '11:00') }])
  })
})
