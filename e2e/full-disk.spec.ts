import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Status } from '../core/contract/app.ts'
import type { DeviceStatus } from '../core/contract/devices.ts'
import type { Rollcall } from './fixtures.ts'
import { expect, signInAs, test, valueOf } from './fixtures.ts'

let disk = ''
let hasOwnDisk = false

test.beforeAll(() => {
  disk = mkdtempSync(join(tmpdir(), 'rollcall-disk-'))
  hasOwnDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]).status === 0
})
test.afterAll(() => {
  if (hasOwnDisk) execFileSync('umount', ['--lazy', disk])
  rmSync(disk, { recursive: true, force: true })
})

/** Takes all the room there is. Other files of the program may free some, so it is done more than once. */
function fill(round: number): void {
  const { bavail, bsize } = statfsSync(disk)
  if (bavail === 0) return
  try {
    writeFileSync(join(disk, `filler-${String(round)}`), Buffer.alloc((bavail + 1) * bsize, 1))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

async function problems(rollcall: Rollcall): Promise<string[]> {
  return (valueOf(await rollcall.ask('app.status')) as Status).problems.map(({ code }) => code)
}

test('a full disk is shown, nothing is lost, and work goes on when there is room', async ({ launch }) => {
  test.skip(!hasOwnDisk, 'needs a disk of its own, which only root can mount')
  test.setTimeout(120_000)
  const rollcall = await launch({ simulation: true, data: disk })
  await signInAs(rollcall, 'school_admin')
  const devices = async () => valueOf(await rollcall.ask('devices.list')) as DeviceStatus[]
  const recorded = async () => (await devices()).reduce((sum, { punchesRecorded }) => sum + punchesRecorded, 0)
  const phase = async () => (valueOf(await rollcall.ask('simulation.state')) as { phase: string }).phase
  await expect.poll(phase, { timeout: 40_000 }).toBe('playing')

  let round = 0
  await expect
    .poll(
      () => {
        fill((round += 1))
        return problems(rollcall)
      },
      { timeout: 30_000 },
    )
    .toEqual(['disk_full'])
  await expect(rollcall.page.getByText('The disk of this computer is full').first()).toBeVisible()
  const before = await recorded()

  while (round > 0) rmSync(join(disk, `filler-${String(round--)}`), { force: true })
  await expect.poll(() => problems(rollcall), { timeout: 20_000 }).toEqual([])
  valueOf(await rollcall.ask('simulation.setSpeed', { speed: 0 }))
  const missing = async () => {
    for (const { id, line } of await devices()) {
      if (line.kind === 'online') valueOf(await rollcall.ask('devices.readNow', { deviceId: id }))
    }
    return (await devices()).map(({ logsOnDevice, punchesRecorded }) => (logsOnDevice ?? -1) - punchesRecorded)
  }
  await expect.poll(missing, { timeout: 30_000, intervals: [1000] }).toEqual([0, 0, 0])
  expect(await recorded()).toBeGreaterThan(before)
})
