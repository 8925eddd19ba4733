import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import type { Change, Pupil, TerminalUser } from './sync-rules.ts'
import { compare, ownersOf } from './sync-rules.ts'

const roomy = { nameBytes: 23, users: 3000, fingers: 3000 }

function pupil(n: number, facts: Partial<Pupil> = {}): Pupil {
  return {
    studentId: `s${n}` as StudentId,
    name: `${first[n % first.length] ?? ''} ${last[n % last.length] ?? ''}`,
    allNames: `${first[n % first.length] ?? ''} ${last[n % last.length] ?? ''}`,
    pin: String(n),
    adoptedPins: [],
    wanted: true,
    left: false,
    managed: false,
    fingers: [],
    removedFingers: [],
    ...facts,
  }
}
const first = ['Brian', 'Faith', 'Kevin', 'Mercy', 'Dennis', 'Joy', 'Collins']
const last = ['Otieno', 'Wanjiru', 'Kiprono', 'Mutua', 'Barasa']

function user(pin: string, name: string, fingers: readonly (readonly [number, string])[] | null = []): TerminalUser {
  return { pin, name, fingers: fingers?.map(([finger, mark]) => ({ finger, mark })) ?? null }
}

/** What a terminal holds after the changes; templates come from the office's pupils. */
function applied(users: readonly TerminalUser[], changes: readonly Change[], pupils: readonly Pupil[]): TerminalUser[] {
  const after = new Map(users.map(one => [one.pin, { ...one, fingers: [...(one.fingers ?? [])] }]))
  for (const change of changes) {
    const there = after.get(change.pin)
    if (change.kind === 'remove_user') after.delete(change.pin)
    else if (change.kind === 'remove_finger' && there) {
      after.set(change.pin, { ...there, fingers: there.fingers.filter(({ finger }) => finger !== change.finger) })
    } else if (change.kind === 'put') {
      const office = pupils.find(({ studentId }) => studentId === change.studentId)
      const fingers = (there?.fingers ?? []).filter(({ finger }) => !change.fingers.includes(finger))
      for (const { finger, mark } of office?.fingers ?? []) {
        if (change.fingers.includes(finger) && mark !== null) fingers.push({ finger, mark })
      }
      after.set(change.pin, { pin: change.pin, name: change.name, fingers })
    }
  }
  return [...after.values()]
}

describe('what belongs on a terminal', () => {
  it('is put there with its fingers, and is in step once it is', () => {
    const pupils = [pupil(1, { fingers: [{ finger: 6, mark: 'a' }] }), pupil(2)]
    const before = compare(pupils, [], roomy)
    expect(before.changes).toEqual([
      { kind: 'put', studentId: 's1', pin: '1', name: 'Faith Wanjiru', isNew: true, renamed: false, fingers: [6] },
      { kind: 'put', studentId: 's2', pin: '2', name: 'Kevin Kiprono', isNew: true, renamed: false, fingers: [] },
    ])
    expect(before.standings.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    const after = compare(pupils, applied([], before.changes, pupils), roomy)
    expect(after.changes).toEqual([])
    expect(after.standings.map(({ state, fingers }) => [state, fingers])).toEqual([
      ['in_step', 1],
      ['no_finger', 0],
    ])
  })

  it('is renamed, and gets a finger that was enrolled anew', () => {
    const pupils = [pupil(1, { managed: true, fingers: [{ finger: 6, mark: 'new' }] })]
    expect(compare(pupils, [user('1', 'Faith W', [[6, 'old']])], roomy).changes).toEqual([
      { kind: 'put', studentId: 's1', pin: '1', name: 'Faith Wanjiru', isNew: false, renamed: true, fingers: [6] },
    ])
  })

  it('keeps a finger that the office does not hold, and tells of it', () => {
    const there = [user('1', 'Faith Wanjiru', [[3, 'x']])]
    const { changes, found, standings } = compare([pupil(1)], there, roomy)
    expect({ changes, found }).toEqual({ changes: [], found: [{ studentId: 's1', pin: '1', finger: 3 }] })
    expect(standings[0]).toMatchObject({ state: 'in_step', fingers: 1 })
  })

  it('loses a finger that a person removed', () => {
    const there = [
      user('1', 'Faith Wanjiru', [
        [3, 'x'],
        [6, 'y'],
      ]),
    ]
    expect(compare([pupil(1, { removedFingers: [3] })], there, roomy)).toMatchObject({
      changes: [{ kind: 'remove_finger', pin: '1', finger: 3 }],
      found: [{ finger: 6 }],
    })
  })

  it('says so when the office cannot open a finger that is missing, and puts the student there without it', () => {
    const locked = pupil(1, { fingers: [{ finger: 6, mark: null, unreadable: 'keyring_unavailable' }] })
    expect(compare([locked], [], roomy).changes).toMatchObject([{ kind: 'put', fingers: [] }])
    expect(compare([locked], [user('1', locked.name)], roomy).standings).toMatchObject([
      { state: 'failed', reason: 'keyring_unavailable' },
    ])
    expect(compare([locked], [user('1', locked.name, [[6, 'z']])], roomy).standings).toMatchObject([
      { state: 'in_step' },
    ])
  })

  it('fills the room there is, after those who leave have made some', () => {
    const pupils = [pupil(1, { wanted: false, left: true }), pupil(2), pupil(3)]
    const small = { ...roomy, users: 1 }
    const { changes, standings } = compare(pupils, [user('1', 'Faith Wanjiru')], small)
    expect(changes.map(({ kind, pin }) => `${kind} ${pin}`)).toEqual(['remove_user 1', 'put 2'])
    expect(standings.at(-1)).toMatchObject({ studentId: 's3', state: 'failed', reason: 'device_full' })
  })
})

describe('who no longer belongs on a terminal', () => {
  it.each([
    ['left the school', { left: true }, true],
    ['is of another class now, and we put the student there', { managed: true }, true],
    ['is of another class, and somebody else put the student there', {}, false],
  ])('%s: removed %s', (_, facts, removed) => {
    const { changes } = compare([pupil(1, { wanted: false, ...facts })], [user('1', 'Faith Wanjiru')], roomy)
    expect(changes).toEqual(removed ? [{ kind: 'remove_user', studentId: 's1', pin: '1' }] : [])
  })

  it('is forgotten when the terminal does not hold the student any more', () => {
    expect(compare([pupil(1, { wanted: false, managed: true })], [], roomy)).toMatchObject({
      changes: [],
      gone: ['s1'],
    })
  })
})

describe('another name beside a student’s PIN', () => {
  const stranger = user('1', 'Caroline Chebet', [[6, 'q']])

  it('is a stranger, left alone even when the student leaves', () => {
    for (const facts of [{}, { wanted: false, left: true }]) {
      const { changes, unknownPins } = compare([pupil(1, facts)], [stranger], roomy)
      expect({ changes, unknownPins }).toEqual({ changes: [], unknownPins: ['1'] })
    }
    expect(compare([pupil(1)], [stranger], roomy).standings).toMatchObject([
      { state: 'failed', reason: 'already_adopted' },
    ])
  })

  it('is the student when we wrote it, or a person says so', () => {
    for (const facts of [{ managed: true }, { adoptedPins: ['1'] }]) {
      expect(compare([pupil(1, facts)], [stranger], roomy).changes).toMatchObject([{ kind: 'put', pin: '1' }])
    }
  })

  it('can be another student’s, who then keeps that PIN there', () => {
    const pupils = [pupil(1), pupil(7, { adoptedPins: ['1'], fingers: [{ finger: 2, mark: 'b' }] })]
    const { changes, standings } = compare(pupils, [stranger], roomy)
    expect(changes).toEqual([
      { kind: 'put', studentId: 's7', pin: '1', name: 'Brian Kiprono', isNew: false, renamed: true, fingers: [2] },
    ])
    expect(standings).toMatchObject([
      { studentId: 's1', state: 'failed' },
      { studentId: 's7', state: 'waiting' },
    ])
  })
})

describe('for any school and any terminal', () => {
  const mark = fc.constantFrom('a', 'b', 'c')
  const finger = fc.integer({ min: 0, max: 9 })
  const fingers = fc.uniqueArray(fc.record({ finger, mark }), { maxLength: 3, selector: one => one.finger })
  const aPupil = fc
    .record({
      n: fc.integer({ min: 1, max: 12 }),
      standing: fc.constantFrom('wanted', 'other class', 'left'),
      managed: fc.boolean(),
      fingers,
      removedFingers: fc.uniqueArray(finger, { maxLength: 2 }),
      adoptedPin: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }),
    })
    .map(({ n, standing, adoptedPin, ...facts }) =>
      pupil(n, {
        ...facts,
        wanted: standing === 'wanted',
        left: standing === 'left',
        adoptedPins: adoptedPin === null ? [] : [String(adoptedPin)],
      }),
    )
  const school = fc.uniqueArray(aPupil, { maxLength: 10, selector: one => one.pin }).map(pupils => {
    // As in the database: a PIN of a terminal is at most one student's.
    const taken = new Set<string>()
    return pupils.map(one => {
      const pins = one.adoptedPins.filter(pin => !taken.has(pin))
      for (const pin of pins) taken.add(pin)
      return { ...one, adoptedPins: pins }
    })
  })
  const aUser = fc
    .record({
      pin: fc.oneof(fc.integer({ min: 1, max: 30 }).map(String), fc.constantFrom('007', '9999999999', 'admin')),
      name: fc.constantFrom('', '17', 'Caroline Chebet', 'Brian Otieno', 'Faith Wanjiru', 'Kevin'),
      fingers,
    })
    .map(({ pin, name, fingers: held }) => ({ pin, name, fingers: held }))
  const terminal = fc.uniqueArray(aUser, { maxLength: 20, selector: one => one.pin })

  it('one run of changes leaves nothing to do, and nobody unknown is touched', () => {
    fc.assert(
      fc.property(school, terminal, (pupils, users) => {
        const before = compare(pupils, users, roomy)
        const after = applied(users, before.changes, pupils)
        const managed = pupils.map(one => ({
          ...one,
          managed:
            one.managed ||
            (one.wanted && before.standings.some(s => s.studentId === one.studentId && s.state !== 'failed')),
        }))
        expect(compare(managed, after, roomy).changes).toEqual([])
        for (const pin of before.unknownPins) {
          expect(after.find(one => one.pin === pin)).toEqual(users.find(one => one.pin === pin))
        }
        const owners = ownersOf(pupils, users)
        for (const { pin, kind } of before.changes) if (kind !== 'put') expect(owners.has(pin)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('whatever stops it in the middle, the rest is what the next run finds', () => {
    fc.assert(
      fc.property(school, terminal, fc.nat(), (pupils, users, cut) => {
        const { changes } = compare(pupils, users, roomy)
        const done = changes.length === 0 ? 0 : cut % changes.length
        const broken = applied(users, changes.slice(0, done), pupils)
        const rest = compare(pupils, broken, roomy).changes
        expect(rest.map(change => JSON.stringify(change)).sort()).toEqual(
          changes
            .slice(done)
            .map(change => JSON.stringify(change))
            .sort(),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('everyone who belongs there has a standing, and nobody else', () => {
    fc.assert(
      fc.property(school, terminal, (pupils, users) => {
        expect(compare(pupils, users, roomy).standings.map(({ studentId }) => studentId)).toEqual(
          pupils.filter(({ wanted }) => wanted).map(({ studentId }) => studentId),
        )
      }),
    )
  })
})
