import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.ts'

describe('the command line of the stand-in provider', () => {
  it('needs a port and nothing else', () => {
    expect(parseOptions(['--port', '18090'])).toEqual({
      port: 18090,
      faults: new Map(),
      journal: null,
      seed: 1,
      apiKey: null,
    })
  })

  it('takes everything else that is written there', () => {
    const line = '--port 0 --faults silent:5,reset:2.5 --journal out/taken.jsonl --seed 7 --key atsk_1'.split(' ')
    expect(parseOptions(line)).toEqual({
      port: 0,
      faults: new Map([
        ['silent', 5],
        ['reset', 2.5],
      ]),
      journal: 'out/taken.jsonl',
      seed: 7,
      apiKey: 'atsk_1',
    })
  })

  it.each([
    ['', '--port is missing.'],
    ['--port x', '--port must be a whole number from 0 to 65535.'],
    ['--port 70000', '--port must be a whole number from 0 to 65535.'],
    ['--port 1 --seed -3', '--seed'],
    ['--port 1 --faults earthquake:5', 'There is no fault "earthquake".'],
    ['--port 1 --faults silent', '"silent" needs a percentage, like silent:5.'],
    ['--port 1 --faults silent:60,reset:60', 'Faults come to more than 100 percent.'],
    ['--port 1 --host 0.0.0.0', "Unknown option '--host'"],
  ])('says what is wrong with: %s', (line, sentence) => {
    expect(() => parseOptions(line.split(' ').filter(word => word !== ''))).toThrow(sentence)
  })
})
