import { describe, expect, it } from 'vitest'
import { demoDay } from '../../core/simulation/day-plan.ts'
import { expectDay } from '../../core/simulation/oracle.ts'
import { demoSchool } from '../../core/simulation/school-data.ts'
import type { DatabaseFacts, StoredMessage } from './database-facts.ts'
import { pressKey } from './database-facts.ts'
import { alertFaults, messageFaults, missingMessages, registerFaults, sheetFaults } from './verdict.ts'

const school = demoSchool(1)
const child = school.students.find(({ enrolled }) => enrolled)
if (child === undefined) throw new Error('no children')
const at = Date.parse(demoDay) + 7 * 3_600_000
const expected = expectDay(school, demoDay, [{ serial: 'VT0001', pin: String(child.pin), local: at }])
const key = pressKey('VT0001', String(child.pin), 1)
const terminals = { keys: new Set([key]) }
const receivers = child.guardians.filter(({ receives }) => receives).length
const messages = Array.from({ length: receivers }, (_, i): StoredMessage => {
  const sent = { state: i === 0 ? 'undelivered' : 'submitted', providerId: `ATPid_${i}` }
  return {
    id: `m${i}`,
    dedupeKey: `k${i}`,
    kind: 'arrival',
    pin: child.pin,
    at,
    phone: `phone ${i}`,
    body: 'text',
    ...sent,
  }
})
const journal = messages.map(({ providerId, phone, body }) => ({ providerId: providerId ?? '', phone, body }))
const good: DatabaseFacts = {
  punches: [{ key, id: 'p1', source: 'live' }],
  unmatchedOfDay: 0,
  roll: 600,
  marks: expected.marks,
  settled: true,
  messages,
  unsent: 0,
}

describe('the verdict on a day', () => {
  it('finds nothing where everything adds up', () => {
    expect(registerFaults(expected, terminals, good)).toEqual([])
    expect(messageFaults(good, journal)).toEqual([])
    expect(missingMessages(school, expected, good)).toEqual([])
  })

  it('names lost, invented and doubled punches', () => {
    const [punch] = good.punches
    if (punch === undefined) throw new Error('no punch')
    expect(registerFaults(expected, terminals, { ...good, punches: [] })).toEqual([
      `1 punches of the terminals are not recorded, e.g. ${key}`,
    ])
    expect(registerFaults(expected, { keys: new Set() }, good)).toEqual([
      `1 recorded punches are in no terminal, e.g. ${key}`,
    ])
    expect(registerFaults(expected, terminals, { ...good, punches: [punch, punch] })).toEqual([
      '1 punches are recorded more than once',
    ])
  })

  it('names a wrong mark, a missing one and a register that is not settled', () => {
    const late = new Map(good.marks).set(child.pin, 'late')
    expect(registerFaults(expected, terminals, { ...good, marks: late })).toEqual([
      `1 students have another mark than their presses give, e.g. PIN ${child.pin} late instead of present`,
    ])
    const fewer = new Map([...good.marks].slice(0, 599))
    expect(registerFaults(expected, terminals, { ...good, marks: fewer })).toHaveLength(2)
    expect(registerFaults(expected, terminals, { ...good, settled: false })).toHaveLength(1)
  })

  it('names messages that went out twice, never went out, or would go out again', () => {
    const [first] = journal
    if (first === undefined) throw new Error('no message')
    expect(messageFaults(good, [...journal, first])).toEqual(['1 messages reached somebody twice'])
    expect(messageFaults(good, [...journal, { ...first, providerId: 'other' }])).toEqual([
      '1 messages reached somebody twice',
    ])
    expect(messageFaults(good, journal.slice(1))).toEqual([
      '1 messages are called sent, and the provider never took them',
    ])
    const queued = messages.map((message, i) => (i === 0 ? { ...message, state: 'queued', providerId: null } : message))
    expect(messageFaults({ ...good, messages: queued }, journal)).toEqual([
      '1 messages would be sent again though the provider took them',
    ])
    expect(messageFaults(good, [...journal, { ...first, providerId: 'other', body: 'another text' }])).toEqual([
      '1 messages were taken that are not in the outbox',
    ])
    expect(missingMessages(school, expected, { ...good, messages: [] })).toEqual([
      `1 students whose guardians were not written to, e.g. PIN ${child.pin}`,
    ])
  })

  it('names false alarms, and absent children of whom nobody was told', () => {
    const expectedAbsent = school.students.filter(
      ({ pin, guardians }) => expected.marks.get(pin) === 'absent' && guardians.some(({ receives }) => receives),
    )
    const alerts = expectedAbsent.map(({ pin }): StoredMessage => ({
      ...{ id: `a${pin}`, dedupeKey: `absent ${pin}`, kind: 'absent', state: 'submitted', pin },
      ...{ at: Date.parse(`${demoDay}T08:30:00+03:00`), providerId: null, phone: '', body: '' },
    }))
    const [first] = alerts
    if (first === undefined) throw new Error('nobody is absent')
    const faultsOf = (some: readonly StoredMessage[], all = true) =>
      alertFaults(school, expected, { messages: some }, { all })
    expect(faultsOf(alerts)).toEqual([])
    expect(faultsOf([...alerts, { ...first, pin: child.pin }])).toEqual([`1 false alarms, e.g. of PIN ${child.pin}`])
    const withoutFirst = alerts.filter(({ pin }) => pin !== first.pin)
    const untold = `1 absent children of whom nobody was told, e.g. PIN ${first.pin}`
    expect(faultsOf(withoutFirst)).toEqual([untold])
    expect(faultsOf([...withoutFirst, { ...first, state: 'cancelled' }])).toEqual([untold])
    expect(faultsOf([...withoutFirst, { ...first, at: first.at + 6 * 3_600_000 }])).toEqual([untold])
    expect(faultsOf(withoutFirst, false)).toEqual([])
    const afternoon = { ...first, pin: child.pin, at: first.at + 6 * 3_600_000 }
    expect(faultsOf([...alerts, afternoon])).toEqual([])
    expect(faultsOf([...alerts, afternoon, { ...afternoon, kind: 'left_early' }])).toEqual([
      `1 children called absent who had left early, as was told, e.g. PIN ${child.pin}`,
    ])
  })

  it('compares the paper with what it should say', () => {
    const sheet = { roll: 600, present: 1, late: 0, absent: 594, notMarked: 5 }
    expect(sheetFaults(expected, sheet)).toEqual([])
    expect(sheetFaults(expected, { ...sheet, absent: 593 })).toEqual(['absent on the day sheet: 593 instead of 594'])
  })
})
