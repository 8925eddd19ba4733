import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { externalWorld } from './external-world.ts'
import { createWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-world-'))
const path = join(folder, 'world.json')
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a demo world that another program plays', () => {
  it('has the same school, terminals and time as the program that plays it', async () => {
    const host = await createWorld({ port: 0, seed: 3 })
    writeFileSync(path, JSON.stringify(host.playAfter(100, 'http://127.0.0.1:1')))
    const guest = externalWorld(path)
    try {
      expect(guest.terminals).toEqual(host.terminals)
      expect(guest.school).toEqual(host.school)
      expect(guest.smsOrigin).toBe('http://127.0.0.1:1')
      expect(guest.simulation.state().phase).toBe('reading_back')
      await new Promise(resolve => setTimeout(resolve, 300))
      expect(guest.simulation.state().phase).toBe('playing')
      expect(guest.clock.speed()).toBe(450)
      expect(Math.abs(guest.clock.now() - host.clock.now())).toBeLessThan(450 * 20)
      expect(() => guest.simulation.setSpeed(2)).toThrow('simulation_off')
    } finally {
      await guest.close()
      await host.close()
    }
  })
})
