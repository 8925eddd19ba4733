import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import type { Desk, DeskOptions, ReportHabits } from './desk.ts'
import { digest, openDesk } from './desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'desk-'))
const opened: Desk[] = []
afterEach(() => {
  for (const desk of opened.splice(0)) desk.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const prompt: ReportHabits = { delayMs: { min: 0, max: 0 }, never: 0, twice: 0, failed: 0, strangers: 0 }

function open(options: Partial<DeskOptions> = {}): Desk {
  const desk = openDesk({
    random: createRandom(4),
    journal: null,
    reports: prompt,
    priceMinor: 80,
    balanceMinor: 1000,
    now: () => 5000,
    ...options,
  })
  opened.push(desk)
  return desk
}

/** What is reported of each message in the end. */
function finals(desk: Desk) {
  return desk.reportsAfter(null).reports.filter(({ status }) => status === 'Success' || status === 'Failed')
}

describe('the stand-in provider behind its counter', () => {
  it('charges by the part and keeps what it took', () => {
    const desk = open()
    const one = desk.take('+254711000001', 'Amina arrived at 07:12.')
    const two = desk.take('+254711000002', 'x'.repeat(161))
    expect([one.costMinor, two.costMinor, desk.balanceMinor()]).toEqual([80, 160, 760])
    expect(desk.taken()).toEqual([
      {
        at: 5000,
        providerId: one.providerId,
        phone: digest('+254711000001'),
        body: digest('Amina arrived at 07:12.'),
      },
      { at: 5000, providerId: two.providerId, phone: digest('+254711000002'), body: digest('x'.repeat(161)) },
    ])
    desk.topUp(40)
    expect(desk.balanceMinor()).toBe(800)
  })

  it('writes to its journal before it answers, without phone or text, and goes on with an old one', () => {
    const journal = join(folder, 'taken.jsonl')
    const before = open({ journal })
    before.take('+254711000001', 'Amina arrived at 07:12.')
    expect(readFileSync(journal, 'utf8').trim().split('\n')).toHaveLength(1)
    const after = open({ journal })
    after.take('+254711000002', 'Brian arrived at 07:13.')
    const text = readFileSync(journal, 'utf8')
    const lines = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown)
    expect(lines).toEqual([...before.taken(), ...after.taken()])
    expect(text).not.toMatch(/254711|Amina|Brian/)
  })

  it('has the report before the answer when nothing delays it', () => {
    const desk = open()
    const { providerId } = desk.take('+254711000001', 'hello')
    expect(finals(desk)).toMatchObject([{ providerId, phone: '+254711000001', status: 'Success', receivedAt: 5000 }])
  })

  it('has the report later when it is delayed', async () => {
    const desk = open({ reports: { ...prompt, delayMs: { min: 30, max: 30 } } })
    desk.take('+254711000001', 'hello')
    expect(finals(desk)).toEqual([])
    await expect.poll(() => finals(desk)).toHaveLength(1)
  })

  it('can report twice, as failed, never, and of messages that are nobody’s', () => {
    const twice = open({ reports: { ...prompt, twice: 100, failed: 100 } })
    twice.take('+254711000001', 'hello')
    expect(finals(twice).map(({ status, reason }) => [status, reason])).toEqual([
      ['Failed', 'UserIsInactive'],
      ['Failed', 'UserIsInactive'],
    ])
    expect(new Set(finals(twice).map(({ id }) => id)).size).toBe(2)
    const never = open({ reports: { ...prompt, never: 100, strangers: 100 } })
    const { providerId } = never.take('+254711000001', 'hello')
    expect(never.reportsAfter(null).reports).toMatchObject([{ phone: '+254700000000', status: 'Success' }])
    expect(never.reportsAfter(null).reports.some(report => report.providerId === providerId)).toBe(false)
  })

  it('gives each report once along the cursor, and at most 500 at a time', () => {
    const desk = open()
    for (let i = 0; i < 700; i += 1) desk.take('+254711000001', 'hello')
    const ids: string[] = []
    let cursor: string | null = null
    for (let pages = 0; pages < 5; pages += 1) {
      const { reports, cursor: next } = desk.reportsAfter(cursor)
      expect(reports.length).toBeLessThanOrEqual(500)
      ids.push(...reports.map(({ id }) => id))
      cursor = next
    }
    expect(ids.length).toBeGreaterThanOrEqual(700)
    expect(new Set(ids).size).toBe(ids.length)
    expect(desk.reportsAfter(cursor)).toEqual({ reports: [], cursor })
  })

  it('begins anew for a cursor of another run, so that nothing is passed over', () => {
    const old = open()
    for (let i = 0; i < 20; i += 1) old.take('+254711000001', 'hello')
    const { cursor } = old.reportsAfter(null)
    const desk = open()
    desk.take('+254711000002', 'hello')
    for (const strange of [cursor, '', 'x', '17', '-1']) {
      expect(desk.reportsAfter(strange).reports.length).toBeGreaterThan(0)
    }
  })
})
