import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../core/contract/common.ts'
import type { DeviceLine, DeviceStatus } from '../core/contract/devices.ts'
import { lineSentence, lineTone, lineWord } from './line.ts'

const zone = 'Africa/Nairobi'
const today = '2026-05-12'
const since = Date.UTC(2026, 4, 12, 4, 41)

function terminal(line: DeviceLine, clockDriftMs: number | null = 0): DeviceStatus {
  return {
    id: 'd' as DeviceId,
    name: 'Main Gate',
    location: '',
    groupName: '',
    host: '127.0.0.1',
    port: 4370,
    serial: null,
    model: null,
    firmware: null,
    line,
    lastSeenAt: null,
    lastReadAt: null,
    enrolledCount: null,
    capacity: null,
    logsOnDevice: null,
    logCapacity: null,
    punchesRecorded: 0,
    clockDriftMs,
  }
}

describe('a terminal in words', () => {
  it('that does not answer: since when, what it means, what to do', () => {
    const gone = terminal({ kind: 'offline', since, reason: 'device_offline' })
    expect(lineWord(gone, today, zone)).toBe('offline since 07:41')
    expect(lineSentence(gone, today, zone)).toBe(
      'Main Gate does not answer since 07:41. Punches are kept in the terminal and will be read when it is back. Check its power and network cable.',
    )
  })

  it('that refuses the key says so instead of blaming the cable', () => {
    const refused = terminal({ kind: 'offline', since, reason: 'device_key_wrong' })
    expect(lineSentence(refused, today, zone)).toMatch(/^Main Gate refuses the communication key\. /)
  })

  it('names the day when it has been gone for longer', () => {
    const gone = terminal({ kind: 'offline', since, reason: 'device_offline' })
    expect(lineWord(gone, '2026-05-14', zone)).toBe('offline since Tue 12 May 07:41')
  })

  it('that is read says how far', () => {
    expect(lineWord(terminal({ kind: 'reading', done: 1200, total: 3100 }), today, zone)).toBe('reading 1,200 of 3,100')
  })

  it('with a clock that is off is not shown as all right', () => {
    const off = terminal({ kind: 'online' }, 150_000)
    expect([lineTone(off), lineWord(off, today, zone)]).toEqual(['late', 'online, clock +2 min 30 s'])
    expect(lineTone(terminal({ kind: 'online' }, 800))).toBe('present')
  })
})
