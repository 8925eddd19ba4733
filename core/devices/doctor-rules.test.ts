import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../contract/errors.ts'
import type { DoctorFacts } from './doctor-rules.ts'
import { findings, swaps } from './doctor-rules.ts'

const healthy: DoctorFacts = {
  now: 1_000_000_000,
  line: { kind: 'online' },
  host: '192.168.1.20',
  hasCommKey: true,
  clockDriftMs: 800,
  clockSets: 0,
  impossibleTimes: 0,
  logGap: 0,
  logs: 1000,
  logCapacity: 100_000,
  users: 300,
  userCapacity: 3000,
  fingers: 600,
  fingerCapacity: 3000,
  admins: 1,
  unknownUsers: 0,
  syncFailed: 0,
  serialSwaps: 0,
  foundAt: null,
  movedFrom: null,
}

function found(facts: Partial<DoctorFacts>): string[] {
  return findings({ ...healthy, ...facts }).map(({ kind, severity, remedy }) => `${kind} ${severity} ${remedy}`)
}
const offline = (reason: ErrorCode) => ({ kind: 'offline', since: healthy.now - 5 * 60_000, reason }) as const

describe('the doctor', () => {
  it('finds nothing on a healthy terminal, nor on one of which nothing is known yet', () => {
    expect(found({})).toEqual([])
    const unknown = {
      logs: null,
      logCapacity: null,
      users: null,
      userCapacity: null,
      fingers: null,
      fingerCapacity: null,
    }
    expect(found({ ...unknown, admins: null, clockDriftMs: null, line: { kind: 'connecting' } })).toEqual([])
  })

  it.each([
    ['offline', { line: offline('device_offline') }, 'offline act_now search'],
    ['a wrong key', { line: offline('device_key_wrong') }, 'key_wrong act_now null'],
    ['secured firmware', { line: offline('device_secured') }, 'secured_firmware act_now null'],
    ['another terminal at its address', { line: offline('device_serial_changed') }, 'serial_changed act_now search'],
    [
      'two that take turns at an address',
      { line: offline('device_serial_changed'), serialSwaps: 2 },
      'two_on_one_address act_now search',
    ],
    ['two on an address though it is online now', { serialSwaps: 3 }, 'two_on_one_address act_now search'],
    [
      'found elsewhere by a search',
      { line: offline('device_offline'), foundAt: '192.168.1.31' },
      'address_changed act_now use_new_address',
    ],
    ['moved by itself', { movedFrom: '192.168.1.9' }, 'address_changed ok_to_wait null'],
    ['a clock that was off', { clockDriftMs: 9_000_000 }, 'clock_wrong ok_to_wait set_clock'],
    ['a clock that has to be set again and again', { clockSets: 3 }, 'clock_wrong look_today set_clock'],
    ['punches of impossible times', { impossibleTimes: 4 }, 'impossible_times look_today null'],
    ['records that do not come', { logGap: 2 }, 'log_gap look_today read_now'],
    ['a log nearly full', { logs: 90_000 }, 'log_nearly_full look_today clear_log'],
    ['a full log', { logs: 98_000 }, 'log_nearly_full act_now clear_log'],
    ['users nearly full', { users: 2700 }, 'users_nearly_full look_today null'],
    ['fingers nearly full', { fingers: 2999 }, 'fingers_nearly_full act_now null'],
    ['nobody who could open its menu', { admins: 0 }, 'no_administrator ok_to_wait null'],
    ['no key', { hasCommKey: false }, 'no_comm_key ok_to_wait null'],
    ['users that nobody knows', { unknownUsers: 20 }, 'unknown_users ok_to_wait open_adopt'],
    ['students who could not be put there', { syncFailed: 1 }, 'sync_failed look_today sync_now'],
  ] as const)('finds %s', (_, facts, expected) => {
    expect(found(facts)).toEqual([expected])
  })

  it('says first what cannot wait', () => {
    expect(
      found({ hasCommKey: false, logGap: 1, line: offline('device_offline') }).map(text => text.split(' ')[1]),
    ).toEqual(['act_now', 'look_today', 'ok_to_wait'])
  })

  it('gives the numbers for the sentence', () => {
    expect(findings({ ...healthy, logs: 95_500 })[0]?.details).toEqual({ used: 95_500, capacity: 100_000, percent: 95 })
    expect(findings({ ...healthy, line: offline('device_offline') })[0]?.details).toMatchObject({ minutes: 5 })
  })

  it('counts turns', () => {
    expect(
      [[], ['online', 'online'], ['online', 'wrong_serial'], ['online', 'wrong_serial', 'online']].map(swaps),
    ).toEqual([0, 0, 1, 2])
  })
})
