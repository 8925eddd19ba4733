import type { DeviceId } from '../contract/common.ts'
import type { DeviceStatus } from '../contract/devices.ts'
import type { Job } from '../jobs/runner.ts'
import type { Deps } from '../use-case.ts'
import { askTerminal, forEachOf } from './ask-terminal.ts'
import type { Fleet } from './fleet.ts'
import { moveDevice } from './move-device.ts'
import type { OfficeNetwork, Place } from './office-network.ts'
import { registeredDevice } from './registry.repo.ts'

export type RefindOptions = {
  /** Real ms without an answer before a terminal is looked for. */
  readonly afterMs: number
  /** Real ms from one look to the next. */
  readonly againAfterMs: number
  readonly everyMs: number
}

/**
 * That a cable is out shows after 16 s at most (heartbeat and silence), and a look at 253 neighbours takes 34 s: the farthest
 * is found within two minutes of the change.
 */
const defaults: RefindOptions = { afterMs: 45_000, againAfterMs: 5 * 60_000, everyMs: 5000 }
const atOnce = 6

type Parts = Pick<Deps, 'db' | 'clock' | 'log' | 'deviceDriver'> & {
  readonly fleet: Pick<Fleet, 'statuses' | 'refresh'>
  readonly network: Pick<OfficeNetwork, 'near'>
  /** A person is searching: not both at once. */
  readonly searching: () => boolean
}

/**
 * Finds a terminal again that got another address from the router: by its serial number, among its old neighbours,
 * few at a time and seldom. Nobody has to do anything.
 */
export function createRefind(parts: Parts, options: Partial<RefindOptions> = {}): Job {
  const { db, clock, log, deviceDriver, fleet, network } = parts
  const { afterMs, againAfterMs, everyMs } = { ...defaults, ...options }
  /** Real ms. */
  const missingSince = new Map<DeviceId, number>()
  const lookedAt = new Map<DeviceId, number>()
  /** Places that refused a key; they are not tried again with it: terminals lock themselves. */
  const refused = new Set<string>()

  function missing(): DeviceStatus[] {
    const now = performance.now()
    const lost = fleet.statuses().filter(isLost)
    for (const id of missingSince.keys()) if (!lost.some(status => status.id === id)) missingSince.delete(id)
    for (const { id } of lost) if (!missingSince.has(id)) missingSince.set(id, now)
    return lost.filter(
      ({ id }) =>
        now - (missingSince.get(id) ?? now) >= afterMs && now - (lookedAt.get(id) ?? -Infinity) >= againAfterMs,
    )
  }

  /** The serial number of whoever is at a place, or null. */
  async function serialAt(place: Place, keys: readonly number[], signal: AbortSignal): Promise<string | null> {
    let answer = await askTerminal(deviceDriver, place, 0, signal)
    for (const key of keys) {
      const tried = `${keyOf(place)} ${key}`
      if (answer !== 'locked' || refused.has(tried)) continue
      answer = await askTerminal(deviceDriver, place, key, signal)
      if (answer === 'locked') refused.add(tried)
    }
    return typeof answer === 'string' ? null : answer.serial
  }

  async function look(lost: readonly DeviceStatus[], signal: AbortSignal): Promise<void> {
    const sought = new Map(lost.map(status => [status.serial, status]))
    const keys = [...new Set(lost.map(({ id }) => registeredDevice(db, id)?.commKey ?? 0))].filter(key => key !== 0)
    const busy = new Set(fleet.statuses().flatMap(status => (status.line.kind === 'offline' ? [] : [keyOf(status)])))
    const places = new Map(lost.flatMap(status => network.near(status)).map(place => [keyOf(place), place]))
    const toAsk = [...places.values()].filter(place => !busy.has(keyOf(place)))
    const enough = new AbortController()
    const stop = () => enough.abort()
    signal.addEventListener('abort', stop, { once: true })
    log.info('looking for terminals that do not answer', { terminals: lost.length, places: toAsk.length })
    await forEachOf(toAsk, atOnce, enough.signal, async place => {
      const serial = await serialAt(place, keys, enough.signal)
      const status = serial === null ? undefined : sought.get(serial)
      if (status === undefined || signal.aborted) return
      sought.delete(serial)
      if (sought.size === 0) stop()
      moveDevice({ db, clock }, status, place)
      log.info('terminal found under another address', { device: status.id })
      await fleet.refresh(status.id)
    })
    signal.removeEventListener('abort', stop)
  }

  return {
    name: 'refind-terminals',
    everyMs,
    async run(signal) {
      if (parts.searching()) return
      const lost = missing()
      if (lost.length === 0) return
      for (const { id } of lost) lookedAt.set(id, performance.now())
      await look(lost, signal)
    },
  }
}

function isLost({ line, serial }: DeviceStatus): boolean {
  if (line.kind !== 'offline' || serial === null) return false
  return line.reason === 'device_offline' || line.reason === 'device_serial_changed'
}

function keyOf({ host, port }: Place): string {
  return `${host.toLowerCase()}:${port}`
}
