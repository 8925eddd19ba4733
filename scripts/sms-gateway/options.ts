import { parseArgs } from 'node:util'
import type { FaultMix } from '../../core/simulation/sms-provider/faults.ts'
import { faults, parseFaults } from '../../core/simulation/sms-provider/faults.ts'

export type ToolOptions = {
  readonly port: number
  readonly faults: FaultMix
  readonly journal: string | null
  readonly seed: number
  /** Null: every key is taken. */
  readonly apiKey: string | null
}

export const usage = `A stand-in for Africa's Talking on this computer.

  npm run sms-gateway -- --port 18090 [--faults MIX] [--journal FILE] [--seed 1] [--key KEY]

  --port     0 = any free one; the first line says which
  --faults   25 = a quarter of the requests, every kind alike; silent:5,reset:10 = these, in percent
  --journal  a file to which every message it takes is added (one JSON object a line, phone and text hashed)
  --seed     the same seed gives the same faults
  --key      another key is refused; otherwise every key is taken

  It takes POST /version1/messaging and GET /version1/user as the provider does, and gives its delivery reports under
  GET /api/v1/sms/dlr?after=CURSOR. Ctrl+C ends it.

  Faults: ${Object.keys(faults).join(', ')}
`

/** @throws RangeError or TypeError with a sentence for the person who typed it */
export function parseOptions(args: readonly string[]): ToolOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      faults: { type: 'string' },
      journal: { type: 'string' },
      seed: { type: 'string' },
      key: { type: 'string' },
    },
  })
  if (values.port === undefined) throw new RangeError('--port is missing.')
  return {
    port: wholeNumber('port', values.port, 65_535),
    faults: parseFaults(values.faults ?? ''),
    journal: values.journal ?? null,
    seed: wholeNumber('seed', values.seed ?? '1', 0xffff_ffff),
    apiKey: values.key ?? null,
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= most)) throw new RangeError(`--${name} must be a whole number from 0 to ${most}.`)
  return value
}
