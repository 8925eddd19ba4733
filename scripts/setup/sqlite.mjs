import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, tail, which } from './command.mjs'
import { SetUpFailure } from './failure.mjs'
import { fetchNode, findNodeHeaders } from './node.mjs'
import { cache, modules } from './places.mjs'

/** The ready-made SQLite binding in the npm package asks for this Node-API version, and crashes in a runtime below it. */
const PREBUILT_NAPI = 10
const NAPI = 8
const REMEDY = 'Check the messages above; g++, make and python3 are needed. Then run the same command again.'

/**
 * Whether a runtime needs a SQLite binding of its own.
 * @param {number} napi
 */
export function needsOwnBinding(napi) {
  return napi < PREBUILT_NAPI
}

/** @returns {string | undefined} */
export function findSqliteBinding() {
  const file = bindingFile()
  return existsSync(file) ? file : undefined
}

function bindingFile() {
  const { version } = JSON.parse(readFileSync(path.join(modules, 'better-sqlite3/package.json'), 'utf8'))
  return path.join(cache, 'sqlite', `better_sqlite3-napi${NAPI}-${version}.node`)
}

/**
 * Compiles the SQLite binding from the npm package's own source for Node-API 8.
 * @param {string} executable the Electron it must load in
 */
export async function buildSqliteBinding(executable) {
  if (findNodeHeaders() === undefined) await fetchNode()
  const headers = /** @type {string} */ (findNodeHeaders())
  // make and node-gyp cannot stand a space in a path, and the project's own folder may have one.
  const folder = mkdtempSync(path.join(tmpdir(), 'rollcall-sqlite-'))
  try {
    for (const part of ['binding.gyp', 'package.json', 'deps', 'lib', 'src']) {
      cpSync(path.join(modules, 'better-sqlite3', part), path.join(folder, part), { recursive: true })
    }
    cpSync(path.join(modules, 'node-addon-api'), path.join(folder, 'node_modules/node-addon-api'), { recursive: true })
    cpSync(
      fileURLToPath(new URL('napi8-string-reference.h', import.meta.url)),
      path.join(folder, 'napi8-string-reference.h'),
    )
    symlinkSync(headers, path.join(folder, 'node'))

    const built = await compile(folder)
    await check(built, executable)
    mkdirSync(path.dirname(bindingFile()), { recursive: true })
    // Beside its place first: only a rename on the same disk is indivisible.
    const copy = `${bindingFile()}.new`
    cpSync(built, copy)
    renameSync(copy, bindingFile())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder @returns {Promise<string>} */
async function compile(folder) {
  const nodeGyp = path.join(modules, 'node-gyp/bin/node-gyp.js')
  // npm hands its configuration to what it starts as npm_config_*, and node-gyp lets that override its arguments.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const args = ['rebuild', '--release', '--force_build=1', `--nodedir=${path.join(folder, 'node')}`, '--jobs=max']
  const { code, output } = await run(process.execPath, [nodeGyp, ...args], {
    cwd: folder,
    env: { ...env, CXXFLAGS: `-UNAPI_VERSION -DNAPI_VERSION=${NAPI} -include ../napi8-string-reference.h` },
  })
  const built = path.join(folder, 'build/Release/better_sqlite3.node')
  if (code !== 0 || !existsSync(built))
    throw new SetUpFailure(`SQLite could not be compiled:\n${tail(output, 25)}`, REMEDY)
  const strip = which('strip')
  if (strip !== undefined) await run(strip, [built])
  return built
}

/** @param {string} binding @param {string} executable */
async function check(binding, executable) {
  const script = fileURLToPath(new URL('check-sqlite.mjs', import.meta.url))
  const { code, output } = await run(executable, [script, path.join(modules, 'better-sqlite3'), binding], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeLimitMs: 60_000,
  })
  if (code !== 0) throw new SetUpFailure(`The compiled SQLite does not work in Electron:\n${tail(output)}`, REMEDY)
}
