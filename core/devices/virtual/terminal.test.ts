import { describe, expect, it } from 'vitest'
import { generateLogs, generateUsers } from './generate.ts'
import { localMsIn, packLocal, parseLocal, showRawTime, unpackLocal } from './local-time.ts'
import { createTerminal, type TerminalOptions } from './terminal.ts'

const SEVEN = Date.UTC(2026, 1, 3, 7)
const pupil = { uid: 5, privilege: 0, password: '', name: 'Njeri', card: 0, group: 1, userId: '1005' }

function terminal(options: Partial<TerminalOptions> = {}) {
  return createTerminal({ serial: 'T1', clock: () => SEVEN, users: [pupil], ...options })
}

describe('a virtual terminal', () => {
  it('records a press with its own clock, and tells who listens', () => {
    const model = terminal()
    const heard: string[] = []
    const stop = model.onPunch(log => heard.push(log.userId))
    model.shiftClock(150 * 60_000)
    expect(model.punch('1005')).toEqual({
      recorded: { uid: 5, userId: '1005', verify: 1, state: 0, rawTime: packLocal(SEVEN + 9_000_000), workCode: 0 },
    })
    stop()
    model.punch('1005')
    expect(heard).toEqual(['1005'])
    expect(model.counts().logs).toBe(2)
  })

  it('keeps the log in the order of happening, whatever times it is given', () => {
    const model = terminal()
    model.punch('1005', { at: SEVEN + 60_000 })
    model.punch('1005', { at: SEVEN, state: 255, verify: 2 })
    expect(model.log().map(log => [log.rawTime, log.state, log.verify])).toEqual([
      [packLocal(SEVEN + 60_000), 0, 1],
      [packLocal(SEVEN), 255, 2],
    ])
  })

  it('records an id that is not among its users, without a uid', () => {
    expect(terminal().punch('77')).toMatchObject({ recorded: { uid: 0, userId: '77' } })
  })

  it('runs on from the time it is set to', () => {
    let now = SEVEN
    const model = terminal({ clock: () => now })
    model.setClock(Date.UTC(2030, 0, 1))
    now += 5000
    expect(model.time()).toBe(Date.UTC(2030, 0, 1, 0, 0, 5))
  })

  it('records nothing while disabled, and says so', () => {
    const model = terminal()
    model.disable(0)
    expect(model.punch('1005')).toEqual({ refused: 'disabled' })
    model.enable()
    expect(model.punch('1005')).toHaveProperty('recorded')
  })

  it('enables itself when the time it was disabled for is over', async () => {
    const model = terminal()
    model.disable(0.02)
    expect(model.isEnabled()).toBe(false)
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(model.isEnabled()).toBe(true)
  })

  it('refuses a press when its log is full', () => {
    const model = terminal({ logCapacity: 1 })
    model.punch('1005')
    expect(model.punch('1005')).toEqual({ refused: 'log_full' })
    model.clearLog()
    expect(model.punch('1005')).toHaveProperty('recorded')
  })

  it('replaces a user with the same uid, and refuses a second one with the same id', () => {
    const model = terminal({ userCapacity: 2 })
    expect(model.putUser({ ...pupil, name: 'Njeri W.' })).toBe(true)
    expect(model.putUser({ ...pupil, uid: 6 })).toBe(false)
    expect(model.putUser({ ...pupil, uid: 6, userId: '' })).toBe(false)
    expect(model.putUser({ ...pupil, uid: 0, userId: '9' })).toBe(false)
    expect(model.putUser({ ...pupil, uid: 6, userId: '1006' })).toBe(true)
    expect(model.putUser({ ...pupil, uid: 7, userId: '1007' })).toBe(false)
    expect(model.users().map(user => user.name)).toEqual(['Njeri W.', 'Njeri'])
  })

  it('counts users, administrators, passwords and lines', () => {
    const users = generateUsers(10, 1)
    expect(terminal({ users, logs: generateLogs(users, 25, 1) }).counts()).toMatchObject({
      users: 10,
      admins: 1,
      passwords: 1,
      logs: 25,
    })
  })

  it('is not made with users its records cannot hold', () => {
    expect(() => terminal({ userWidth: 28, users: [{ ...pupil, userId: 'A1' }] })).toThrow(RangeError)
    expect(() => terminal({ users: [pupil, { ...pupil, uid: 6 }] })).toThrow(RangeError)
  })
})

describe('made-up people and logs', () => {
  it('are the same for the same seed, and others for another', () => {
    const users = generateUsers(600, 7)
    expect(generateUsers(600, 7)).toEqual(users)
    expect(generateUsers(600, 8)).not.toEqual(users)
    expect(generateLogs(users, 3000, 7)).toEqual(generateLogs(users, 3000, 7))
    expect(generateLogs(users, 3000, 8)).not.toEqual(generateLogs(users, 3000, 7))
  })

  it('have unique ids, uids with gaps, and a log in the order of its times on school days', () => {
    const users = generateUsers(600, 7)
    expect(new Set(users.map(user => user.userId)).size).toBe(600)
    expect(new Set(users.map(user => user.uid)).size).toBe(600)
    expect(Math.max(...users.map(user => user.uid))).toBeGreaterThan(600)
    const times = generateLogs(users, 3000, 7).map(log => log.rawTime)
    expect(times).toHaveLength(3000)
    expect([...times].sort((a, b) => a - b)).toEqual(times)
    const days = generateLogs(users, 9000, 7).map(log => new Date(unpackLocal(log.rawTime) ?? 0).getUTCDay())
    expect(new Set(days)).toEqual(new Set([1, 2, 3, 4, 5]))
  })

  it('can be a log without any people', () => {
    expect(generateLogs([], 3, 1).map(log => log.uid)).toEqual([0, 0, 0])
  })
})

describe('local time', () => {
  it('is that of the zone, not of the computer', () => {
    const at = Date.UTC(2026, 1, 3, 21, 30)
    expect(localMsIn('Africa/Nairobi', at)).toBe(Date.UTC(2026, 1, 4, 0, 30))
    expect(localMsIn('America/New_York', at)).toBe(Date.UTC(2026, 1, 3, 16, 30))
  })

  it.each([
    ['07:05', Date.UTC(2026, 1, 3, 7, 5)],
    ['07:05:09', Date.UTC(2026, 1, 3, 7, 5, 9)],
    ['2026-02-28T23:59:59', Date.UTC(2026, 1, 28, 23, 59, 59)],
    ['2026-02-28 06:00', Date.UTC(2026, 1, 28, 6)],
    ['7:05', null],
    ['25:00', null],
    ['2026-02-31T07:00', null],
    ['soon', null],
  ])('is read from "%s"', (text, expected) => {
    expect(parseLocal(text, SEVEN)).toBe(expected)
  })

  it('is shown as the screen of the terminal would', () => {
    expect(showRawTime(packLocal(SEVEN + 62_000))).toBe('2026-02-03 07:01:02')
    expect(unpackLocal(808_819_200)).toBeNull()
  })
})
