import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createLog, describe as described, logLine } from './log.ts'

const folders: string[] = []
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'rollcall-log-'))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

describe('logLine', () => {
  it('is one line of JSON', () => {
    expect(logLine('warn', 0, 'device\nlost', { port: 4370 })).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","level":"warn","what":"device\\nlost","port":4370}',
    )
  })
})

describe('describe', () => {
  it('leaves out the values of a query and keeps kind, code, place and cause', () => {
    const cause = Object.assign(new Error('UNIQUE constraint failed: students.pin'), { code: 'SQLITE_CONSTRAINT' })
    const text = described(
      new Error('Failed query: insert into students\nparams: Amina Otieno,+254712345678', { cause }),
    )
    expect(text).toContain('Error: Failed query: insert into students\n    at ')
    expect(text).toContain('caused by Error [SQLITE_CONSTRAINT]: UNIQUE constraint failed: students.pin')
    expect(text).not.toMatch(/Amina|254712/)
  })

  it('says only the kind of what is no error', () => {
    expect(described('Amina')).toBe('string')
  })
})

describe('the log', () => {
  it('is written to its file', () => {
    const path = folder()
    createLog(path).error('call_failed', new Error('x'), { reference: 'r1' })
    const line: unknown = JSON.parse(readFileSync(join(path, 'rollcall.log'), 'utf8'))
    expect(line).toMatchObject({ level: 'error', what: 'call_failed', reference: 'r1' })
  })

  it('starts a new file at 1 MB and keeps five old ones', () => {
    const path = folder()
    const log = createLog(path)
    for (let n = 0; n < 90; n++) log.info('filler', { text: 'x'.repeat(100_000) })
    const names = readdirSync(path)
    expect(names).toContain('rollcall.log')
    expect(names.filter(name => /^rollcall\.\d+\.log$/.test(name)).length).toBe(5)
  })
})
