import { join } from 'node:path'
import type { App, AppOptions } from '../core/app.ts'
import { createApp } from '../core/app.ts'
import { createZktecoDriver } from '../core/devices/zkteco/driver.ts'
import { createAfricasTalking } from '../core/notifications/gateways/africastalking/gateways.ts'
import { createDeliveryReports } from '../core/notifications/gateways/dlr.ts'
import { createMailer } from '../core/notifications/gateways/mail.ts'
import type { Log, Pages, Paths, Ports } from '../core/ports.ts'
import { openDemoMessages } from '../core/simulation/demo-messages.ts'
import type { DemoMessages } from '../core/simulation/demo-messages.ts'
import { createDemoKeyring } from '../core/simulation/keyring.ts'
import type { Presses } from '../core/simulation/gates.ts'
import { externalWorld } from '../core/simulation/external-world.ts'
import { demoNetwork } from '../core/simulation/network.ts'
import { prepareDemoDatabase } from '../core/simulation/seed.ts'
import type { World } from '../core/simulation/world.ts'
import { createWorld } from '../core/simulation/world.ts'
import { createChangingApp } from './changing-app.ts'
import type { Config } from './config.ts'
import { demoFiles, forgetDay, forgetDemo, isDemoLeft, keepDemoLeft } from './demo-files.ts'
import { createKeyring } from './keyring.ts'
import type { SafeStorage } from './keyring.ts'
import { standInFor } from './unavailable-app.ts'

/** The demo day takes a minute: a cable that is out for six seconds was out for twenty minutes. */
const demoPatience = { connectTimeoutMs: 1500, replyTimeoutMs: 1500 }
/** Likewise its messages: what a provider takes in an hour it takes in a few seconds. */
const demoPace: AppOptions = {
  devices: { heartbeatMs: 500, backoffMs: [250, 500] },
  messages: { perSecond: 200 },
  reports: { everyMs: 1000 },
}

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
  const simulation = parts.config.simulation ?? !isDemoLeft(parts.dataFolder)
  return simulation ? untilDemoIsLeft(parts) : realSchool(parts)
}

/**
 * The demo school, and the real one after somebody has left the demo: within the same program, so that the window
 * stays. A failure to keep the choice leaves everything as it was.
 */
async function untilDemoIsLeft(parts: Parts): Promise<Composition> {
  const { log, dataFolder } = parts
  let running = await demoSchool(parts)
  let started = false
  let leaving: Promise<void> | null = null
  const { app, change } = createChangingApp(running.app)

  async function leave(): Promise<void> {
    log.info('demo_left')
    await running.stop()
    forgetDemo(dataFolder)
    running = openOrStandIn(parts)
    change(running.app)
    if (started) running.start()
  }

  return {
    app: {
      ...app,
      async call(windowId, channel, input) {
        const answer = await app.call(windowId, channel, input)
        if (channel !== 'setup.leaveDemo' || !answer.ok) return answer
        try {
          keepDemoLeft(dataFolder)
        } catch (error) {
          log.error('demo_not_left', error)
          return { ok: false, error: { code: 'storage_failed', details: {} } }
        }
        await (leaving ??= leave())
        return answer
      },
    },
    start() {
      started = true
      running.start()
    },
    async stop() {
      await leaving
      await running.stop()
    },
  }
}

function openOrStandIn(parts: Parts): Composition {
  try {
    return realSchool(parts)
  } catch (error) {
    return standInFor(error, parts.log)
  }
}

function realSchool(parts: Parts): Composition {
  const { config, log, pages } = parts
  const { smsOrigin } = config
  const app = createApp({
    clock: { now: () => Date.now(), speed: () => 1 },
    log,
    paths: pathsOf(parts, { database: 'school.db', backups: 'backups' }),
    deviceDriver: createZktecoDriver(),
    sms: createAfricasTalking({ origin: smsOrigin }),
    // The provider cannot reach a computer in a school: its reports have to be collected elsewhere.
    deliveryReports: smsOrigin === null ? null : createDeliveryReports({ origin: smsOrigin }),
    mailer: createMailer(),
    pages,
    keyring: createKeyring(parts.safeStorage, process.platform),
    simulation: null,
  })
  return { app, start: () => app.start(), stop: () => app.stop() }
}

async function demoSchool(parts: Parts): Promise<Composition> {
  const { config, dataFolder, log, pages } = parts
  const paths = pathsOf(parts, demoFiles)
  if (config.world === null) forgetDay(dataFolder)
  const world: World =
    config.world === null
      ? await createWorld({ trace: config.trace, presses: pressesOf(config) })
      : externalWorld(config.world)
  let messages: DemoMessages | null = null
  try {
    const opened = await openDemoMessages({
      journal: join(dataFolder, demoFiles.journal),
      clock: world.clock,
      origin: world.smsOrigin ?? config.smsOrigin,
    })
    messages = opened
    const { sms, deliveryReports, mailer } = opened
    const keyring = createDemoKeyring(join(dataFolder, demoFiles.key))
    await prepareDemoDatabase(paths, world, keyring)
    const ports: Ports = {
      clock: world.clock,
      log,
      paths,
      deviceDriver: createZktecoDriver(demoPatience),
      sms,
      deliveryReports,
      mailer,
      pages,
      keyring,
      simulation: world.simulation,
    }
    const app = createApp(ports, { ...demoPace, upkeep: { network: demoNetwork(world.terminals) } })
    return {
      // The day begins when somebody is there to see it.
      app: { ...app, call: afterSignIn(app, () => world.play()) },
      start: () => app.start(),
      async stop() {
        await app.stop()
        await opened.close()
        await world.close()
      },
    }
  } catch (error) {
    await messages?.close()
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

type Files = { readonly database: string; readonly backups: string }

function pathsOf({ config, dataFolder, migrations }: Parts, { database, backups }: Files): Paths {
  return {
    database: join(dataFolder, database),
    backups: join(dataFolder, backups),
    migrations,
    ...(config.sqliteBinding !== null && { sqliteBinding: config.sqliteBinding }),
  }
}
