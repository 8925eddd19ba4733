import type { DeviceSearch, DeviceStatus, FoundDevice } from '../contract/devices.ts'
import { AppError } from '../contract/errors.ts'
import type { Deps } from '../use-case.ts'
import { askTerminal, forEachOf } from './ask-terminal.ts'
import type { Fleet } from './fleet.ts'
import type { OfficeNetwork, Place } from './office-network.ts'
import { createThrottle } from './throttle.ts'

/** Looks through the office's own networks for terminals, when a person wants it. */
export type Search = {
  /** Begins. @throws AppError `search_running` */
  start(): void
  stop(): void
  /** The one that goes on, or the last one. */
  state(): DeviceSearch
  /** Stops and waits for the end. */
  end(): Promise<void>
}

type Parts = Pick<Deps, 'clock' | 'log' | 'emit' | 'deviceDriver'> & {
  readonly fleet: Pick<Fleet, 'statuses'>
  readonly network: OfficeNetwork
}

const atOnce = 8
const announceEveryMs = 250

export function createSearch({ clock, log, emit, deviceDriver, fleet, network }: Parts): Search {
  let state: DeviceSearch = { running: false, asked: 0, toAsk: 0, subnets: [], found: [], startedAt: null }
  let abort = new AbortController()
  let done: Promise<void> = Promise.resolve()
  const throttle = createThrottle<'search'>(announceEveryMs, () => emit({ name: 'devices.searched', payload: state }))

  function show(news: Partial<DeviceSearch>): void {
    state = { ...state, ...news }
    throttle.soon('search')
  }

  async function ask(place: Place, signal: AbortSignal): Promise<void> {
    const answer = await askTerminal(deviceDriver, place, 0, signal)
    if (signal.aborted) return
    const found = answer === 'nobody' ? [] : [foundAt(place, answer)]
    show({ asked: state.asked + 1, found: [...state.found, ...found] })
  }

  function foundAt(place: Place, answer: Exclude<Awaited<ReturnType<typeof askTerminal>>, 'nobody'>): FoundDevice {
    if (answer === 'locked') return { ...place, serial: null, name: null, knownAs: null, locked: true }
    const known = fleet.statuses().find(({ serial }) => serial !== null && serial === answer.serial)
    return { ...place, ...answer, knownAs: known?.name ?? null, locked: false }
  }

  async function run(places: readonly Place[], signal: AbortSignal): Promise<void> {
    try {
      await forEachOf(places, atOnce, signal, place => ask(place, signal))
    } catch (error) {
      log.error('search for terminals failed', error)
    }
    state = { ...state, running: false }
    throttle.now('search')
  }

  return {
    start() {
      if (state.running) throw new AppError('search_running')
      const subnets = network.subnets()
      // Those that are online are known already; a second connection would only disturb them.
      const online = fleet.statuses().filter(({ line }) => line.kind === 'online' || line.kind === 'reading')
      const busy = new Set(online.map(keyOf))
      const places = unique(subnets.flatMap(subnet => subnet.places)).filter(place => !busy.has(keyOf(place)))
      state = {
        running: true,
        asked: 0,
        toAsk: places.length,
        subnets: subnets.map(({ name }) => name),
        found: online.map(knownDevice),
        startedAt: clock.now(),
      }
      throttle.now('search')
      abort = new AbortController()
      done = run(places, abort.signal)
    },
    stop: () => abort.abort(),
    state: () => state,
    async end() {
      abort.abort()
      await done
      throttle.stop()
    },
  }
}

function keyOf({ host, port }: Place): string {
  return `${host.toLowerCase()}:${port}`
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map(place => [keyOf(place), place])).values()]
}

function knownDevice({ host, port, serial, model, name }: DeviceStatus): FoundDevice {
  return { host, port, serial, name: model, knownAs: name, locked: false }
}
