import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { demoFiles, forgetDay, forgetDemo, isDemoLeft, keepDemoLeft } from './demo-files.ts'

const folders: string[] = []
function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-demo-'))
  folders.push(folder)
  for (const name of ['simulation.db', 'simulation.db-wal', 'gateway-journal.jsonl', 'demo-key', 'school.db'])
    writeFileSync(join(folder, name), 'x')
  mkdirSync(join(folder, demoFiles.backups))
  writeFileSync(join(folder, demoFiles.backups, 'before-rollover.db'), 'x')
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('the files of the demo', () => {
  it('leaves nothing behind but the real school when the demo is left', () => {
    const folder = dataFolder()
    forgetDemo(folder)
    expect(readdirSync(folder)).toEqual(['school.db'])
  })

  it('keeps the key of the demo from one of its days to the next', () => {
    const folder = dataFolder()
    forgetDay(folder)
    expect(readdirSync(folder).sort()).toEqual(['demo-key', 'school.db'])
  })

  it('remembers that the demo was left', () => {
    const folder = dataFolder()
    expect(isDemoLeft(folder)).toBe(false)
    keepDemoLeft(folder)
    expect(isDemoLeft(folder)).toBe(true)
    expect(existsSync(join(folder, 'simulation.db'))).toBe(true)
  })
})
