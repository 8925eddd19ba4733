import { afterEach, describe, expect, it } from 'vitest'
import { createSupervisor } from '../devices/supervisor.ts'
import type { Supervisor } from '../devices/supervisor.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import type { DeviceId } from '../contract/common.ts'
import type { Log } from '../ports.ts'
import { createZone } from '../zone.ts'
import { demoDay } from './day-plan.ts'
import { expectDay } from './oracle.ts'
import { createWorld } from './world.ts'
import type { HostedWorld } from './world.ts'

const zone = createZone('Africa/Nairobi')
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

const opened: HostedWorld[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map(world => world.close()))
})

async function openWorld(options: Parameters<typeof createWorld>[0] = {}): Promise<HostedWorld> {
  const world = await createWorld({ port: 0, paceMs: 0, ...options })
  opened.push(world)
  return world
}

/** An office that only writes down what it hears. */
function openOffice(world: HostedWorld): { heard: Map<string, number>; supervisors: Supervisor[] } {
  const heard = new Map<string, number>()
  const supervisors = world.terminals.map(({ serial, host, port }) =>
    createSupervisor({
      device: { id: serial as DeviceId, host, port, commKey: 0, serial },
      driver: createZktecoDriver({ connectTimeoutMs: 1000, replyTimeoutMs: 1000 }),
      clock: world.clock,
      toRaw: at => zone.atToRaw(at),
      toAt: raw => zone.rawToAt(raw),
      onPunches: (_id, punches) => {
        for (const { userId, rawTime } of punches) heard.set(`${serial} ${userId} ${rawTime}`, rawTime)
      },
      onState: () => undefined,
      onFacts: () => undefined,
      log: silent,
      options: { heartbeatMs: 100, backlogChunk: 500, fullReadEveryMs: 60_000, backoffMs: [50] },
    }),
  )
  for (const supervisor of supervisors) supervisor.start()
  return { heard, supervisors }
}

async function until(reached: () => boolean, limitMs: number): Promise<void> {
  const last = performance.now() + limitMs
  while (!reached()) {
    if (performance.now() > last) throw new Error('did not happen in time')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

describe('the demo world', () => {
  it('plays the whole day over TCP; an office that listens and reads back knows every press once', async () => {
    const world = await openWorld()
    const { heard, supervisors } = openOffice(world)
    world.simulation.setSpeed(25)
    world.play()
    await until(() => world.simulation.state().phase === 'finished', 15_000)
    await Promise.all(supervisors.map(supervisor => supervisor.readNow()))
    await Promise.all(supervisors.map(supervisor => supervisor.stop()))

    const expected = world.expected()
    expect(heard.size).toBe(expected.punches)
    expect(world.logs().length).toBe(expected.punches)
    expect(expected.unmatched).toBe(3)
    expect(expected.present + expected.late + expected.absent + expected.notRecorded).toBe(600)
    expect(expected.absent).toBe(35)
    const known = [...heard].map(([key, raw]) => ({ key: key.split(' '), at: zone.rawToAt(raw) ?? 0 }))
    const again = known.map(({ key: [serial = '', pin = ''], at }) => ({ serial, pin, local: at + 3 * 3_600_000 }))
    expect(expectDay(world.school, demoDay, again)).toEqual(expected)
  }, 20_000)

  it('waits with the day until the terminals have been read', async () => {
    const world = await openWorld({ longestWaitMs: 60_000 })
    world.play()
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(world.simulation.state().phase).toBe('reading_back')
    const { supervisors } = openOffice(world)
    await until(() => world.simulation.state().phase === 'playing', 5000)
    await Promise.all(supervisors.map(supervisor => supervisor.stop()))
  })

  it('begins without an office after the longest wait', async () => {
    const world = await openWorld({ longestWaitMs: 50 })
    world.play()
    await until(() => world.simulation.state().phase === 'playing', 1000)
  })

  it('stops at speed 0 and goes on from there', async () => {
    const world = await openWorld({ longestWaitMs: 1 })
    world.play()
    await until(() => world.simulation.state().phase === 'playing', 1000)
    world.simulation.setSpeed(0)
    const { now } = world.simulation.state()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(world.simulation.state()).toMatchObject({ now, speed: 0 })
    world.simulation.setSpeed(50)
    await until(() => world.simulation.state().now > now + 60_000, 1000)
    expect(world.simulation.state().story.length).toBeGreaterThan(0)
  })

  it('takes a cable out and says so, and knows no other terminals than its own', async () => {
    const world = await openWorld()
    const told: boolean[][] = []
    world.simulation.subscribe(({ terminals }) => told.push(terminals.map(({ plugged }) => plugged)))
    world.simulation.setCable('VT0002', false)
    world.simulation.setCable('VT0002', true)
    expect(told).toEqual([
      [true, false, true],
      [true, true, true],
    ])
    expect(() => world.simulation.setCable('VT9999', false)).toThrow('not_found')
  })
})
