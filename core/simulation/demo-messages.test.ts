import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { DemoMessages } from './demo-messages.ts'
import { demoSmsAccount, openDemoMessages } from './demo-messages.ts'
import { digest } from './sms-provider/desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'demo-messages-'))
const opened: DemoMessages[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(demo => demo.close()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function open(options: { journal: string | null; origin?: string }): Promise<DemoMessages> {
  const demo = await openDemoMessages({ clock: { now: () => schoolTime }, ...options })
  opened.push(demo)
  return demo
}

const schoolTime = Date.UTC(2026, 4, 12, 5)
const message = { id: 'm1', phone: '+254711000001', body: 'Amina arrived at 07:12.' }

describe('the demo school’s messages', () => {
  it('are taken, charged, reported and in the journal', async () => {
    const journal = join(folder, 'taken.jsonl')
    const demo = await open({ journal })
    const gateway = demo.sms.open(demoSmsAccount)
    const outcome = await gateway.send(message)
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind)
    expect(JSON.parse(readFileSync(journal, 'utf8'))).toMatchObject({
      at: schoolTime,
      providerId: outcome.providerId,
      phone: digest(message.phone),
      body: digest(message.body),
    })
    expect(await gateway.balance()).toEqual({ minor: 1_000_000 - 80, currency: 'KES' })
    await expect
      .poll(async () => (await demo.deliveryReports.pull(null)).reports.map(({ providerId }) => providerId), {
        timeout: 8000,
      })
      .toContain(outcome.providerId)
  })

  it('can go to a stand-in that outlives this program', async () => {
    const other = await open({ journal: null })
    const demo = await open({ journal: null, origin: other.origin })
    expect(demo.origin).toBe(other.origin)
    expect(await demo.sms.open(demoSmsAccount).send(message)).toMatchObject({ kind: 'accepted' })
    await demo.close()
    expect(await other.sms.open(demoSmsAccount).send(message)).toMatchObject({ kind: 'accepted' })
  })
})
