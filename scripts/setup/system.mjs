import { spawnSync } from 'node:child_process'
import { run, tail, which } from './command.mjs'
import { SetUpFailure } from './failure.mjs'

/** What Electron loads when it starts, by the name the loader knows, and Debian's package for it. */
const LIBRARIES = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
}
const DISPLAY_PROGRAMS = { Xvfb: 'xvfb', pdftoppm: 'poppler-utils', pdftotext: 'poppler-utils' }
const COMPILER_PROGRAMS = { 'g++': 'g++', make: 'make', python3: 'python3' }

/**
 * Debian packages that are not here yet.
 * @param {{ display: boolean, compiler: boolean }} needs `display`: a display of our own and the programs that read
 *   what the demonstration printed; `compiler`: what builds SQLite for an older runtime
 * @returns {string[]}
 */
export function missingPackages({ display, compiler }) {
  if (process.platform !== 'linux') return []
  const programs = { ...(display ? DISPLAY_PROGRAMS : {}), ...(compiler ? COMPILER_PROGRAMS : {}) }
  const missing = Object.entries(programs)
    .filter(([program]) => which(program) === undefined)
    .map(([, name]) => name)
  const known = knownLibraries()
  for (const [library, name] of Object.entries(LIBRARIES)) if (!known.includes(`\t${library} `)) missing.push(name)
  return [...new Set(missing)]
}

function knownLibraries() {
  const { stdout } = spawnSync(which('ldconfig') ?? 'ldconfig', ['-p'], { encoding: 'utf8' })
  return stdout ?? ''
}

/** @param {string[]} packages */
export async function installPackages(packages) {
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  const remedy = `Run: sudo apt-get update && sudo apt-get ${install.join(' ')}`
  if (which('apt-get') === undefined) {
    throw new SetUpFailure(
      `This machine lacks what these Debian packages hold: ${packages.join(' ')}.`,
      'Install the same with the package manager of this system, then run the same command again.',
    )
  }
  if (process.getuid?.() !== 0) {
    throw new SetUpFailure(
      `Some system packages are missing, and only an administrator can install them: ${packages.join(' ')}.`,
      remedy,
    )
  }
  for (const args of [['update'], install]) {
    const { code, output } = await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      // Killed at once it would leave packages half configured.
      stopSignal: 'SIGTERM',
    })
    if (code !== 0) throw new SetUpFailure(`apt-get ${args[0]} failed:\n${tail(output)}`, remedy)
  }
}
