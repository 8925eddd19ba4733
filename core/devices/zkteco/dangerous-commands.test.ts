import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CMD } from './commands.ts'
import { BULK_COMMIT, mayBeSent } from './dangerous-shapes.ts'

const DANGEROUS = [
  'CLEAR_DATA',
  'CLEAR_ATTLOG',
  'CLEAR_OPLOG',
  'CLEAR_ADMIN',
  'POWER_OFF',
  'RESTART',
  'BULK_WRITE',
  'DELETE_USER',
  'DELETE_USERTEMP',
  'DELETE_USER_BY_ID',
  'DELETE_TEMPLATE_BY_ID',
] as const

describe('dangerous commands', () => {
  it('are sent by functions of their own name and by nothing else', () => {
    const folder = import.meta.dirname
    const files = readdirSync(folder).filter(
      file => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^(commands|dangerous-.*)\.ts$/.test(file),
    )
    expect(files.length).toBeGreaterThan(20)
    const asked = new RegExp(`ask\\(\\s*CMD\\.(${DANGEROUS.join('|')})\\b`)
    expect(files.filter(file => asked.test(readFileSync(join(folder, file), 'utf8')))).toEqual([])
  })

  it('that would wipe or stop a terminal never leave, whatever their data', () => {
    for (const name of ['CLEAR_DATA', 'CLEAR_OPLOG', 'CLEAR_ADMIN', 'POWER_OFF'] as const) {
      for (const length of [0, 1, 4]) expect(mayBeSent(CMD[name], new Uint8Array(length)), name).toBe(false)
    }
  })

  it('leave with data of their own length only', () => {
    const lengths = { CLEAR_ATTLOG: 0, RESTART: 0, DELETE_USER: 2, DELETE_USERTEMP: 3 } as const
    for (const [name, right] of Object.entries(lengths)) {
      const code = CMD[name as keyof typeof lengths]
      expect([0, 1, 2, 3, 4, 24, 25].filter(length => mayBeSent(code, new Uint8Array(length)))).toEqual([right])
    }
  })

  it('that are also the firmware update leave as these eight bytes and nothing else', () => {
    expect(BULK_COMMIT).toEqual([12, 0, 0, 0, 0, 0, 8, 0])
    expect(mayBeSent(CMD.BULK_WRITE, Uint8Array.from(BULK_COMMIT))).toBe(true)
    expect(mayBeSent(CMD.BULK_WRITE, new Uint8Array(0))).toBe(false)
    for (let at = 0; at < 8; at++) {
      expect(mayBeSent(CMD.BULK_WRITE, Uint8Array.from(BULK_COMMIT).with(at, 1))).toBe(false)
    }
    expect(mayBeSent(CMD.BULK_WRITE, Uint8Array.of(...BULK_COMMIT, 0))).toBe(false)
  })

  it('do not hold up the others', () => {
    expect(mayBeSent(CMD.GET_TIME, new Uint8Array(0))).toBe(true)
  })
})
