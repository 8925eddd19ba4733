// node scripts/run.mjs NAME [arguments]: runs one of our TypeScript tools, after setting up what it needs.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setUp } from './setup.mjs'
import { endingWithUs } from './setup/command.mjs'
import { endWith } from './setup/node.mjs'
import { root } from './setup/places.mjs'

const ELSEWHERE = new Map([['terminal', 'core/devices/virtual/cli.ts']])

const [name = '', ...args] = process.argv.slice(2)
const file = path.join(root, ELSEWHERE.get(name) ?? `scripts/${name}/main.ts`)
if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  process.stderr.write(`There is no tool "${name}". package.json lists them under "scripts".\n`)
  process.exit(2)
}

const { node, env } = await setUp({ electron: false, quiet: true })
await endWith(spawn(...endingWithUs('TERM', node, [file, ...args]), { stdio: 'inherit', env }))
