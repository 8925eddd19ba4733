import { afterEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { DeviceId } from '../contract/common.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { deviceLog, enrollment } from '../db/schema.ts'
import { eraseFinger } from '../enrollment/templates.repo.ts'
import type { Gate, Hall } from '../testing/terminal-hall.ts'
import { openHall, templateOf } from '../testing/terminal-hall.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { createKeepForeign } from './foreign-templates.ts'

const closing: Hall[] = []
afterEach(async () => {
  for (const it of closing.splice(0)) await it.close()
})

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function twoTerminals() {
  const it = await openHall({ children: 40, gates: [{ name: 'Main' }, { name: 'Back' }] })
  closing.push(it)
  const [main, back] = it.gates as [Gate, Gate]
  const deps = { db: it.db, clock: { now: () => it.clock.at, speed: () => 1 } }
  const keep = createKeepForeign(deps, createDataKey({ ...deps, log, keyring: createTestKeyring() }))
  const rightIndexes = it.children.map((studentId, i) => ({
    studentId,
    uid: i + 1,
    userId: String(i + 1),
    finger: 6 as const,
    flag: 1,
    template: templateOf(i + 1, 6),
  }))
  const bring = (deviceId: DeviceId) => keep({ deviceId, templateVersion: '10', templates: rightIndexes })
  const kept = () => it.db.select().from(enrollment).all()
  const lines = () => it.db.select().from(deviceLog).where(eq(deviceLog.what, 'fingers_kept')).all()
  return { it, main, back, bring, kept, lines }
}

describe('fingers that terminals bring', () => {
  it('are kept once though two terminals hold them', async () => {
    const { it, main, back, bring, kept, lines } = await twoTerminals()
    await Promise.all([bring(main.id), bring(back.id)])
    expect(kept()).toHaveLength(it.children.length)
    expect(kept().every(({ active, quality }) => active && quality === 0)).toBe(true)
    expect(lines().reduce((sum, { details }) => sum + Number(details['fingers']), 0)).toBe(it.children.length)
    await bring(back.id)
    expect(kept()).toHaveLength(it.children.length)
    expect(lines().length).toBeLessThanOrEqual(2)
  })

  it('do not come back when a person removed them', async () => {
    const { it, main, back, bring, kept } = await twoTerminals()
    await bring(main.id)
    const [first] = it.children
    if (first === undefined) throw new Error('no child')
    eraseFinger(it.db, first, 6, it.clock.at)
    await bring(back.id)
    expect(kept().filter(({ studentId }) => studentId === first)).toMatchObject([{ active: false, sealed: null }])
  })
})
