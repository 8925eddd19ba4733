// npm run chaos -- power [--kills 10] [--seed 1]: what happens to a school day when the power fails again and again.
// npm run chaos -- sms [--messages 2000] [--kills 100] [--faults 25] [--seed 1]: what happens to the messages of a
// morning when the program is killed again and again and the provider misbehaves.
import { parseArgs } from 'node:util'
import { buildWhenStale } from '../build.mjs'
import { setUp } from '../setup.mjs'
import { power } from './power.ts'
import { sms } from './sms.ts'

const usage = `npm run chaos -- power [--kills 10] [--seed 1]
       npm run chaos -- sms [--messages 2000] [--kills 100] [--faults 25] [--seed 1]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string' },
    messages: { type: 'string', default: '2000' },
    faults: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
  },
})
const [campaign = ''] = positionals
const mostKills = campaign === 'sms' ? 1000 : 100
const kills = Number(values.kills ?? (campaign === 'sms' ? 100 : 10))
const [messages, faults, seed] = [Number(values.messages), Number(values.faults), Number(values.seed)]
const isGood =
  isWhole(kills, 0, mostKills) &&
  isWhole(seed, 0, 0xffff_ffff) &&
  isWhole(messages, 10, 20_000) &&
  faults >= 0 &&
  faults <= 100

if (!['power', 'sms'].includes(campaign) || !isGood) {
  console.error(`Usage: ${usage}`)
  process.exitCode = 2
} else if (campaign === 'sms') {
  await setUp({ electron: false, quiet: true })
  process.exitCode = await sms({ messages, kills, faults, seed })
} else {
  const { env } = await setUp({ electron: true, ownDisplay: true })
  await buildWhenStale(env)
  process.exitCode = await power({ kills, seed })
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to
}
