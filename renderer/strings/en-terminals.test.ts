import { describe, expect, it } from 'vitest'
import { findingKinds, remedies } from '../../core/contract/devices.ts'
import { deviceLog, doctor, sync } from './en-terminals.ts'

describe('the words for a finding', () => {
  it.each(findingKinds)('%s names the terminal and says what it means, without codes', kind => {
    const { title, text } = doctor.finding(kind, 'Gate 2', { minutes: 90, used: 2900, capacity: 3000, percent: 96 })
    expect(title).toContain('Gate 2')
    expect(title).not.toMatch(/[.!_]$/)
    expect(text).toMatch(/^[A-Z].+\.$/s)
    expect(`${title} ${text}`).not.toMatch(/\b(we|our|us)\b|_|!|undefined|NaN/i)
  })

  it.each(remedies)('%s has a button and a word for its end', remedy => {
    expect(doctor.remedies[remedy]).not.toBe('')
    expect(doctor.remediesDone[remedy]).not.toBe('')
  })

  it('tell slow from fast, and one from many', () => {
    const clock = (seconds: number) => doctor.finding('clock_wrong', 'Gate 2', { seconds, timesSet: 1 }).text
    expect(clock(-9000)).toContain('2 h 30 min slow')
    expect(clock(150)).toContain('2 min 30 s fast')
    expect(doctor.finding('unknown_users', 'Gate 2', { users: 1 }).title).toBe(
      '1 person on Gate 2 belongs to no student',
    )
    expect(doctor.finding('offline', 'Gate 2', { minutes: 34 }).title).toContain('for 34 minutes')
    expect(doctor.finding('offline', 'Gate 2', { minutes: 60 * 50 }).title).toContain('for 2 days')
  })
})

describe('the words for a plan', () => {
  it('name only what would change', () => {
    const nothing = { addUsers: 0, updateUsers: 0, removeUsers: 0, addFingers: 0, removeFingers: 0 }
    const plan = { ...nothing, deviceId: 'd' as never, deviceName: '', online: true, unknownUsers: 3, lastRun: null }
    expect(sync.planRows(plan)).toEqual([])
    expect(sync.planRows({ ...plan, addUsers: 1, addFingers: 24 })).toEqual(['add 1 student', 'add 24 fingers'])
  })
})

describe('a line of the log of a terminal', () => {
  it('is a sentence, and what has none stays as it is', () => {
    expect(deviceLog.line('clock_set', { driftMs: -90_000 })).toBe('Clock set; it was 1 min 30 s slow')
    expect(deviceLog.line('edited', { address: true, key: false, group: true })).toBe('Changed: address, group')
    expect(deviceLog.line('of tomorrow', {})).toBe('of tomorrow')
  })
})
