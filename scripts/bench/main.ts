// npm run bench -- NAME: measures, prints a table and writes out/bench/NAME.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { root } from '../setup/places.mjs'
import { benchDevices } from './devices.ts'
import { benchOffice } from './office.ts'
import type { Bench } from './report.ts'

const BENCHES: ReadonlyMap<string, Bench> = new Map([
  ['devices', benchDevices],
  ['office', benchOffice],
])

const [name = ''] = process.argv.slice(2)
const bench = BENCHES.get(name)
if (!bench) {
  process.stderr.write(`Usage: npm run bench -- ${[...BENCHES.keys()].join('|')}\n`)
  process.exitCode = 2
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    const { figures, table } = await bench({ scratch, say: text => process.stderr.write(`${text}\n`) })
    const machine = { cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.versions.node }
    const folder = join(root, 'out/bench')
    const file = join(folder, `${name}.json`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine, ...figures }, null, 2)}\n`)
    process.stdout.write(`${table}\n\nAll figures: ${relative(process.cwd(), file)}\n`)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
