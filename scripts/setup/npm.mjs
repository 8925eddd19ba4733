import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { endingWithUs, run, tail } from './command.mjs'
import { SetUpFailure } from './failure.mjs'
import { cache } from './places.mjs'

/**
 * Runs the npm that started us, else the one on PATH.
 * @param {string[]} args
 * @param {string} cwd
 */
export function npm(args, cwd) {
  const own = process.env['npm_execpath']
  const [command, first] =
    own?.endsWith('npm-cli.js') && existsSync(own)
      ? [process.execPath, [own]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
  // An npm that outlived a killed set-up would go on writing while the next one starts.
  return run(...endingWithUs('KILL', command, [...first, ...args]), { cwd })
}

/**
 * Fetches one package, checks that it is the one we pinned, unpacks it and hands its folder to `use`,
 * which moves what it needs into place. Nothing is left behind when any of it fails.
 * @param {string} name
 * @param {string} version
 * @param {string} integrity sha512 of the tarball, as npm writes it
 * @param {(folder: string) => Promise<void>} use
 */
export async function withPackage(name, version, integrity, use) {
  const folder = temporaryFolder()
  try {
    const spec = `${name}@${version}`
    const { code, output } = await npm(['pack', spec, '--silent', '--pack-destination', folder], folder)
    const tarball = readdirSync(folder).find(file => file.endsWith('.tgz'))
    if (code !== 0 || tarball === undefined) {
      throw new SetUpFailure(
        `npm could not fetch ${spec}:\n${tail(output)}`,
        'Check that this machine reaches its npm registry (npm ping), then run the same command again.',
      )
    }
    const file = path.join(folder, tarball)
    if ((await sha512(file)) !== integrity) {
      throw new SetUpFailure(
        `${spec} is not the file this project was tested with (its checksum differs).`,
        'Ask whoever runs the npm registry you use; do not go on with this file.',
      )
    }
    await unpack(file, folder)
    await use(path.join(folder, 'package'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} file a .tar.gz or .tgz
 * @param {string} folder
 */
export async function unpack(file, folder) {
  const { code, output } = await run('tar', ['-xzf', file, '-C', folder])
  if (code !== 0)
    throw new SetUpFailure(
      `${path.basename(file)} could not be unpacked:\n${tail(output)}`,
      'Check the free space on this disk.',
    )
}

/** A new empty folder on the same disk as the cache, so that a rename out of it is one indivisible act. */
export function temporaryFolder() {
  const parent = path.join(cache, 'tmp')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(path.join(parent, 'fetch-'))
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}
