import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { App, AppOptions } from '../core/app.ts'
import { createApp } from '../core/app.ts'
import { createZktecoDriver } from '../core/devices/zkteco/driver.ts'
import { createNoGateway } from '../core/notifications/gateways/none.ts'
import { createSimulatedGateway } from '../core/notifications/gateways/simulated.ts'
import type { Log, Pages, Paths, Ports } from '../core/ports.ts'
import { createDemoKeyring } from '../core/simulation/keyring.ts'
import type { Presses } from '../core/simulation/gates.ts'
import { externalWorld } from '../core/simulation/external-world.ts'
import { demoNetwork } from '../core/simulation/network.ts'
import { prepareDemoDatabase } from '../core/simulation/seed.ts'
import type { World } from '../core/simulation/world.ts'
import { createWorld } from '../core/simulation/world.ts'
import type { Config } from './config.ts'
import { createKeyring } from './keyring.ts'
import type { SafeStorage } from './keyring.ts'

/** The demo day takes a minute; its gateway is as much faster than a real one. */
const gatewayDelayMs = { min: 10, max: 30 }
/** Likewise its terminals' lines: a cable that is out for six seconds was out for twenty minutes. */
const demoPatience = { connectTimeoutMs: 1500, replyTimeoutMs: 1500 }
const demoLines: AppOptions = { devices: { heartbeatMs: 500, backoffMs: [250, 500] } }

type Parts = {
  readonly config: Config
  readonly dataFolder: string
  /** The folder of the database's migrations. */
  readonly migrations: string
  readonly log: Log
  readonly pages: Pages
  /** Electron's way to the computer's keyring. */
  readonly safeStorage: SafeStorage
}

/** The core with everything it needs from outside. It answers at once; `start` connects the terminals. */
export type Composition = { readonly app: App; start(): void; stop(): Promise<void> }

/** Opens the school, or the demo school in its own database. @throws AppError when the database cannot be used */
export async function compose(parts: Parts): Promise<Composition> {
  return parts.config.simulation ? demoSchool(parts) : realSchool(parts)
}

function realSchool(parts: Parts): Composition {
  const { log, pages } = parts
  const app = createApp({
    clock: { now: () => Date.now(), speed: () => 1 },
    log,
    paths: pathsOf(parts, 'school.db'),
    deviceDriver: createZktecoDriver(),
    smsGateway: createNoGateway(),
    pages,
    keyring: createKeyring(parts.safeStorage, process.platform),
    simulation: null,
  })
  return { app, start: () => app.start(), stop: () => app.stop() }
}

async function demoSchool(parts: Parts): Promise<Composition> {
  const { config, dataFolder, log, pages } = parts
  const paths = pathsOf(parts, 'simulation.db')
  const journal = join(dataFolder, 'gateway-journal.jsonl')
  if (config.world === null) forget(paths.database, journal)
  const world: World =
    config.world === null
      ? await createWorld({ trace: config.trace, presses: pressesOf(config) })
      : externalWorld(config.world)
  try {
    await prepareDemoDatabase(paths, world)
    const ports: Ports = {
      clock: world.clock,
      log,
      paths,
      deviceDriver: createZktecoDriver(demoPatience),
      smsGateway: createSimulatedGateway({ journal, delayMs: gatewayDelayMs }),
      pages,
      keyring: createDemoKeyring(join(dataFolder, 'demo-key')),
      simulation: world.simulation,
    }
    const app = createApp(ports, { ...demoLines, upkeep: { network: demoNetwork(world.terminals) } })
    return {
      // The day begins when somebody is there to see it.
      app: { ...app, call: afterSignIn(app, () => world.play()) },
      start: () => app.start(),
      async stop() {
        await app.stop()
        await world.close()
      },
    }
  } catch (error) {
    await world.close()
    throw error
  }
}

/** Calls as before, and tells of each sign-in. */
function afterSignIn(app: App, tell: () => void): App['call'] {
  return async (windowId, channel, input) => {
    const answer = await app.call(windowId, channel, input)
    if (channel === 'session.signIn' && answer.ok) tell()
    return answer
  }
}

function pressesOf({ successRate, delayMs }: Config): Presses {
  return { successRate, delayMin: delayMs.min / 1000, delayMax: delayMs.max / 1000 }
}

function pathsOf({ config, dataFolder, migrations }: Parts, file: string): Paths {
  return {
    database: join(dataFolder, file),
    backups: join(dataFolder, 'backups'),
    migrations,
    ...(config.sqliteBinding !== null && { sqliteBinding: config.sqliteBinding }),
  }
}

/** Each demo begins on an empty day. */
function forget(database: string, journal: string): void {
  for (const path of [database, `${database}-wal`, `${database}-shm`, journal]) rmSync(path, { force: true })
}
