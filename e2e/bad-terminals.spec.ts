import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttendanceEvent } from '../core/contract/attendance.ts'
import { createTerminal } from '../core/devices/virtual/terminal.ts'
import { serveTerminal } from '../core/devices/virtual/server.ts'
import { CMD } from '../core/devices/zkteco/commands.ts'
import { startScriptedTerminal } from '../core/testing/scripted-terminal.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'

const morning = Date.parse('2026-05-12T07:00:00+03:00')
/** The terminals' own clock: local time as if it were UTC. */
const localMorning = Date.parse('2026-05-12T07:00:00Z')

test('terminals that answer wrongly are named with what to do, and the others work on', async ({
  launch,
}, testInfo) => {
  const startedAt = Date.now()
  const localNow = () => localMorning + (Date.now() - startedAt)
  const locked = await serveTerminal(createTerminal({ serial: 'VT0001', clock: localNow, commKey: 1234 }), { port: 0 })
  const garbled = await startScriptedTerminal((request, { socket }) => {
    if (request.command !== CMD.GET_VERSION) return false
    socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')
    return true
  })
  // Two logs too long to be sent in one go, of which the line ends in the middle.
  const logs = Array.from({ length: 200 }, (_, i) => ({
    uid: 1,
    userId: '1',
    verify: 1,
    state: 0,
    rawTime: 803_977_200 + i * 3600,
    workCode: 0,
  }))
  const closing = await startScriptedTerminal(
    (request, { socket }) => {
      if (request.command !== CMD.TABLE_READ) return false
      socket.destroy()
      return true
    },
    { logs, serial: 'VT0003' },
  )
  const world = {
    seed: 1,
    segments: [{ realAt: startedAt, simAt: morning, speed: 1 }],
    terminals: [
      { serial: 'VT0001', name: 'Main Gate', host: '127.0.0.1', port: locked.port },
      { serial: 'VT0002', name: 'Gate 2', host: '127.0.0.1', port: garbled.port },
      { serial: 'VT0003', name: 'Hostel Gate', host: '127.0.0.1', port: closing.port },
    ],
  }
  const worldFile = testInfo.outputPath('world.json')
  writeFileSync(worldFile, JSON.stringify(world))
  try {
    const rollcall = await launch({ simulation: true, env: { ROLLCALL_WORLD: worldFile } })
    await signInAs(rollcall, 'school_admin')
    const { page } = rollcall
    await page.evaluate(() => {
      window.location.hash = '/terminals'
    })
    const card = (name: string) => page.getByRole('article', { name })
    await expect(card('Main Gate')).toContainText('refuses the communication key')
    await expect(card('Main Gate')).toContainText('Compare the key in the terminal')
    await expect(card('Gate 2')).toContainText('gives answers that cannot be read')
    await expect(card('Hostel Gate')).toContainText('Check its power and network cable')
    await page.screenshot({ path: join(testInfo.outputPath(), 'terminals.png') })
    // Nothing of the table that was cut short counts as read.
    expect(valueOf(await rollcall.ask('attendance.feed')) as AttendanceEvent[]).toEqual([])
  } finally {
    await Promise.all([locked.close(), garbled.close(), closing.close()])
  }
})
