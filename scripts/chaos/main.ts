// npm run chaos -- power [--kills 10] [--seed 1]: what happens to a school day when the power fails again and again.
import { parseArgs } from 'node:util'
import { buildWhenStale } from '../build.mjs'
import { setUp } from '../setup.mjs'
import { power } from './power.ts'

const usage = 'npm run chaos -- power [--kills 10] [--seed 1]'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
})
const [kills, seed] = [Number(values.kills), Number(values.seed)]
if (positionals[0] !== 'power' || !Number.isInteger(kills) || kills < 0 || kills > 100 || !Number.isInteger(seed)) {
  console.error(`Usage: ${usage}`)
  process.exitCode = 2
} else {
  const { env } = await setUp({ electron: true, ownDisplay: true })
  await buildWhenStale(env)
  process.exitCode = await power({ kills, seed })
}
