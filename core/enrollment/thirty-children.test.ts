import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createDataKey } from '../crypto/data-key.ts'
import { audit, enrollment, enrollmentIntent } from '../db/schema.ts'
import { serveTerminal } from '../devices/virtual/server.ts'
import { createTerminal } from '../devices/virtual/terminal.ts'
import type { Terminal } from '../devices/virtual/terminal.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice } from '../testing/enrollment-office.ts'
import { testNow } from '../testing/test-app.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { openTemplate } from './template-box.ts'
import { heldFingers } from './templates.repo.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A terminal on the network at which every other press is good. */
async function clumsyTerminal(): Promise<{ readonly terminal: Terminal; readonly port: number }> {
  const terminal = createTerminal({
    serial: 'VT0001',
    clock: () => testNow + 3 * 60 * 60_000,
    simulation: { successRate: 0.5, delayMin: 0.001, delayMax: 0.003 },
    seed: 4,
  })
  const served = await serveTerminal(terminal, { port: 0, paceMs: 0 })
  closing.push(() => served.close())
  return { terminal, port: served.port }
}

async function openOffice(port: number): Promise<EnrollmentOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-thirty-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  const database = join(folder, 'school.db')
  const office = await openEnrollmentOffice({ children: 30, port, database, deviceDriver: createZktecoDriver() })
  closing.push(() => office.app.stop())
  return office
}

it(
  'thirty children are enrolled one after the other, some of them at the second try',
  { timeout: 60_000 },
  async () => {
    const { terminal, port } = await clumsyTerminal()
    const office = await openOffice(port)
    const { desk, deviceId, streamId } = office
    const { id: stationId } = await desk.call('enrollment.stationStart', { streamId, deviceId })

    let tries = 0
    for (;;) {
      const station = await desk.call('enrollment.station', {})
      const studentId = station?.currentStudentId
      if (!studentId) break
      expect(studentId).toBe(office.children[heldFingers(office.db, '10').length])
      await desk.call('enrollment.stationEnroll', { stationId, studentId, finger: 6 })
      tries += 1
      const end = await office.ended(tries)
      if (end.status === 'failed') expect(end.step).toEqual({ kind: 'failed', code: 'enroll_failed' })
      expect(tries).toBeLessThan(90)
    }

    const station = await desk.call('enrollment.station', {})
    expect(station?.children.map(({ state, fingers }) => [state, ...fingers])).toEqual(Array(30).fill(['done', 6]))
    expect(tries).toBeGreaterThan(30)
    expect(office.progress().some(({ step }) => step.kind === 'bad_press')).toBe(true)
    const qualities = office.db
      .select()
      .from(enrollment)
      .all()
      .map(({ quality }) => quality)
    expect([Math.max(...qualities), Math.min(...qualities) < 100]).toEqual([100, true])

    // On the terminal is exactly what is in the database, and nobody else.
    const key = await createDataKey({
      ...office,
      clock: { now: () => 0, speed: () => 1 },
      log: quiet,
      keyring: createTestKeyring(),
    }).get()
    const inDatabase = heldFingers(office.db, '10').map(({ studentId, finger, sealed }) => [
      office.children.indexOf(studentId) + 1,
      finger,
      openTemplate(key, studentId, finger, sealed).toString('hex'),
    ])
    const pinOf = new Map(terminal.users().map(({ uid, userId }) => [uid, Number(userId)]))
    const onTerminal = terminal
      .fingers()
      .map(({ uid, finger, template }) => [pinOf.get(uid), finger, Buffer.from(template).toString('hex')])
    const byPin = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0])
    expect(onTerminal.sort(byPin)).toEqual(inDatabase.sort(byPin))
    expect(terminal.users().map(({ userId }) => userId)).toHaveLength(30)
    expect(terminal.users().find(({ userId }) => userId === '7')).toMatchObject({ name: 'Child07 Otieno' })
    expect(office.db.select().from(enrollmentIntent).all()).toEqual([])
    expect(
      office.db
        .select()
        .from(audit)
        .all()
        .filter(({ entity }) => entity === 'template'),
    ).toHaveLength(30)
    expect(office.logged.filter(({ level }) => level === 'error')).toEqual([])

    // And the children are known there from now on.
    await until('the terminal takes a press', () => 'recorded' in terminal.punch('7'))
    await until('the press is in the office', async () => {
      const [shown] = await desk.call('devices.list', {})
      return shown?.punchesRecorded === 1
    })
  },
)

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
