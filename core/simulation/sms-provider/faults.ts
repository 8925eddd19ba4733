import type { Random } from '../random.ts'

/**
 * Everything a provider has been seen to do instead of taking a message and saying so. Those with `maybe` take the
 * message or do not, and the sender cannot tell which.
 */
export const faults = {
  /** Taken; said with 200, which the official package throws. */
  ok_200: { takes: 'yes' },
  html_201: { takes: 'maybe' },
  truncated_201: { takes: 'maybe' },
  cut_201: { takes: 'maybe' },
  bad_request_400: { takes: 'no' },
  unauthorized_401: { takes: 'no' },
  do_not_disturb_409: { takes: 'no' },
  too_many_429: { takes: 'no' },
  error_500: { takes: 'maybe' },
  bad_gateway_502: { takes: 'maybe' },
  silent: { takes: 'maybe' },
  reset: { takes: 'maybe' },
  hang_up: { takes: 'maybe' },
  redirect: { takes: 'no' },
  /** Nobody listens for a moment after this request, which is hung up on. */
  down: { takes: 'no' },
  no_sender: { takes: 'no' },
  no_money: { takes: 'no' },
  empty_unknown: { takes: 'no' },
  code_401: { takes: 'maybe' },
  code_402: { takes: 'no' },
  code_403: { takes: 'no' },
  code_404: { takes: 'no' },
  code_405: { takes: 'no' },
  code_406: { takes: 'no' },
  code_407: { takes: 'no' },
  code_500_none: { takes: 'no' },
  code_500_id: { takes: 'maybe' },
  code_501_none: { takes: 'no' },
  code_501_id: { takes: 'maybe' },
  code_502: { takes: 'no' },
  code_unknown: { takes: 'maybe' },
} as const satisfies Record<string, { readonly takes: 'yes' | 'no' | 'maybe' }>

export type Fault = keyof typeof faults

/** How often each happens, in percent of requests; together at most 100. */
export type FaultMix = ReadonlyMap<Fault, number>

const names = Object.keys(faults) as Fault[]

/**
 * `25`: a quarter of the requests, every kind alike. `silent:5,reset:10`: these. Empty: none.
 * @throws RangeError with a sentence for the person who typed it
 */
export function parseFaults(text: string): FaultMix {
  const trimmed = text.trim()
  if (trimmed === '') return new Map()
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    const each = Number(trimmed) / names.length
    return checked(new Map(names.map(name => [name, each])))
  }
  return checked(
    new Map(
      trimmed.split(',').map(part => {
        const [name = '', percent = ''] = part.trim().split(':')
        if (!isFault(name)) throw new RangeError(`There is no fault "${name}". There are: ${names.join(', ')}.`)
        if (!/^\d+(\.\d+)?$/.test(percent)) throw new RangeError(`"${part.trim()}" needs a percentage, like ${name}:5.`)
        return [name, Number(percent)]
      }),
    ),
  )
}

/** What goes wrong with this request, or null. */
export function drawFault(mix: FaultMix, random: Random): Fault | null {
  let at = random.int(0, 999_999) / 10_000
  for (const [fault, percent] of mix) {
    if (at < percent) return fault
    at -= percent
  }
  return null
}

function checked(mix: FaultMix): FaultMix {
  const total = [...mix.values()].reduce((sum, percent) => sum + percent, 0)
  if (total > 100.000001) throw new RangeError('Faults come to more than 100 percent.')
  return mix
}

function isFault(name: string): name is Fault {
  return Object.hasOwn(faults, name)
}
